import SalusCore

/// Finds who was within a distance and a time of whom.
///
/// Two fixes of two persons *meet* when they are at most `window` apart in time and either name the
/// same room, or do not both name rooms and lie at most `distance` apart. Meetings of two persons,
/// each at the time of its later fix, make one *episode* as long as none follows the one before by
/// more than `gap`; episodes that last at least `duration` are the result.
///
/// The sweep goes once through the fixes in time order and looks only into the grid cells around
/// each, so its work grows with the fixes and the meetings and not with the pairs.
public struct Proximity: Sendable {
  public let settings: ProximitySettings

  public init(_ settings: ProximitySettings = ProximitySettings()) throws(ProximityFault) {
    if let fault = settings.fault { throw fault }
    self.settings = settings
  }

  /// The episodes among all persons of the fixes.
  ///
  /// - Parameter index: where given, only episodes with one of these persons, such as cases.
  public func episodes(_ fixes: [PositionFix], with index: Set<ID<Twin>>? = nil)
    throws(ProximityFault) -> ProximityResult
  {
    guard fixes.count <= 100_000_000 else { throw .tooMany(fixes.count) }
    let table = FixTable(fixes, settings)
    let marked = index.map { index in table.persons.map { index.contains($0) } }
    var sweep = ProximitySweep(table, settings, marked)
    sweep.run()
    return sweep.result()
  }
}
