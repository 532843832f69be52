/// Where something stands in a text, counted from 1; columns count Unicode scalars.
public struct TextPosition: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let line: Int
  public let column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  public static func < (left: TextPosition, right: TextPosition) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }

  /// As editors take it: `12:5`.
  public var description: String { "\(line):\(column)" }
}

/// A value of a JSON5 text that knows where it stands, so that a fault found later in what it
/// means can still name its line.
public struct LocatedJSON: Hashable, Sendable {
  public let position: TextPosition
  public let value: Value

  public enum Value: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([LocatedJSON])
    case object([Member])
  }

  /// One `key: value`; keys of one object differ.
  public struct Member: Hashable, Sendable {
    public let name: String
    /// Of the key.
    public let position: TextPosition
    public let value: LocatedJSON

    public init(name: String, position: TextPosition, value: LocatedJSON) {
      self.name = name
      self.position = position
      self.value = value
    }
  }

  public init(_ value: Value, at position: TextPosition) {
    self.value = value
    self.position = position
  }

  /// The members of an object; nil for everything else.
  public var members: [Member]? {
    if case .object(let members) = value { members } else { nil }
  }

  /// The elements of an array; nil for everything else.
  public var elements: [LocatedJSON]? {
    if case .array(let elements) = value { elements } else { nil }
  }

  /// The text of a string; nil for everything else.
  public var string: String? {
    if case .string(let text) = value { text } else { nil }
  }

  /// The same value without positions.
  public var json: JSON {
    switch value {
    case .null: .null
    case .bool(let value): .bool(value)
    case .integer(let value): .integer(value)
    case .number(let value): .number(value)
    case .string(let text): .string(text)
    case .array(let elements): .array(elements.map(\.json))
    case .object(let members): .object(members.map { JSON.Member($0.name, $0.value.json) })
    }
  }

  /// What sort of value it is, in words: `a text`, `a list`.
  public var kind: String {
    switch value {
    case .null: "null"
    case .bool: "true or false"
    case .integer, .number: "a number"
    case .string: "a text"
    case .array: "a list"
    case .object: "an object"
    }
  }
}
