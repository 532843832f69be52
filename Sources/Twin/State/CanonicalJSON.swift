import SalusCore

extension JSON {
  /// The same value in its one form: members in name order by UTF-8 bytes, of equal names the last
  /// one, whole numbers as integers. Equal values then have equal bytes, and reading the bytes back
  /// gives the same value.
  public var canonical: JSON {
    switch self {
    case .number(let value):
      guard let whole = Int64(exactly: value), abs(whole) < 1 << 53 else {
        return value.isFinite ? self : .null
      }
      return .integer(whole)
    case .array(let values): return .array(values.map(\.canonical))
    case .object(let members):
      var sorted: [Member] = []
      sorted.reserveCapacity(members.count)
      var isSorted = true
      for member in members {
        if let last = sorted.last, !last.name.utf8.lexicographicallyPrecedes(member.name.utf8) {
          isSorted = false
        }
        sorted.append(Member(member.name, member.value.canonical))
      }
      guard !isSorted else { return .object(sorted) }
      var last: [[UInt8]: Member] = [:]
      for member in sorted { last[Array(member.name.utf8)] = member }
      return .object(
        last.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value))
    default: return self
    }
  }
}
