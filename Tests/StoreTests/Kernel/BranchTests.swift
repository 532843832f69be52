import SalusCore
import SalusStore
import SalusTwin
import Testing

@Suite struct BranchTests {
  private let w = ID<Twin>("w")

  @Test(arguments: StoreKind.here) func opensAThousandBranches(kind: StoreKind) throws {
    let bench = try Bench(kind)
    let count = kind == .sqlite ? 1_000 : 50
    var bank = try bench.journal()
    _ = try bank.append(TwinCreated(type: ward).draft(w, actor: "a", source: "lab"))
    for index in 0..<count {
      let info = try bank.fork(ForkRequest(ID("b\(index)"), owner: "a", seed: Int64(index)))
      #expect(info.fork == 1 && info.head.sequence == 2)
    }
    for index in stride(from: 0, to: count, by: count / 10) {
      let value = StatedValue(.integer(Int64(index)))
      _ = try bank.append(
        [TwinValues(["beds": value]).reported(of: w, actor: "a", source: "lab")], expecting: [],
        on: ID("b\(index)"))
    }
    bank = try bench.kind == .sqlite ? reopened(bench, &bank) : bank
    for index in stride(from: 0, to: count, by: count / 10) {
      let state = try bank.state(of: w, at: .latest, on: ID("b\(index)"))
      #expect(state?.reported("beds") == .integer(Int64(index)) && state?.revision == 2)
    }
    #expect(try bank.state(of: w, at: .latest, on: ID("b1"))?.revision == 1)
    #expect(try bank.branches().count == count + 1)
    #expect(try bank.verify().isWhole)
  }

  private func reopened(_ bench: Bench, _ bank: inout StoredJournal) throws -> StoredJournal {
    bank = try Store.open(directory: bench.directory, mode: .read)
    return try bench.journal(.write)
  }

