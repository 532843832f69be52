import SalusCore
import SalusTwin

/// The rows of one stratum and twin of a signal, which lie together in the series.
struct SeriesBlock {
  var stratum: Int64
  var stratumName: String
  var twin: Int64
  var twinName: ID<Twin>

  /// The order of readings.
  static func twinFirst(_ left: SeriesBlock, _ right: SeriesBlock) -> Bool {
    left.twin == right.twin
      ? precedes(left.stratumName, right.stratumName)
      : precedes(left.twinName.text, right.twinName.text)
  }

  /// The canonical order of digests.
  static func stratumFirst(_ left: SeriesBlock, _ right: SeriesBlock) -> Bool {
    left.stratum == right.stratum
      ? precedes(left.twinName.text, right.twinName.text)
      : precedes(left.stratumName, right.stratumName)
  }

  private static func precedes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }
}

extension Reader {
  /// The blocks of a signal that a line shows, each once, in no order that means anything.
  func blocks(of signal: Int64, twin: ID<Twin>?, stratum: String?, line: Line)
    throws(JournalError) -> [SeriesBlock]
  {
    if line.isSingle {
      return try blocks(of: signal, twin: twin, stratum: stratum, branch: line.branch)
    }
    var seen: Set<[Int64]> = []
    var found: [SeriesBlock] = []
    for segment in line.segments {
      for block in try blocks(
        of: signal, twin: twin, stratum: stratum, branch: segment.branch)
      where seen.insert([block.stratum, block.twin]).inserted {
        found.append(block)
      }
    }
    return found
  }

  /// The blocks of a signal, in no order that means anything.
  ///
  /// - Parameters:
  ///   - twin: nil for every twin; one that is named is not looked up.
  ///   - stratum: nil for every stratum.
  func blocks(of signal: Int64, twin: ID<Twin>?, stratum: String?, branch: Int64)
    throws(JournalError) -> [SeriesBlock]
  {
    var strata: [Int64] = []
    if let stratum {
      guard let number = try names.number(stratum, .stratum) else { return [] }
      strata = [number]
    } else {
      strata = try jump(
        """
        SELECT stratum FROM series WHERE branch = ?1 AND signal = ?2 AND stratum > ?4
        ORDER BY stratum LIMIT 1
        """, branch: branch, signal: signal)
    }
    var found: [SeriesBlock] = []
    for stratum in strata {
      let name = try names.text(stratum)
      var twins: [Int64] = []
      if let twin {
        guard let number = try names.number(twin.text, .twin) else { return [] }
        twins = [number]
      } else {
        twins = try jump(
          """
          SELECT twin FROM series
          WHERE branch = ?1 AND signal = ?2 AND stratum = ?3 AND twin > ?4 ORDER BY twin LIMIT 1
          """, branch: branch, signal: signal, stratum: stratum)
      }
      for twin in twins {
        found.append(
          SeriesBlock(
            stratum: stratum, stratumName: name, twin: twin, twinName: ID(try names.text(twin))))
      }
    }
    return found
  }

  /// The signals that have rows on the branch.
  func signals(branch: Int64) throws(JournalError) -> [Int64] {
    try jump(
      "SELECT signal FROM series WHERE branch = ?1 AND signal > ?4 ORDER BY signal LIMIT 1",
      branch: branch)
  }

  /// Every number that a column takes, by jumping from one to the next greater one instead of
  /// reading all rows.
  private func jump(_ sql: String, branch: Int64, signal: Int64 = 0, stratum: Int64 = 0)
    throws(JournalError) -> [Int64]
  {
    let next = try connection.statement(sql)
    defer { next.reset() }
    var found: [Int64] = []
    while true {
      next.bind(1, branch)
      next.bind(2, signal)
      next.bind(3, stratum)
      next.bind(4, found.last ?? 0)
      guard try next.step() else { return found }
      found.append(next.int(0))
      next.reset()
    }
  }
}
