import Foundation
import SalusCore
import SalusStore
import SalusTwin
import Synchronization
import TestSupport
import Testing

/// Several servers on one PostgreSQL bank.
@Suite(.enabled(if: Cluster.shared != nil, "no PostgreSQL server is installed"))
struct SharedDatabaseTests {
  private func note(_ number: Int, key: String? = nil, by source: String = "desk") -> Draft {
    Draft(
      type: "note.written", twin: ID("us"), payload: ["n": JSON(number)], actor: "a",
      source: source, key: key)
  }

  @Test func losesAndDoublesNothingOfThreeServers() throws {
    let bench = try Bench(.postgres)
    let servers = try (0..<3).map { _ in try bench.journal() }
    let failures = Mutex<[String]>([])
    let receipts = Mutex<[String: Int64]>([:])
    DispatchQueue.concurrentPerform(iterations: 6) { thread in
      let journal = servers[thread % 3]
      for number in 0..<25 {
        // Every batch is sent by two servers; one of them is told that it was there already.
        let key = "\(thread / 3 * 100 + number)/\(thread / 3)"
        let row = value(
          Double(number), at: "place-\(number % 5)", on: "2024-01-06",
          known: "2024-01-\(10 + thread / 3)")
        do throws(JournalError) {
          let receipt = try journal.append(report([row], key: key))
          let other = receipts.withLock { $0.updateValue(receipt.sequence, forKey: key) }
          if let other, other != receipt.sequence {
            failures.withLock { $0.append("\(key): \(receipt.sequence) and \(other)") }
          }
          let seen = try journal.events(
            EventQuery(after: receipt.sequence - 1, through: receipt.sequence))
          if seen.first?.key != key { failures.withLock { $0.append("\(key) not read") } }
        } catch {
          failures.withLock { $0.append("\(key): \(error)") }
        }
      }
    }
    #expect(failures.withLock { $0 } == [])
    let events = try servers[0].events(EventQuery())
    #expect(events.count == 50 && events.map(\.sequence) == Array(1...50))
    #expect(
      receipts.withLock { $0 }
        == Dictionary(uniqueKeysWithValues: events.map { ($0.key ?? "", $0.sequence) }))
    let found = try servers[1].verify()
    #expect(found.isWhole, "\(found)")
  }

  @Test func seesAtOnceWhatAnotherServerHasWritten() throws {
    let bench = try Bench(.postgres)
    let (first, second) = (try bench.journal(), try bench.journal())
    let rows = [value(5, on: "2024-01-06", known: "2024-01-10")]
    #expect(try first.append(report(rows, key: "k")).sequence == 1)
    #expect(try second.append(report(rows, key: "k")).isReplay)
    #expect(try second.append(report(rows)).duplicate == 1)
    #expect(try second.append(report([], retracts: [1])).sequence == 2)
    // The first server must hear of the retraction before it compares.
    #expect(try first.append(report(rows, key: "k")) == Receipt(sequence: 3, accepted: 1))
    #expect(throws: JournalError.staleRevision(ID("us"), expected: 0, current: 1)) {
      _ = try first.append(note(1))
      _ = try second.append([note(2)], expecting: [.revision(ID("us"), 0)], on: Branch.main)
    }
    #expect(try first.verify().isWhole)
  }

  @Test func letsOneOfManyRacersOnThreeServersWin() throws {
    let bench = try Bench(.postgres)
    let servers = try (0..<3).map { _ in try bench.journal() }
    let won = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 9) { racer in
      let done = try? servers[racer % 3].append(
        [note(racer)], expecting: [.revision(ID("us"), 0)], on: Branch.main)
      if done != nil { won.withLock { $0 += 1 } }
    }
    #expect(won.withLock { $0 } == 1)
    #expect(try servers[0].head(of: Branch.main).sequence == 1)
  }

  @Test func wakesTheOtherServers() async throws {
    let bench = try Bench(.postgres)
    let (first, second) = (try bench.journal(), try bench.journal(.read))
    let heads = AsyncStream<Head> { stream in
      second.onCommit { stream.yield($0) }
    }
    // Commits go on until the listener, which needs a moment to connect, has heard of one.
    let heard = Mutex(false)
    let writing = Task.detached {
      var written = 0
      while !heard.withLock({ $0 }), written < 5_000 {
        _ = try first.append(note(written))
        written += 1
      }
    }
    var iterator = heads.makeAsyncIterator()
    let head = try #require(await iterator.next())
    heard.withLock { $0 = true }
    try await writing.value
    let event = try #require(
      try first.events(EventQuery(after: head.sequence - 1, through: head.sequence)).first)
    #expect(event.hash == head.hash)
  }

  @Test func givesTheLeadToOneServer() throws {
    let bench = try Bench(.postgres)
    let (first, second) = (try bench.journal(), try bench.journal())
    var lease = try first.tryLead("loop")
    #expect(lease?.isHeld == true)
    #expect(try first.tryLead("loop") == nil && second.tryLead("loop") == nil)
    let other = try second.tryLead("feeds")
    #expect(other != nil, "another kind of work")
    lease = nil
    #expect(try lease?.isHeld == nil && second.tryLead("loop") != nil)
  }

  @Test func keepsBanksApart() throws {
    let (one, other) = (try Bench(.postgres), try Bench(.postgres))
    _ = try one.journal().append(note(1))
    #expect(throws: JournalError.missing(path: other.address.description)) {
      try other.journal(.write)
    }
    #expect(try other.journal().head(of: Branch.main).sequence == 0)
    #expect(try Store.exists(at: one.address) && Store.exists(at: other.address))
    #expect(try !Store.exists(at: Bench(.postgres).address))
  }

  @Test func refusesAStrangersTablesAndANewerFormat() throws {
    let (strange, newer) = (try Bench(.postgres), try Bench(.postgres))
    guard case .postgres(let database) = strange.address else { return }
    try Database(strange).run("CREATE SCHEMA \(database.schema)")
    try Database(strange).run("CREATE TABLE journal(x text)")
    func isCorrupt(_ error: any Error) -> Bool {
      if case .corrupt = error as? JournalError { true } else { false }
    }
    #expect(performing: { try strange.journal() }, throws: isCorrupt)
    func isNewer(_ error: any Error) -> Bool {
      if case .newer(newer.address.description, 99, _) = error as? JournalError {
        true
      } else {
        false
      }
    }
    let open = try newer.journal()
    try Database(newer).run("UPDATE bank SET format = 99")
    #expect(performing: { try open.append(note(1)) }, throws: isNewer)
    for mode in [Store.Mode.read, .write, .create] {
      #expect(performing: { try newer.journal(mode) }, throws: isNewer)
    }
  }

  /// Tables of whole numbers larger than what one piece of an answer holds.
  @Test func readsAndVerifiesLongJournals() throws {
    let bench = try Bench(.postgres)
    let journal = try bench.journal()
    let drafts = (0..<2_500).map { note($0, key: "\($0)") }
    _ = try journal.append(drafts, expecting: [], on: Branch.main)
    let rows = (0..<3_000).map { index in
      Observation(
        twin: ID("us-al"), signal: flu, valid: Instant(startOf: day("2010-01-01") + index),
        known: Instant(startOf: day("2024-01-01")), value: Double(index))
    }
    #expect(try journal.append(report(rows)).accepted == 3_000)
    #expect(try journal.append(report(rows)).duplicate == 3_000)
    #expect(try journal.events(EventQuery()).map(\.sequence) == Array(1...2_501))
    #expect(try journal.events(EventQuery(limit: 1_500)).count == 1_500)
    #expect(
      try journal.observations(ObservationQuery(signal: flu), at: View()).map(\.observation)
        == rows)
    let found = try journal.verify()
    #expect(found.isWhole && found.events == 2_501 && found.observations == 3_000)
    try journal.rebuild()
    #expect(try journal.verify().isWhole)
  }
}
