import Glibc

/// One smooth stretch of a solution by the pair of Dormand and Prince.
struct DormandPrinceWalk {
  let solver: DormandPrince
  var time: Double
  let end: Double
  /// The last moment at which the equations still hold as on this stretch.
  let latest: Double
  var state: [Double]
  private var slopes: [[Double]]
  private var trial: [Double]
  private var next: [Double]
  private var errorBefore = 1e-4

  init(solver: DormandPrince, time: Double, end: Double, state: [Double]) {
    self.solver = solver
    self.time = time
    self.end = end
    self.state = state
    latest = end.nextDown
    slopes = [[Double]](repeating: [Double](repeating: 0, count: state.count), count: 7)
    trial = state
    next = state
  }

  mutating func run(
    _ equations: DormandPrince.Equations, into trajectory: inout Trajectory
  ) throws(SolverProblem) {
    equations(time, state, &slopes[0])
    trajectory.evaluations += 1
    guard slopes[0].allSatisfy(\.isFinite) else { throw .notFinite(time: time) }
    var step = firstStep(equations, &trajectory)
    var wasRejected = false
    for _ in 0..<solver.stepLimit {
      guard step > 4 * time.ulp, step.isFinite else {
        throw state.allSatisfy(\.isFinite) ? .stepTooSmall(time: time) : .notFinite(time: time)
      }
      let reachesEnd = time + 1.01 * step >= end
      if reachesEnd { step = end - time }
      let error = attempt(step, equations)
      trajectory.evaluations += 6
      // Not-a-number fails the comparison and is answered by a shorter step.
      let growth = pow(error, 0.2 - 0.75 * 0.04)
      guard error <= 1 else {
        step /= error.isFinite ? min(5, growth / 0.9) : 5
        wasRejected = true
        trajectory.rejections += 1
        continue
      }
      let reached = reachesEnd ? end : time + step
      trajectory.append(from: time, to: reached, denseCoefficients(step))
      swap(&state, &next)
      slopes.swapAt(0, 6)
      time = reached
      if reachesEnd { return }
      let factor = min(5, max(0.1, growth / pow(errorBefore, 0.04) / 0.9))
      errorBefore = max(error, 1e-4)
      step /= wasRejected ? max(1, factor) : factor
      wasRejected = false
    }
    throw .tooManySteps(time: time, limit: solver.stepLimit)
  }

  /// Fills the slopes of a step and `next`; the error relative to what is tolerated.
  private mutating func attempt(_ step: Double, _ equations: DormandPrince.Equations) -> Double {
    for stage in 1..<7 {
      let row = Self.stages[stage - 1]
      for i in state.indices {
        var sum = 0.0
        for (weight, slope) in zip(row, slopes) where weight != 0 { sum += weight * slope[i] }
        trial[i] = state[i] + step * sum
      }
      equations(min(time + Self.nodes[stage] * step, latest), trial, &slopes[stage])
    }
    // The last stage is the solution of order 5, and its slope the first of the next step.
    swap(&trial, &next)
    var squares = 0.0
    for i in state.indices {
      var error = 0.0
      for (weight, slope) in zip(Self.errors, slopes) { error += weight * slope[i] }
      let tolerated = tolerance(max(abs(state[i]), abs(next[i])))
      squares += (step * error / tolerated) * (step * error / tolerated)
    }
    return (squares / Double(max(state.count, 1))).squareRoot()
  }

  private func tolerance(_ size: Double) -> Double {
    max(solver.absoluteTolerance + solver.relativeTolerance * size, .leastNormalMagnitude)
  }

  /// Hairer, Nørsett and Wanner, II.4, "starting step size".
  private mutating func firstStep(
    _ equations: DormandPrince.Equations, _ trajectory: inout Trajectory
  ) -> Double {
    func norm(_ values: [Double]) -> Double {
      var sum = 0.0
      for (value, size) in zip(values, state) {
        let ratio = value / tolerance(abs(size))
        sum += ratio * ratio
      }
      return (sum / Double(max(values.count, 1))).squareRoot()
    }
    let size = norm(state)
    let speed = norm(slopes[0])
    let guess = min(size < 1e-5 || speed < 1e-5 ? 1e-6 : 0.01 * size / speed, end - time)
    for i in state.indices { trial[i] = state[i] + guess * slopes[0][i] }
    equations(min(time + guess, latest), trial, &slopes[1])
    trajectory.evaluations += 1
    let bend = norm(zip(slopes[1], slopes[0]).map { $0 - $1 }) / guess
    let greatest = max(speed, bend)
    let second = greatest <= 1e-15 ? max(1e-6, guess * 1e-3) : pow(0.01 / greatest, 0.2)
    return second.isFinite ? min(100 * guess, second, end - time) : guess
  }

  private func denseCoefficients(_ step: Double) -> [Double] {
    let width = state.count
    var output = [Double](repeating: 0, count: 5 * width)
    for i in 0..<width {
      let change = next[i] - state[i]
      let bow = step * slopes[0][i] - change
      var fourth = 0.0
      for (weight, slope) in zip(Self.dense, slopes) where weight != 0 {
        fourth += weight * slope[i]
      }
      output[i] = state[i]
      output[width + i] = change
      output[2 * width + i] = bow
      output[3 * width + i] = change - step * slopes[6][i] - bow
      output[4 * width + i] = step * fourth
    }
    return output
  }

  private static let nodes = [0, 1.0 / 5, 3.0 / 10, 4.0 / 5, 8.0 / 9, 1, 1]

  private static let stages: [[Double]] = [
    [1.0 / 5],
    [3.0 / 40, 9.0 / 40],
    [44.0 / 45, -56.0 / 15, 32.0 / 9],
    [19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729],
    [9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656],
    [35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84],
  ]

  /// Weights of order 5 minus weights of order 4.
  private static let errors = [
    71.0 / 57600, 0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339_200, 22.0 / 525, -1.0 / 40,
  ]

  private static let dense = [
    -12_715_105_075.0 / 11_282_082_432, 0, 87_487_479_700.0 / 32_700_410_799,
    -10_690_763_975.0 / 1_880_347_072, 701_980_252_875.0 / 199_316_789_632,
    -1_453_857_185.0 / 822_651_844, 69_997_945.0 / 29_380_423,
  ]
}
