import Foundation
import SalusCore
import SalusNumerics
import Testing

@Suite struct BoostTests {
  /// y = x0 step + noise uniform on 0 to 1, x1 without meaning.
  private static func sample(_ rows: Int, missing: Double = 0) -> (table: [Double], y: [Double]) {
    var stream = Stream(11, .test)
    var table: [Double] = []
    var targets: [Double] = []
    for _ in 0..<rows {
      let x = stream.uniform()
      let isMissing = stream.uniform() < missing
      table += [isMissing ? .nan : x, stream.uniform()]
      targets.append((isMissing ? 20 : x < 0.5 ? 0 : 10) + stream.uniform())
    }
    return (table, targets)
  }

  private static func fit(_ data: (table: [Double], y: [Double]), level: Double, seed: Seed = 1)
    -> (BinnedTable, BoostedQuantiles)
  {
    let table = BinnedTable(data.table, columns: 2)
    var settings = BoostedQuantiles.Settings()
    settings.featureShare = 1
    let model = BoostedQuantiles(
      table, targets: data.y, weights: [Double](repeating: 1, count: data.y.count), level: level,
      settings: settings, seed: seed, index: 0)
    return (table, model)
  }

  @Test(arguments: [0.1, 0.5, 0.9])
  func learnsQuantilesOfAStep(level: Double) {
    let (table, model) = BoostTests.fit(BoostTests.sample(3000), level: level)
    // After 45 rounds at .15 about .999 of the step has been learnt.
    #expect(abs(model.predict(table.cut([0.2, 0.5])) - level) < 0.12)
    #expect(abs(model.predict(table.cut([0.8, 0.5])) - (10 + level)) < 0.12)
  }

  @Test func sendsMissingValuesTheirOwnWay() {
    let (table, model) = BoostTests.fit(BoostTests.sample(3000, missing: 0.2), level: 0.5)
    #expect(abs(model.predict(table.cut([.nan, 0.5])) - 20.5) < 0.3)
    #expect(abs(model.predict(table.cut([0.2, 0.5])) - 0.5) < 0.3)
  }

  @Test func coversItsLevelOnNewRows() {
    var stream = Stream(21, .test)
    func draw(_ rows: Int) -> (table: [Double], y: [Double]) {
      var table: [Double] = []
      var targets: [Double] = []
      for _ in 0..<rows {
        let x = stream.uniform()
        table += [x, stream.uniform()]
        // Spread grows with x.
        targets.append(sin(6 * x) + (0.2 + x) * (stream.uniform() - 0.5))
      }
      return (table, targets)
    }
    let past = draw(4000)
    let next = draw(2000)
    for level in [0.1, 0.9] {
      let (table, model) = BoostTests.fit(past, level: level)
      var below = 0
      for row in 0..<2000
      where next.y[row] <= model.predict(table.cut(Array(next.table[2 * row..<2 * row + 2]))) {
        below += 1
      }
      #expect(abs(Double(below) / 2000 - level) < 0.04)
    }
  }

  @Test func dependsOnItsSeedAlone() {
    let data = BoostTests.sample(600)
    let (table, first) = BoostTests.fit(data, level: 0.7)
    let (_, second) = BoostTests.fit(data, level: 0.7)
    let (_, other) = BoostTests.fit(data, level: 0.7, seed: 2)
    let rows = stride(from: 0.0, to: 1, by: 0.05).map { table.cut([$0, 0.3]) }
    #expect(rows.map(first.predict) == rows.map(second.predict))
    #expect(rows.map(first.predict) != rows.map(other.predict))
  }

  @Test func ignoresRowsWithoutWeight() {
    var data = BoostTests.sample(1500)
    let weights = data.y.indices.map { $0 % 3 == 0 ? 0.0 : 1.0 }
    let table = BinnedTable(data.table, columns: 2)
    func predictions(_ targets: [Double]) -> [Double] {
      let model = BoostedQuantiles(
        table, targets: targets, weights: weights, level: 0.5, seed: 1, index: 0)
      return [0.1, 0.4, 0.6, 0.9].map { model.predict(table.cut([$0, 0.5])) }
    }
    let before = predictions(data.y)
    for row in data.y.indices where weights[row] == 0 { data.y[row] = 1e6 }
    #expect(predictions(data.y) == before)
  }

  @Test(arguments: [0, 1, 30, 79])
  func givesThePlainQuantileForFewRows(rows: Int) {
    let data = BoostTests.sample(rows)
    let (table, model) = BoostTests.fit(data, level: 0.5)
    let plain = MidpointQuantiles(data.y, weights: data.y.map { _ in 1 })?.value(at: 0.5) ?? 0
    #expect(model.predict(table.cut([0.5, 0.5])) == plain)
  }
}

@Suite struct MidpointQuantileTests {
  @Test func standsAtTheMiddleOfItsWeight() throws {
    // Hyndman and Fan type 5 on 1, 2, 3, 4: positions 1/8, 3/8, 5/8, 7/8.
    let plain = try #require(MidpointQuantiles([4, 2, 1, 3], weights: [1, 1, 1, 1]))
    #expect(plain.value(at: 0.5) == 2.5)
    #expect(plain.value(at: 0.375) == 2)
    #expect(plain.value(at: 0) == 1)
    #expect(plain.value(at: 1) == 4)
    // Positions 3/8 and 7/8.
    let weighted = try #require(MidpointQuantiles([0, 1], weights: [3, 1]))
    #expect(abs(weighted.value(at: 0.5) - 0.25) < 1e-12)
  }

  @Test func leavesOutWhatHasNoWeightOrNoValue() throws {
    let quantiles = try #require(
      MidpointQuantiles([.nan, 7, 100, -5], weights: [1, 2, 0, -1]))
    #expect(quantiles.value(at: 0.01) == 7)
    #expect(MidpointQuantiles([], weights: []) == nil)
    #expect(MidpointQuantiles([1, 2], weights: [0, 0]) == nil)
  }

  @Test func risesWithTheLevel() throws {
    var stream = Stream(4, .test)
    for _ in 0..<50 {
      let values = (0..<30).map { _ in (10 * stream.uniform()).rounded() }
      let weights = (0..<30).map { _ in stream.uniform() }
      let quantiles = try #require(MidpointQuantiles(values, weights: weights))
      let series = stride(from: 0.0, through: 1, by: 0.01).map(quantiles.value(at:))
      #expect(zip(series, series.dropFirst()).allSatisfy { $0 <= $1 })
    }
  }
}
