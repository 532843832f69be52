import SalusCore
import SalusOperate
import SalusStore
import SalusTwin
import Synchronization
import Testing

/// An endpoint that a test leads by the hand.
final class Endpoint: DeliveryPort {
  struct State {
    var taken: [CloudEvent] = []
    var tries = 0
    /// What it answers instead of taking an event; by the event's sequence.
    var answer: @Sendable (String) -> DeliveryOutcome = { _ in .delivered }
  }

  let state = Mutex(State())

  func deliver(_ event: CloudEvent, to endpoint: Subscription.Endpoint, at now: Instant)
    -> DeliveryOutcome
  {
    state.withLock { state in
      state.tries += 1
      let outcome = state.answer(event.json["salusseq"]?.string ?? "")
      if outcome == .delivered { state.taken.append(event) }
      return outcome
    }
  }

  func answer(_ body: @escaping @Sendable (String) -> DeliveryOutcome) {
    state.withLock { $0.answer = body }
  }

  var sequences: [Int64] {
    state.withLock { $0.taken.compactMap { $0.json["salusseq"]?.string.flatMap { Int64($0) } } }
  }
}

@Suite struct SubscriptionDeskTests {
  static let id = ID<Subscription>("board")
  static let hook = Subscription.Endpoint(url: "https://board.example/events")

  static func desk(
    _ journal: StoredJournal, _ endpoint: Endpoint, holder: String = "salus"
  ) -> SubscriptionDesk {
    SubscriptionDesk(book: journal, bank: "st-mary", port: endpoint, holder: holder) { event in
      try journal.state(of: event.twin, at: .version(event.sequence), on: event.branch)
    }
  }

  /// Reports of which each says something new.
  static func report(
    _ count: Int, in journal: StoredJournal, of twin: String = "ward", from first: Int = 0
  ) throws {
    for n in first..<first + count {
      _ = try journal.append(
        Draft(
          type: StateEvent.reported, twin: ID(twin), payload: ["values": ["free": JSON(n)]],
          actor: "t", source: "t"))
    }
  }

  static func make(_ twins: [String], in journal: StoredJournal) throws {
    let drafts = twins.map {
      TwinCreated(type: TypeName("dtmi:test:\($0);1") ?? .unknown)
        .draft(ID($0), actor: "test", source: "test")
    }
    _ = try journal.append(drafts, expecting: [], on: Branch.main)
  }

  @Test func bringsWhatComesInOrderAndOnce() throws {
    let room = try Room()
    let journal = try room.journal()
    try Self.make(["ward", "bed"], in: journal)
    let endpoint = Endpoint()
    let desk = Self.desk(journal, endpoint)
    _ = try desk.define(
      Self.id, filter: EventFilter(types: ["twin.reported"], prefix: "w"), endpoint: Self.hook,
      actor: "ada", at: room.now)
    try Self.report(300, in: journal)
    try Self.report(5, in: journal, of: "bed")
    try Self.report(3, in: journal)
    #expect(try desk.deliver(Self.id, at: room.now) == (303, nil))
    #expect(try desk.deliver(Self.id, at: room.now) == (0, nil))
    let wanted = try journal.events(EventQuery(types: ["twin.reported"], twin: ID("ward")))
    #expect(endpoint.sequences == wanted.map(\.sequence))
    #expect(endpoint.state.withLock { $0.taken.first?.id } == "st-mary/\(wanted[0].sequence)")
  }

  /// The endpoint is away for a day while events come; the writer goes on, nothing is lost, and
  /// tries come no closer than they should.
  @Test func losesNothingWhileTheEndpointIsAwayForADay() throws {
    let room = try Room()
    let journal = try room.journal()
    try Self.make(["ward"], in: journal)
    let endpoint = Endpoint()
    let desk = Self.desk(journal, endpoint)
    _ = try desk.define(
      Self.id, filter: EventFilter(twins: [ID("ward")]), endpoint: Self.hook, actor: "ada",
      at: room.now)
    endpoint.answer { _ in .unreachable("away") }
    let end = room.now + 86_400
    var next: Instant? = room.now
    var round = 0
    while room.now < end {
      if round % 10 == 0 { try Self.report(1, in: journal, from: round) }
      round += 1
      next = try desk.deliver(Self.id, at: room.now).next
      room.now = try #require(next)
    }
    let tries = endpoint.state.withLock { $0.tries }
    #expect((288...300).contains(tries), "a try each 5 min, but for the first few: \(tries)")
    #expect(try desk.cursor(of: Self.id).words == "away")
    endpoint.answer { _ in .delivered }
    _ = try desk.deliver(Self.id, at: room.now)
    let wanted = try journal.events(EventQuery(types: ["twin.reported"]))
    #expect(wanted.count > 20 && endpoint.sequences == wanted.map(\.sequence))
  }

