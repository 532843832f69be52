import SalusCore
import SalusOperate
import SalusStore
import SalusTwin
import Testing

@Suite struct CommandDeskTests {
  static func desk(
    _ journal: StoredJournal, _ world: SimulatedWorld, policy: CommandPolicy = CommandPolicy()
  ) throws -> CommandDesk {
    CommandDesk(
      bank: journal, line: try journal.mainLine(), ports: ["gateway": world], policy: policy)
  }

  static func make(_ twins: [String], in journal: StoredJournal) throws {
    let drafts = twins.map {
      TwinCreated(type: TypeName("dtmi:test:Pump;1") ?? .unknown)
        .draft(ID($0), actor: "test", source: "test")
    }
    _ = try journal.append(drafts, expecting: [], on: Branch.main)
  }

  @Test func followsACommandToTheReportThatConfirmsIt() throws {
    let room = try Room()
    let journal = try room.journal()
    try Self.make(["pump"], in: journal)
    let world = SimulatedWorld(seed: 1)
    let desk = try Self.desk(journal, world)
    var command = try #require(
      try desk.request([wish("c-1", of: "pump", autonomy: 4)], actor: "ada", at: room.now).first)
    #expect(command.state == .requested)
    #expect(try desk.send(by: "gateway", at: room.now).sent == 0)
    command = try desk.approve(ID("c-1"), actor: "ben", at: room.now)
    #expect(command.state == .approved && !command.isFourEyesOff)
    #expect(try desk.send(by: "gateway", at: room.now) == (1, nil))
    #expect(try desk.command(ID("c-1")).state == .accepted)
    #expect(try desk.settle(at: room.now) == 0, "an answer alone is no success")
    room.wait(5)
    try world.report(to: journal, at: room.now)
    #expect(try desk.settle(at: room.now) == 1)
    command = try desk.command(ID("c-1"))
    #expect(command.state == .succeeded && command.reports.count == 1 && !command.isSimulated)
    let types = try journal.events(EventQuery(twin: command.thread)).map(\.type)
    #expect(
      types == ["requested", "approved", "sent", "accepted", "succeeded"].map { "command.\($0)" })
    #expect(try journal.verify().isWhole)
  }

  @Test func asksTwiceForTheSameOnlyOnce() throws {
    let room = try Room()
    let journal = try room.journal()
    try Self.make(["pump"], in: journal)
    let desk = try Self.desk(journal, SimulatedWorld(seed: 1))
    let first = try desk.request([wish("c-1", of: "pump")], actor: "ada", at: room.now)
    let head = try journal.head(of: Branch.main)
    #expect(try desk.request([wish("c-1", of: "pump")], actor: "ada", at: room.now) == first)
    #expect(try journal.head(of: Branch.main) == head)
    #expect(throws: CommandFault.exists(ID("c-1"))) {
      try desk.request([wish("c-1", of: "pump", flow: 9)], actor: "ada", at: room.now)
    }
  }

  @Test(arguments: [false, true])
  func wantsTwoPersonsOnceActorsAreKnown(areActorsVerified: Bool) throws {
    let room = try Room()
    let journal = try room.journal()
    try Self.make(["pump"], in: journal)
    let desk = try Self.desk(
      journal, SimulatedWorld(seed: 1), policy: CommandPolicy(areActorsVerified: areActorsVerified))
    _ = try desk.request([wish("c-1", of: "pump", autonomy: 4)], actor: "ada", at: room.now)
    if areActorsVerified {
      #expect(throws: JournalError.self) {
        try desk.approve(ID("c-1"), actor: "ada", at: room.now)
      }
      #expect(try !desk.approve(ID("c-1"), actor: "ben", at: room.now).isFourEyesOff)
    } else {
      let command = try desk.approve(ID("c-1"), actor: "ada", at: room.now)
      #expect(command.state == .approved && command.isFourEyesOff)
      let event = try #require(
        try journal.events(EventQuery(types: ["command.approved"])).first)
      #expect(event.payload["fourEyes"]?.string == "off: actors are not verified")
    }
  }

  @Test func triesAgainLaterAndLaterUntilSomebodyAnswers() throws {
    let room = try Room()
    let journal = try room.journal()
    try Self.make(["pump"], in: journal)
    let world = SimulatedWorld(seed: 1)
    world.state.withLock { $0.isAway = true }
    let desk = try Self.desk(journal, world)
    _ = try desk.request([wish("c-1", of: "pump")], actor: "ada", at: room.now)
    var waits: [Double] = []
    for _ in 0..<12 {
      let next = try #require(try desk.send(by: "gateway", at: room.now).next)
      #expect(try desk.send(by: "gateway", at: next + -0.001).sent == 0)
      waits.append((next - room.now).rounded())
      room.now = next
    }
    #expect(waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300])
    world.state.withLock { $0.isAway = false }
    #expect(try desk.send(by: "gateway", at: room.now).sent == 1)
    #expect(try desk.command(ID("c-1")).state == .accepted)
    #expect(
      try journal.events(EventQuery(types: ["command.sent"])).count == 1, "tries are no events")
  }

  @Test func endsWhatIsPastItsTime() throws {
    let room = try Room()
    let journal = try room.journal()
    try Self.make(["a", "b", "c", "d"], in: journal)
    let world = SimulatedWorld(seed: 1)
    let desk = try Self.desk(journal, world)
    let wishes = [
      wish("waits", of: "a", autonomy: 4, lasting: 60), wish("answered", of: "b", lasting: 60),
      wish("late", of: "c", lasting: 60), wish("long", of: "d", lasting: 600),
    ]
    _ = try desk.request(wishes, actor: "ada", at: room.now)
    _ = try desk.cancel(ID("late"), words: "no need", actor: "ada", at: room.now)
    _ = try desk.send(by: "gateway", at: room.now)
    #expect(try desk.expire(at: room.now + 59) == 0)
    room.wait(60)
    #expect(try desk.expire(at: room.now) == 2)
    #expect(try desk.expire(at: room.now) == 0)
    let waits = try desk.command(ID("waits"))
    let answered = try desk.command(ID("answered"))
    #expect(waits.state == .expired && answered.state == .failed)
    #expect(answered.reason == "unconfirmed")
    #expect(try desk.command(ID("late")).state == .cancelled)
    #expect(try desk.command(ID("long")).state == .accepted)
    // The report comes after all: the command stays as it ended.
    try world.report(to: journal, at: room.now)
    #expect(try desk.settle(at: room.now) == 1)
    #expect(try desk.command(ID("answered")).state == .failed)
    #expect(try desk.command(ID("long")).state == .succeeded)
  }

  @Test func neverSendsWhatExpiredBefore() throws {
    let room = try Room()
    let journal = try room.journal()
    try Self.make(["pump"], in: journal)
    let world = SimulatedWorld(seed: 1)
    let desk = try Self.desk(journal, world)
    _ = try desk.request([wish("c-1", of: "pump", lasting: 10)], actor: "ada", at: room.now)
    room.wait(10)
    #expect(try desk.send(by: "gateway", at: room.now).sent == 0)
    #expect(try desk.expire(at: room.now) == 1)
    #expect(world.state.withLock { $0.arrivals.isEmpty })
  }

  @Test func takesAnswersTwiceAndOutOfOrder() throws {
    let room = try Room()
    let journal = try room.journal()
    try Self.make(["pump"], in: journal)
    let world = SimulatedWorld(seed: 1, unanswered: 100)
    let desk = try Self.desk(journal, world)
    _ = try desk.request([wish("c-1", of: "pump")], actor: "ada", at: room.now)
    #expect(throws: CommandFault.self) {
      try desk.answer(ID("c-1"), .executing("early"), actor: "device", at: room.now)
    }
    _ = try desk.send(by: "gateway", at: room.now)
    for answer in [CommandAnswer.executing("b"), .accepted("a"), .executing("b"), .accepted("a")] {
      let command = try desk.answer(ID("c-1"), answer, actor: "device", at: room.now)
      #expect(command.state == .executing && command.acknowledgements.count == 1)
    }
    try world.report(to: journal, at: room.now)
    _ = try desk.settle(at: room.now)
    #expect(
      try desk.answer(ID("c-1"), .accepted("a"), actor: "device", at: room.now).state
        == .succeeded)
    #expect(throws: CommandFault.self) {
      try desk.answer(ID("c-1"), .failed("no"), actor: "device", at: room.now)
    }
    #expect(throws: CommandFault.unknown(ID("c-2"))) {
      try desk.answer(ID("c-2"), .accepted(""), actor: "device", at: room.now)
    }
  }

  /// A port that answers slowly holds up only itself: others have their own rounds, and what it has
  /// is not given to anybody else meanwhile.
  @Test func letsASlowPortHoldUpNobodyElse() throws {
    let room = try Room()
    let journal = try room.journal()
    try Self.make(["a", "b"], in: journal)
    let quick = SimulatedWorld(seed: 1)
    var other = wish("c-2", of: "b")
    other.endpoint = "quick"
    let slow = SlowPort()
    let desk = CommandDesk(
      bank: journal, line: try journal.mainLine(), ports: ["gateway": slow, "quick": quick])
    _ = try desk.request([wish("c-1", of: "a"), other], actor: "ada", at: room.now)
    slow.during = {
      // While the first is on its way, the second is asked for, sent and answered.
      #expect(try desk.send(by: "quick", at: room.now).sent == 1)
      #expect(try desk.command(ID("c-2")).state == .accepted)
      #expect(try desk.send(by: "gateway", at: room.now).sent == 0)
      // It is called off in vain: it is on its way.
      _ = try desk.cancel(ID("c-1"), words: "too late", actor: "ada", at: room.now)
    }
    #expect(try desk.send(by: "gateway", at: room.now).sent == 1)
    #expect(try desk.command(ID("c-1")).state == .cancelled)
  }

  /// On a branch nothing leaves: no row in the outbox, no step called sent, whatever the autonomy
  /// and even where the command was on its way when the branch was forked.
  @Test func answersOnABranchWithoutSending() throws {
    let room = try Room()
    let journal = try room.journal()
    try Self.make(["a", "b", "c"], in: journal)
    let world = SimulatedWorld(seed: 1, unanswered: 100)
    let desk = try Self.desk(journal, world)
    _ = try desk.request([wish("main", of: "a")], actor: "ada", at: room.now)
    _ = try desk.send(by: "gateway", at: room.now)
    let branch = try journal.fork(ForkRequest(ID("what-if"), owner: "ada")).id
    let waiting = try journal.mainLine().waiting()
    let answered = try desk.request(
      [wish("acts", of: "b"), wish("asks", of: "c", autonomy: 2)], actor: "ada", on: branch,
      at: room.now)
    for command in answered { #expect(command.state == .succeeded && command.isSimulated) }
    #expect(try journal.state(of: ID("b"), at: .latest, on: branch)?.reported("flow") == 3)
    #expect(try journal.state(of: ID("b"), at: .latest, on: Branch.main)?.reported("flow") == nil)
    #expect(try journal.mainLine().waiting() == waiting)
    let seen = try desk.command(ID("main"), on: branch)
    #expect(seen.state == .sent)
    for state in [CommandState.sent, .accepted, .executing] {
      for id in ["main", "asks"] {
        #expect(throws: JournalError.self) {
          try journal.append(
            [CommandStep(ID(id), to: state).draft(actor: "x", at: room.now)], expecting: [],
            on: branch)
        }
      }
    }
    _ = try desk.cancel(ID("main"), words: "in the what-if", actor: "ada", on: branch, at: room.now)
    #expect(try desk.command(ID("main"), on: branch).state == .cancelled)
    #expect(try desk.command(ID("main")).state == .sent)
    #expect(try journal.mainLine().waiting() == waiting)
    let arrived = world.state.withLock { $0.arrivals.keys.map(\.text) }
    #expect(arrived == ["main"])
    #expect(try journal.commands(CommandQuery(branch: branch)).count == 3)
    try journal.rebuild()
    #expect(try journal.mainLine().waiting() == waiting)
    #expect(try journal.verify().staleProjections.isEmpty)
  }

  /// A hundred restarts at random moments, with commands and answers that get lost: none is lost
  /// for good, and what arrives twice has the same id.
  @Test func losesNothingOverAHundredRestarts() throws {
    let room = try Room()
    let world = SimulatedWorld(seed: 5, lost: 20, unanswered: 20, width: 4)
    var dice = Dice(77)
    let twins = (0..<20).map { "pump-\($0)" }
    var asked: [String] = []
    try Self.make(twins, in: try room.journal())
    for _ in 0..<100 {
      let journal = try room.journal()
      let desk = try Self.desk(journal, world)
      try desk.begin()
      // Does a few things, then stops wherever it is.
      for _ in 0..<Int.random(in: 1...4, using: &dice) {
        room.wait(Double.random(in: 0...3, using: &dice))
        switch Int.random(in: 0..<4, using: &dice) {
        case 0:
          let wishes = (0..<3).map { n in
            wish("c-\(asked.count + n)", of: twins[(asked.count + n * 7) % twins.count])
          }
          asked += wishes.map(\.id.text)
          _ = try desk.request(wishes, actor: "ada", at: room.now)
        case 1: _ = try desk.settle(at: room.now)
        case 2:
          // Sent, and stopped before the answers are written down.
          let line = try journal.mainLine()
          for command in try line.claim(
            endpoint: "gateway", at: room.now, limit: 5, by: "salus")
          { _ = world.send(command, over: line, at: room.now) }
        default: _ = try desk.send(by: "gateway", at: room.now)
        }
        if Bool.random(using: &dice) { try world.report(to: journal, at: room.now) }
      }
    }
    let journal = try room.journal()
    let desk = try Self.desk(journal, world)
    try desk.begin()
    for _ in 0..<400 {
      room.wait(20)
      _ = try desk.send(by: "gateway", at: room.now)
      try world.report(to: journal, at: room.now)
      _ = try desk.settle(at: room.now)
    }
    #expect(asked.count > 100)
    let commands = try journal.commands(CommandQuery(limit: 10_000))
    #expect(Set(commands.map(\.id.text)) == Set(asked))
    #expect(commands.allSatisfy { $0.state == .succeeded })
    let arrivals = world.state.withLock { $0.arrivals }
    #expect(Set(arrivals.keys.map(\.text)) == Set(asked), "none lost, none invented")
    #expect(arrivals.values.contains { $0 > 1 }, "at least once is not once")
    // Of each twin in the order of asking.
    let order = world.state.withLock { $0.order }
    for ids in order.values {
      let numbers = ids.compactMap { Int($0.text.dropFirst(2)) }
      #expect(numbers == numbers.sorted())
    }
    #expect(try journal.mainLine().waiting().isEmpty)
    #expect(try journal.verify().isWhole)
  }
}

/// A port during whose slowness other things happen.
final class SlowPort: CommandPort, @unchecked Sendable {
  // Set once before its one use, on one thread.
  var during: () throws -> Void = {}

  func send(_ command: OutgoingCommand, over line: MainLine, at now: Instant) -> CommandReply {
    do {
      try during()
    } catch {
      Issue.record(error)
    }
    return .acknowledged("at last")
  }
}
