import SalusCore

/// A name that another system gave to a twin; unique within that system.
public struct Alias: Hashable, Comparable, Sendable {
  /// `FHIR`, `urn:oid:2.16.840.1.113883.4.1`, a hospital's own numbering.
  public var system: String
  public var value: String

  public init(system: String, value: String) {
    self.system = system
    self.value = value
  }

  /// Reads `system|value`, of which the value may hold more bars; nil without a bar.
  public init?(_ text: String) {
    guard let bar = text.firstIndex(of: "|"), bar > text.startIndex else { return nil }
    self.init(system: String(text[..<bar]), value: String(text[text.index(after: bar)...]))
  }

  /// `system|value`.
  public var text: String { system + "|" + value }

  public static func < (left: Alias, right: Alias) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }
}
