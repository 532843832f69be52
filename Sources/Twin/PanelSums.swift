import SalusCore

extension Panel {
  /// The panel with a row for every place above its places: the sum of its parts, by the rule of
  /// `PartSums`.
  ///
  /// - Parameter least: share of the parts without which a sum is missing.
  public func withSums(of hierarchy: Places, least: Double = 0.5) -> Panel {
    guard signal.measure == .count else { return self }
    let all = PartSums(self, of: hierarchy, least: least).all()
    return Panel(
      signal: signal, places: all.map(\.place), dates: dates, values: all.flatMap(\.values.numbers),
      sequence: sequence, known: known)
  }
}
