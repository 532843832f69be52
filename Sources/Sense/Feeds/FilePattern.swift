/// A pattern of file names: `*` stands for any letters, `?` for one.
public struct FilePattern: Hashable, Sendable {
  public let text: String

  public init(_ text: String) {
    self.text = text
  }

  /// Endings of files that are still being written.
  private static let unfinished = [
    ".tmp", ".part", ".partial", ".filepart", ".crdownload", ".swp", "~",
  ]

  /// Whether a file of that name is meant; hidden and unfinished ones never are.
  public func matches(_ name: String) -> Bool {
    let lowered = name.lowercased()
    guard !name.isEmpty, name.first != ".",
      !FilePattern.unfinished.contains(where: { lowered.hasSuffix($0) })
    else { return false }
    return FilePattern.match(Array(text.unicodeScalars), Array(name.unicodeScalars))
  }

  /// Linear in time but for a `*`, to which it goes back.
  private static func match(_ pattern: [Unicode.Scalar], _ name: [Unicode.Scalar]) -> Bool {
    var p = 0
    var n = 0
    var star: (pattern: Int, name: Int)?
    while n < name.count {
      if p < pattern.count, pattern[p] == "*" {
        star = (p, n)
        p += 1
      } else if p < pattern.count, pattern[p] == "?" || pattern[p] == name[n] {
        p += 1
        n += 1
      } else if let back = star {
        star = (back.pattern, back.name + 1)
        p = back.pattern + 1
        n = back.name + 1
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == "*" }
  }
}
