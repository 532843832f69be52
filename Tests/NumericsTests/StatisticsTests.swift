import Foundation
import SalusNumerics
import Testing

@Suite struct StatisticsTests {
  @Test func momentsOfAKnownSample() throws {
    let values = [2.0, 4, 4, 4, 5, 5, 7, 9]
    #expect(Statistics.mean(values) == 5)
    #expect(abs(try #require(Statistics.variance(values)) - 32.0 / 7) < 1e-15)
    #expect(Statistics.mean([]) == nil)
    #expect(Statistics.standardDeviation([3]) == nil)
  }

  @Test func varianceKeepsItsDigitsFarFromZero() throws {
    let values = [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]
    #expect(try #require(Statistics.variance(values)) == 30)
  }

  /// `quantile(c(1, 3, 4, 10), p)` of R 4.3.
  @Test(arguments: [(0, 1), (0.1, 1.6), (0.25, 2.5), (0.5, 3.5), (0.75, 5.5), (0.9, 8.2), (1, 10)])
  func quantilesAreThoseOfR(level: Double, value: Double) throws {
    let quantile = try #require(Statistics.quantile([10.0, 1, 4, 3], at: level))
    #expect(abs(quantile - value) < 1e-12)
  }

  @Test func quantilesStayInsideAndTakeInfinities() {
    #expect(Statistics.quantile([5.0], at: 0.3) == 5)
    #expect(Statistics.quantile([1, 2, .infinity], at: 0.5) == 2)
    #expect(Statistics.quantile([1.0, 2], at: 7) == 2)
    #expect(Statistics.quantile([], at: 0.5) == nil)
  }

  @Test func logSumExpNeitherOverflowsNorVanishes() {
    #expect(abs(Statistics.logSumExp([1000, 1000]) - (1000 + log(2))) < 1e-12)
    #expect(abs(Statistics.logSumExp([-1000, -1000]) - (-1000 + log(2))) < 1e-12)
    #expect(Statistics.logSumExp([]) == -.infinity)
    #expect(Statistics.logSumExp([-.infinity, -.infinity]) == -.infinity)
    #expect(Statistics.logSumExp([-.infinity, 2]) == 2)
    #expect(Statistics.logSumExp([0, .infinity]) == .infinity)
  }
}
