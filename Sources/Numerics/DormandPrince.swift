import SalusCore

/// Solves ordinary differential equations y' = f(t, y) that are not stiff, by the explicit
/// Runge-Kutta pair of order 5(4) of Dormand and Prince (1980) with the PI step control and dense
/// output of Hairer, Nørsett and Wanner (1993, "Solving ordinary differential equations I", II.4
/// to II.6).
public struct DormandPrince: Sendable {
  /// Allowed local error of each component: absolute + relative x size.
  public var relativeTolerance: Double
  public var absoluteTolerance: Double
  /// Steps allowed between two stops, accepted or not.
  public var stepLimit: Int

  /// Both tolerances not negative and at least one positive.
  public init(
    relativeTolerance: Double = 1e-8, absoluteTolerance: Double = 1e-8, stepLimit: Int = 100_000
  ) {
    precondition(relativeTolerance >= 0 && absoluteTolerance >= 0, "a tolerance is not negative")
    precondition(relativeTolerance + absoluteTolerance > 0, "some error must be tolerated")
    self.relativeTolerance = relativeTolerance
    self.absoluteTolerance = absoluteTolerance
    self.stepLimit = stepLimit
  }

  /// Writes f(time, state) to `slope`, which has the length of `state` and any content.
  public typealias Equations = (_ time: Double, _ state: [Double], _ slope: inout [Double]) -> Void

  /// The solution from `start` to `end`, which is not before `start`.
  ///
  /// - Parameter stops: times at which the equations may jump, such as the first day of a closure,
  ///   in any order. No step crosses one; the equations are asked strictly before a stop on its
  ///   left side, and from it on its right side.
  public func solve(
    from start: Double, to end: Double, initial: [Double], stops: [Double] = [],
    _ equations: Equations
  ) throws(SolverProblem) -> Trajectory {
    precondition(start <= end, "the solver walks forwards in time")
    var trajectory = Trajectory(start: start, initial: initial)
    let inside = Set(stops.filter { $0 > start && $0 < end }).sorted()
    var state = initial
    var from = start
    for stop in inside + [end] where stop > from {
      var walk = DormandPrinceWalk(solver: self, time: from, end: stop, state: state)
      try walk.run(equations, into: &trajectory)
      state = walk.state
      from = stop
    }
    return trajectory
  }
}

/// Why a differential equation could not be solved, and at which time.
public enum SolverProblem: Problem, Hashable {
  case tooManySteps(time: Double, limit: Int)
  /// The step fell below what the clock's digits can hold: stiff, or a jump that is no stop.
  case stepTooSmall(time: Double)
  case notFinite(time: Double)

  public var kind: ProblemKind { .failed }

  public var description: String {
    switch self {
    case .tooManySteps(let time, let limit):
      "the equations were not solved beyond time \(time) in \(limit) steps"
    case .stepTooSmall(let time):
      "the equations cannot be followed beyond time \(time): they are stiff or jump there"
    case .notFinite(let time):
      "the equations gave a value that is no finite number at time \(time)"
    }
  }
}
