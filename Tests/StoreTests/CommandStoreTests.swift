import SalusCore
import SalusStore
import SalusTwin
import Testing

/// Commands of one journal: asked for, moved on, and taken from the outbox by hand.
struct CommandBench {
  let bench: Bench
  let journal: StoredJournal
  let line: MainLine
  static let start = Instant(microseconds: 1_700_000_000_000_000)

  init(_ kind: StoreKind) throws {
    bench = try Bench(kind)
    journal = try bench.journal()
    line = try journal.mainLine()
  }

  static func request(
    _ id: String, of twin: String = "pump-1", autonomy: Int = 5, endpoint: String = "gateway",
    lasting seconds: Double = 3600
  ) -> CommandRequest {
    CommandRequest(
      id: ID(id), twin: ID(twin), name: "setFlow", arguments: ["flow": 3],
      desired: [CommandRequest.Change("flow", 3)], endpoint: endpoint, autonomy: autonomy,
      expires: start + seconds)
  }

  func ask(_ request: CommandRequest) throws(JournalError) {
    _ = try journal.append(request.draft(actor: "ada", at: Self.start))
  }

  func step(_ id: String, _ state: CommandState, reports: [Int64] = [], at seconds: Double = 1)
    throws(JournalError)
  {
    _ = try journal.append(
      CommandStep(ID(id), to: state, reports: reports)
        .draft(actor: "ben", at: Self.start + seconds))
  }

  func report(_ twin: String = "pump-1", flow: JSON = 3) throws(JournalError) -> Int64 {
    try journal.append(
      Draft(
        type: StateEvent.reported, twin: ID(twin), payload: ["values": ["flow": flow]],
        valid: Self.start + 2, actor: "gateway", source: "gateway")
    ).sequence
  }

  func claim(_ endpoint: String = "gateway", at seconds: Double = 2, limit: Int = 100)
    throws(JournalError) -> [String]
  {
    try line.claim(endpoint: endpoint, at: Self.start + seconds, limit: limit, by: "one")
      .map(\.command.id.text)
  }

  /// Names of projections that differ from the events.
  func stale() throws(JournalError) -> [String] { try journal.verify().staleProjections }
}

