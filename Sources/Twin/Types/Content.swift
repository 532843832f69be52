import SalusCore
import SalusGovernance

/// One thing that twins of a type have: a property, a telemetry, a command, a relationship or a
/// component.
public struct Content: Hashable, Sendable {
  /// Unique in its type and all that the type extends.
  public var name: String
  public var labels: Labels
  public var form: Form
  /// Graver than its type's where this content alone tells more; nil for its type's.
  public var dataClass: DataClass?

  /// What sort of thing it is, with what belongs to that sort.
  public enum Form: Hashable, Sendable {
    /// State that lasts; a writable one can be asked for through `desired`.
    case property(ValueRule, isWritable: Bool)
    /// Measurements and messages, one after the other.
    case telemetry(ValueRule)
    /// Something that can be asked of the twin.
    case command(request: Field?, response: Field?)
    /// A link to other twins.
    case relationship(Edge)
    /// Another type's contents, held by value.
    case component(TypeName)
  }

  /// What a relationship allows.
  public struct Edge: Hashable, Sendable {
    /// The type that targets must be; nil for any.
    public var target: TypeName?
    /// The fewest and most targets at one time; nil for no bound.
    public var minimum: Int?
    public var maximum: Int?
    /// What an edge itself carries, such as dates; contents of form property.
    public var properties: [Content]
    public var isWritable: Bool

    public init(
      target: TypeName? = nil, minimum: Int? = nil, maximum: Int? = nil,
      properties: [Content] = [], isWritable: Bool = false
    ) {
      self.target = target
      self.minimum = minimum
      self.maximum = maximum
      self.properties = properties
      self.isWritable = isWritable
    }
  }

  /// The sort alone; raw values are DTDL's class names.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case property = "Property"
    case telemetry = "Telemetry"
    case command = "Command"
    case relationship = "Relationship"
    case component = "Component"
  }

  public init(
    _ name: String, _ form: Form, labels: Labels = .none, dataClass: DataClass? = nil
  ) {
    self.name = name
    self.form = form
    self.labels = labels
    self.dataClass = dataClass
  }

  public var kind: Kind {
    switch form {
    case .property: .property
    case .telemetry: .telemetry
    case .command: .command
    case .relationship: .relationship
    case .component: .component
    }
  }

  /// What values must be; nil for what takes no values.
  public var rule: ValueRule? {
    switch form {
    case .property(let rule, _), .telemetry(let rule): rule
    default: nil
    }
  }

  /// The form of values; nil for what takes no values.
  public var schema: DataSchema? { rule?.schema }

  /// The unit in which values are kept; nil where there is none.
  public var unit: UnitCode? { rule?.unit }

  /// What values are in the words of code systems.
  public var codes: [CodeBinding] { rule?.codes ?? [] }

  /// True for what can be asked to become otherwise.
  public var isWritable: Bool {
    switch form {
    case .property(_, let isWritable): isWritable
    case .relationship(let edge): edge.isWritable
    default: false
    }
  }

  /// What a relationship allows; nil for everything else.
  public var edge: Edge? {
    if case .relationship(let edge) = form { edge } else { nil }
  }

  /// The type that a component holds; nil for everything else.
  public var component: TypeName? {
    if case .component(let name) = form { name } else { nil }
  }
}
