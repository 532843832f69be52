import Dispatch
import SalusCore
import SalusOperate
import SalusStore
import SalusTwin
import Synchronization
import Testing

@Suite struct RunnerTests {
  /// With threads instead of a hand: asked for, sent, reported, confirmed, and told of.
  @Test func goesOnByItself() throws {
    let room = try Room()
    let journal = try room.journal()
    try CommandDeskTests.make(["pump"], in: journal)
    let world = SimulatedWorld(seed: 1)
    let desk = try CommandDeskTests.desk(journal, world)
    let endpoint = Endpoint()
    let subscriptions = SubscriptionDeskTests.desk(journal, endpoint)
    _ = try subscriptions.define(
      ID("done"), filter: EventFilter(types: ["command.succeeded"]),
      endpoint: SubscriptionDeskTests.hook, actor: "ada", at: room.now)
    let commands = try CommandRunner(desk, now: { room.now })
    let runner = SubscriptionRunner(subscriptions, journal: journal, now: { room.now })
    let accepted = Flag(journal, type: "command.accepted")
    _ = try desk.request([wish("c-1", of: "pump")], actor: "ada", at: room.now)
    #expect(accepted.isRaised())
    let succeeded = Flag(journal, type: "command.succeeded")
    try world.report(to: journal, at: room.now)
    #expect(succeeded.isRaised())
    #expect(try desk.command(ID("c-1")).state == .succeeded)
    commands.stop()
    // A round that is under way when it is told to stop is done to its end.
    runner.stop()
    _ = try subscriptions.deliver(ID("done"), at: room.now)
    #expect(endpoint.sequences.count == 1)
  }
}

/// Waits for an event of a type, woken by commits.
final class Flag: Sendable {
  private let journal: StoredJournal
  private let type: String
  private let woken = DispatchSemaphore(value: 0)

  init(_ journal: StoredJournal, type: String) {
    self.journal = journal
    self.type = type
    let woken = woken
    journal.onCommit { _ in woken.signal() }
  }

  func isRaised() -> Bool {
    let end = DispatchTime.now() + .seconds(20)
    while true {
      let found = try? journal.events(EventQuery(types: [type], limit: 1))
      if found?.isEmpty == false { return true }
      guard woken.wait(timeout: end) == .success else { return false }
    }
  }
}
