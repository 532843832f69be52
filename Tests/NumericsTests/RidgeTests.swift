import SalusNumerics
import Testing

@Suite struct RidgeTests {
  private static func data(_ rows: Int) -> (table: [Double], y: [Double], weights: [Double]) {
    var stream = Stream(2, .test)
    var table: [Double] = []
    var targets: [Double] = []
    var weights: [Double] = []
    for _ in 0..<rows {
      let row = [stream.uniform(), 3 * stream.uniform(), stream.uniform() - 5]
      table += row
      targets.append(4 + 2 * row[0] - row[1] + 0.5 * row[2])
      weights.append(0.1 + stream.uniform())
    }
    return (table, targets, weights)
  }

  @Test func findsAnExactLineWithoutPenalty() throws {
    let data = RidgeTests.data(40)
    let fit = try #require(
      Ridge(rows: data.table, columns: 3, targets: data.y, weights: data.weights, penalty: 0))
    #expect(abs(fit.intercept - 4) < 1e-9)
    for (found, true_) in zip(fit.coefficients, [2, -1, 0.5]) { #expect(abs(found - true_) < 1e-9) }
    #expect(abs(fit.predict([1.0, 1.0, 1.0]) - 5.5) < 1e-9)
  }

  @Test(arguments: [0.1, 2, 50])
  func standsWhereThePenalisedLossIsFlat(penalty: Double) throws {
    let data = RidgeTests.data(60)
    let fit = try #require(
      Ridge(
        rows: data.table, columns: 3, targets: data.y, weights: data.weights, penalty: penalty))
    // The gradient of sum w (y - b0 - x b)^2 + penalty |b|^2 vanishes in b0 and every b.
    var gradient = [0.0, 0, 0, 0]
    for row in data.y.indices {
      let features = Array(data.table[3 * row..<3 * row + 3])
      let error = data.weights[row] * (data.y[row] - fit.predict(features))
      gradient[3] += error
      for column in 0..<3 { gradient[column] += error * features[column] }
    }
    for column in 0..<3 {
      #expect(abs(gradient[column] - penalty * fit.coefficients[column]) < 1e-9)
    }
    #expect(abs(gradient[3]) < 1e-9)
  }

  @Test func refusesWhatItCannotSolve() {
    #expect(Ridge(rows: [], columns: 2, targets: [], weights: [], penalty: 1) == nil)
    #expect(
      Ridge(
        rows: [1, 1, 2, 2, 3, 3], columns: 2, targets: [1, 2, 3], weights: [1, 1, 1], penalty: 0)
        == nil)
    #expect(Ridge(rows: [1, 2], columns: 1, targets: [1, 2], weights: [0, 0], penalty: 1) == nil)
  }
}

@Suite struct ParallelTests {
  @Test(arguments: [1, 2, 3, 8, 100])
  func keepsTheOrderOfPieces(threads: Int) {
    #expect(Parallel.map(57, threads: threads) { $0 * $0 } == (0..<57).map { $0 * $0 })
    #expect(Parallel.map(0, threads: threads) { $0 }.isEmpty)
  }
}
