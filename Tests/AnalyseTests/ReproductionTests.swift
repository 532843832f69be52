import Foundation
import SalusAnalyse
import Testing

@Suite struct ReproductionTests {
  static let table = "oracles/epiestim/R.csv"

  static func close(_ found: Double, _ wanted: Double, _ tolerance: Double) -> Bool {
    abs(found - wanted) <= tolerance * abs(wanted)
  }

  /// Probabilities printed by EpiEstim 2.2-4 for mean 2.6 and sd 1.5.
  @Test func discretisesAShiftedGamma() throws {
    let weights = try SerialInterval(mean: 2.6, sd: 1.5, steps: 40).weights
    let wanted = [
      0, 0.233172125407541, 0.358579400315597, 0.198110828540314, 0.103342655427939,
      0.0529051752478139, 0.0268214619516162,
    ]
    for (found, value) in zip(weights, wanted) { #expect(abs(found - value) < 1e-12) }
    #expect(abs(weights.reduce(0, +) - 1) < 1e-9)
  }

  /// Mean and sd of the discretised interval stay near those asked for, whatever they are.
  @Test(arguments: [(2.6, 1.5), (5.2, 2.8), (15.3, 9.3), (1.4, 0.6)])
  func keepsTheMeanOfTheInterval(mean: Double, sd: Double) throws {
    let weights = try SerialInterval(mean: mean, sd: sd, steps: 300).weights
    let found = weights.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
    #expect(abs(found - mean) < 0.01)
  }

  /// All rows of EpiEstim 2.2-4: both data sets, both kinds of serial interval, windows 7 and 14.
  @Test(
    .enabled(if: DetectionOracle.has(table), "needs ../shared/data/\(table)"),
    arguments: [
      ("Flu2009", 7), ("Flu2009", 14), ("Flu2009_parametric_m2.6_s1.5", 7), ("Flu1918", 7),
      ("Flu1918", 14), ("Flu1918_parametric_m2.6_s1.5", 7),
    ])
  func equalsTheReference(name: String, window: Int) throws {
    let set = name.split(separator: "_")[0]
    let incidence = try DetectionOracle.table("oracles/epiestim/incidence.csv")
      .filter { $0["dataset"] == set }.map { Double($0["I"] ?? "") ?? .nan }
    let interval =
      name.contains("parametric")
      ? try SerialInterval(mean: 2.6, sd: 1.5, steps: incidence.count)
      : try SerialInterval(
        weights: DetectionOracle.table("oracles/epiestim/si.csv")
          .filter { $0["dataset"] == set }.compactMap { Double($0["p"] ?? "") })
    let rows = try DetectionOracle.table(Self.table).filter {
      $0["dataset"]! == name && $0["tau"]! == "\(window)"
    }
    let found = try Reproduction(interval, window: window).estimate(incidence)
    #expect(found.count == rows.count && rows.count >= 18)
    var worst = 0.0
    for (estimate, row) in zip(found, rows) {
      #expect("\(estimate.rows.lowerBound + 1)" == row["t_start"]!)
      #expect("\(estimate.rows.upperBound + 1)" == row["t_end"]!)
      var values = ["mean": estimate.mean, "sd": estimate.sd]
      for (level, column) in zip(
        ReproductionEstimate.levels, ["q025", "q05", "q25", "median", "q75", "q95", "q975"])
      {
        values[column] = estimate.quantile(level)
      }
      for (column, value) in values {
        let wanted = try #require(Double(row[column] ?? ""))
        worst = max(worst, abs(value - wanted) / wanted)
        #expect(Self.close(value, wanted, 1e-6), "\(name) \(column) \(value) \(wanted)")
      }
    }
    print("REPRODUCTION \(name) \(window): \(rows.count) rows, worst \(worst)")
  }

  /// Cases that grow by the same share each day have the Euler-Lotka number.
  @Test func findsTheNumberOfExponentialGrowth() throws {
    let interval = try SerialInterval(mean: 4, sd: 2, steps: 60)
    let growth = 1.08
    let incidence = (0..<80).map { 1000 * pow(growth, Double($0)) }
    let wanted =
      1
      / interval.weights.enumerated().reduce(0) {
        $0 + $1.element * pow(growth, -Double($1.offset))
      }
    let found = try Reproduction(interval).estimate(incidence)
    #expect(Self.close(found[found.count - 1].mean, wanted, 1e-3))
  }

  @Test func marksWeakWindows() throws {
    let interval = try SerialInterval(mean: 3, sd: 1.5, steps: 30)
    let few = try Reproduction(interval).estimate([1, 1, 2, 1, 1, 2, 1, 3])
    let many = try Reproduction(interval).estimate([10, 11, 12, 9, 10, 12, 11, 13])
    #expect(few[0].isWeak && few[0].cases == 11)
    #expect(!many[0].isWeak)
  }

  /// A silent day leaves the window as if it were not there.
  @Test func leavesSilentDaysOut() throws {
    let interval = try SerialInterval(weights: [0, 0.5, 0.3, 0.2])
    let full = try Reproduction(interval, window: 2).estimate([4, 6, 8, 10])
    let holed = try Reproduction(interval, window: 2).estimate([4, 6, 8, .nan])
    #expect(holed[1].missing == 1 && holed[1].cases == 8)
    // Shape 1 + 8 over 1 / 5 + (3 + 1.2): potential of day 2 is 0.5 * 6 + 0.3 * 4.
    #expect(Self.close(holed[1].mean, 9 / (0.2 + 4.2), 1e-12))
    #expect(full[0] == holed[0])
  }

  @Test func sumsUpTooShortSeries() throws {
    let interval = try SerialInterval(weights: [0, 1])
    #expect(try Reproduction(interval).estimate([]).isEmpty)
    #expect(try Reproduction(interval).estimate([1, 2, 3, 4, 5, 6, 7]).isEmpty)
    #expect(try Reproduction(interval).estimate([1, 2, 3, 4, 5, 6, 7, 8]).count == 1)
  }

  @Test func refusesImpossibleInput() throws {
    #expect(throws: ReproductionError.sameStep(0.1)) {
      try SerialInterval(weights: [0.1, 0.9])
    }
    #expect(throws: ReproductionError.weightsDoNotAddUp(0.75)) {
      try SerialInterval(weights: [0, 0.5, 0.25])
    }
    #expect(throws: ReproductionError.badWeights) { try SerialInterval(weights: [0, .nan]) }
    #expect(throws: ReproductionError.badMoments(mean: 0.9, sd: 1)) {
      try SerialInterval(mean: 0.9, sd: 1, steps: 10)
    }
    let interval = try SerialInterval(weights: [0, 1])
    #expect(throws: ReproductionError.badWindow(0)) { try Reproduction(interval, window: 0) }
    #expect(throws: ReproductionError.badPrior(mean: 0, sd: 5)) {
      try Reproduction(interval, priorMean: 0)
    }
    #expect(throws: ReproductionError.notIncidence(-1, row: 2)) {
      try Reproduction(interval).estimate([1, -1])
    }
  }
}
