import Foundation
import SalusCore
import SalusStore
import SalusTwin
import Synchronization
import TestSupport
import Testing

/// A PostgreSQL server that dies while it is written to.
@Suite(.enabled(if: Cluster.shared != nil, "no PostgreSQL server is installed"))
struct LostServerTests {
  @Test func losesAndDoublesNothingWhenTheServerDies() throws {
    let cluster = try #require(Cluster(restart: true))
    let journal = try Store.open(
      StoreAddress(cluster.address + "&schema=killed"), mode: .create, patience: 30)
    let failures = Mutex<[String]>([])
    let acknowledged = Mutex<[String: Int64]>([:])
    let deaths = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 4) { thread in
      if thread == 0 {
        for death in 1...2 {
          // Dies at another moment of the work each time.
          while acknowledged.withLock({ $0.count }) < death * 40,
            failures.withLock({ $0.isEmpty })
          {
            usleep(500)
          }
          if let victim = cluster.postmaster, kill(victim, SIGKILL) == 0 {
            deaths.withLock { $0 += 1 }
          }
        }
      } else {
        for number in 0..<40 {
          // Two in three have no key by which a repeat would be known.
          let name = "\(thread)/\(number)"
          let draft = Draft(
            type: "note.written", twin: ID("t\(thread)"), payload: ["n": .string(name)],
            actor: "a", source: "desk", key: thread == 1 ? name : nil,
            observations: [
              Observation(
                twin: ID("p\(thread)"), signal: flu,
                valid: Instant(startOf: day("2024-01-01") + number),
                known: Instant(startOf: day("2024-06-01")), value: Double(number))
            ])
          do throws(JournalError) {
            let sequence = try journal.append(draft).sequence
            acknowledged.withLock { $0[name] = sequence }
          } catch {
            failures.withLock { $0.append("\(name): \(error)") }
          }
        }
      }
    }
    #expect(failures.withLock { $0 } == [])
    #expect(deaths.withLock { $0 } == 2)
    let events = try journal.events(EventQuery())
    let told = Dictionary(
      events.map { ($0.payload["n"]?.string ?? "", $0.sequence) }, uniquingKeysWith: min)
    #expect(events.count == 120, "each once")
    #expect(told == acknowledged.withLock { $0 })
    let found = try journal.verify()
    #expect(found.isWhole && found.observations == 120, "\(found)")
  }

  /// The session ends just before a commit, or just after it and before its answer: neither is
  /// lost, neither is doubled, also without keys.
  @Test(
    .enabled(if: Cluster.shared?.folder.isEmpty == false, "the server is not the tests' own"),
    arguments: [CuttingProxy.Cut.beforeTheCommit, .beforeTheAnswer], [1, 3])
  func findsOutWhatBecameOfACommit(cut: CuttingProxy.Cut, times: Int) throws {
    let bench = try Bench(.postgres)
    guard case .postgres(let database) = bench.address else { return }
    _ = try bench.journal()
    let proxy = try CuttingProxy(
      server: try #require(Cluster.shared?.folder), cut: cut, times: times)
    let journal = try Store.open(
      StoreAddress(
        "postgres:///postgres?host=\(proxy.folder)&user=salus&schema=\(database.schema)"),
      mode: .write, patience: 30)
    for number in 1...5 {
      let draft = Draft(
        type: "note.written", twin: ID("us"), payload: ["n": JSON(number)], actor: "a",
        source: "desk")
      #expect(try journal.append(draft).sequence == Int64(number))
    }
    #expect(proxy.cutsLeft == 0)
    let events = try journal.events(EventQuery())
    #expect(events.map { $0.payload["n"] } == (1...5).map { JSON($0) })
    #expect(try journal.verify().isWhole)
  }

  @Test func saysSoWhenTheServerStaysAway() throws {
    let cluster = try #require(Cluster())
    let journal = try Store.open(
      StoreAddress(cluster.address + "&schema=gone"), mode: .create, patience: 0.2)
    let draft = Draft(type: "note.written", twin: ID("us"), actor: "a", source: "desk")
    _ = try journal.append(draft)
    let lease = try journal.tryLead("loop")
    #expect(lease?.isHeld == true)
    let postmaster = try #require(cluster.postmaster)
    kill(postmaster, SIGQUIT)
    while kill(postmaster, 0) == 0 { usleep(1_000) }
    func isUnreachable(_ error: any Error) -> Bool {
      if case .unreachable = error as? JournalError { true } else { false }
    }
    #expect(performing: { try journal.append(draft) }, throws: isUnreachable)
    #expect(performing: { try journal.head(of: Branch.main) }, throws: isUnreachable)
    #expect(lease?.isHeld == false)
  }
}
