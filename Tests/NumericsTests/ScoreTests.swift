import Foundation
import SalusNumerics
import Testing

@Suite struct ScoreTests {
  /// Quantiles and scores of FluSight-baseline for location 01 on 2023-12-30, horizon 0.
  static let quantiles = [
    152, 190.5, 233.95, 258, 263, 266, 268, 270, 271, 273, 274, 275, 276, 277, 279, 280, 282, 284,
    287, 292, 316.05, 359.5, 398,
  ]

  @Test func splitsAKnownScoreIntoItsParts() {
    let score = WIS(quantiles: ScoreTests.quantiles, observed: 318)
    #expect(abs(score.total - 29.8817) < 1e-4)
    #expect(abs(score.dispersion - 2.88609) < 1e-5)
    #expect(score.overprediction == 0)
    #expect(abs(score.underprediction - 26.9957) < 1e-4)
    let logarithmic = WIS.logarithmic(quantiles: ScoreTests.quantiles, observed: 318)
    #expect(abs(logarithmic.total - 0.100503) < 1e-6)
  }

  @Test func equalsTwiceTheMeanPinballLoss() {
    var stream = Stream(3, .test)
    for _ in 0..<500 {
      let quantiles = (0..<23).map { _ in 100 * stream.uniform() }.sorted()
      let observed = 140 * stream.uniform() - 20
      let score = WIS(quantiles: quantiles, observed: observed).total
      #expect(abs(score - 2 * Pinball.mean(quantiles, observed: observed)) < 1e-10)
    }
  }

  @Test func isLeastForTheTrueDistribution() {
    // Uniform on 0 to 1: its quantiles are the levels themselves.
    var stream = Stream(5, .test)
    let observed = (0..<20_000).map { _ in stream.uniform() }
    func mean(_ quantiles: [Double]) -> Double {
      observed.reduce(0) { $0 + WIS(quantiles: quantiles, observed: $1).total } / 20_000
    }
    let honest = mean(QuantileLevels.hub)
    #expect(honest < mean(QuantileLevels.hub.map { 0.5 + ($0 - 0.5) * 0.8 }))
    #expect(honest < mean(QuantileLevels.hub.map { 0.5 + ($0 - 0.5) * 1.2 }))
    #expect(honest < mean(QuantileLevels.hub.map { $0 + 0.05 }))
  }

  @Test(arguments: [(0.5, true), (0.8, true), (0.95, true), (0.77, nil)] as [(Double, Bool?)])
  func coversClosedIntervals(probability: Double, expected: Bool?) {
    let edge = QuantileLevels.bounds(of: probability, in: QuantileLevels.hub)?.1 ?? 0
    let covers = Calibration.covers(
      ScoreTests.quantiles, probability: probability, observed: ScoreTests.quantiles[edge])
    #expect(covers == expected)
    if expected != nil {
      #expect(
        Calibration.covers(
          ScoreTests.quantiles, probability: probability,
          observed: ScoreTests.quantiles[edge] + 1e-6) == false)
    }
  }

  @Test func placesTheOutcomeInTheForecast() {
    let levels = QuantileLevels.hub
    #expect(Calibration.transform(levels, observed: 0.425) == 0.425)
    #expect(Calibration.transform(levels, observed: 0.3) == 0.3)
    #expect(Calibration.transform(levels, observed: -1) == 0.005)
    #expect(Calibration.transform(levels, observed: 2) == 0.995)
    #expect(
      abs(Calibration.transform([Double](repeating: 0, count: 23), observed: 0) - 0.5) < 1e-12)
  }

  @Test func ranksSamplesByTheDefinition() throws {
    var stream = Stream(8, .test)
    for size in [1, 2, 7, 40] {
      let samples = (0..<size).map { _ in stream.uniform() }
      let observed = stream.uniform()
      var spread = 0.0
      for left in samples { for right in samples { spread += abs(left - right) } }
      let number = Double(size)
      let expected =
        samples.reduce(0) { $0 + abs($1 - observed) } / number - spread / (2 * number * number)
      let score = try #require(Calibration.rankedScore(samples: samples, observed: observed))
      #expect(abs(score - expected) < 1e-12)
    }
    #expect(Calibration.rankedScore(samples: [], observed: 1) == nil)
  }

  @Test func tellsSymmetricLevels() {
    #expect(QuantileLevels.isSymmetric(QuantileLevels.hub))
    #expect(!QuantileLevels.isSymmetric([0.1, 0.5, 0.8]))
    #expect(!QuantileLevels.isSymmetric([0.25, 0.75]))
    #expect(!QuantileLevels.isSymmetric([0.5, 0.5, 0.5]))
  }
}

@Suite struct ScoreOracleTests {
  static let path = "flu/wis_oracle.csv"

  @Test(.enabled(if: SharedData.has(path), "needs ../shared/data/flu/wis_oracle.csv"))
  func agreesWithAllRows() throws {
    var lines = try SharedData.text(ScoreOracleTests.path).split(whereSeparator: \.isNewline)[...]
    let names = (lines.popFirst() ?? "").split(separator: ",").map(String.init)
    let rows = lines.map { line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      return Dictionary(zip(names, cells), uniquingKeysWith: { first, _ in first })
    }
    #expect(rows.count == 848)
    for row in rows {
      func number(_ name: String) throws -> Double { try #require(row[name].flatMap(Double.init)) }
      let quantiles = try QuantileLevels.hub.map { level in
        try number("q" + String(level))
      }
      let observed = try number("observed")
      let score = WIS(quantiles: quantiles, observed: observed)
      let logarithmic = WIS.logarithmic(quantiles: quantiles, observed: observed)
      // Quantiles are printed to 6 digits, so parts that are small beside them lose digits.
      let printed = 1e-6 * (quantiles.map(abs).max() ?? 0)
      for (name, value, slack) in [
        ("wis", score.total, 0), ("wis_log", logarithmic.total, 0),
        ("disp", score.dispersion, printed), ("over", score.overprediction, printed),
        ("under", score.underprediction, printed),
      ] {
        let expected = try number(name)
        #expect(
          abs(value - expected) <= 1e-5 * abs(expected) + slack + 1e-12,
          "\(name) of \(row["model"] ?? "") in \(row["location"] ?? "")")
      }
      for (name, probability) in [("c50", 0.5), ("c80", 0.8), ("c95", 0.95)] {
        let covers = Calibration.covers(quantiles, probability: probability, observed: observed)
        #expect(covers == (try number(name) == 1))
      }
      let median = quantiles[11]
      #expect(abs(try number("ae") - abs(median - observed)) <= 1e-5 * max(1, abs(median)))
    }
  }
}
