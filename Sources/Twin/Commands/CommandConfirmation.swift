import SalusCore

extension Command {
  /// How far a counterpart's clock may lag behind the bank's, in seconds (assumed).
  public static let clockLag = 5.0

  /// Refuses where the reports do not show every desired value.
  ///
  /// A report counts when it was written after the command's release and observed no earlier than
  /// that, but for a lag of the counterpart's clock. Of several readings of a feature the one that
  /// was observed last counts, then the one known last, then the one written last; it must be of
  /// good quality.
  public func confirm(_ reports: [Event]) throws(CommandFault) {
    if let feature = unconfirmed(by: reports) { throw .unconfirmed(id, feature: feature) }
  }

  /// The first desired feature that the reports do not show as it was wanted; nil for none.
  public func unconfirmed(by reports: [Event]) -> String? {
    let readings = newestReadings(in: reports)
    return request.desired.first { change in
      !(readings[change.feature].map { change.agrees(with: $0.stated) } ?? false)
    }?.feature
  }

  /// Of a list of reports those that decide, in the order of their sequences: for each desired
  /// feature the one with its newest reading.
  public func deciding(among reports: [Event]) -> [Event] {
    let sequences = Set(newestReadings(in: reports).values.map(\.event.sequence))
    return reports.filter { sequences.contains($0.sequence) }
  }

  /// Whether an event reports anything of what the command wants, after its release.
  public func concerns(_ event: Event) -> Bool {
    guard event.type == StateEvent.reported, event.twin == twin, let released,
      event.sequence > released
    else { return false }
    return request.desired.contains { event.payload["values"]?[$0.feature] != nil }
  }

  private struct Found {
    var observed: Instant
    var event: Event
    var stated: StatedValue

    func precedes(_ other: Found) -> Bool {
      (observed, event.known, event.sequence)
        < (other.observed, other.event.known, other.event.sequence)
    }
  }

  private func newestReadings(in reports: [Event]) -> [String: Found] {
    guard let releasedAt else { return [:] }
    var newest: [String: Found] = [:]
    for event in reports where concerns(event) {
      for change in request.desired {
        // What cannot be read shows nothing.
        guard let json = event.payload["values"]?[change.feature],
          let stated = try? StatedValue(reading: json)
        else { continue }
        let found = Found(observed: stated.observed ?? event.valid, event: event, stated: stated)
        guard found.observed >= releasedAt + -Command.clockLag else { continue }
        if let last = newest[change.feature], found.precedes(last) { continue }
        newest[change.feature] = found
      }
    }
    return newest
  }
}

extension CommandRequest.Change {
  /// Whether a reported value is what was wanted: of good quality, and equal or a number within
  /// the tolerance.
  public func agrees(with reported: StatedValue) -> Bool {
    guard reported.quality == .good, let wanted = try? StatedValue(reading: value) else {
      return false
    }
    if let unit = wanted.unit, let other = reported.unit, unit != other { return false }
    if let number = wanted.value.double, let found = reported.value.double {
      return abs(number - found) <= max(tolerance, abs(number) * 1e-9)
    }
    return wanted.value == reported.value
  }
}
