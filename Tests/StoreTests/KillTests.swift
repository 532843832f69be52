import Foundation
import SalusCore
import SalusStore
import SalusTwin
import TestSupport
import Testing

@Suite struct KillTests {
  /// Killed twenty times in the middle of its work and started again with the same work: what was
  /// acknowledged is there, once, and nothing is there by halves. Death by signal leaves the
  /// system's page cache alone, so this says nothing about loss of power.
  @Test(arguments: StoreKind.here)
  func losesAndDoublesNothingAcknowledged(kind: StoreKind) throws {
    let bench = try Bench(kind)
    let writer = KilledProcess.built("journal-writer")
    let rows = 100
    var dice = Dice(2026)
    var acknowledged: [Int: Int64] = [:]
    var deaths = 0
    while deaths < 20 {
      let run = try KilledProcess(
        writer, [bench.spoken, "100000", "\(rows)"],
        killAfter: acknowledged.count + Int.random(in: 1...12, using: &dice),
        delay: UInt32.random(in: 0...4000, using: &dice))
      #expect(run.wasKilled)
      deaths += 1
      for line in run.lines {
        let words = line.split(separator: " ")
        let batch = try #require(words.first.flatMap { Int($0) }, "said '\(line)'")
        let sequence = try #require(Int64(words[1]))
        // A batch that was acknowledged before keeps its answer.
        if let known = acknowledged[batch] { #expect(known == sequence && words[2] == "known") }
        acknowledged[batch] = sequence
      }
      let journal = try bench.journal(.write)
      let found = try journal.verify()
      #expect(found.isWhole, "\(String(describing: found.damage)) \(found.staleProjections)")
      let events = try journal.events(EventQuery())
      #expect(Set(events.map(\.key)).count == events.count, "no batch twice")
      let keyed = Dictionary(uniqueKeysWithValues: events.map { ($0.key ?? "", $0.sequence) })
      for (batch, sequence) in acknowledged { #expect(keyed["\(batch)"] == sequence) }
      #expect(found.observations == Int64(events.count * rows))
    }
    #expect(acknowledged.count >= 20)
  }

  @Test func refusesASecondWriterAndLetsReadersIn() throws {
    let bench = try Bench()
    let journal = try bench.journal()
    _ = try journal.append(report([value(5, on: "2024-01-06", known: "2024-01-10")]))
    let holder = bench.holder
    #expect(throws: JournalError.locked(path: bench.directory, holder: holder)) {
      try bench.journal(.write)
    }
    let run = try KilledProcess(
      KilledProcess.built("journal-writer"), [bench.directory, "1", "1"])
    #expect(run.status == 1)
    let isNamed = run.lines.first?.contains("served by another process, number \(getpid()) (")
    #expect(isNamed == true, "\(run.lines)")
    let reader = try bench.journal(.read)
    #expect(try reader.head(of: Branch.main).sequence == 1)
    #expect(throws: JournalError.readOnly(path: bench.directory)) {
      try reader.append(report([]))
    }
    _ = try journal.append(report([value(6, on: "2024-01-06", known: "2024-01-10")]))
    #expect(try reader.head(of: Branch.main).sequence == 2, "readers see every commit")
  }
}
