import SalusCore

/// All known persons, filed so that a check for the same one is a few look-ups.
///
/// Grows as persons come in; the same persons in the same order give the same answers. It holds
/// personal data in memory and is therefore built and dropped under a grant.
public struct DuplicateIndex: Sendable {
  public let weights: LinkageWeights
  private var arena = PersonArena()
  private var persons: [ID<Twin>] = []
  private var numbers: [ID<Twin>: Int32] = [:]
  /// Newest entry of each key's chain.
  private var heads: [UInt64: Int32] = [:]
  private var chain: [(person: Int32, next: Int32)] = []
  /// When a person was last looked at, so that one in two blocks is compared once.
  private var seen: [UInt32] = []
  private var look: UInt32 = 0

  /// Persons of one block that a check looks at, newest first; a larger block (a common name in a
  /// large town without birth dates) is cut there.
  public static let largestBlock = 2_000

  public init(weights: LinkageWeights = .usual) {
    self.weights = weights
  }

  public var count: Int { persons.count }

  public func contains(_ person: ID<Twin>) -> Bool { numbers[person] != nil }

  /// Files a person; one that is filed already is compared by the new details from now on and is
  /// found by old and new keys.
  public mutating func add(_ person: ID<Twin>, _ details: PersonDetails) {
    let number: Int32
    if let known = numbers[person] {
      number = known
      arena.replace(known, with: details)
    } else {
      number = arena.append(details)
      persons.append(person)
      numbers[person] = number
      seen.append(0)
    }
    for key in BlockingKeys.of(details) {
      let hash = DuplicateIndex.hash(key)
      if let head = heads[hash], chain[Int(head)].person == number { continue }
      chain.append((number, heads[hash] ?? -1))
      heads[hash] = Int32(chain.count - 1)
    }
  }

  /// Looks for the person.
  ///
  /// - Parameter most: candidates that the answer lists.
  public mutating func check(_ details: PersonDetails, most: Int = 5) -> DuplicateCheck {
    let keys = BlockingKeys.of(details)
    look &+= 1
    // Taken out while they are read and written side by side.
    var marks: [UInt32] = []
    swap(&marks, &seen)
    let (look, heads, chain, weights, persons) = (look, heads, chain, weights, persons)
    var found = arena.withRow(of: details) { row, arena in
      let rows = arena.rows
      return DuplicateIndex.withComparison(arena) { comparison in
        var found: [DuplicateCheck.Candidate] = []
        for key in keys {
          var entry = heads[DuplicateIndex.hash(key)] ?? -1
          var left = DuplicateIndex.largestBlock
          while entry >= 0, left > 0 {
            let (person, next) = chain[Int(entry)]
            entry = next
            left -= 1
            guard marks[Int(person)] != look else { continue }
            marks[Int(person)] = look
            let pattern = comparison.pattern(row, rows[Int(person)])
            let score = weights.score(pattern)
            guard score >= weights.lower || pattern[.identifier] == .agrees else { continue }
            found.append(.init(person: persons[Int(person)], score: score, pattern: pattern))
          }
        }
        return found
      }
    }
    swap(&marks, &seen)
    found.sort { ($1.score, $0.person) < ($0.score, $1.person) }
    let candidates = Array(found.prefix(most))
    let same = found.filter { $0.score >= weights.upper && $0.pattern[.identifier] == .agrees }
    // Two persons with the same identifier are a question, not an answer.
    if same.count == 1, same[0].person == found[0].person {
      return DuplicateCheck(verdict: .same(same[0].person), candidates: candidates)
    }
    return DuplicateCheck(verdict: found.isEmpty ? .new : .review, candidates: candidates)
  }

  /// The patterns of all candidate pairs among the persons filed, each pair once: what a fit of the
  /// weights learns from.
  public func patterns() -> [LinkagePattern: Int] {
    let (rows, chain) = (arena.rows, chain)
    return DuplicateIndex.withComparison(arena) { comparison in
      var counts: [LinkagePattern: Int] = [:]
      var pairs: Set<UInt64> = []
      for head in heads.values {
        var block: [Int32] = []
        var entry = head
        while entry >= 0, block.count < DuplicateIndex.largestBlock {
          block.append(chain[Int(entry)].person)
          entry = chain[Int(entry)].next
        }
        for (index, one) in block.enumerated() {
          for other in block[(index + 1)...] where other != one {
            let pair = UInt64(max(one, other)) << 32 | UInt64(min(one, other))
            guard pairs.insert(pair).inserted else { continue }
            counts[comparison.pattern(rows[Int(one)], rows[Int(other)]), default: 0] += 1
          }
        }
      }
      return counts
    }
  }

  private static func withComparison<Result>(
    _ arena: PersonArena, _ body: (PersonComparison) -> Result
  ) -> Result {
    arena.letters.withUnsafeBufferPointer { letters in
      arena.identifiers.withUnsafeBufferPointer { identifiers in
        body(PersonComparison(letters: letters, identifiers: identifiers))
      }
    }
  }

  /// FNV-1a with a final mix; two keys that share a hash only cost a comparison.
  private static func hash(_ key: String) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in key.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    hash ^= hash >> 32
    return hash &* 0x9E37_79B9_7F4A_7C15
  }
}
