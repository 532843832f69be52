import SalusCore

/// What a twin stands for.
public enum Role: UInt8, Sendable, CaseIterable {
  case individual = 0
  /// Made of parts that are twins themselves.
  case composite = 1
  /// A group of which no member is shown.
  case aggregate = 2
  /// Shared knowledge, such as a virus variant.
  case reference = 3

  /// `individual`, `composite`, `aggregate` or `reference`.
  public var text: String {
    switch self {
    case .individual: "individual"
    case .composite: "composite"
    case .aggregate: "aggregate"
    case .reference: "reference"
    }
  }

  /// Nil for any other word.
  public init?(_ text: String) {
    guard let found = Role.allCases.first(where: { $0.text == text }) else { return nil }
    self = found
  }
}

/// How a twin stands to what it is a twin of.
public enum Lifecycle: UInt8, Sendable, CaseIterable {
  case unbound = 0
  case bound = 1
  case synchronised = 2
  case stale = 3
  case done = 4

  /// `unbound`, `bound`, `synchronised`, `stale` or `done`.
  public var text: String {
    switch self {
    case .unbound: "unbound"
    case .bound: "bound"
    case .synchronised: "synchronised"
    case .stale: "stale"
    case .done: "done"
    }
  }

  /// Nil for any other word.
  public init?(_ text: String) {
    guard let found = Lifecycle.allCases.first(where: { $0.text == text }) else { return nil }
    self = found
  }
}

/// A twin as its events make it, at one moment on one branch.
public struct TwinState: Hashable, Sendable {
  public var id: ID<Twin>
  public var type: TypeName
  public var role: Role
  public var lifecycle: Lifecycle
  /// Rises by one with each event of the twin on its branch.
  public var revision: Int64
  /// Sequence of the newest event of the twin.
  public var head: Int64
  /// Sequence of the event that made the twin.
  public var created: Int64
  /// True once the twin was deleted; its history stays.
  public var isDeleted: Bool
  /// The twin that took this one's place.
  public var mergedInto: ID<Twin>?
  /// The proto-twin or twin that it was made from.
  public var derivedFrom: ID<Twin>?
  /// Sorted. Empty where the twin is sealed.
  public var aliases: [Alias]
  public var features: [String: Feature]
  /// Person whom the twin speaks of; nil where it holds no personal data.
  public var subject: ID<Twin>?
  /// True where only a grant can open what the twin holds: features and aliases are then empty.
  public var isSealed: Bool
  /// True where the key was destroyed: nobody can open it any more.
  public var isRedacted: Bool

  public init(
    id: ID<Twin>, type: TypeName, role: Role = .individual, lifecycle: Lifecycle = .unbound,
    revision: Int64, head: Int64, created: Int64, isDeleted: Bool = false,
    mergedInto: ID<Twin>? = nil, derivedFrom: ID<Twin>? = nil, aliases: [Alias] = [],
    features: [String: Feature] = [:], subject: ID<Twin>? = nil, isSealed: Bool = false,
    isRedacted: Bool = false
  ) {
    self.id = id
    self.type = type
    self.role = role
    self.lifecycle = lifecycle
    self.revision = revision
    self.head = head
    self.created = created
    self.isDeleted = isDeleted
    self.mergedInto = mergedInto
    self.derivedFrom = derivedFrom
    self.aliases = aliases
    self.features = features
    self.subject = subject
    self.isSealed = isSealed
    self.isRedacted = isRedacted
  }

  /// The reported value of a feature; nil where there is none.
  public func reported(_ name: String) -> JSON? { features[name]?.reported?.value }

  /// The wanted value of a feature; nil where nothing is wanted.
  public func desired(_ name: String) -> JSON? { features[name]?.desired?.value }
}
