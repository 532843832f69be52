import Foundation
import SalusCore
import SalusStore
import SalusTwin
import Synchronization
import Testing

@Suite struct BackupTests {
  private func fill(_ journal: SQLiteJournal, from: Int, to: Int) throws {
    for number in from..<to {
      _ = try journal.append(
        report([value(Double(number), on: "2024-01-06", known: "2024-01-10")]))
    }
  }

  /// A bank goes from any store to any other by way of a backup, hashes and all.
  @Test(arguments: StoreKind.here, StoreKind.here)
  func movesABankBetweenStores(from: StoreKind, to: StoreKind) throws {
    let (bench, other) = (try Bench(from), try Bench(to))
    let journal = try bench.journal()
    try fill(journal, from: 0, to: 5)
    _ = try journal.append(
      Draft(
        type: "note.written", twin: ID("us"), payload: ["text": "première"], actor: "a",
        source: "desk", key: "k"))
    _ = try journal.append(report([], retracts: [2]))
    _ = try journal.append(
      report([value(nil, on: "2024-01-06", known: "2024-01-20", stratum: "65+")]))
    let file = bench.directory + "/backup.sqlite"
    try journal.backup(to: file)
    let found = try Store.restore(from: file, to: other.address)
    #expect(try found.isWhole && found.head == journal.head(of: Branch.main))
    let copy = try other.journal(.write)
    #expect(try copy.verify().head == found.head && copy.verify().isWhole)
    #expect(try copy.events(EventQuery()) == journal.events(EventQuery()))
    let query = ObservationQuery(signal: flu, stratum: nil)
    #expect(try copy.vintages(query, at: View()) == journal.vintages(query, at: View()))
    #expect(throws: JournalError.self) { try Store.restore(from: file, to: other.address) }
    try fill(copy, from: 20, to: 25)
    #expect(try copy.verify().isWhole)
  }

  @Test func bringsBackWhatWasSaved() throws {
    let bench = try Bench()
    let journal = try bench.journal()
    try fill(journal, from: 0, to: 5)
    let head = try journal.head(of: Branch.main)
    let file = bench.directory + "/backup.sqlite"
    try journal.backup(to: file)
    try fill(journal, from: 5, to: 9)
    #expect(!FileManager.default.fileExists(atPath: file + "-wal"), "one file")
    #expect(throws: JournalError.exists(path: file)) { try journal.backup(to: file) }

    let other = bench.directory + "/other"
    let found = try Store.restore(from: file, to: other)
    #expect(found.isWhole && found.head == head)
    let restored = try Store.open(directory: other, mode: .write)
    #expect(try restored.head(of: Branch.main) == head)
    #expect(try restored.events(EventQuery()) == journal.events(EventQuery(through: 5)))
    try fill(restored, from: 20, to: 21)
    #expect(try restored.verify().isWhole)
    #expect(
      try Set(FileManager.default.contentsOfDirectory(atPath: other)).isSubset(of: [
        "journal.lock", "journal.sqlite", "journal.sqlite-wal", "journal.sqlite-shm",
      ]))
  }

  @Test func isWholeWhileOthersWrite() throws {
    let bench = try Bench()
    let journal = try bench.journal()
    try fill(journal, from: 0, to: 1)
    let failures = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 3) { thread in
      do {
        if thread == 0 {
          for number in 0..<10 {
            let file = bench.directory + "/backup-\(number).sqlite"
            try journal.backup(to: file)
            let found = try Store.restore(from: file, to: bench.directory + "/r\(number)")
            if !found.isWhole { failures.withLock { $0.append("\(found)") } }
          }
        } else {
          try fill(journal, from: thread * 1000, to: thread * 1000 + 100)
        }
      } catch {
        failures.withLock { $0.append("\(error)") }
      }
    }
    #expect(failures.withLock { $0 } == [])
  }

  @Test func replacesOnlyWhenTold() throws {
    let bench = try Bench()
    let file = bench.directory + "/backup.sqlite"
    do {
      let journal = try bench.journal()
      try fill(journal, from: 0, to: 3)
      try journal.backup(to: file)
      try fill(journal, from: 3, to: 6)
      #expect(throws: JournalError.locked(path: bench.directory, holder: bench.holder)) {
        try Store.restore(from: file, to: bench.directory, replacing: true)
      }
    }
    #expect(throws: JournalError.exists(path: bench.path)) {
      try Store.restore(from: file, to: bench.directory)
    }
    #expect(try bench.journal(.read).head(of: Branch.main).sequence == 6)
    _ = try Store.restore(from: file, to: bench.directory, replacing: true)
    #expect(try bench.journal(.read).head(of: Branch.main).sequence == 3)
  }

  @Test func replacesADamagedJournal() throws {
    let bench = try Bench()
    let file = bench.directory + "/backup.sqlite"
    do {
      let journal = try bench.journal()
      try fill(journal, from: 0, to: 3)
      try journal.backup(to: file)
    }
    try Data("no journal any more".utf8).write(to: URL(fileURLWithPath: bench.path))
    _ = try Store.restore(from: file, to: bench.directory, replacing: true)
    #expect(try bench.journal(.read).head(of: Branch.main).sequence == 3)
    #expect(FileManager.default.fileExists(atPath: bench.path + ".damaged"), "kept aside")
  }

  @Test func refusesADamagedBackup() throws {
    let bench = try Bench()
    let file = bench.directory + "/backup.sqlite"
    do {
      let journal = try bench.journal()
      _ = try journal.append(
        Draft(
          type: "note.written", twin: ID("us"), payload: ["text": "first"], actor: "a",
          source: "s"))
      try journal.backup(to: file)
    }
    var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
    let range = try #require(bytes.range(of: Data("first".utf8)))
    bytes[range.lowerBound] ^= 1
    try bytes.write(to: URL(fileURLWithPath: file))
    let other = bench.directory + "/other"
    #expect(throws: JournalError.self) { try Store.restore(from: file, to: other) }
    #expect(!FileManager.default.fileExists(atPath: other), "nothing half-written")
    #expect(throws: JournalError.noBackup(path: file + "x")) {
      try Store.restore(from: file + "x", to: other)
    }
  }
}
