import SalusCore
import SalusGovernance

/// What twins of one sort have in common: their contents, their levels, how personal they are.
public struct TwinType: Hashable, Sendable {
  public var name: TypeName
  public var displayName: LocalText
  public var description: LocalText
  /// For the authors of types.
  public var comment: String?
  /// Types whose contents this one has too.
  public var extends: [TypeName]
  public var kind: Kind
  /// Nil where it has no size of its own, as a device has not.
  public var scale: Scale?
  /// What twins of the type are meant to reach; nil where nobody said.
  public var level: Level?
  /// How much a twin tells of a person; nil for one that is not about persons.
  public var dataClass: DataClass?
  /// What the type is in the words of code systems.
  public var codes: [CodeBinding]
  /// Its own contents, without those of the types it extends.
  public var contents: [Content]
  /// Schemas with an identifier that several contents share.
  public var schemas: [DataSchema]
  /// The language version it was written in and is written out in.
  public var dialect: Dialect

  /// What sort of counterpart a twin has.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case physical, organisation, process, aggregate
  }

  /// A version of the Digital Twins Definition Language.
  public enum Dialect: Int, Hashable, Sendable, CaseIterable {
    case v2 = 2
    case v3 = 3
  }

  public init(
    name: TypeName, displayName: LocalText = .none, description: LocalText = .none,
    comment: String? = nil, extends: [TypeName] = [], kind: Kind = .physical,
    scale: Scale? = nil, level: Level? = nil, dataClass: DataClass? = nil,
    codes: [CodeBinding] = [], contents: [Content] = [], schemas: [DataSchema] = [],
    dialect: Dialect = .v3
  ) {
    self.name = name
    self.displayName = displayName
    self.description = description
    self.comment = comment
    self.extends = extends
    self.kind = kind
    self.scale = scale
    self.level = level
    self.dataClass = dataClass
    self.codes = codes
    self.contents = contents
    self.schemas = schemas
    self.dialect = dialect
  }

  /// Its own content of that name; nil for none and for inherited ones.
  public subscript(name: String) -> Content? { contents.first { $0.name == name } }

  /// Types that must be known before twins can be made: those it extends and its components.
  public var needs: [TypeName] { extends + contents.compactMap(\.component) }
}
