import Foundation
import SalusCore
import SalusGovernance
import SalusStore
import SalusTwin
import Testing

/// Changes a journal behind its back.
private func tamper(_ bench: Bench, _ sql: String) throws {
  #expect(try Database(bench).run(sql) > 0, "the tampering must change something")
}

/// Six events: places, two batches of observations, a note, a retraction, a correction.
private func history(_ bench: Bench) throws -> Head {
  let journal = try bench.journal()
  _ = try journal.append(
    Draft(
      type: "note.written", twin: ID("us"), payload: ["text": "first"], actor: "a", source: "s",
      key: "k"))
  _ = try journal.append(
    report([
      value(5, on: "2024-01-06", known: "2024-01-10"),
      value(6, at: "us-ny", on: "2024-01-06", known: "2024-01-10", stratum: "65+"),
    ]))
  _ = try journal.append(report([value(7, on: "2024-01-13", known: "2024-01-17")], key: "b"))
  _ = try journal.append(Draft(type: "note.written", twin: ID("us"), actor: "a", source: "s"))
  _ = try journal.append(report([], retracts: [3]))
  _ = try journal.append(
    report([
      value(8, on: "2024-01-06", known: "2024-01-10"),
      value(nil, on: "2024-01-20", known: "2024-01-24"),
    ]))
  return try journal.head(of: Branch.main)
}

@Suite struct TamperTests {
  @Test(arguments: StoreKind.here)
  func findsNothingInAnHonestJournal(kind: StoreKind) throws {
    let bench = try Bench(kind)
    let head = try history(bench)
    let found = try bench.journal(.read).verify(against: head)
    #expect(found.isWhole)
    #expect(found.events == 6 && found.observations == 5 && found.head == head)
  }

  @Test(
    arguments: StoreKind.here,
    [
      ("UPDATE journal SET payload = '{\"text\":\"other\"}' WHERE sequence = 1", 1),
      ("UPDATE journal SET actor = 'b' WHERE sequence = 4", 4),
      ("UPDATE journal SET purpose = 'x' WHERE sequence = 2", 2),
      ("UPDATE journal SET valid = valid + 1 WHERE sequence = 4", 4),
      ("UPDATE journal SET known = known - 1 WHERE sequence = 4", 4),
      ("UPDATE journal SET recorded = recorded + 1 WHERE sequence = 6", 6),
      ("UPDATE journal SET revision = 9 WHERE sequence = 4", 4),
      ("UPDATE journal SET version = 2 WHERE sequence = 1", 1),
      ("UPDATE journal SET key = 'other' WHERE sequence = 1", 1),
      ("UPDATE journal SET key = NULL WHERE sequence = 1", 1),
      ("UPDATE journal SET causation = 1 WHERE sequence = 4", 4),
      ("UPDATE journal SET accepted = 3 WHERE sequence = 2", 2),
      ("UPDATE journal SET duplicate = 3 WHERE sequence = 2", 2),
      ("UPDATE journal SET retracts = x'0000000000000002' WHERE sequence = 5", 5),
      ("UPDATE journal SET content = NULL WHERE sequence = 3", 3),
      ("UPDATE journal SET observations = zeroblob(32) WHERE sequence = 2", 2),
      ("UPDATE journal SET observations = NULL WHERE sequence = 2", 2),
      ("UPDATE journal SET hash = zeroblob(32) WHERE sequence = 3", 3),
      ("UPDATE journal SET hash = zeroblob(31) WHERE sequence = 3", 3),
      ("UPDATE journal SET previous = zeroblob(32) WHERE sequence = 3", 3),
      ("UPDATE journal SET prior = 2 WHERE sequence = 4", 4),
      ("UPDATE journal SET sequence = 9 WHERE sequence = 6", 6),
      ("DELETE FROM journal WHERE sequence = 3", 3),
      ("UPDATE name SET text = 'us-zz' WHERE text = 'us-ny'", 2),
      ("UPDATE name SET text = 'note.wrote' WHERE text = 'note.written'", 1),
      ("UPDATE series SET value = 5.5 WHERE value = 5", 2),
      ("UPDATE series SET value = NULL WHERE value = 5", 2),
      ("UPDATE series SET value = 0 WHERE value IS NULL", 6),
      ("UPDATE series SET known = known + 1 WHERE value = 7", 3),
      ("UPDATE series SET valid = valid + 1 WHERE value = 6", 2),
      ("UPDATE series SET quality = 1 WHERE value = 8", 6),
      ("UPDATE series SET source = 1 WHERE value = 8", 6),
      ("UPDATE series SET sequence = 2 WHERE value IS NULL", 2),
      ("UPDATE series SET sequence = 1 WHERE value = 8", 1),
      ("DELETE FROM series WHERE value = 8", 6),
      (
        "INSERT INTO series SELECT branch, signal, stratum, twin, valid + 1, known, sequence, "
          + "position, source, value, quality FROM series WHERE value = 7", 3
      ),
    ])
  func findsTheFirstDamagedEvent(kind: StoreKind, damage: (String, Int64)) throws {
    let (sql, sequence) = damage
    let bench = try Bench(kind)
    _ = try history(bench)
    try tamper(bench, sql)
    let found = try bench.journal(.read).verify()
    #expect(found.damage?.sequence == sequence, "\(found)")
  }