  @Test func goesOnWhereItWasAfterARestart() throws {
    let room = try Room()
    let endpoint = Endpoint()
    try Self.make(["ward"], in: try room.journal())
    var dice = Dice(3)
    var isFirst = true
    for _ in 0..<30 {
      let journal = try room.journal()
      let desk = Self.desk(journal, endpoint)
      if isFirst {
        _ = try desk.define(
          Self.id, filter: EventFilter(types: ["twin.*"]), endpoint: Self.hook, actor: "a",
          at: room.now)
      }
      isFirst = false
      try Self.report(Int.random(in: 0..<4, using: &dice), in: journal)
      let chance = UInt64.random(in: 0..<1 << 40, using: &dice)
      endpoint.answer { (sequence: String) -> DeliveryOutcome in
        var own = Dice(chance &+ (UInt64(sequence) ?? 0))
        return Int.random(in: 0..<3, using: &own) == 0 ? .unreachable("busy") : .delivered
      }
      _ = try desk.deliver(Self.id, at: room.now)
      room.wait(400)
    }
    endpoint.answer { _ in .delivered }
    let journal = try room.journal()
    _ = try Self.desk(journal, endpoint).deliver(Self.id, at: room.now)
    let wanted = try journal.events(EventQuery(types: ["twin.reported"])).map(\.sequence)
    #expect(endpoint.sequences == wanted, "what was taken was kept before the restart")
  }

  @Test func laysAsideWhatIsRefusedAndBringsItAgainWhenTold() throws {
    let room = try Room()
    let journal = try room.journal()
    try Self.make(["ward"], in: journal)
    let endpoint = Endpoint()
    let desk = Self.desk(journal, endpoint)
    _ = try desk.define(
      Self.id, filter: EventFilter(types: ["twin.reported"]), endpoint: Self.hook, actor: "ada",
      at: room.now)
    try Self.report(3, in: journal)
    let all = try journal.events(EventQuery(types: ["twin.reported"])).map(\.sequence)
    let bad = String(all[1])
    endpoint.answer { $0 == bad ? .status(422, words: "no", retryAfter: nil) : .delivered }
    for _ in 0..<12 {
      if let next = try desk.deliver(Self.id, at: room.now).next { room.now = next }
    }
    #expect(endpoint.sequences == [all[0], all[2]])
    let letters = try desk.deadLetters(of: Self.id)
    #expect(letters.map(\.sequence) == [all[1]] && letters.first?.status == 422)
    #expect(try desk.redeliver(Self.id, at: room.now) == 0)
    endpoint.answer { _ in .delivered }
    #expect(try desk.redeliver(Self.id, at: room.now) == 1)
    #expect(try desk.deadLetters(of: Self.id).isEmpty)
    #expect(endpoint.sequences == [all[0], all[2], all[1]])
  }

