import SalusCore
import SalusStore
import SalusTwin
import Testing

private func report(_ name: String, _ value: JSON, _ twin: ID<Twin> = w, key: String? = nil)
  -> Draft
{
  TwinValues([name: StatedValue(value)]).reported(
    of: twin, actor: "a", source: "lab", key: key)
}

private let w = ID<Twin>("w")

private func make(_ bank: StoredJournal, _ twin: ID<Twin> = w) throws {
  _ = try bank.append(TwinCreated(type: ward).draft(twin, actor: "a", source: "lab"))
}

@Suite struct StateTests {
  @Test(arguments: StoreKind.here) func writesNothingWhereNothingChanges(kind: StoreKind) throws {
    let bankBench = try Bench(kind)
    let bank = try bankBench.journal()
    defer { withExtendedLifetime(bankBench) {} }
    try make(bank)
    let first = try bank.append(report("pulse", 70))
    #expect(first.revision == 2 && !first.isUnchanged)
    let again = try bank.append(report("pulse", 70))
    #expect(again.isUnchanged && again.revision == 2 && again.sequence == first.sequence)
    #expect(try bank.head(of: Branch.main).sequence == 2)
    #expect(try !bank.append(report("pulse", 71)).isUnchanged)
    // A key must be remembered, so that a late repeat of it is known.
    #expect(try bank.append(report("pulse", 71, key: "k")).sequence == 4)
    #expect(try bank.append(report("pulse", 71, key: "k")).isReplay)
  }

