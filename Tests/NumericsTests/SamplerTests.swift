import Foundation
import SalusNumerics
import Testing

/// Every sampler against its exact law. A right sampler fails a single case once in a thousand
/// seeds; the seeds are fixed, so a failure means that a sampler changed.
@Suite struct SamplerTests {
  static let least = 1e-3
  static let draws = 20_000

  typealias Fit = GoodnessOfFit

  static let binomials: [(Int, Double)] = [
    (1, 0.3), (2, 0.5), (5, 0.999), (10, 0.05), (19, 0.5), (20, 0.5), (21, 0.5), (40, 0.25),
    (40, 0.75), (100, 0.0999), (100, 0.1001), (1000, 0.009), (1000, 0.011), (1000, 0.99),
    (1000, 0.5), (100_000, 1e-5), (100_000, 0.3), (10_000_000, 1e-6), (10_000_000, 0.9),
    (1_000_000_000, 2e-8), (25, 0.45),
  ]

  @Test(arguments: binomials)
  func binomialFollowsItsLaw(n: Int, p: Double) {
    var stream = Stream(1, .test, n)
    let draws = (0..<Self.draws).map { _ in stream.binomial(n, p) }
    #expect(draws.allSatisfy { (0...n).contains($0) })
    #expect(Fit.chiSquare(draws) { Fit.logBinomialMass($0, n: n, p: p) } > Self.least)
  }

  @Test(arguments: binomials.prefix(12))
  func binomialFollowsItsLawOnTheFastGenerator(n: Int, p: Double) {
    var bits = Xoshiro256PlusPlus(2, .test, n)
    let chance = Chance(p)
    let draws = (0..<Self.draws).map { _ in bits.binomial(n, chance) }
    #expect(Fit.chiSquare(draws) { Fit.logBinomialMass($0, n: n, p: p) } > Self.least)
  }

  @Test func binomialKnowsTheSureCases() {
    var stream = Stream(3, .test)
    #expect(stream.binomial(0, 0.5) == 0)
    #expect(stream.binomial(12, 0) == 0)
    #expect(stream.binomial(12, 1) == 12)
    #expect(stream.binomial(12, -1e-17) == 0)
    #expect(stream.binomial(12, 1 + 1e-15) == 12)
    #expect(stream.binomial(Int(1) << 50, 1e-300) == 0)
    #expect(Chance(rate: 0, time: 1).value == 0)
    #expect(Chance(rate: .infinity, time: 1).value == 1)
    #expect(abs(Chance(rate: 0.2, time: 2).value - (1 - exp(-0.4))) < 1e-16)
  }

  static let means: [Double] = [
    1e-8, 0.01, 0.5, 1, 5, 9.99, 10, 10.01, 12, 30, 99.5, 1000, 1e5, 1e9,
  ]

  @Test(arguments: means)
  func poissonFollowsItsLaw(mean: Double) {
    var stream = Stream(4, .test, Int(mean))
    let draws = (0..<Self.draws).map { _ in stream.poisson(mean) }
    // The reference itself loses digits with the logarithm of huge factorials; means of 1e9 are
    // compared in the standardised form instead.
    if mean > 1e6 {
      let scaled = draws.map { (Double($0) - mean) / mean.squareRoot() }
      #expect(Fit.kolmogorov(scaled, cdf: Fit.normalCDF) > Self.least)
    } else {
      #expect(Fit.chiSquare(draws) { Fit.logPoissonMass($0, mean: mean) } > Self.least)
    }
  }

