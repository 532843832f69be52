import SalusCore

/// What form values take, in DTDL's words.
public indirect enum DataSchema: Hashable, Sendable {
  case primitive(Primitive)
  /// A GeoJSON geometry.
  case shape(Shape)
  case array(ArraySchema)
  case choice(EnumSchema)
  case map(MapSchema)
  case object(ObjectSchema)

  /// A form without parts; raw values are DTDL's.
  public enum Primitive: String, Hashable, Sendable, CaseIterable {
    case boolean, date, dateTime, double, duration, float, integer, long, string, time

    public var isNumeric: Bool {
      switch self {
      case .double, .float, .integer, .long: true
      default: false
      }
    }
  }

  /// A geometry by its DTDL name.
  public enum Shape: String, Hashable, Sendable, CaseIterable {
    case lineString, multiLineString, multiPoint, multiPolygon, point, polygon

    /// As GeoJSON names it: `Point`.
    var geometry: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }

    /// How many lists lie around one position's numbers.
    var depth: Int {
      switch self {
      case .point: 1
      case .lineString, .multiPoint: 2
      case .multiLineString, .polygon: 3
      case .multiPolygon: 4
      }
    }
  }

  public static let boolean = DataSchema.primitive(.boolean)
  public static let date = DataSchema.primitive(.date)
  public static let dateTime = DataSchema.primitive(.dateTime)
  public static let double = DataSchema.primitive(.double)
  public static let duration = DataSchema.primitive(.duration)
  public static let float = DataSchema.primitive(.float)
  public static let integer = DataSchema.primitive(.integer)
  public static let long = DataSchema.primitive(.long)
  public static let string = DataSchema.primitive(.string)
  public static let time = DataSchema.primitive(.time)
  public static let point = DataSchema.shape(.point)

  /// Numbers that can carry a unit: a numeric primitive, or a list of such.
  public var isNumeric: Bool {
    switch self {
    case .primitive(let primitive): primitive.isNumeric
    case .array(let array): array.element.isNumeric
    default: false
    }
  }

  /// Words and identifier of a schema with parts; none for the others.
  public var labels: Labels {
    switch self {
    case .primitive, .shape: .none
    case .array(let array): array.labels
    case .choice(let choice): choice.labels
    case .map(let map): map.labels
    case .object(let object): object.labels
    }
  }

  /// Levels of schemas with parts; 0 for a schema without.
  public var depth: Int {
    switch self {
    case .primitive, .shape: 0
    case .array(let array): 1 + array.element.depth
    case .choice: 1
    case .map(let map): 1 + map.value.rule.schema.depth
    case .object(let object): 1 + (object.fields.map(\.rule.schema.depth).max() ?? 0)
    }
  }
}

/// A list of values of one form.
public struct ArraySchema: Hashable, Sendable {
  public var labels: Labels
  public var element: DataSchema

  public init(of element: DataSchema, labels: Labels = .none) {
    self.element = element
    self.labels = labels
  }
}

/// One of a fixed set of values.
public struct EnumSchema: Hashable, Sendable {
  public var labels: Labels
  /// True for texts, false for whole numbers.
  public var isText: Bool
  public var values: [Value]

  /// One value that may be chosen.
  public struct Value: Hashable, Sendable {
    /// For programs.
    public var name: String
    /// As it is stored: a text or a whole number.
    public var value: JSON
    public var labels: Labels
    public var codes: [CodeBinding]

    public init(
      _ name: String, value: JSON, labels: Labels = .none, codes: [CodeBinding] = []
    ) {
      self.name = name
      self.value = value
      self.labels = labels
      self.codes = codes
    }
  }

  public init(isText: Bool, values: [Value], labels: Labels = .none) {
    self.isText = isText
    self.values = values
    self.labels = labels
  }

  /// A choice among words.
  public init(_ words: [String]) {
    self.init(isText: true, values: words.map { Value($0, value: .string($0)) })
  }
}

/// Values of one form by texts as keys.
public struct MapSchema: Hashable, Sendable {
  public var labels: Labels
  public var keyName: String
  public var keyLabels: Labels
  public var value: Field

  public init(
    keyName: String, keyLabels: Labels = .none, value: Field, labels: Labels = .none
  ) {
    self.keyName = keyName
    self.keyLabels = keyLabels
    self.value = value
    self.labels = labels
  }
}

/// Named fields, each of its own form.
public struct ObjectSchema: Hashable, Sendable {
  public var labels: Labels
  public var fields: [Field]

  public init(_ fields: [Field], labels: Labels = .none) {
    self.fields = fields
    self.labels = labels
  }
}

/// A named value: a field of an object, the value of a map, what goes into or comes out of a command.
public struct Field: Hashable, Sendable {
  public var name: String
  public var labels: Labels
  public var rule: ValueRule

  public init(_ name: String, _ rule: ValueRule, labels: Labels = .none) {
    self.name = name
    self.rule = rule
    self.labels = labels
  }
}

/// What a value must be: its form, its unit, what it is in the words of code systems.
public struct ValueRule: Hashable, Sendable {
  public var schema: DataSchema
  /// Of the number, or of every number in a list; nil where there is none.
  public var unit: UnitCode?
  /// DTDL's semantic type, such as `Temperature`; nil where the author named none.
  public var quantity: String?
  public var codes: [CodeBinding]
  /// Bounds, in `unit`, beyond which a value is kept and marked as suspect; nil for none.
  public var plausible: Bounds?

  /// A closed interval that may be open at an end.
  public struct Bounds: Hashable, Sendable {
    public var low: Double?
    public var high: Double?

    public init(low: Double? = nil, high: Double? = nil) {
      self.low = low
      self.high = high
    }

    public func contains(_ value: Double) -> Bool {
      value >= low ?? -.infinity && value <= high ?? .infinity
    }
  }

  public init(
    _ schema: DataSchema, unit: UnitCode? = nil, quantity: String? = nil,
    codes: [CodeBinding] = [], plausible: Bounds? = nil
  ) {
    self.schema = schema
    self.unit = unit
    self.quantity = quantity
    self.codes = codes
    self.plausible = plausible
  }
}