  @Test(arguments: StoreKind.here)
  func findsACutOffEndOnlyByAKeptHead(kind: StoreKind) throws {
    let bench = try Bench(kind)
    let head = try history(bench)
    try tamper(
      bench,
      """
      DELETE FROM journal WHERE sequence = 6; DELETE FROM series WHERE sequence = 6;
      DELETE FROM batch WHERE sequence = 6;
      UPDATE twin SET revision = 3, head = 5 WHERE head = 6;
      """)
    let journal = try bench.journal(.read)
    #expect(try journal.verify().isWhole)
    #expect(try journal.verify(against: head).damage?.sequence == 6)
    var other = try journal.head(of: Branch.main)
    other.hash = .zero
    #expect(try journal.verify(against: other).damage?.sequence == 5)
  }

  @Test(
    arguments: StoreKind.here,
    [
      ("DELETE FROM twin", "twin"), ("UPDATE twin SET revision = 7", "twin"),
      ("DELETE FROM idem", "idem"), ("INSERT INTO idem VALUES(1, 1, 'x', 1)", "idem"),
      ("DELETE FROM batch", "batch"), ("UPDATE batch SET known = 0", "batch"),
      ("UPDATE batch SET newest = 0", "batch"),
      ("DELETE FROM retraction", "retraction"),
      ("UPDATE retraction SET sequence = 2", "retraction"),
    ])
  func rebuildsWhatIsMadeFromEvents(kind: StoreKind, damage: (String, String)) throws {
    let (sql, table) = damage
    let bench = try Bench(kind)
    _ = try history(bench)
    let tables = ["twin", "idem", "batch", "retraction", "journal"]
    let before = try tables.map { try dump($0, bench) }
    try tamper(bench, sql)
    let journal = try bench.journal(.write)
    #expect(try journal.verify().staleProjections == [table])
    try journal.rebuild()
    #expect(try journal.verify().isWhole)
    #expect(try tables.map { try dump($0, bench) } == before)
  }

  private func dump(_ table: String, _ bench: Bench) throws -> [[String]] {
    try Database(bench).rows(of: table)
  }

  /// Flips bytes all over the closed file: whatever changes what the journal says is found, and
  /// nothing makes it crash.
  @Test func findsFlippedBytesOrReadsTheSame() throws {
    let bench = try Bench()
    _ = try history(bench)
    let honest = try Data(contentsOf: URL(fileURLWithPath: bench.path))
    let told = try tell(bench)
    var dice = Dice(7)
    var found = 0
    for _ in 0..<300 {
      var changed = honest
      changed[Int.random(in: 0..<honest.count, using: &dice)] ^= UInt8.random(
        in: 1...255, using: &dice)
      try changed.write(to: URL(fileURLWithPath: bench.path))
      for ending in ["-wal", "-shm"] {
        try? FileManager.default.removeItem(atPath: bench.path + ending)
      }
      do {
        let isWhole = try bench.journal(.read).verify().isWhole
        if isWhole {
          #expect(try tell(bench) == told)
        } else {
          found += 1
        }
      } catch is JournalError {
        found += 1
      }
    }
    #expect(found > 10)
  }

  /// Flips every byte of the cells that hold a payload, a hash and a value.
  @Test(arguments: ["first", "hash", "value"])
  func findsEveryFlippedByte(what: String) throws {
    let bench = try Bench()
    let head = try history(bench)
    let honest = try Data(contentsOf: URL(fileURLWithPath: bench.path))
    let pattern: Data =
      switch what {
      case "first": Data("{\"text\":\"first\"}".utf8)
      case "hash": Data(head.hash.bytes)
      default:
        withUnsafeBytes(of: Instant(startOf: day("2024-01-17")).microseconds.bigEndian) {
          Data($0)
        }
      }
    let range = try #require(honest.range(of: pattern))
    for index in range {
      for bit in [1, 0x80] as [UInt8] {
        var changed = honest
        changed[index] ^= bit
        try changed.write(to: URL(fileURLWithPath: bench.path))
        let isWhole = (try? bench.journal(.read).verify().isWhole) ?? false
        #expect(!isWhole, "byte \(index - range.lowerBound) of \(what)")
      }
    }
  }

  private func tell(_ bench: Bench) throws -> String {
    let journal = try bench.journal(.read)
    let events = try journal.events(EventQuery())
    let rows = try journal.vintages(ObservationQuery(signal: flu, stratum: nil), at: View())
    return "\(events) \(rows)"
  }
}
