/// The solution of a differential equation on an interval: its states at the solver's steps and, by
/// a polynomial of order 4, at every time between.
public struct Trajectory: Sendable {
  /// Where the solution begins.
  public let start: Double
  /// The state at `start`.
  public let initial: [Double]
  /// Times at which accepted steps ended, rising.
  public private(set) var times: [Double] = []
  /// How often the equations were evaluated.
  public internal(set) var evaluations = 0
  /// Steps tried and repeated shorter.
  public internal(set) var rejections = 0
  private var begins: [Double] = []
  /// Five blocks of coefficients a step, each one number a component.
  private var coefficients: [Double] = []

  init(start: Double, initial: [Double]) {
    self.start = start
    self.initial = initial
  }

  /// The time of the last step.
  public var end: Double { times.last ?? start }
  /// The state at `end`.
  public var last: [Double] { state(at: end) }

  mutating func append(from begin: Double, to end: Double, _ coefficients: [Double]) {
    begins.append(begin)
    times.append(end)
    self.coefficients += coefficients
  }

  /// The state at a time between start and end; the nearer of the two outside.
  public func state(at time: Double) -> [Double] {
    guard time > start, !times.isEmpty else { return initial }
    var low = 0
    var high = times.count - 1
    while low < high {
      let middle = (low + high) / 2
      if times[middle] < time { low = middle + 1 } else { high = middle }
    }
    let width = initial.count
    let theta = min((time - begins[low]) / (times[low] - begins[low]), 1)
    let rest = 1 - theta
    let base = low * 5 * width
    return (0..<width).map { i in
      let r5 = coefficients[base + 4 * width + i]
      let r4 = coefficients[base + 3 * width + i] + rest * r5
      let r3 = coefficients[base + 2 * width + i] + theta * r4
      let r2 = coefficients[base + width + i] + rest * r3
      return coefficients[base + i] + theta * r2
    }
  }
}
