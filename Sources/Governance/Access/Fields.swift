/// The name of something that can be known of a twin: lower-case words joined by dots. A name
/// covers every name below it: `person` covers `person.name`.
public struct Field: Hashable, Comparable, Sendable, ExpressibleByStringLiteral {
  public let path: String

  public init(_ path: String) {
    self.path = path
  }

  public init(stringLiteral value: String) {
    path = value
  }

  /// True for what this module writes itself: letters, digits and hyphens between single dots.
  public var isWellFormed: Bool {
    !path.isEmpty
      && path.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        .allSatisfy { word in
          !word.isEmpty
            && word.allSatisfy { byte in
              (97...122).contains(byte) || (48...57).contains(byte) || byte == UInt8(ascii: "-")
            }
        }
  }

  public static func < (left: Field, right: Field) -> Bool {
    left.path.utf8.lexicographicallyPrecedes(right.path.utf8)
  }
}

extension Field: CustomStringConvertible {
  public var description: String { path }
}

/// A set of fields, or all there are.
public struct Fields: Hashable, Sendable {
  /// True for every field there is, named or not.
  public let isAll: Bool
  public let names: Set<Field>

  public static let all = Fields(isAll: true, names: [])

  public init(_ names: Set<Field>) {
    isAll = false
    self.names = names
  }

  private init(isAll: Bool, names: Set<Field>) {
    self.isAll = isAll
    self.names = names
  }

  public func covers(_ field: Field) -> Bool {
    if isAll || names.contains(field) { return true }
    // What stands before a dot is a name above this one.
    let bytes = field.path.utf8
    var index = bytes.startIndex
    while let dot = bytes[index...].firstIndex(of: UInt8(ascii: ".")) {
      if names.contains(Field(String(field.path[..<dot]))) { return true }
      index = bytes.index(after: dot)
    }
    return false
  }

  /// What `wanted` asks for beyond this set, in order; `*` where it asks for everything.
  public func surplus(of wanted: Fields) -> [Field] {
    if isAll { return [] }
    if wanted.isAll { return ["*"] }
    return wanted.names.filter { !covers($0) }.sorted()
  }
}

extension Fields: ExpressibleByArrayLiteral, CustomStringConvertible {
  public init(arrayLiteral elements: Field...) {
    self.init(Set(elements))
  }

  /// Names in order, or `*`.
  public var list: [String] { isAll ? ["*"] : names.sorted().map(\.path) }

  public var description: String { list.joined(separator: ", ") }
}