  @Test func replaysFromAnyPlace() throws {
    let room = try Room()
    let journal = try room.journal()
    try Self.make(["ward"], in: journal)
    try Self.report(5, in: journal)
    let endpoint = Endpoint()
    let desk = Self.desk(journal, endpoint)
    let filter = EventFilter(types: ["twin.reported"])
    _ = try desk.define(
      Self.id, filter: filter, endpoint: Self.hook, start: 0, actor: "ada", at: room.now)
    _ = try desk.deliver(Self.id, at: room.now)
    let all = try journal.events(EventQuery(types: ["twin.reported"])).map(\.sequence)
    try desk.replay(Self.id, after: all[2], actor: "ada", at: room.now)
    _ = try desk.deliver(Self.id, at: room.now)
    #expect(endpoint.sequences == all + all[3...])
    #expect(throws: SubscriptionFault.self) {
      try desk.replay(Self.id, after: 999, actor: "ada", at: room.now)
    }
    try desk.remove(Self.id, actor: "ada", at: room.now)
    #expect(throws: SubscriptionFault.unknown(Self.id)) { try desk.cursor(of: Self.id) }
    #expect(try desk.deliver(Self.id, at: room.now) == (0, nil))
  }

  @Test func letsReadersComeAndAsk() throws {
    let room = try Room()
    let journal = try room.journal()
    try Self.make(["ward"], in: journal)
    let desk = Self.desk(journal, Endpoint())
    _ = try desk.define(
      Self.id, filter: EventFilter(path: "free"), endpoint: nil, actor: "ada", at: room.now)
    try Self.report(5, in: journal)
    let first = try desk.pull(Self.id, limit: 2)
    #expect(first.events.count == 2)
    #expect(try desk.pull(Self.id, limit: 2).events.map(\.id) == first.events.map(\.id))
    try desk.acknowledge(Self.id, through: first.position)
    let rest = try desk.pull(Self.id)
    #expect(rest.events.count == 3)
    try desk.acknowledge(Self.id, through: rest.position)
    #expect(try desk.pull(Self.id).events.isEmpty)
    #expect(throws: SubscriptionFault.self) { try desk.acknowledge(Self.id, through: 99) }
  }

  @Test func leavesASubscriptionToTheServerThatHasIt() throws {
    let room = try Room()
    let journal = try room.journal()
    try Self.make(["ward"], in: journal)
    let (one, two) = (Endpoint(), Endpoint())
    let first = Self.desk(journal, one, holder: "one")
    let second = Self.desk(journal, two, holder: "two")
    _ = try first.define(
      Self.id, filter: EventFilter(types: ["twin.reported"]), endpoint: Self.hook, actor: "ada",
      at: room.now)
    try Self.report(2, in: journal)
    _ = try first.deliver(Self.id, at: room.now)
    try Self.report(2, in: journal)
    #expect(try second.deliver(Self.id, at: room.now).delivered == 0)
    room.wait(61)
    #expect(try second.deliver(Self.id, at: room.now).delivered == 2)
    #expect(one.sequences.count == 2 && two.sequences.count == 2)
    #expect(Set(one.sequences).isDisjoint(with: two.sequences))
  }

  @Test func asksForTheTypeThatTheTwinHas() throws {
    let room = try Room()
    let journal = try room.journal()
    try Self.make(["ward", "bed"], in: journal)
    let endpoint = Endpoint()
    let desk = Self.desk(journal, endpoint)
    _ = try desk.define(
      Self.id, filter: EventFilter(types: ["twin.reported"], twinType: "dtmi:test:bed"),
      endpoint: Self.hook, actor: "ada", at: room.now)
    try Self.report(2, in: journal)
    try Self.report(3, in: journal, of: "bed")
    #expect(try desk.deliver(Self.id, at: room.now).delivered == 3)
  }

  /// The condition is asked of the twin as it stood right after the event, not as it stands when
  /// the event is brought.
  @Test func asksTheStateAtTheEvent() throws {
    let room = try Room()
    let journal = try room.journal()
    try Self.make(["ward"], in: journal)
    let endpoint = Endpoint()
    let desk = Self.desk(journal, endpoint)
    _ = try desk.define(
      Self.id, filter: EventFilter(types: ["twin.reported"], condition: "ge(free,3)"),
      endpoint: Self.hook, actor: "ada", at: room.now)
    try Self.report(6, in: journal)
    try Self.report(1, in: journal)
    #expect(try desk.deliver(Self.id, at: room.now).delivered == 3)
    let wanted = try journal.events(EventQuery(types: ["twin.reported"]))[3..<6]
    #expect(endpoint.sequences == wanted.map(\.sequence))
    #expect(throws: FilterProblem.self) {
      try desk.define(
        Self.id, filter: EventFilter(condition: "ge(free"), endpoint: Self.hook, actor: "ada",
        at: room.now)
    }
  }
}