  @Test func aLateMessageNeverBecomesTheNewest() throws {
    let bankBench = try Bench()
    let bank = try bankBench.journal()
    defer { withExtendedLifetime(bankBench) {} }
    try make(bank)
    _ = try bank.append(report("pulse", 70))
    let early = Instant(startOf: day("2020-01-01"))
    _ = try bank.append(
      TwinValues(["pulse": StatedValue(55)]).reported(
        of: w, valid: early, actor: "a", source: "lab"))
    #expect(try bank.state(of: w, at: .latest, on: Branch.main)?.reported("pulse") == 70)
    #expect(
      try bank.history(HistoryQuery(of: w, feature: "pulse"), on: Branch.main).items.map {
        $0.reading.value
      } == [55, 70])
  }

  @Test func oneRacerWinsAndTheOthersSeeTheCurrentRevision() throws {
    let bankBench = try Bench()
    let bank = try bankBench.journal()
    defer { withExtendedLifetime(bankBench) {} }
    try make(bank)
    let condition = Condition.revision(w, 1)
    _ = try bank.append([report("pulse", 1)], expecting: [condition], on: Branch.main)
    for value in 2...4 {
      #expect(throws: JournalError.staleRevision(w, expected: 1, current: 2)) {
        try bank.append(
          [report("pulse", .integer(Int64(value)))], expecting: [condition], on: Branch.main)
      }
    }
  }

  @Test(arguments: [
    report("pulse", 1, ID("nobody")),
    Draft(type: StateEvent.created, twin: w, payload: ["type": "Ward"], actor: "a", source: "s"),
    Draft(
      type: StateEvent.created, twin: w, payload: ["type": "dtmi:a;1"], actor: "a", source: "s"),
    Draft(type: StateEvent.reported, twin: w, payload: ["values": 5], actor: "a", source: "s"),
    Draft(
      type: StateEvent.reported, twin: w,
      payload: ["values": ["x": ["value": 1, "quality": "fine"]]], actor: "a", source: "s"),
    Draft(type: StateEvent.corrected, twin: w, payload: ["values": [:]], actor: "a", source: "s"),
    Draft(type: StateEvent.lifecycle, twin: w, payload: ["state": "x"], actor: "a", source: "s"),
  ])
  func refusesWhatCannotFollow(draft: Draft) throws {
    let bankBench = try Bench()
    let bank = try bankBench.journal()
    defer { withExtendedLifetime(bankBench) {} }
    try make(bank)
    #expect(throws: JournalError.self) { try bank.append(draft) }
    #expect(try bank.head(of: Branch.main).sequence == 1)
  }

  @Test func findsATwinByItsNameElsewhereAlsoAfterAMerge() throws {
    let bankBench = try Bench()
    let bank = try bankBench.journal()
    defer { withExtendedLifetime(bankBench) {} }
    let alias = Alias(system: "his", value: "17")
    _ = try bank.append(
      TwinCreated(type: ward, aliases: [alias]).draft(w, actor: "a", source: "s"))
    try make(bank, ID("v"))
    #expect(try bank.resolve(alias, on: Branch.main) == w)
    _ = try bank.append(
      Draft(type: StateEvent.merged, twin: w, payload: ["into": "v"], actor: "a", source: "s"))
    #expect(try bank.resolve(alias, on: Branch.main) == ID("v"))
    #expect(throws: JournalError.self) {
      try bank.append(
        TwinCreated(type: ward, aliases: [alias]).draft(ID("u"), actor: "a", source: "s"))
    }
    #expect(try bank.resolve(Alias(system: "his", value: "18"), on: Branch.main) == nil)
  }

  @Test func pagesNeverSkipOrRepeat() throws {
    let bankBench = try Bench()
    let bank = try bankBench.journal()
    defer { withExtendedLifetime(bankBench) {} }
    for index in (0..<25).shuffled() { try make(bank, ID("t\(index)")) }
    var seen: [ID<Twin>] = []
    var query = TwinQuery(limit: 7)
    while true {
      let page = try bank.states(query, on: Branch.main)
      seen += page.items.map(\.id)
      try make(bank, ID("s\(seen.count)"))
      guard page.hasMore else { break }
      query.after = page.items.last?.id
    }
    #expect(seen == (0..<25).map { ID("t\($0)") }.sorted())
  }

  /// Threads much longer than a stretch, on a branch and beside it, against the plain fold.
  @Test(arguments: StoreKind.here) func findsTheStateOfALongThread(kind: StoreKind) throws {
    let bankBench = try Bench(kind)
    let bank = try bankBench.journal()
    defer { withExtendedLifetime(bankBench) {} }
    var plain = PlainBank()
    var dice = Dice(3)
    func time() -> Instant {
      Instant(startOf: day("2024-01-01")) + Double(Int.random(in: 0..<400, using: &dice)) * 3600
    }
    try make(bank)
    func grow(_ branch: ID<Branch>, by count: Int) throws {
      var drafts: [Draft] = []
      let head = try bank.head(of: branch).sequence
      for index in 0..<count {
        let late = Int.random(in: 0..<10, using: &dice) == 0
        let valid = Instant(startOf: day("2024-01-01")) + Double(Int(head) + index) * 3600
        let body = TwinValues([
          ["pulse", "site"].randomElement(using: &dice) ?? "": StatedValue(
            .integer(Int64(index % 50)))
        ])
        if index == 90 {
          drafts.append(
            body.corrected(
              of: w, superseding: head, valid: valid, known: valid, actor: "a", source: "lab"))
        } else {
          drafts.append(
            body.reported(
              of: w, valid: late ? time() : valid, known: valid, actor: "a",
              source: index % 3 == 0 ? "ward" : "lab"))
        }
      }
      _ = try bank.append(drafts, expecting: [], on: branch)
    }
    let what = ID<Branch>("what-if")
    try grow(Branch.main, by: 150)
    _ = try bank.fork(ForkRequest(what, owner: "a"))
    try grow(Branch.main, by: 200)
    try grow(what, by: 170)
    _ = try bank.append(SourceRevoked(source: "ward", reason: "breach").draft(actor: "a"))
    try grow(Branch.main, by: 100)
    plain.lines[what] = PlainBank.Line(parent: Branch.main, fork: 151)
    plain.take(try bank.events(EventQuery()), on: Branch.main)
    plain.take(try bank.events(EventQuery(branch: what, after: 151)), on: what)
    func compare() throws {
      for branch in [Branch.main, what] {
        let head = try bank.head(of: branch).sequence
        for _ in 0..<60 {
          let sequence = Int64.random(in: 0...head, using: &dice)
          for moment in [
            .latest, .version(sequence), .revision(sequence), .valid(time(), known: time()),
            .valid(time(), recorded: sequence),
          ] as [Moment] {
            let found = try bank.state(of: w, at: moment, on: branch)
            #expect(
              found == (try plain.state(of: w, at: moment, on: branch)), "\(moment) \(branch)")
          }
        }
      }
    }
    try compare()
    #expect(try bank.verify().isWhole)
    try bank.rebuild()
    try compare()
    #expect(try bank.verify().isWhole)
  }
}
