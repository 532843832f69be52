import Foundation
import SalusNumerics
import Testing

/// Reference values from Newton's method with 40 digits (mpmath 1.3), an independent route.
@Suite struct GLMTests {
  static let counts: [Double] = [0, 3, 1, 4, 2, 7, 5, 9, 12, 8, 0, 15]
  static let design = Design(columns: [
    [Double](repeating: 1, count: 12),
    (1...12).map(Double.init),
    (0..<12).map { $0 % 3 == 0 ? 1 : 0 },
  ])
  static let tight = QuasiPoisson.Control(epsilon: 1e-15, iterations: 60)

  static func close(_ found: [Double], _ wanted: [Double], _ tolerance: Double) -> Bool {
    found.count == wanted.count
      && zip(found, wanted).allSatisfy { abs($0 - $1) <= tolerance * max(abs($1), 1e-3) }
  }

  @Test(arguments: [(QuasiPoisson.Control(), 1e-6), (tight, 1e-11)])
  func fitsCountsOnTheLogScale(control: QuasiPoisson.Control, tolerance: Double) throws {
    let fit = try QuasiPoisson(Self.counts, by: Self.design, control: control)
    #expect(fit.rank == 3 && fit.freedom == 9)
    #expect(
      Self.close(
        fit.coefficients,
        [0.52344709284329514, 0.16299295338579056, -0.11765317504963153], tolerance))
    #expect(
      Self.close(
        fit.standardErrors,
        [0.57808012478571043, 0.06111144721336258, 0.43990032970621297], tolerance))
    #expect(
      Self.close(
        fit.pValues,
        [0.38880203130506601, 0.025742700837738798, 0.79514758361771133], tolerance))
    #expect(
      Self.close(
        [fit.dispersion, fit.deviance], [2.3304781433063242, 32.453082399690326], tolerance))
    #expect(
      Self.close(
        Array(fit.hatValues.prefix(4)),
        [0.21337997568158334, 0.21898175212722204, 0.20252369446736345, 0.21725337679858312],
        tolerance))
  }

  @Test func hearsWeightsAndOffsets() throws {
    let weights = [1, 0.5, 2, 1, 1, 0, 1.5, 1, 1, 0.25, 1, 2]
    let offset = (0..<12).map { log(100 + 10 * Double($0)) }
    let fit = try QuasiPoisson(
      Self.counts, by: Self.design, weights: weights, offset: offset, control: Self.tight)
    #expect(fit.freedom == 8)
    #expect(
      Self.close(
        fit.coefficients,
        [-4.6024285781657349, 0.15083472025515789, 0.067467796032766627], 1e-11))
    #expect(
      Self.close(
        fit.standardErrors,
        [0.72437909011724533, 0.069663019074344454, 0.5466937247522749], 1e-11))
    #expect(
      Self.close(
        fit.pValues,
        [0.00021975665974137859, 0.062282192512228924, 0.90482619609690536], 1e-11))
    #expect(
      Self.close(
        [fit.dispersion, fit.deviance], [2.5930921856608358, 31.500592092364835], 1e-11))
    #expect(fit.hatValues[5] == 0)
    #expect(
      Self.close(
        [fit.hatValues[11], fit.fitted[11], fit.fitted[5]],
        [0.6612198351823294, 12.867382173727967, 3.7181083744465689], 1e-11))
  }

  /// R drops the later of two aliased columns and fits as if it were not there.
  @Test func leavesOutColumnsThatAreExplained() throws {
    let ones = [Double](repeating: 1, count: 12)
    let time = (1...12).map(Double.init)
    let twice = Design(columns: [
      ones, time, time.map { 3 - 2 * $0 }, [Double](repeating: 0, count: 12),
    ])
    let fit = try QuasiPoisson(Self.counts, by: twice)
    let plain = try QuasiPoisson(Self.counts, by: Design(columns: [ones, time]))
    #expect(fit.rank == 2 && fit.freedom == plain.freedom)
    #expect(fit.coefficients[2].isNaN && fit.coefficients[3].isNaN && fit.pValues[2].isNaN)
    #expect(Self.close(Array(fit.coefficients.prefix(2)), plain.coefficients, 1e-12))
    #expect(Self.close(Array(fit.standardErrors.prefix(2)), plain.standardErrors, 1e-12))
    #expect(fit.predict([1, 13, -23, 0]).logMean == plain.predict([1, 13]).logMean)
  }

  /// The prediction's variance at a row of the design is its hat value over weight and mean.
  @Test func predictsWithTheRightSpread() throws {
    let fit = try QuasiPoisson(Self.counts, by: Self.design, control: Self.tight)
    for row in 0..<12 {
      let x = (0..<3).map { Self.design[row, $0] }
      let (logMean, unit) = fit.predict(x)
      #expect(abs(exp(logMean) - fit.fitted[row]) < 1e-10)
      #expect(abs(unit * unit * fit.fitted[row] - fit.hatValues[row]) < 1e-10)
    }
    #expect(abs(fit.hatValues.reduce(0, +) - 3) < 1e-10)
  }

  /// Levels with a slope equal the general design of the same columns, also where a group is empty.
  @Test(arguments: [true, false], [2, 3, 5])
  func levelsEqualTheirDesign(hasSlope: Bool, count: Int) throws {
    let groups = (0..<12).map { ($0 * 7) % 11 % min(count, 4) }
    let time = (0..<12).map { 300 + Double($0 * $0) }
    var columns = (0..<count).map { g in groups.map { $0 == g ? 1.0 : 0 } }
    if hasSlope { columns.append(time) }
    let weights = [1, 0.5, 2, 1, 1, 0, 1.5, 1, 1, 0.25, 1, 2]
    let dense = try QuasiPoisson(
      Self.counts, by: Design(columns: columns), weights: weights)
    let fast = try QuasiPoisson(
      Self.counts, by: Levels(groups: groups, count: count, slope: hasSlope ? time : nil),
      weights: weights)
    #expect(fast.rank == dense.rank && fast.freedom == dense.freedom)
    #expect(fast.iterations == dense.iterations)
    for k in 0..<columns.count {
      let empty = dense.coefficients[k].isNaN
      #expect(fast.coefficients[k].isNaN == empty && fast.pValues[k].isNaN == empty)
      guard !empty else { continue }
      #expect(Self.close([fast.coefficients[k]], [dense.coefficients[k]], 1e-9))
      #expect(Self.close([fast.standardErrors[k]], [dense.standardErrors[k]], 1e-9))
    }
    #expect(Self.close(fast.hatValues, dense.hatValues, 1e-9))
    #expect(
      Self.close([fast.dispersion, fast.deviance], [dense.dispersion, dense.deviance], 1e-9))
    var row = [Double](repeating: 0, count: columns.count)
    row[1] = 1
    if hasSlope { row[count] = 500 }
    let (now, then) = (fast.predict(row), dense.predict(row))
    #expect(Self.close([now.logMean, now.unit], [then.logMean, then.unit], 1e-9))
  }

  @Test func survivesAllZeros() throws {
    let fit = try QuasiPoisson([Double](repeating: 0, count: 12), by: Self.design)
    #expect(fit.converged)
    #expect(fit.fitted.allSatisfy { $0 < 1e-8 })
  }

  @Test func refusesWhatIsNoCount() {
    let bad: [([Double], [Double]?, FitError)] = [
      ([-1] + Self.counts.dropFirst(), nil, .notCounts),
      ([.nan] + Self.counts.dropFirst(), nil, .notCounts),
      (Self.counts, [-1] + [Double](repeating: 1, count: 11), .badWeights),
      (Self.counts, [Double](repeating: 0, count: 12), .nothingToFit),
    ]
    for (counts, weights, error) in bad {
      #expect(throws: error) {
        try QuasiPoisson(counts, by: Self.design, weights: weights)
      }
    }
  }
}
