import Foundation
import SalusAnalyse
import SalusCore
import SalusEpidemic
import SalusNumerics
import Testing

@Suite struct MechanisticForecasterTests {
  static let firstDate = CivilDate(days: 19_544)  // 2023-07-06 is a Thursday; Saturdays follow.

  static func dates(_ count: Int) -> [CivilDate] {
    let first = firstDate.onOrAfter(.saturday)
    return (0..<count).map { first + 7 * $0 }
  }

  /// Weekly admissions of a place whose epidemic is simulated person by person.
  static func wave(
    _ place: Int, weeks: Int, population: Int = 400_000, reproduction: Double = 1.35,
    severity: Double = 0.01
  ) -> [Double] {
    let course = SEIRH(severity: severity)
    let chances = course.chances()
    let transmission = course.transmission(reproduction: reproduction)
    var counts = SEIRH.Counts(susceptible: population, exposed: 60, infectious: 60)
    return (0..<weeks).map { week in
      var admissions = 0
      for day in 0..<7 {
        var stream = Stream(77, .test, week * 7 + day, place)
        admissions +=
          course.advance(&counts, chances: chances, transmission: transmission, with: &stream)
          .admissions
      }
      return Double(admissions)
    }
  }

  static func forecast(
    _ counts: [[Double]], horizons: Int = 4, seed: Seed = 1, threads: Int = 1,
    populations: [Double]? = nil
  ) -> [[[Double]]?] {
    MechanisticForecaster.forecast(
      counts: counts, dates: dates(counts.first?.count ?? 0),
      populations: populations ?? counts.map { _ in 400_000 }, horizons: horizons, seed: seed,
      threads: threads, particles: 200)
  }

  @Test func givesRisingQuantilesForEveryHorizon() throws {
    let places = try #require(Self.forecast([Self.wave(1, weeks: 12)], horizons: 5).first)
    let horizons = try #require(places)
    #expect(horizons.count == 5)
    for quantiles in horizons {
      #expect(quantiles.count == 23)
      #expect(quantiles == quantiles.sorted())
      #expect(quantiles.allSatisfy { $0 >= 0 && $0.isFinite })
    }
    // What is further ahead is less certain.
    let widths = horizons.map { $0[21] - $0[1] }
    #expect(widths[4] > widths[0])
  }

  /// Weeks on the way up, at the top and on the way down of waves that the forecaster's own model
  /// could have made; their truth is known because it was simulated.
  @Test func coversWavesOfItsOwnKind() throws {
    let waves = (1...5).map { Self.wave($0, weeks: 44, reproduction: 1.2 + 0.06 * Double($0)) }
    var (inside80, median, total) = (0, 0, 0)
    for weeks in [16, 22, 28, 34] {
      let lines = Self.forecast(waves.map { Array($0[..<weeks]) })
      for (place, line) in lines.enumerated() {
        guard let line else { continue }
        for (horizon, quantiles) in line.enumerated() {
          let truth = waves[place][weeks + horizon]
          total += 1
          if (quantiles[3]...quantiles[19]).contains(truth) { inside80 += 1 }
          if abs(log((quantiles[11] + 5) / (truth + 5))) < log(2) { median += 1 }
        }
      }
    }
    #expect(total >= 40)
    #expect(Double(inside80) / Double(total) > 0.6)
    #expect(Double(median) / Double(total) > 0.85)
  }

  @Test func anyNumberOfThreadsGivesTheSameBytes() {
    let waves = (1...5).map { Self.wave($0, weeks: 20) }
    let one = Self.forecast(waves)
    #expect(Self.forecast(waves, threads: 2) == one)
    #expect(Self.forecast(waves, threads: 8) == one)
    #expect(Self.forecast(waves, seed: 2) != one)
  }

  @Test func staysSilentWhereTooLittleIsKnown() {
    let quiet = Self.wave(1, weeks: 20).map { min($0, 1) }
    let nothing = [Double](repeating: .nan, count: 20)
    let zeros = [Double](repeating: 0, count: 20)
    let lines = Self.forecast([quiet, nothing, zeros, Self.wave(2, weeks: 20)])
    #expect(lines[0] == nil && lines[1] == nil && lines[2] == nil)
    #expect(lines[3] != nil)
    #expect(Self.forecast([Self.wave(2, weeks: 9)]) == [nil])
    #expect(Self.forecast([]).isEmpty)
  }

  @Test func stepsOverMissingWeeks() throws {
    var holed = Self.wave(3, weeks: 24)
    let whole = try #require(Self.forecast([holed])[0])
    for week in [4, 5, 11, 23] { holed[week] = .nan }
    let line = try #require(Self.forecast([holed])[0])
    // The newest week is one of the missing, so the horizons still count from its date.
    #expect(line.count == 4)
    #expect(abs(log((line[1][11] + 1) / (whole[1][11] + 1))) < log(2.5))
  }

  static let strange: [[Double]] = [
    [Double](repeating: 1e12, count: 30), (0..<30).map { $0 % 2 == 0 ? 0.0 : 5_000.0 },
    (0..<30).map { pow(3, Double($0)) }, [Double](repeating: 0, count: 29) + [1e6],
    [Double](repeating: -4, count: 15) + [Double](repeating: 40, count: 15),
    [.infinity] + [Double](repeating: 12.5, count: 29),
  ]

  @Test(arguments: strange)
  func survivesStrangeSeries(series: [Double]) {
    for line in Self.forecast([series]) {
      for quantiles in line ?? [] {
        #expect(quantiles.allSatisfy { $0 >= 0 && $0.isFinite })
        #expect(quantiles == quantiles.sorted())
      }
    }
  }
}
