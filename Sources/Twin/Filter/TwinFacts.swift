import SalusCore

extension TwinState: FilterSubject {
  public var typeText: String { type.description }
  public var roleText: String { role.text }
  public var lifecycleText: String { lifecycle.text }

  public func reportedValue(_ feature: String) -> JSON? {
    guard let reading = features[feature]?.reported, reading.quality != .missing,
      reading.value != .null
    else { return nil }
    return reading.value
  }

  public func desiredValue(_ feature: String) -> JSON? {
    guard let value = features[feature]?.desired?.value, value != .null else { return nil }
    return value
  }

  public func observedTime(_ feature: String) -> Instant? {
    features[feature]?.reported?.observed
  }
}

extension Filter {
  /// The filter as a condition of a write or of a reading. `within` is unknown to it, since it
  /// looks at one twin alone.
  public var condition: StateCondition {
    let matcher = FilterMatcher(self)
    return StateCondition(text) { matcher.matches($0) }
  }
}
