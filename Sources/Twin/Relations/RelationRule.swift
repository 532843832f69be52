import SalusCore

/// What must hold of all relations of one name, at every moment.
public struct RelationRule: Hashable, Sendable {
  /// Relations of the name that one source may have at a time; nil for any number.
  public var mostTargets: Int?
  /// Relations of the name that one target may have at a time; nil for any number.
  public var mostSources: Int?
  /// No twin may lead back to itself.
  public var isAcyclic: Bool

  public init(mostTargets: Int? = nil, mostSources: Int? = nil, isAcyclic: Bool = false) {
    self.mostTargets = mostTargets
    self.mostSources = mostSources
    self.isAcyclic = isAcyclic
  }

  /// The rule of a name that says nothing else: none.
  public static let free = RelationRule()

  /// Names that mean the same in every bank. A case is part of a person and of an outbreak, so
  /// `partOf` may have several targets; nobody is in two places at once.
  public static let base: [String: RelationRule] = [
    "partOf": RelationRule(isAcyclic: true),
    "locatedIn": RelationRule(mostTargets: 1, isAcyclic: true),
    "occupies": RelationRule(mostTargets: 1, mostSources: 1),
    "caresFor": .free,
    "contactOf": .free,
    "infectedBy": RelationRule(isAcyclic: true),
    "transferredTo": .free,
    "suppliedBy": .free,
    "monitors": .free,
    "derivedFrom": RelationRule(isAcyclic: true),
    "aggregates": .free,
  ]

  /// The rule of the name; `most` is what the source's type declares as maximum multiplicity, and
  /// the narrower of the two counts.
  public static func of(_ name: String, declared most: Int? = nil) -> RelationRule {
    var rule = base[name] ?? .free
    if let most { rule.mostTargets = min(rule.mostTargets ?? most, most) }
    return rule
  }
}
