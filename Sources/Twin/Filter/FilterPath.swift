import SalusCore

/// What of a twin a filter, a sort or a selection means: `type`, `beds`, `beds/free`,
/// `desired/pump`, `observed/pulse`.
public enum FilterPath: Hashable, Sendable {
  case id
  case type
  case role
  case lifecycle
  /// The reported value of a feature, or a member of it.
  case reported(String, [String])
  /// The desired value of a feature, or a member of it.
  case desired(String, [String])
  /// When the reported value of a feature was so.
  case observed(String)

  /// Steps that a path may have.
  public static let longest = 10

  /// Reads a path; the problem names the character at which it went wrong.
  public init(_ text: String) throws(FilterProblem) {
    var parser = FilterParser(text)
    self = try parser.onePath()
  }

  /// - Parameter steps: the words between the slashes, decoded.
  /// - Returns: nil where they name nothing that a twin has.
  init?(steps: [String]) {
    guard let first = steps.first, steps.count <= FilterPath.longest, !steps.contains("") else {
      return nil
    }
    if steps.count == 1 {
      switch first {
      case "id": self = .id
      case "type": self = .type
      case "role": self = .role
      case "lifecycle": self = .lifecycle
      case let word where FilterPath.reserved.contains(word): return nil
      default: self = .reported(first, [])
      }
      return
    }
    let rest = Array(steps.dropFirst())
    switch first {
    case "desired": self = .desired(rest[0], Array(rest.dropFirst()))
    case "observed":
      guard rest.count == 1 else { return nil }
      self = .observed(rest[0])
    case "features":
      // The long form of the twin's own document: features/beds/reported/free.
      guard rest.count > 1 else {
        self = .reported(rest[0], [])
        return
      }
      let members = Array(rest.dropFirst(2))
      switch rest[1] {
      case "reported": self = .reported(rest[0], members)
      case "desired": self = .desired(rest[0], members)
      default: return nil
      }
    case "id", "type", "role", "lifecycle": return nil
    default: self = .reported(first, rest)
    }
  }

  /// True for what every twin has from its first event.
  public var isHeader: Bool {
    switch self {
    case .id, .type, .role, .lifecycle: true
    default: false
    }
  }

  /// The feature that is meant; nil for what every twin has.
  public var feature: String? {
    switch self {
    case .reported(let feature, _), .desired(let feature, _), .observed(let feature): feature
    default: nil
    }
  }

  static let reserved: Set<String> = [
    "id", "type", "role", "lifecycle", "desired", "observed", "features",
  ]

  /// The one text of the path.
  public var text: String {
    var output: [UInt8] = []
    write(to: &output)
    return String(decoding: output, as: UTF8.self)
  }

  func write(to output: inout [UInt8]) {
    let steps: [String]
    switch self {
    case .id: steps = ["id"]
    case .type: steps = ["type"]
    case .role: steps = ["role"]
    case .lifecycle: steps = ["lifecycle"]
    case .reported(let feature, let members):
      // A feature that is called like a word of this language needs the long form.
      steps =
        FilterPath.reserved.contains(feature)
        ? ["features", feature, "reported"] + members : [feature] + members
    case .desired(let feature, let members): steps = ["desired", feature] + members
    case .observed(let feature): steps = ["observed", feature]
    }
    for (index, step) in steps.enumerated() {
      if index > 0 { output.append(UInt8(ascii: "/")) }
      for byte in step.utf8 {
        if FilterParser.isWord(byte), byte != UInt8(ascii: "/") {
          output.append(byte)
        } else {
          let hex = String(byte, radix: 16, uppercase: true)
          output.append(contentsOf: ("%" + (hex.utf8.count < 2 ? "0" : "") + hex).utf8)
        }
      }
    }
  }
}

extension FilterPath: CustomStringConvertible {
  public var description: String { text }
}
