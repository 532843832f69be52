import SalusCore

/// How rules that cannot all hold at once are made to: the least weighted violation of those that
/// may give way (an elastic programme; Chinneck 2008, "Feasibility and Infeasibility in
/// Optimization", chapter 6).
public struct Relaxation: Sendable {
  /// A rule that has to give way, and by how much.
  public struct Violation: Hashable, Sendable {
    public var row: Int
    public var name: String
    /// Positive, in the row's unit.
    public var amount: Double
  }

  /// The programme with the bounds of the rows loosened so that a solution exists.
  public var programme: LinearProgramme
  public var violations: [Violation]
  public var solution: ProgrammeSolution
}

extension LinearProgramme {
  /// Solves; where that is impossible, loosens the given rows as little as possible first.
  ///
  /// - Parameter weights: rows that may give way, with the weight of a unit of violation; heavier
  ///   rows are kept for longer.
  /// - Returns: nil where even all of these rows together cannot be the reason.
  public func solveRelaxing(
    _ weights: [(row: Int, weight: Double)], from basis: ProgrammeSolution.Basis? = nil
  ) throws(ProgrammeError) -> Relaxation? {
    let plain = try solve(from: basis)
    if plain.status != .infeasible {
      return Relaxation(programme: self, violations: [], solution: plain)
    }
    var elastic = self
    for column in elastic.columns.indices { elastic.setCost(column, 0) }
    var slacks: [(row: Int, over: Int, under: Int)] = []
    for (row, weight) in weights.sorted(by: { $0.row < $1.row }) {
      let name = rows[row].name
      let over = elastic.addColumn("over " + name, cost: weight, [Entry(row, -1)])
      let under = elastic.addColumn("under " + name, cost: weight, [Entry(row, 1)])
      slacks.append((row, over, under))
    }
    let first = try elastic.solve()
    guard first.status == .optimal else { return nil }
    var loosened = self
    var violations: [Relaxation.Violation] = []
    for slack in slacks {
      let over = first.values[slack.over]
      let under = first.values[slack.under]
      let amount = max(over, under)
      guard amount > 1e-7 else { continue }
      let row = rows[slack.row]
      // A hair more than needed, so that rounding does not make it impossible again.
      let room = amount + 1e-7 * max(1, amount)
      loosened.setRow(
        slack.row, lower: over > under ? row.lower : row.lower - room,
        upper: over > under ? row.upper + room : row.upper)
      violations.append(
        Relaxation.Violation(row: slack.row, name: row.name, amount: amount))
    }
    let second = try loosened.solve()
    guard second.status == .optimal else { return nil }
    return Relaxation(programme: loosened, violations: violations, solution: second)
  }
}
