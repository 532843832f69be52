import SalusLogistics
import Testing

@Suite struct LinearProgrammeTests {
  /// Dantzig's two-product example: max 3x + 5y, x <= 4, 2y <= 12, 3x + 2y <= 18; optimum 36.
  private func factory() -> LinearProgramme {
    var programme = LinearProgramme()
    let first = programme.addRow("plant 1", upper: 4)
    let second = programme.addRow("plant 2", upper: 12)
    let third = programme.addRow("plant 3", upper: 18)
    _ = programme.addColumn("doors", cost: -3, [.init(first, 1), .init(third, 3)])
    _ = programme.addColumn("windows", cost: -5, [.init(second, 2), .init(third, 2)])
    return programme
  }

  /// Hillier and Lieberman, Introduction to Operations Research, the Wyndor Glass example.
  @Test func findsAPublishedOptimumAndItsShadowPrices() throws {
    let solution = try factory().solve()
    #expect(solution.status == .optimal)
    #expect(abs(solution.objective + 36) < 1e-9)
    #expect(abs(solution.values[0] - 2) < 1e-9 && abs(solution.values[1] - 6) < 1e-9)
    #expect(abs(solution.duals[0]) < 1e-9)
    #expect(abs(solution.duals[1] + 1.5) < 1e-9)
    #expect(abs(solution.duals[2] + 1) < 1e-9)
  }

  @Test func startsAgainFromABasis() throws {
    let programme = factory()
    let first = try programme.solve()
    let again = try programme.solve(from: first.basis)
    #expect(again.objective == first.objective)
    #expect(again.iterations <= first.iterations)
  }

  @Test func tellsTheImpossibleFromTheUnbounded() throws {
    var impossible = LinearProgramme()
    let row = impossible.addRow("both", lower: 3, upper: 5)
    _ = impossible.addColumn("x", cost: 1, upper: 2, [.init(row, 1)])
    #expect(try impossible.solve().status == .infeasible)

    var unbounded = LinearProgramme()
    let free = unbounded.addRow("any", lower: 0)
    _ = unbounded.addColumn("x", cost: -1, [.init(free, 1)])
    #expect(try unbounded.solve().status == .unbounded)
  }

  @Test func refusesWhatHasNoMeaning() {
    var crossed = LinearProgramme()
    _ = crossed.addRow("reserve", lower: 2, upper: 1)
    #expect(throws: ProgrammeError.crossedBounds("reserve", lower: 2, upper: 1)) {
      try crossed.solve()
    }
    var nothing = LinearProgramme()
    _ = nothing.addColumn("x", cost: .nan)
    #expect(throws: ProgrammeError.notANumber("x")) { try nothing.solve() }
  }

  @Test func relaxesTheLighterRule() throws {
    var programme = LinearProgramme()
    let need = programme.addRow("need", lower: 10)
    let reserve = programme.addRow("reserve", upper: 6)
    let stock = programme.addRow("stock", upper: 9)
    _ = programme.addColumn(
      "x", cost: 1, [.init(need, 1), .init(reserve, 1), .init(stock, 1)])
    let relaxed = try #require(
      try programme.solveRelaxing([(need, 5), (reserve, 1)]))
    // The stock cannot give way: one unit of need and three of the reserve must.
    #expect(relaxed.violations.map(\.name) == ["need", "reserve"])
    #expect(abs(relaxed.violations[0].amount - 1) < 1e-6)
    #expect(abs(relaxed.violations[1].amount - 3) < 1e-6)
    #expect(relaxed.solution.status == .optimal)
    #expect(try programme.solveRelaxing([(reserve, 1)]) == nil)
  }

  @Test func leavesAPossibleProgrammeAlone() throws {
    let programme = factory()
    let relaxed = try #require(try programme.solveRelaxing([(0, 1), (1, 1)]))
    #expect(relaxed.violations.isEmpty)
    #expect(abs(relaxed.solution.objective + 36) < 1e-9)
  }
}

@Suite struct WholeUnitsTests {
  @Test(arguments: [
    ([2.5, 2.5, 1.0], [3.0, 2.0, 1.0]), ([0.4, 0.4, 0.4], [1, 0, 0]), ([], []),
    ([1.9999999, 3], [2, 3]), ([0.9, 0.9, 0.1], [1, 0, 0]),
    ([.nan, .infinity, 2, -3], [0, 0, 2, 0]), ([1e300, 2], [1e300, 2]),
  ])
  func roundsByTheLargestRemainder(amounts: [Double], whole: [Double]) {
    #expect(WholeUnits.largestRemainder(amounts) == whole)
  }
}
