import Foundation
import SalusNumerics
import Testing

/// Reference values computed with 40 digits (mpmath 1.3).
@Suite struct DistributionTests {
  static func close(_ found: Double, _ wanted: Double, _ tolerance: Double = 2e-13) -> Bool {
    abs(found - wanted) <= tolerance * abs(wanted)
  }

  @Test(arguments: [
    (1e-20, -9.26234008979840758), (1e-10, -6.3613409024040562), (1e-4, -3.71901648545568055),
    (0.025, -1.95996398454005421), (0.07, -1.47579102817917069), (0.075, -1.43953147093845593),
    (0.3, -0.524400512708040816), (0.9, 1.28155156554460059), (0.999, 3.09023230616781328),
    (0.9999999, 5.19933758229066109),
  ])
  func givesNormalQuantiles(p: Double, z: Double) {
    #expect(Self.close(Normal.standard.quantile(p), z, 1e-14))
    #expect(Self.close(Normal(mean: 3, sd: 2).quantile(p), 3 + 2 * z, 2e-13))
    #expect(Self.close(Normal.standard.cdf(z), p, 1e-13))
  }

  @Test func normalEdges() {
    #expect(Normal.standard.quantile(0.5) == 0)
    #expect(Normal.standard.quantile(0) == -.infinity)
    #expect(Normal.standard.quantile(1) == .infinity)
    #expect(Normal.standard.quantile(1.5).isNaN)
    #expect(Self.close(Normal.standard.upper(6), 9.86587645037698141e-10))
    #expect(Self.close(Normal.standard.density(1), 0.241970724519143349))
  }

  @Test(arguments: [
    (0.1, 0.001, 0.526768568392445112, 0.473231431607554888),
    (0.5, 2, 0.954499736103641586, 0.0455002638963584144),
    (1, 1, 0.632120558828557678, 0.367879441171442322),
    (2.5, 0.3, 0.0119967572059062655, 0.988003242794093735),
    (2.5, 9, 0.99705359541211971, 0.00294640458788029037),
    (30, 18, 0.00594427784979294858, 0.994055722150207051),
    (30, 60, 0.999993123735031268, 6.87626496873209669e-6),
    (1000, 900, 0.000549902265711782923, 0.999450097734288217),
    (1000, 1200, 0.999999998711839391, 1.2881606086281433e-9),
    (1e6, 1_001_000, 0.841344786368340292, 0.158655213631659708),
    (1e6, 999_000, 0.158655213574303652, 0.841344786425696348),
  ])
  func regularisesTheGammaFunction(a: Double, x: Double, lower: Double, upper: Double) {
    let tails = regularisedGamma(a, x)
    #expect(Self.close(tails.lower, lower))
    #expect(Self.close(tails.upper, upper))
  }

  @Test(arguments: [
    (0.5, 0.5, 0.25, 0.333333333333333333, 0.666666666666666667),
    (2, 3, 0.1, 0.0523, 0.9477),
    (3.5, 12, 0.5, 0.988983198808721451, 0.0110168011912785488),
    (0.125, 6, 0.02, 0.798318567167227004, 0.201681432832772996),
    (80, 31, 0.65, 0.0528541377475636679, 0.947145862252436332),
    (20, 500, 0.06, 0.988476337172061711, 0.0115236628279382894),
  ])
  func regularisesTheBetaFunction(
    a: Double, b: Double, x: Double, lower: Double, upper: Double
  ) {
    let tails = regularisedBeta(a, b, x)
    #expect(Self.close(tails.lower, lower))
    #expect(Self.close(tails.upper, upper))
    #expect(Self.close(Beta(a, b).cdf(x), lower))
    #expect(Self.close(Beta(a, b).quantile(lower), x, 1e-12))
  }

  @Test(arguments: [
    (2.5, 0.3, 0, 0.511668836740075221, 0.511668836740075221, 0.488331163259924779),
    (2.5, 0.3, 7, 0.0195174704018788404, 0.897418605907913754, 0.102581394092086246),
    (0.01, 5, 1, 0.00988083554007965487, 0.999940556656061053, 5.94433439389474466e-5),
    (150, 3.7, 400, 0.000154659493494089524, 0.991655052359933696, 0.00834494764006630438),
    (150, 1e6, 180, 0.00177598477345725908, 0.992353403468337691, 0.00764659653166230893),
    (3, 1e12, 9, 0.00270050393159693407, 0.998897511869860216, 0.00110248813013978428),
    (1e5, 50, 120_000, 9.69835109379409857e-6, 0.915549693248103887, 0.084450306751896113),
  ])
  func countsNegativeBinomially(
    mean: Double, size: Double, k: Int, probability: Double, lower: Double, upper: Double
  ) {
    let law = NegativeBinomial(mean: mean, size: size)
    #expect(Self.close(law.probability(k), probability, 1e-12))
    #expect(Self.close(law.cdf(Double(k)), lower))
    #expect(Self.close(law.upper(Double(k)), upper, 1e-12))
  }

