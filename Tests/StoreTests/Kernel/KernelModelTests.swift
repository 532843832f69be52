import Foundation
import SalusCore
import SalusStore
import SalusTwin
import Testing

/// True where the request was at fault, not the bank.
private func isRefusal(_ error: any Error) -> Bool {
  switch error as? JournalError {
  case .refused, .staleRevision, .conditionFailed, .conflictingKey: true
  default: false
  }
}

/// Random operations on a bank, each judged by the plain one.
private struct Journey {
  let bank: StoredJournal
  var plain = PlainBank()
  var dice: Dice
  let twins = ["tb", "ta", "td", "tc"].map { ID<Twin>($0) }
  let sources = ["lab", "ward"]
  let start = Instant(startOf: day("2024-01-01"))
  var forks = 0
  var tags = 0

  init(_ bank: StoredJournal, seed: UInt64) {
    self.bank = bank
    dice = Dice(seed)
  }

  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &dice) }

  mutating func pick<Item>(_ items: [Item]) -> Item { items[number(0...items.count - 1)] }

  mutating func time() -> Instant { start + Double(number(0...20)) * 3600 }

  mutating func branch() -> ID<Branch> {
    let open = plain.lines.filter { $0.value.status == .open || $0.value.status == .merged }
      .keys.sorted()
    return number(0...2) > 0 ? Branch.main : pick(open)
  }

  mutating func values() -> [String: StatedValue] {
    var values: [String: StatedValue] = [:]
    for _ in 0...number(0...1) {
      values[pick(["pulse", "site", "beds"])] = StatedValue(
        number(0...4) == 0 ? .string("x") : .integer(Int64(number(0...3))),
        unit: number(0...3) == 0 ? "1" : nil, observed: number(0...2) == 0 ? time() : nil,
        quality: number(0...4) == 0 ? .suspect : .good)
    }
    return values
  }

  /// One operation; what the bank refuses changes nothing there, which the checks then see.
  mutating func step() throws {
    let branch = branch()
    let twin = pick(twins)
    let valid = number(0...2) > 0 ? time() : nil
    let known = number(0...2) == 0 ? time() : nil
    let source = pick(sources)
    let body = TwinValues(values())
    switch number(0...19) {
    case 0...2:
      try append(
        [
          TwinCreated(
            type: ward, values: values(), derivedFrom: number(0...3) == 0 ? ID("proto") : nil
          ).draft(twin, valid: valid, known: known, actor: "a", source: source)
        ], on: branch)
    case 3...8:
      try append(
        [
          body.reported(
            of: twin, valid: valid, known: known, actor: "a", source: source,
            key: number(0...5) == 0 ? "k\(number(0...3))" : nil)
        ], on: branch)
    case 9:
      try append([body.desired(of: twin, valid: valid, actor: "a", source: "desk")], on: branch)
    case 10, 11:
      let reports = plain.thread(of: twin, on: branch).filter {
        $0.type == StateEvent.reported || $0.type == StateEvent.created
      }
      guard !reports.isEmpty else { return }
      let target = pick(reports)
      let names = try StatedValues.read(target.payload).keys.sorted()
      guard !names.isEmpty else { return }
      let value = StatedValue(.integer(Int64(number(5...9))))
      try append(
        [
          TwinValues([pick(names): value]).corrected(
            of: twin, superseding: target.sequence,
            valid: number(0...1) == 0 ? target.valid : time(), known: known, actor: "a",
            source: source)
        ], on: branch)
    case 12:
      let word = pick(Lifecycle.allCases).text
      try append(
        [
          Draft(
            type: number(0...5) == 0 ? StateEvent.deleted : StateEvent.lifecycle, twin: twin,
            payload: ["state": .string(word)], valid: valid, actor: "a", source: source)
        ], on: branch)
    case 13:
      try append(
        [
          Draft(
            type: number(0...1) == 0 ? StateEvent.merged : "note.written", twin: twin,
            payload: ["into": .string(pick(twins).text)], actor: "a", source: source)
        ], on: branch)
    case 14, 15: try fork()
    case 16:
      if number(0...3) == 0 {
        try append([SourceRevoked(source: source, reason: "breach").draft(actor: "a")], on: branch)
      }
    case 17: try merge()
    case 18: try discardOrTag()
    default: try atomic(on: branch)
    }
  }

  /// Appends and takes over what the bank made of it.
  mutating func append(
    _ drafts: [Draft], expecting: [Condition] = [], on branch: ID<Branch>
  ) throws {
    let before = plain.seen(on: branch).last?.sequence ?? 0
    do {
      let receipts = try bank.append(drafts, expecting: expecting, on: branch)
      #expect(receipts.count == drafts.count)
    } catch {
      guard isRefusal(error) else { throw error }
      #expect(try bank.head(of: branch).sequence == before)
      return
    }
    try follow(branch, after: before)
  }

  mutating func follow(_ branch: ID<Branch>, after sequence: Int64) throws {
    let fresh = try bank.events(EventQuery(branch: branch, after: sequence))
    #expect(fresh.map(\.sequence) == (0..<fresh.count).map { sequence + 1 + Int64($0) })
    plain.take(fresh, on: branch)
  }

  mutating func fork() throws {
    let parent = pick(
      plain.lines.filter { $0.value.status != .discarded }.keys.sorted())
    let head = plain.seen(on: parent).last?.sequence ?? 0
    let at = number(0...2) > 0 ? head : Int64(number(0...Int(head)))
    forks += 1
    let id = ID<Branch>("b\(forks)")
    let info: BranchInfo
    do {
      info = try bank.fork(ForkRequest(id, from: parent, at: at, owner: "a"))
    } catch {
      guard isRefusal(error) else { throw error }
      return
    }
    #expect(info.fork == at)
    plain.lines[id] = PlainBank.Line(parent: info.parent, fork: at)
    try follow(id, after: at)
  }

  mutating func merge() throws {
    let candidates = plain.lines.filter {
      $0.key != Branch.main && $0.value.status != .discarded
        && plain.lines[$0.value.parent ?? Branch.main]?.status != .discarded
    }.keys.sorted()
    guard !candidates.isEmpty else { return }
    let branch = pick(candidates)
    guard let line = plain.lines[branch] else { return }
    let parent = line.parent ?? Branch.main
    let before = plain.seen(on: parent).last?.sequence ?? 0
    let head = plain.seen(on: branch).last?.sequence ?? 0
    var wanted: [MergeConflict] = []
    for twin in Set(line.events.filter { $0.sequence > line.merged ?? 0 }.map(\.twin)).sorted() {
      let base =
        try line.merged.map { try plain.state(of: twin, at: .version($0), on: branch) }
        ?? plain.state(of: twin, at: .version(line.fork), on: parent)
      wanted +=
        ThreeWayMerge(
          twin, base: base, ours: try plain.state(of: twin, at: .latest, on: parent),
          theirs: try plain.state(of: twin, at: .latest, on: branch)
        ).conflicts
    }
    var choices: [MergeTarget: MergeChoice] = [:]
    if number(0...1) == 0 {
      for conflict in wanted {
        choices[MergeTarget(conflict.twin, conflict.path)] = pick([.ours, .theirs])
      }
    }
    let result: MergeResult
    do {
      result = try bank.merge(branch, choices: choices, by: "a")
    } catch {
      guard isRefusal(error) else { throw error }
      #expect(try bank.head(of: parent).sequence == before)
      return
    }
    #expect(result.conflicts == (choices.isEmpty ? wanted : []))
    guard result.conflicts.isEmpty else { return }
    plain.lines[branch]?.merged = head
    plain.lines[branch]?.status = .merged
    try follow(parent, after: before)
  }

  mutating func discardOrTag() throws {
    let branch = pick(plain.lines.filter { $0.value.status != .discarded }.keys.sorted())
    let head = plain.seen(on: branch).last?.sequence ?? 0
    if number(0...1) == 0 {
      tags += 1
      guard head > 0 else { return }
      let version = try bank.tag(
        "t\(tags)", branch: branch, sequence: Int64(number(1...Int(head))), message: "m", by: "a")
      #expect(version.branch == branch)
      return try follow(branch, after: head)
    }
    let hasChild = plain.lines.contains { id, line in
      line.status != .discarded && id != branch && ancestors(id).contains(branch)
    }
    guard branch != Branch.main, !hasChild, let parent = plain.lines[branch]?.parent else { return }
    let before = plain.seen(on: parent).last?.sequence ?? 0
    try bank.discard(branch, reason: "done", by: "a")
    plain.lines[branch]?.status = .discarded
    try follow(parent, after: before)
    #expect(throws: JournalError.self) {
      try bank.state(of: twins[0], at: .latest, on: branch)
    }
  }

  func ancestors(_ branch: ID<Branch>) -> [ID<Branch>] {
    guard let parent = plain.lines[branch]?.parent else { return [] }
    return [parent] + ancestors(parent)
  }

  /// A batch under conditions, of which the last may fail.
  mutating func atomic(on branch: ID<Branch>) throws {
    let twin = pick(twins)
    let revision = plain.thread(of: twin, on: branch).last?.revision ?? 0
    let state = try plain.state(of: twin, at: .latest, on: branch)
    let isThere = state.map { !$0.isDeleted } ?? false
    let condition: (Condition, Bool) = pick([
      (.revision(twin, revision), true), (.revision(twin, revision + 1), false),
      (.anyOf(twin, [revision, 99]), true), (.anyOf(twin, [98, 99]), false),
      (.exists(twin), isThere), (.absent(twin), revision == 0),
      (
        .matches(twin, StateCondition("bound") { $0.lifecycle == .bound }),
        isThere && state?.lifecycle == .bound
      ),
    ])
    let drafts = pick(twins)
    let batch = [
      TwinValues(values()).reported(of: drafts, actor: "a", source: "lab"),
      Draft(type: "note.written", twin: twin, actor: "a", source: "lab"),
    ]
    let before = plain.seen(on: branch).last?.sequence ?? 0
    try append(batch, expecting: [condition.0], on: branch)
    let moved = (plain.seen(on: branch).last?.sequence ?? 0) > before
    if !condition.1 { #expect(!moved) }
  }

  /// Everything that can be asked, at random moments.
  mutating func check() throws {
    for (id, line) in plain.lines.sorted(by: { $0.key < $1.key }) where line.status != .discarded {
      let head = plain.seen(on: id).last?.sequence ?? 0
      for twin in twins {
        var moments: [Moment] = [
          .latest, .version(Int64(number(0...Int(head)))), .revision(Int64(number(0...6))),
        ]
        for _ in 0..<2 {
          moments.append(.valid(time(), known: number(0...1) == 0 ? time() : Store.now()))
          moments.append(.valid(time(), recorded: Int64(number(0...Int(head)))))
        }
        for moment in moments {
          let found = try bank.state(of: twin, at: moment, on: id)
          let wanted = try plain.state(of: twin, at: moment, on: id)
          #expect(found == wanted, "\(twin) at \(moment) on \(id)")
        }
        let history = try bank.history(HistoryQuery(of: twin, limit: 1_000), on: id)
        #expect(history.items.map(untainted) == (try plain.history(of: twin, on: id)))
      }
      let listed = try bank.states(TwinQuery(limit: 100, includesDeleted: true), on: id)
      let wanted = try twins.sorted().compactMap { try plain.state(of: $0, at: .latest, on: id) }
      #expect(listed.items == wanted)
      #expect(try bank.events(EventQuery(branch: id)) == plain.seen(on: id))
    }
    let infos = try bank.branches()
    #expect(Set(infos.map(\.id)) == Set(plain.lines.keys))
    for info in infos { #expect(info.status == plain.lines[info.id]?.status) }
  }

  private func untainted(_ entry: HistoryEntry) -> HistoryEntry {
    var copy = entry
    copy.isTainted = false
    return copy
  }
}

/// How many random journeys are made; more for a long run.
private let journeys =
  ProcessInfo.processInfo.environment["SALUS_KERNEL_SEQUENCES"].flatMap { Int($0) } ?? 48

@Suite struct KernelModelTests {
  /// Whatever is done in whatever order, the bank says what the plain list of events says.
  @Test(arguments: StoreKind.here, 0..<4)
  func saysWhatAPlainListSays(kind: StoreKind, lane: Int) throws {
    // One bank of a database costs much more to make than a file.
    let count = kind == .sqlite ? journeys : max(1, journeys / 8)
    for round in stride(from: lane, to: count, by: 4) {
      let bench = try Bench(kind)
      var journey = Journey(try bench.journal(), seed: UInt64(round) &* 7919 &+ 1)
      for _ in 0..<40 { try journey.step() }
      try journey.check()
      if round % 5 == 0 {
        let before = try journey.bank.verify()
        #expect(before.isWhole, "\(before.damage.map { "\($0)" } ?? "") \(before.staleProjections)")
        try journey.bank.rebuild()
        try journey.check()
      }
    }
  }
}

let ward = TypeName("dtmi:test:care:Ward;1") ?? .unknown
