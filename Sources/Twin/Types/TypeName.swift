import SalusCore

/// The name of a type, a digital twin model identifier: `dtmi:salus:care:Hospital;1.2`.
///
/// A path of segments and a version of one or two numbers, each from 1; `;1` is the minor version 0
/// of major version 1. Letter case matters.
public struct TypeName: Hashable, Sendable {
  /// All of it; there is one way to write a name, so equal names have equal texts.
  public let text: String

  /// The longest name of a type, in characters (DTDL v2 and v3).
  static let longest = 128
  /// The longest identifier of anything else in a model, in characters.
  static let longestElement = 2048

  /// Reads `dtmi:<segment>:…:<segment>;<major>[.<minor>]`, at most 128 characters; nil for anything
  /// else.
  public init?(_ text: some StringProtocol) {
    do {
      try self.init(reading: String(text))
    } catch {
      return nil
    }
  }

  /// As `init(_:)`, and says what is wrong.
  public init(reading text: String, atMost limit: Int = 128) throws(TypeNameError) {
    guard text.utf8.count <= limit else {
      throw .tooLong(length: text.utf8.count, accepted: limit)
    }
    guard text.hasPrefix("dtmi:") else { throw .noScheme(text) }
    let rest = text.dropFirst(5)
    guard let semicolon = rest.firstIndex(of: ";") else { throw .noVersion(text) }
    for segment in rest[..<semicolon].split(separator: ":", omittingEmptySubsequences: false)
    where !ModelName.isWellFormed(segment) {
      throw .segment(String(segment), in: text)
    }
    let numbers = rest[rest.index(after: semicolon)...].split(
      separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(numbers.count), TypeName.isNumber(numbers[0], digits: 9),
      numbers.count == 1 || TypeName.isNumber(numbers[1], digits: 6)
    else { throw .version(text) }
    self.text = text
  }

  /// One that this program names itself, well-formed by its author.
  init(unchecked text: String) {
    self.text = text
  }

  /// The segments between `dtmi:` and `;`, joined by colons: `salus:care:Hospital`.
  public var path: String { String(text.dropFirst(5).prefix { $0 != ";" }) }

  /// The version without the part after the dot.
  public var major: Int { version.major }

  /// The part of the version after the dot; 0 where there is none.
  public var minor: Int { version.minor }

  /// The last segment of the path: `Hospital`.
  public var name: String { path.split(separator: ":").last.map(String.init) ?? path }

  /// The segment before the name: `care`; nil where there is none.
  public var domain: String? { path.split(separator: ":").dropLast().last.map(String.init) }

  /// True where a twin of this type can stand for one of `other`: the same path and major version,
  /// and at least its minor version, since minor versions only add.
  public func fulfils(_ other: TypeName) -> Bool {
    if text == other.text { return true }
    let (mine, theirs) = (version, other.version)
    return mine.major == theirs.major && mine.minor >= theirs.minor && path == other.path
  }

  private var version: (major: Int, minor: Int) {
    let numbers = text.utf8.drop { $0 != UInt8(ascii: ";") }.dropFirst()
    var values = [0, 0]
    var place = 0
    for byte in numbers {
      if (48...57).contains(byte) {
        values[place] = values[place] * 10 + Int(byte - 48)
      } else {
        place = 1
      }
    }
    return (values[0], values[1])
  }

  /// Digits without leading zeros, from 1.
  private static func isNumber(_ text: Substring, digits: Int) -> Bool {
    (1...digits).contains(text.utf8.count) && text.utf8.first != UInt8(ascii: "0")
      && text.utf8.allSatisfy { (48...57).contains($0) }
  }
}

extension TypeName: Comparable {
  /// By path in the order of its bytes, then by version.
  public static func < (left: TypeName, right: TypeName) -> Bool {
    let (first, second) = (left.path, right.path)
    if first != second { return first.utf8.lexicographicallyPrecedes(second.utf8) }
    return left.version < right.version
  }
}

extension TypeName: CustomStringConvertible {
  public var description: String { text }
}

/// What DTDL demands of the programming name of an element.
enum ModelName {
  /// A letter, then letters, digits and underscores, the last no underscore; ASCII.
  static func isWellFormed(_ name: some StringProtocol) -> Bool {
    let bytes = name.utf8
    guard let first = bytes.first, isLetter(first) else { return false }
    var last = first
    for byte in bytes {
      guard isLetter(byte) || (48...57).contains(byte) || byte == UInt8(ascii: "_") else {
        return false
      }
      last = byte
    }
    return last != UInt8(ascii: "_")
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (65...90).contains(byte) || (97...122).contains(byte)
  }
}

/// Why a text is no name of a type.
public enum TypeNameError: Problem, Hashable {
  case noScheme(String)
  case noVersion(String)
  case version(String)
  case segment(String, in: String)
  case tooLong(length: Int, accepted: Int)

  public var kind: ProblemKind { .usage }

  public var description: String {
    switch self {
    case .noScheme(let text): "'\(text)' does not begin with 'dtmi:'"
    case .noVersion(let text): "'\(text)' names no version"
    case .version(let text): "'\(text)' has a version that is none"
    case .segment(let segment, let text): "'\(segment)' in '\(text)' is no segment of a name"
    case .tooLong(let length, let accepted):
      "the name has \(length) characters; at most \(accepted) are accepted"
    }
  }

  public var hint: String? {
    switch self {
    case .segment:
      "A segment is a letter, then letters, digits and underscores; the last is no underscore."
    case .tooLong: nil
    default:
      "Names such as dtmi:salus:care:Hospital;1 or dtmi:com:example:Pump;2.3 are accepted."
    }
  }
}