  @Test(arguments: [
    (0.001, 0, 0.999000499833374992, 0.999000499833374992),
    (3.285, 6, 0.0653465063857512957, 0.950020632053702506),
    (20, 4, 1.37410241495903855e-5, 1.69447439300673839e-5),
    (20, 45, 6.06245189726699267e-7, 0.999999545982059786),
    (1e4, 10_300, 4.56476103803419985e-5, 0.998613282242913577),
  ])
  func countsPoisson(mean: Double, k: Int, probability: Double, lower: Double) {
    #expect(Self.close(Poisson(mean: mean).probability(k), probability, 1e-12))
    #expect(Self.close(Poisson(mean: mean).cdf(Double(k)), lower))
    #expect(
      NegativeBinomial(mean: mean, dispersion: 1).cdf(Double(k))
        == Poisson(mean: mean).cdf(Double(k)))
  }

  /// The definition: cdf reaches p at the quantile and not one below; and p = cdf(k) gives k back.
  @Test(arguments: [0.003, 0.4, 2.5, 17, 150.5, 2e4])
  func quantilesAreTheFirstNumberThatReaches(mean: Double) {
    for size in [0.05, 0.8, 4, 60, 1e5, .infinity] {
      let law = NegativeBinomial(mean: mean, size: size)
      for p in [1e-9, 0.01, 0.3, 0.5, 0.9, 0.975, 0.995, 0.99999] {
        let k = law.quantile(p)
        #expect(law.cdf(k) >= p * (1 - 1e-14), "mean \(mean) size \(size) p \(p)")
        #expect(k == 0 || law.cdf(k - 1) < p, "mean \(mean) size \(size) p \(p)")
        #expect(law.cdf(k) > 1 - 1e-9 || law.quantile(law.cdf(k)) == k)
      }
    }
    let law = Poisson(mean: mean)
    for p in [0.001, 0.5, 0.99] {
      let k = law.quantile(p)
      #expect(law.cdf(k) >= p && (k == 0 || law.cdf(k - 1) < p))
      #expect(law.quantile(law.cdf(k)) == k)
    }
  }

  @Test func discreteEdges() {
    let law = NegativeBinomial(mean: 3, size: 2)
    #expect(law.quantile(0) == 0 && law.quantile(1) == .infinity && law.quantile(-1).isNaN)
    #expect(law.cdf(-1) == 0 && law.cdf(.infinity) == 1 && law.cdf(.nan).isNaN)
    #expect(law.probability(-1) == 0)
    #expect(Poisson(mean: 0).quantile(0.99) == 0 && Poisson(mean: 0).cdf(0) == 1)
    #expect(NegativeBinomial(mean: 1e15, size: 1).quantile(0.5).isFinite)
  }

  @Test(arguments: [(0.4, 0.7), (2.5, 0.3), (40, 12)])
  func probabilitiesAddUpToTheCdf(mean: Double, size: Double) {
    let law = NegativeBinomial(mean: mean, size: size)
    var sum = 0.0
    for k in 0...60 {
      sum += law.probability(k)
      #expect(abs(sum - law.cdf(Double(k))) < 1e-13)
    }
  }

  @Test(arguments: [
    (0.5, 3, 0.651447964848150994), (2.1, 12.5, 0.0566433072032141119),
    (-1.7, 200, 0.090685479491481697), (6, 30, 1.39427687672047427e-6),
    (25, 4, 1.51975257633157384e-5),
  ])
  func testsByStudent(t: Double, freedom: Double, p: Double) {
    let law = StudentT(freedom: freedom)
    #expect(Self.close(law.twoSided(t), p, 1e-12))
    #expect(Self.close(law.cdf(-abs(t)), p / 2, 1e-12))
    #expect(abs(law.cdf(t) + law.cdf(-t) - 1) < 1e-15)
  }

  @Test func logarithmsOfGamma() {
    #expect(Self.close(digamma(0.01), -100.560885457868672, 1e-13))
    #expect(Self.close(digamma(1), -0.577215664901532861, 1e-13))
    #expect(Self.close(digamma(3.7), 1.16715353936151144, 1e-13))
    #expect(Self.close(digamma(50), 3.9019896734278922, 1e-13))
    #expect(Self.close(logBeta(0.5, 0.5), 1.14472988584940017, 1e-14))
    #expect(Self.close(logBeta(20, 300), -75.3558054482855149, 1e-14))
    #expect(Self.close(logBeta(1e5, 2e5), -190958.88527911685, 1e-14))
    #expect(Self.close(logFactorial(20), log(2_432_902_008_176_640_000), 1e-14))
  }

  @Test(arguments: [
    (0.05, 0.2, 6.12854090410130223e-15), (0.5, 1e-6, 7.85398163397859472e-13),
    (1, 0.5, 0.693147180559945309), (6, 0.025, 2.20189425349085084),
    (18, 0.975, 27.218646815906609), (500, 0.001, 433.73954130363844),
    (1e5, 0.9, 100405.475710245231),
  ])
  func givesGammaQuantiles(shape: Double, p: Double, x: Double) {
    #expect(Self.close(Gamma(shape: shape, scale: 1).quantile(p), x, 1e-12))
    #expect(Self.close(Gamma(shape: shape, scale: 3).quantile(p), 3 * x, 1e-12))
  }

  @Test(arguments: [
    (0.5, 0.5, 0.1, 0.0244717418524232166), (2, 30, 0.9, 0.119769238112594937),
    (40, 3, 0.01, 0.814525720395208427),
  ])
  func givesBetaQuantiles(a: Double, b: Double, p: Double, x: Double) {
    #expect(Self.close(Beta(a, b).quantile(p), x, 1e-12))
  }

  @Test(arguments: [0.08, 0.9, 1, 7.3, 250, 3e5])
  func quantilesInvertTheCdf(shape: Double) {
    let law = Gamma(shape: shape, scale: 1.7)
    for p in [1e-8, 0.001, 0.025, 0.4, 0.5, 0.75, 0.975, 0.9999] {
      #expect(Self.close(law.cdf(law.quantile(p)), p, 1e-11), "shape \(shape) p \(p)")
    }
    #expect(law.quantile(0) == 0 && law.quantile(1) == .infinity && law.quantile(.nan).isNaN)
  }
}
