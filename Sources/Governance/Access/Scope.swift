import SalusCore

/// Whose data: everyone's, one twin's, those of a place, or those of an event such as an outbreak.
public struct Scope: Hashable, Sendable {
  public let kind: Kind
  /// Empty for everyone's.
  public let id: String

  public enum Kind: String, Sendable, Codable, CaseIterable {
    case all
    case twin
    case place
    case event
  }

  public static let all = Scope(kind: .all, id: "")

  public static func twin<Owner>(_ id: ID<Owner>) -> Scope { Scope(kind: .twin, id: id.text) }

  public static func place<Owner>(_ id: ID<Owner>) -> Scope { Scope(kind: .place, id: id.text) }

  public static func event<Owner>(_ id: ID<Owner>) -> Scope { Scope(kind: .event, id: id.text) }

  private init(kind: Kind, id: String) {
    self.kind = kind
    self.id = id
  }

  /// True where what is read lies inside: the scope itself, or one that it is known to be within.
  public func covers(_ read: Scope, within: [Scope]) -> Bool {
    kind == .all || self == read || within.contains(self)
  }
}

extension Scope: CustomStringConvertible {
  /// `all`, or kind and name with a colon between: `place:north`.
  public var description: String { kind == .all ? "all" : "\(kind.rawValue):\(id)" }

  /// Reads what `description` writes; nil for anything else.
  public init?(_ text: String) {
    if text == "all" {
      self = .all
      return
    }
    guard let colon = text.firstIndex(of: ":"), let kind = Kind(rawValue: String(text[..<colon])),
      kind != .all
    else { return nil }
    let id = String(text[text.index(after: colon)...])
    guard !id.isEmpty else { return nil }
    self.init(kind: kind, id: id)
  }
}