  @Test func observationsShineThroughAndAreComparedWithTheParents() throws {
    let bankBench = try Bench()
    let bank = try bankBench.journal()
    defer { withExtendedLifetime(bankBench) {} }
    let old = value(5, on: "2024-01-06", known: "2024-01-10")
    _ = try bank.append(report([old], key: "file"))
    let branch = ID<Branch>("b")
    _ = try bank.fork(ForkRequest(branch, owner: "a"))
    _ = try bank.append(report([value(9, on: "2024-01-13", known: "2024-01-17")]))
    let same = try bank.append([report([old])], expecting: [], on: branch)
    #expect(same[0].duplicate == 1)
    let replay = try bank.append([report([old], key: "file")], expecting: [], on: branch)
    #expect(replay[0].isReplay)
    let other = value(6, on: "2024-01-06", known: "2024-01-10")
    #expect(try bank.append([report([other])], expecting: [], on: branch)[0].corrected == 1)
    let query = ObservationQuery(signal: flu)
    #expect(
      try bank.observations(query, at: View(branch: branch)).map(\.observation.value) == [6])
    #expect(try bank.observations(query, at: View()).map(\.observation.value) == [5, 9])
    _ = try bank.append([report([], retracts: [1])], expecting: [], on: branch)
    #expect(try bank.latestSequence(of: flu, at: View(branch: branch)) == 3)
    #expect(try bank.observations(query, at: View()).count == 2, "the parent keeps what it has")
    let world = try World(bank, asOf: .latest, branch: branch)
    #expect(world.places[ID("us-al")] == nil)
    #expect(try bank.verify().isWhole)
  }

  @Test func forksOfForksEndAtSixteen() throws {
    let bankBench = try Bench()
    let bank = try bankBench.journal()
    defer { withExtendedLifetime(bankBench) {} }
    var last = Branch.main
    for depth in 1...15 {
      let id = ID<Branch>("d\(depth)")
      #expect(try bank.fork(ForkRequest(id, from: last, owner: "a")).depth == depth)
      last = id
    }
    #expect(throws: JournalError.self) {
      try bank.fork(ForkRequest(ID("d16"), from: last, owner: "a"))
    }
    #expect(try bank.events(EventQuery(branch: last)).count == 15)
  }

  @Test(arguments: ["", "main", "a b", "-x", "/x", "é", String(repeating: "x", count: 201)])
  func refusesANameThatIsNone(name: String) throws {
    let bankBench = try Bench()
    let bank = try bankBench.journal()
    defer { withExtendedLifetime(bankBench) {} }
    #expect(throws: JournalError.self) { try bank.fork(ForkRequest(ID(name), owner: "a")) }
    #expect(try bank.branches().count == 1)
  }

  @Test func restoresAVersion() throws {
    let bankBench = try Bench()
    let bank = try bankBench.journal()
    defer { withExtendedLifetime(bankBench) {} }
    _ = try bank.append(
      TwinCreated(type: ward, values: ["beds": StatedValue(10)]).draft(w, actor: "a", source: "s"))
    let version = try bank.tag("v1", branch: Branch.main, sequence: nil, message: "", by: "a")
    _ = try bank.append(
      TwinValues(["beds": StatedValue(99), "staff": StatedValue(3)]).reported(
        of: w, actor: "a", source: "s"))
    _ = try bank.append(TwinCreated(type: ward).draft(ID("later"), actor: "a", source: "s"))
    #expect(try bank.versions(of: nil) == [version])
    _ = try bank.restore(Branch.main, to: version.sequence, by: "a")
    let state = try bank.state(of: w, at: .latest, on: Branch.main)
    #expect(state?.reported("beds") == 10 && state?.reported("staff") == nil)
    #expect(try bank.state(of: ID("later"), at: .latest, on: Branch.main)?.isDeleted == true)
    let left = try bank.diff(from: (Branch.main, version.sequence), to: (Branch.main, nil))
    #expect(left.map(\.twin) == [ID("later")])
    #expect(throws: JournalError.self) {
      try bank.tag("v1", branch: Branch.main, sequence: nil, message: "", by: "a")
    }
  }

  /// A journal of the first format is brought up and keeps what it holds.
  @Test func bringsAnOldJournalUp() throws {
    let bench = try Bench()
    do {
      let bank = try bench.journal()
      _ = try bank.append(report([value(5, on: "2024-01-06", known: "2024-01-10")], key: "k"))
    }
    try Database(bench).run(
      """
      DROP INDEX twin_type; DROP INDEX twin_subject; DROP TABLE snapshot; DROP TABLE alias;
      DROP TABLE version; DROP TABLE revocation; DROP TABLE derived; DROP TABLE taint;
      DROP TABLE edge; DROP TABLE edgeend; DROP TABLE cell; DROP TABLE overlap;
      DROP TABLE cellmark; DROP TABLE command; DROP TABLE outbox; DROP TABLE cursor;
      DROP TABLE deadletter;
      ALTER TABLE twin DROP COLUMN type; ALTER TABLE twin DROP COLUMN flags;
      ALTER TABLE twin DROP COLUMN made; ALTER TABLE twin DROP COLUMN subject;
      ALTER TABLE twin DROP COLUMN body; ALTER TABLE journal DROP COLUMN subject;
      ALTER TABLE journal DROP COLUMN class; ALTER TABLE journal DROP COLUMN earliest;
      ALTER TABLE journal DROP COLUMN latest; ALTER TABLE branch DROP COLUMN purpose;
      ALTER TABLE branch DROP COLUMN owner; ALTER TABLE branch DROP COLUMN seed;
      ALTER TABLE branch DROP COLUMN expiry; ALTER TABLE branch DROP COLUMN status;
      ALTER TABLE branch DROP COLUMN head; ALTER TABLE branch DROP COLUMN hash;
      ALTER TABLE branch DROP COLUMN recorded; ALTER TABLE branch DROP COLUMN merged;
      ALTER TABLE branch DROP COLUMN origin; PRAGMA user_version = 1
      """)
    let bank = try bench.journal(.write)
    #expect(try bank.verify().isWhole)
    #expect(
      try bank.append(report([value(5, on: "2024-01-06", known: "2024-01-10")], key: "k")).isReplay)
    try bank.rebuild()
    #expect(try bank.verify().isWhole)
    #expect(try bank.fork(ForkRequest(ID("b"), owner: "a")).fork == 1)
  }
}
