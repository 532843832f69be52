import SalusCore
import SalusNumerics
import SalusTwin

/// All of the example's reality: infections, hospitals and what the world does with orders.
///
/// A value that goes on day by day. Equal seeds and orders give equal worlds, whether days pass one
/// by one or at once.
public struct ExampleWorld: Sendable {
  public private(set) var reality: Reality
  public private(set) var care: HospitalReality
  private var executor: Executor
  /// Admissions as the hospitals report them.
  private(set) var admissions: ReportLog
  /// What became of orders, by day.
  private(set) var steps: [[Executor.Step]] = []

  public init(
    region: Region, seed: Seed, parameters: RealityParameters = RealityParameters(),
    severity: CareSeverity = CareSeverity()
  ) {
    reality = Reality(region: region, seed: seed, parameters: parameters)
    let network = CareNetwork(region)
    care = HospitalReality(network: network, seed: seed, severity: severity)
    executor = Executor(network: network, seed: seed)
    admissions = ReportLog(.admissions, firstDay: -1, places: network.hospitals.count)
  }

  public var region: Region { reality.region }
  public var network: CareNetwork { care.network }
  /// The last day that has happened; -1 before the first.
  public var day: Int { care.day }

  /// Lets one day pass.
  ///
  /// - Parameter orders: all that were issued until its morning, as they stood then.
  public mutating func step(orders: [Order] = []) {
    let today = day + 1
    reality.advance(to: today)
    let done = executor.steps(on: today, orders: orders)
    steps.append(done)
    // Hospitals go from morning to morning: yesterday's infections are the last that are over.
    let infections =
      today > 0
      ? reality.truth[today - 1].infections : [Int](repeating: 0, count: region.wards.count)
    care.step(infections: infections, arrivals: done.compactMap(\.arrival))
    let admitted = care.days[today].map(\.admissions)
    admissions.record(
      onsets: admitted, expected: admitted.map { _ in 0 }, size: 1, seed: reality.seed)
  }

  /// The tables published on a day that has happened.
  public func files(on day: Int) -> [FeedFile] {
    guard (0...max(0, self.day)).contains(day), self.day >= 0 else { return [] }
    return Feeds(reality).files(on: day) + CareFeeds(world: self).files(on: day)
  }
}
