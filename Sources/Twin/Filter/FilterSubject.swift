import SalusCore

/// What a filter can be asked about: a twin's state, as it is now or was at an event.
public protocol FilterSubject {
  var id: ID<Twin> { get }
  /// The full name of the type: `dtmi:salus:place:Ward;1.0`.
  var typeText: String { get }
  var roleText: String { get }
  var lifecycleText: String { get }
  /// Nil where nothing is reported or the report says that the value is missing.
  func reportedValue(_ feature: String) -> JSON?
  /// Nil where nothing is desired.
  func desiredValue(_ feature: String) -> JSON?
  /// Nil where nothing is reported.
  func observedTime(_ feature: String) -> Instant?
}

extension FilterSubject {
  /// What stands at the path; nil for nothing. Times come as text.
  public func value(at path: FilterPath) -> JSON? {
    switch path {
    case .id: .string(id.text)
    case .type: .string(typeText)
    case .role: .string(roleText)
    case .lifecycle: .string(lifecycleText)
    case .reported(let feature, let members): reportedValue(feature)?.member(members)
    case .desired(let feature, let members): desiredValue(feature)?.member(members)
    case .observed(let feature): observedTime(feature).map { .string($0.description) }
    }
  }
}

extension JSON {
  /// The member at the end of the steps; nil for none and for null.
  func member(_ steps: [String]) -> JSON? {
    var value = self
    for step in steps {
      guard let next = value[step] else { return nil }
      value = next
    }
    return value == .null ? nil : value
  }
}
