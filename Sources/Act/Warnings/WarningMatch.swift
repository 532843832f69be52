import SalusCore

/// Which cause is which warning's: by group and place, and by the evidence that they share.
///
/// Every cause belongs to at most one warning and the other way round, the closest pairs first and
/// older warnings before newer ones. A warning left over whose evidence a matched cause holds has
/// become part of that cause.
struct WarningMatch {
  /// For each warning the cause that it is of.
  private(set) var causeOf: [Int?]
  /// For each warning without a cause the warning that took its evidence over.
  private(set) var absorberOf: [Int?]
  /// Causes that no warning is of.
  private(set) var unmatched: [Int]

  private struct Pair {
    var strength: Int
    var warning: Int
    var cause: Int
  }

  init(causes: [WarningCase], warnings: [Warning]) {
    var pairs: [Pair] = []
    for (cause, content) in causes.enumerated() {
      let members = Set(content.members)
      for (index, warning) in warnings.enumerated() where warning.content.what == content.what {
        let isSame =
          warning.content.group == content.group
          && (content.what == .detection || warning.content.place == content.place)
        let shares = warning.content.members.contains { members.contains($0) }
        let strength = (isSame ? 1 : 0) + (shares && isKin(warning.content, content) ? 2 : 0)
        if strength > 0 { pairs.append(Pair(strength: strength, warning: index, cause: cause)) }
      }
    }
    pairs.sort { left, right in
      (-left.strength, left.warning, left.cause) < (-right.strength, right.warning, right.cause)
    }
    causeOf = Array(repeating: nil, count: warnings.count)
    absorberOf = Array(repeating: nil, count: warnings.count)
    var ownerOf: [Int?] = Array(repeating: nil, count: causes.count)
    for pair in pairs where causeOf[pair.warning] == nil && ownerOf[pair.cause] == nil {
      causeOf[pair.warning] = pair.cause
      ownerOf[pair.cause] = pair.warning
    }
    for pair in pairs where pair.strength >= 2 && causeOf[pair.warning] == nil {
      if absorberOf[pair.warning] == nil { absorberOf[pair.warning] = ownerOf[pair.cause] }
    }
    unmatched = ownerOf.indices.filter { ownerOf[$0] == nil }
  }
}

/// Whether evidence that two cases share makes them one: shortages of other groups never are.
private func isKin(_ left: WarningCase, _ right: WarningCase) -> Bool {
  left.what == .detection || left.group == right.group
}