  @Test func poissonTakesAnyFiniteMean() {
    var stream = Stream(5, .test)
    #expect(stream.poisson(0) == 0)
    for mean in [1e-300, 0x1p49, 0x1p50, 0x1p60, 1e19, 1e300] {
      let draw = stream.poisson(mean)
      #expect(draw >= 0)
      if mean > 1e12, mean < 0x1p61 { #expect(abs(Double(draw) / mean - 1) < 1e-4) }
    }
  }

  @Test(arguments: [
    (0.5, 0.1), (3, 1), (3, 1e6), (20, 0.5), (20, 5), (0.01, 10), (200, 30), (4, 0.01),
  ])
  func negativeBinomialFollowsItsLaw(mean: Double, size: Double) {
    var stream = Stream(6, .test, Int(mean * 100), Int(size * 100))
    let draws = (0..<Self.draws).map { _ in stream.negativeBinomial(mean: mean, size: size) }
    let p = Fit.chiSquare(draws) { Fit.logNegativeBinomialMass($0, mean: mean, size: size) }
    #expect(p > Self.least)
  }

  @Test func negativeBinomialOfInfiniteSizeIsPoisson() {
    var stream = Stream(7, .test)
    let draws = (0..<Self.draws).map { _ in stream.negativeBinomial(mean: 6, size: .infinity) }
    #expect(Fit.chiSquare(draws) { Fit.logPoissonMass($0, mean: 6) } > Self.least)
    #expect(stream.negativeBinomial(mean: 0, size: 2) == 0)
  }

  @Test func normalFollowsItsLaw() {
    var stream = Stream(8, .test)
    let draws = (0..<100_000).map { _ in stream.normal() }
    #expect(Fit.kolmogorov(draws, cdf: Fit.normalCDF) > Self.least)
    // The tails, where the middle of the law says little.
    let beyond = draws.map { abs($0) > 3 ? 1 : 0 }
    let p = 2 * Fit.normalCDF(-3)
    #expect(Fit.chiSquare(beyond) { Fit.logBinomialMass($0, n: 1, p: p) } > Self.least)
  }

  @Test func exponentialFollowsItsLaw() {
    var stream = Stream(9, .test)
    let draws = (0..<50_000).map { _ in stream.exponential() }
    #expect(Fit.kolmogorov(draws) { 1 - exp(-$0) } > Self.least)
  }

  @Test(arguments: [0.05, 0.3, 0.99, 1, 1.01, 2.5, 17, 400, 1e5])
  func gammaFollowsItsLaw(shape: Double) {
    var stream = Stream(10, .test, Int(shape * 100))
    let draws = (0..<Self.draws).map { _ in stream.gamma(shape: shape, scale: 3) }
    #expect(Fit.kolmogorov(draws) { Fit.gammaCDF($0 / 3, shape: shape) } > Self.least)
  }

  @Test func gammaOfATinyShapeStaysFinite() {
    var stream = Stream(11, .test)
    let draws = (0..<1000).map { _ in stream.gamma(shape: 1e-6) }
    #expect(draws.allSatisfy { $0 >= 0 && $0.isFinite })
  }

  @Test(arguments: [(0.5, 0.5), (1, 1), (2, 5), (0.3, 4), (60, 30), (0.05, 0.05)])
  func betaFollowsItsLaw(a: Double, b: Double) {
    var stream = Stream(14, .test, Int(a * 100), Int(b * 100))
    let draws = (0..<10_000).map { _ in stream.beta(a, b) }
    #expect(draws.allSatisfy { (0...1).contains($0) })
    // Shapes this small put mass closer to 1 than doubles can tell apart: one end suffices.
    let inner = min(a, b) < 0.1 ? draws.map { min($0, 0.9) } : draws
    let law = Fit.betaCDF(a: a, b: b)
    let compared = min(a, b) < 0.1 ? inner.filter { $0 < 0.9 } : inner
    let share = min(a, b) < 0.1 ? law(0.9) : 1
    #expect(Fit.kolmogorov(compared) { law($0) / share } > Self.least)
    if share < 1 {
      let below = draws.map { $0 < 0.9 ? 1 : 0 }
      #expect(Fit.chiSquare(below) { Fit.logBinomialMass($0, n: 1, p: share) } > Self.least)
    }
  }

  @Test func dirichletSharesAddUpAndHaveBetaMargins() {
    let weights = [0.4, 2, 5]
    var stream = Stream(15, .test)
    let draws = (0..<10_000).map { _ in stream.dirichlet(weights) }
    #expect(draws.allSatisfy { abs($0.reduce(0, +) - 1) < 1e-12 })
    for i in weights.indices {
      let law = Fit.betaCDF(a: weights[i], b: 7.4 - weights[i])
      #expect(Fit.kolmogorov(draws.map { $0[i] }, cdf: law) > Self.least)
    }
    let tiny = stream.dirichlet([1e-5, 1e-5, 1e-5])
    #expect(abs(tiny.reduce(0, +) - 1) < 1e-12)
  }

  @Test func multinomialCountsAddUpAndHaveBinomialMargins() {
    let weights = [1.0, 0, 3, 6]
    var stream = Stream(16, .test)
    let draws = (0..<Self.draws).map { _ in stream.multinomial(37, weights) }
    #expect(draws.allSatisfy { $0.reduce(0, +) == 37 && $0[1] == 0 })
    for i in [0, 2, 3] {
      let p = Fit.chiSquare(draws.map { $0[i] }) {
        Fit.logBinomialMass($0, n: 37, p: weights[i] / 10)
      }
      #expect(p > Self.least)
    }
    // Two margins added are binomial too, which independent draws would not give.
    let pair = Fit.chiSquare(draws.map { $0[0] + $0[2] }) {
      Fit.logBinomialMass($0, n: 37, p: 0.4)
    }
    #expect(pair > Self.least)
    #expect(stream.multinomial(9, [0, 2, 0]) == [0, 9, 0])
    #expect(stream.multinomial(9, [0, 0]) == [0, 9])
  }
}
