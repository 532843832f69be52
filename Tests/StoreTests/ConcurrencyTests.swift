import Foundation
import SalusCore
import SalusStore
import SalusTwin
import Synchronization
import Testing

@Suite struct ConcurrencyTests {
  @Test(arguments: StoreKind.here)
  func losesNothingOfEightThreads(kind: StoreKind) throws {
    let bench = try Bench(kind)
    let journal = try bench.journal()
    let seen = Mutex<[Int64]>([])
    journal.onCommit { head in seen.withLock { $0.append(head.sequence) } }
    let receipts = Mutex<[String: Int64]>([:])
    let failures = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 8) { thread in
      for number in 0..<40 {
        let key = "\(thread)/\(number)"
        do throws(JournalError) {
          // One in ten is refused and must not disturb its neighbours.
          let bad = number % 10 == 9
          let row = value(
            bad ? .nan : Double(number), at: "place-\(thread)", on: "2024-01-06",
            known: "2024-01-\(10 + number / 2)")
          let receipt = try journal.append(report([row], key: key))
          receipts.withLock { $0[key] = receipt.sequence }
          // What was acknowledged can be read at once by anyone.
          let found = try journal.events(
            EventQuery(after: receipt.sequence - 1, through: receipt.sequence))
          if found.first?.key != key { failures.withLock { $0.append("\(key) not read") } }
        } catch {
          if case .refused = error, number % 10 == 9 { continue }
          failures.withLock { $0.append("\(key): \(error)") }
        }
      }
    }
    #expect(failures.withLock { $0 } == [])
    let events = try journal.events(EventQuery())
    #expect(events.map(\.sequence) == Array(1...288))
    let bySequence = Dictionary(
      uniqueKeysWithValues: events.map { ($0.key ?? "", $0.sequence) })
    #expect(receipts.withLock { $0 } == bySequence)
    #expect(seen.withLock { $0.max() } == 288)
    #expect(try journal.verify().isWhole)
  }

  @Test(arguments: StoreKind.here)
  func letsOneOfManyRacersWin(kind: StoreKind) throws {
    let bench = try Bench(kind)
    let journal = try bench.journal()
    let won = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 8) { racer in
      let draft = Draft(
        type: "note.written", twin: ID("us"), payload: ["racer": JSON(racer)], actor: "a",
        source: "desk")
      if (try? journal.append(draft, expecting: .revision(ID("us"), 0))) != nil {
        won.withLock { $0 += 1 }
      }
    }
    #expect(won.withLock { $0 } == 1)
    #expect(try journal.head(of: Branch.main).sequence == 1)
  }

  @Test(arguments: StoreKind.here)
  func answersSimultaneousRepeatsOfAKeyOnce(kind: StoreKind) throws {
    let bench = try Bench(kind)
    let journal = try bench.journal()
    let sequences = Mutex<Set<Int64>>([])
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      let rows = [value(5, on: "2024-01-06", known: "2024-01-10")]
      guard let receipt = try? journal.append(report(rows, key: "same")) else { return }
      _ = sequences.withLock { $0.insert(receipt.sequence) }
    }
    #expect(sequences.withLock { $0 } == [1])
    #expect(try journal.head(of: Branch.main).sequence == 1)
  }

  @Test(arguments: StoreKind.here)
  func readsASnapshotWhileOthersWrite(kind: StoreKind) throws {
    let bench = try Bench(kind)
    let journal = try bench.journal()
    let beside = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 4) { thread in
      if thread == 0 {
        for number in 1...100 {
          // Both rows or none are ever visible.
          let rows = ["a", "b"].map {
            value(Double(number), at: $0, on: "2024-01-06", known: "2024-01-10")
          }
          _ = try? journal.append(report(rows))
        }
      } else {
        for _ in 0..<100 {
          let rows = try? journal.observations(ObservationQuery(signal: flu), at: View())
          let values = Set(rows?.map(\.observation.value) ?? [nil, 0])
          if values.count > 1 { beside.withLock { $0 += 1 } }
        }
      }
    }
    #expect(beside.withLock { $0 } == 0)
  }
}

extension SQLiteJournal {
  fileprivate func append(_ draft: Draft, expecting condition: Condition)
    throws(JournalError) -> [Receipt]
  {
    try append([draft], expecting: [condition], on: Branch.main)
  }
}