@Suite struct CommandStoreTests {
  @Test(arguments: StoreKind.here)
  func refusesAnIllegalStepAndWritesNothingOfItsAppend(kind: StoreKind) throws {
    let bench = try CommandBench(kind)
    try bench.ask(CommandBench.request("c-1", autonomy: 4))
    let head = try bench.journal.head(of: Branch.main)
    let refusal = JournalError.conflict(
      "command c-1 is requested at autonomy 4 and cannot become sent unapproved")
    #expect(throws: refusal) { try bench.step("c-1", .sent) }
    let drafts = [
      CommandStep(ID("c-1"), to: .approved).draft(actor: "ben", at: CommandBench.start + 1),
      CommandStep(ID("c-1"), to: .executing).draft(actor: "ben", at: CommandBench.start + 1),
    ]
    #expect(throws: JournalError.self) {
      try bench.journal.append(drafts, expecting: [], on: Branch.main)
    }
    #expect(try bench.journal.head(of: Branch.main) == head)
    #expect(try bench.claim().isEmpty, "the approval went with its append")
    try bench.step("c-1", .approved)
    #expect(try bench.claim() == ["c-1"])
    #expect(try bench.stale().isEmpty)
  }

  @Test(arguments: StoreKind.here)
  func refusesStepsOfUnknownCommandsAndASecondRequest(kind: StoreKind) throws {
    let bench = try CommandBench(kind)
    #expect(throws: JournalError.self) { try bench.step("c-9", .approved) }
    try bench.ask(CommandBench.request("c-1"))
    #expect(throws: JournalError.conflict("there is a command c-1 already")) {
      try bench.ask(CommandBench.request("c-1"))
    }
    try bench.step("c-1", .cancelled)
    #expect(throws: JournalError.self) { try bench.ask(CommandBench.request("c-1")) }
  }

  /// The row in the outbox comes and goes with the event that makes or ends the need for it.
  @Test(arguments: StoreKind.here)
  func keepsTheOutboxInStepWithTheEvents(kind: StoreKind) throws {
    let bench = try CommandBench(kind)
    try bench.ask(CommandBench.request("c-1", of: "a", autonomy: 4))
    #expect(try bench.line.waiting().isEmpty)
    try bench.step("c-1", .approved)
    #expect(try bench.line.waiting() == ["gateway": 1])
    try bench.ask(CommandBench.request("c-2", of: "b"))
    try bench.ask(CommandBench.request("c-3", of: "c", endpoint: "other"))
    #expect(try bench.line.waiting() == ["gateway": 2, "other": 1])
    try bench.step("c-1", .sent)
    #expect(try bench.line.waiting() == ["gateway": 2, "other": 1])
    try bench.step("c-1", .accepted)
    try bench.step("c-2", .cancelled)
    try bench.step("c-3", .expired, at: 4_000)
    #expect(try bench.line.waiting().isEmpty)
    #expect(try bench.stale().isEmpty)
  }

  @Test(arguments: StoreKind.here)
  func giveEachCommandToOneHolderUntilItsLeaseEnds(kind: StoreKind) throws {
    let bench = try CommandBench(kind)
    for n in 1...5 { try bench.ask(CommandBench.request("c-\(n)", of: "t-\(n)")) }
    let now = CommandBench.start + 2
    let one = try bench.line.claim(endpoint: "gateway", at: now, lease: 60, limit: 2, by: "one")
    let two = try bench.line.claim(endpoint: "gateway", at: now, lease: 60, limit: 9, by: "two")
    #expect(one.map(\.command.id.text) == ["c-1", "c-2"])
    #expect(two.map(\.command.id.text) == ["c-3", "c-4", "c-5"])
    #expect(try bench.claim(at: 61).isEmpty)
    #expect(try bench.claim(at: 62).count == 5)
    // Whose lease ended has nothing to say any more.
    try bench.line.postpone(
      [MainLine.Postponement(two[0], due: now + 9_000, words: "late")], by: "two")
    try bench.line.resend(heldBy: "one")
    #expect(try bench.claim(at: 63).count == 5)
  }

  @Test(arguments: StoreKind.here)
  func sendsTheCommandsOfATwinInOrder(kind: StoreKind) throws {
    let bench = try CommandBench(kind)
    for n in 1...3 { try bench.ask(CommandBench.request("c-\(n)")) }
    try bench.ask(CommandBench.request("d-1", of: "pump-2"))
    let first = try bench.line.claim(
      endpoint: "gateway", at: CommandBench.start + 2, limit: 10, by: "one")
    #expect(first.map(\.command.id.text) == ["c-1", "d-1"])
    try bench.line.postpone(
      [MainLine.Postponement(first[0], due: CommandBench.start + 10, words: "away")], by: "one")
    #expect(try bench.claim(at: 9).isEmpty, "nothing overtakes the first")
    let again = try bench.line.claim(
      endpoint: "gateway", at: CommandBench.start + 10, limit: 10, by: "one")
    #expect(again.map(\.command.id.text) == ["c-1"] && again[0].attempts == 1)
    try bench.step("c-1", .sent)
    try bench.step("c-1", .accepted)
    #expect(try bench.claim(at: 11) == ["c-2"])
  }

  @Test(arguments: StoreKind.here)
  func resendsAfterARestartAndLeavesOutWhatIsLate(kind: StoreKind) throws {
    let bench = try CommandBench(kind)
    try bench.ask(CommandBench.request("c-1", of: "a"))
    try bench.ask(CommandBench.request("c-2", of: "b", lasting: 30))
    #expect(try bench.claim() == ["c-1", "c-2"])
    try bench.step("c-1", .sent)
    try bench.line.resend(heldBy: nil)
    #expect(try bench.claim(at: 31) == ["c-1"])
  }

  @Test(arguments: StoreKind.here)
  func wantsReportsThatShowTheEffect(kind: StoreKind) throws {
    let bench = try CommandBench(kind)
    try bench.ask(CommandBench.request("c-1"))
    for twin in ["pump-1", "pump-2"] {
      _ = try bench.journal.append(
        TwinCreated(type: .unknown).draft(
          ID(twin), valid: CommandBench.start, actor: "test", source: "test"))
    }
    let wrong = try bench.report(flow: 2)
    let other = try bench.report("pump-2")
    try bench.step("c-1", .sent)
    try bench.step("c-1", .accepted)
    for reports in [[], [wrong], [other], [99]] {
      #expect(throws: JournalError.self) {
        try bench.step("c-1", .succeeded, reports: reports)
      }
    }
    let right = try bench.report()
    try bench.step("c-1", .succeeded, reports: [right])
    #expect(try bench.journal.command(ID("c-1"))?.reports == [right])
  }

  @Test(arguments: StoreKind.here)
  func listsByStateTwinAndEnd(kind: StoreKind) throws {
    let bench = try CommandBench(kind)
    for n in 1...9 {
      try bench.ask(
        CommandBench.request("c-\(n)", of: "t-\(n % 3)", lasting: Double(100 * (10 - n))))
    }
    try bench.step("c-3", .cancelled)
    func list(_ query: CommandQuery) throws -> [String] {
      try bench.journal.commands(query).map(\.id.text)
    }
    #expect(try list(CommandQuery(states: [.cancelled])) == ["c-3"])
    #expect(try list(CommandQuery(states: CommandQuery.open, twin: ID("t-0"))) == ["c-6", "c-9"])
    #expect(try list(CommandQuery(twin: ID("nobody"))).isEmpty)
    #expect(try list(CommandQuery(after: ID("c-4"), limit: 2)) == ["c-5", "c-6"])
    let late = CommandQuery(states: CommandQuery.open, expiring: CommandBench.start + 300)
    #expect(try list(late) == ["c-9", "c-8", "c-7"])
  }

  /// Random lives, then tables made anew: they say the same, tries and waits included.
  @Test(arguments: StoreKind.here, [1, 2] as [UInt64])
  func rebuildsEqualTables(kind: StoreKind, seed: UInt64) throws {
    let bench = try CommandBench(kind)
    var dice = Dice(seed)
    for n in 0..<40 {
      try bench.ask(CommandBench.request("c-\(n)", of: "t-\(n % 7)", autonomy: n % 2 == 0 ? 5 : 4))
    }
    for _ in 0..<150 {
      let id = "c-\(Int.random(in: 0..<40, using: &dice))"
      let state = CommandState.allCases.randomElement(using: &dice) ?? .sent
      do { try bench.step(id, state) } catch {
        #expect(error.kind != .failed || state == .requested)
      }
    }
    let claimed = try bench.line.claim(
      endpoint: "gateway", at: CommandBench.start + 2, limit: 3, by: "one")
    try bench.line.postpone(
      claimed.map { MainLine.Postponement($0, due: CommandBench.start + 500, words: "x") },
      by: "one")
    #expect(try bench.stale().isEmpty)
    let before = try bench.journal.commands(CommandQuery(limit: 100))
    let waiting = try bench.line.waiting()
    let due = try bench.line.nextDue(endpoint: "gateway")
    try bench.journal.rebuild()
    #expect(try bench.journal.commands(CommandQuery(limit: 100)) == before)
    #expect(try bench.line.waiting() == waiting)
    #expect(try bench.line.nextDue(endpoint: "gateway") == due)
    #expect(try bench.stale().isEmpty)
  }

  @Test(arguments: StoreKind.here)
  func handsAWayOutToNobodyWhoOnlyReads(kind: StoreKind) throws {
    let bench = try CommandBench(kind)
    let reader = try bench.bench.journal(.read)
    #expect(throws: JournalError.readOnly(path: reader.directory)) { try reader.mainLine() }
  }
}
