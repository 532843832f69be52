import CClp
import SalusCore

extension LinearProgramme {
  /// Solves by the simplex method of CLP (dual first); the same programme gives the same answer
  /// on every thread.
  ///
  /// - Parameters:
  ///   - basis: of a solution of a programme with as many rows and columns; any other is ignored.
  ///   - steps: simplex iterations after which to give up.
  public func solve(from basis: ProgrammeSolution.Basis? = nil, steps: Int = 1_000_000)
    throws(ProgrammeError) -> ProgrammeSolution
  {
    try check()
    let solver = try Solver(self)
    if let basis, basis.rows == rows.count, basis.columns == columns.count {
      solver.start(from: basis.states)
    }
    return try solver.solution(steps: steps, rows: rows.count, columns: columns.count)
  }
}

/// One model of the C library, freed with its owner.
private final class Solver {
  private let model: UnsafeMutableRawPointer

  init(_ programme: LinearProgramme) throws(ProgrammeError) {
    guard let model = Clp_newModel() else { throw .noSolver }
    self.model = model
    Clp_setLogLevel(model, 0)
    // Perturbation needs a second, primal pass to undo it, which costs more than it saves here.
    Clp_setPerturbation(model, 102)
    let columns = programme.columns
    let rows = programme.rows
    Clp_loadProblem(
      model, Int32(columns.count), Int32(rows.count), programme.starts, programme.indexes,
      programme.values, columns.map { Solver.bound($0.lower) },
      columns.map { Solver.bound($0.upper) }, columns.map(\.cost),
      rows.map { Solver.bound($0.lower) }, rows.map { Solver.bound($0.upper) })
    Clp_setOptimizationDirection(model, 1)
  }

  deinit {
    Clp_deleteModel(model)
  }

  func start(from states: [UInt8]) {
    Clp_copyinStatus(model, states)
  }

  func solution(steps: Int, rows: Int, columns: Int) throws(ProgrammeError) -> ProgrammeSolution {
    Clp_setMaximumIterations(model, Int32(clamping: steps))
    Clp_dual(model, 0)
    // The dual method may leave a tiny primal error after it unperturbs; the primal cleans it up.
    if Clp_status(model) == 0, Clp_secondaryStatus(model) != 0 { Clp_primal(model, 0) }
    // What the dual calls dual infeasible may be either; the primal method tells.
    if Clp_status(model) == 2 || Clp_status(model) == 4 { Clp_primal(model, 0) }
    let status: ProgrammeSolution.Status
    switch Clp_status(model) {
    case 0: status = .optimal
    case 1: status = .infeasible
    case 2: status = .unbounded
    default: throw .stopped(iterations: Int(Clp_numberIterations(model)))
    }
    return ProgrammeSolution(
      status: status, objective: Clp_objectiveValue(model),
      values: list(Clp_primalColumnSolution(model), columns),
      duals: list(Clp_dualRowSolution(model), rows),
      reducedCosts: list(Clp_dualColumnSolution(model), columns),
      basis: ProgrammeSolution.Basis(
        rows: rows, columns: columns, states: states(rows + columns)),
      iterations: Int(Clp_numberIterations(model)))
  }

  private func list(_ start: UnsafeMutablePointer<Double>?, _ count: Int) -> [Double] {
    guard let start else { return [Double](repeating: 0, count: count) }
    return Array(UnsafeBufferPointer(start: start, count: count))
  }

  private func states(_ count: Int) -> [UInt8] {
    guard let start = Clp_statusArray(model) else { return [] }
    return Array(UnsafeBufferPointer(start: start, count: count))
  }

  /// CLP's own infinity is the greatest double.
  private static func bound(_ value: Double) -> Double {
    value.isInfinite
      ? (value < 0 ? -Double.greatestFiniteMagnitude : Double.greatestFiniteMagnitude) : value
  }
}
