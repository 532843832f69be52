import SalusCore
import SalusTwin

/// The tables that only repeat what the events say, computed anew from the events.
struct Projections {
  private var twins: [Key: Pair] = [:]
  private var keys: [KeyName: Int64] = [:]
  private var keyOfEvent: [Pair: KeyName] = [:]
  private var retractions: [Pair: Int64] = [:]
  private var batches: [Key: Pair] = [:]

  /// Branch and another number, or branch, signal and sequence.
  private struct Key: Hashable {
    var branch: Int64
    var first: Int64
    var second: Int64 = 0
  }

  struct Pair: Hashable {
    var first: Int64
    var second: Int64
  }

  private struct KeyName: Hashable {
    var branch: Int64
    var source: Int64
    var key: [UInt8]
  }

  /// Takes in the next event; returns what is wrong with its place in the twin's thread.
  ///
  /// - Parameter begin: revision and sequence at which the thread stood when the branch began.
  mutating func add(_ event: Event, _ row: Statement, branch: Int64, begin: Pair?) -> String? {
    let twin = Key(branch: branch, first: row.int(1))
    let last = twins[twin] ?? begin ?? Pair(first: 0, second: 0)
    guard event.revision == last.first + 1 else { return "breaks the revisions of \(event.twin)" }
    guard EventRow.prior(row) == last.second else { return "breaks the thread of \(event.twin)" }
    twins[twin] = Pair(first: event.revision, second: event.sequence)
    if let text = event.key {
      let key = KeyName(branch: branch, source: row.int(10), key: Array(text.utf8))
      keys[key] = event.sequence
      keyOfEvent[Pair(first: branch, second: event.sequence)] = key
    }
    for target in event.retracts {
      let name = Pair(first: branch, second: target)
      guard retractions[name] == nil else { continue }
      retractions[name] = event.sequence
      if let key = keyOfEvent[name], keys[key] == target { keys[key] = nil }
    }
    return nil
  }

  /// True where the twin has an event on the branch so far.
  func knows(_ twin: Int64, branch: Int64) -> Bool {
    twins[Key(branch: branch, first: twin)] != nil
  }

  /// Takes in an observation.
  mutating func add(_ signal: Int64, _ sequence: Int64, known: Int64, branch: Int64) {
    let key = Key(branch: branch, first: signal, second: sequence)
    let last = batches[key] ?? Pair(first: known, second: known)
    batches[key] = Pair(first: min(last.first, known), second: max(last.second, known))
  }

  /// Names of the tables that say something else.
  func stale(in connection: Connection) throws(JournalError) -> [String] {
    var stale: [String] = []
    var count = 0
    var isSame = true
    let twinRows = try connection.statement(
      "SELECT branch, twin, revision, head FROM twin", rows: .many)
    while try twinRows.step() {
      count += 1
      let said = Pair(first: twinRows.int(2), second: twinRows.int(3))
      if twins[Key(branch: twinRows.int(0), first: twinRows.int(1))] != said { isSame = false }
    }
    if !isSame || count != twins.count { stale.append("twin") }

    (count, isSame) = (0, true)
    let idemRows = try connection.statement(
      "SELECT branch, source, key, sequence FROM idem", rows: .many)
    while try idemRows.step() {
      count += 1
      let key = KeyName(
        branch: idemRows.int(0), source: idemRows.int(1), key: Array(idemRows.text(2).utf8))
      if keys[key] != idemRows.int(3) { isSame = false }
    }
    if !isSame || count != keys.count { stale.append("idem") }

    (count, isSame) = (0, true)
    let batchRows = try connection.statement(
      "SELECT branch, signal, sequence, known, newest FROM batch", rows: .many)
    while try batchRows.step() {
      count += 1
      let key = Key(
        branch: batchRows.int(0), first: batchRows.int(1), second: batchRows.int(2))
      let said = Pair(first: batchRows.int(3), second: batchRows.int(4))
      if batches[key] != said { isSame = false }
    }
    if !isSame || count != batches.count { stale.append("batch") }

    (count, isSame) = (0, true)
    let retractionRows = try connection.statement(
      "SELECT branch, sequence, event FROM retraction", rows: .many)
    while try retractionRows.step() {
      count += 1
      let name = Pair(first: retractionRows.int(0), second: retractionRows.int(1))
      if retractions[name] != retractionRows.int(2) { isSame = false }
    }
    if !isSame || count != retractions.count { stale.append("retraction") }
    return stale
  }
}
