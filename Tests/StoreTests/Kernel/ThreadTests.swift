import SalusCore
import SalusStore
import SalusTwin
import Testing

@Suite struct ThreadTests {
  private let w = ID<Twin>("w")

  private func bank(_ bench: Bench) throws -> StoredJournal {
    let bank = try bench.journal()
    _ = try bank.append(TwinCreated(type: ward).draft(w, actor: "a", source: "lab"))
    return bank
  }

  private func say(
    _ bank: StoredJournal, _ value: Int64, from source: String, inputs: [Int64]? = nil
  ) throws -> Int64 {
    var draft = TwinValues(["beds": StatedValue(.integer(value))]).reported(
      of: w, actor: "a", source: source)
    if let inputs, let members = draft.payload.members {
      draft.payload = .object(
        members + [
          JSON.Member(
            "provenance",
            Provenance(inputs: inputs, model: "m", version: "2", parameters: ["r": 1.5], seed: 7)
              .json)
        ])
    }
    return try bank.append(draft).sequence
  }

  @Test func keepsBothTruthsOfACorrection() throws {
    let bench = try Bench()
    let bank = try bank(bench)
    defer { withExtendedLifetime(bench) {} }
    let wrong = try say(bank, 40, from: "lab")
    let right = try bank.append(
      TwinValues(["beds": StatedValue(30)]).corrected(
        of: w, superseding: wrong, actor: "a", source: "lab")
    ).sequence
    #expect(try bank.state(of: w, at: .latest, on: Branch.main)?.reported("beds") == 30)
    #expect(try bank.state(of: w, at: .version(wrong), on: Branch.main)?.reported("beds") == 40)
    let history = try bank.history(HistoryQuery(of: w), on: Branch.main).items
    #expect(history.map(\.supersededBy) == [nil, right])
  }

  @Test func aBranchSaysOfAValueWhatCorrectedItLast() throws {
    let bench = try Bench()
    let bank = try bank(bench)
    defer { withExtendedLifetime(bench) {} }
    let wrong = try say(bank, 40, from: "lab")
    func correct(_ beds: Int64, on branch: ID<Branch>) throws -> Int64? {
      let values = TwinValues(["beds": StatedValue(.integer(beds))])
      return try bank.append(
        [values.corrected(of: w, superseding: wrong, actor: "a", source: "lab")], expecting: [],
        on: branch
      ).first?.sequence
    }
    let first = try correct(30, on: Branch.main)
    _ = try bank.fork(ForkRequest(ID("b"), owner: "a"))
    let second = try correct(20, on: ID("b"))
    let onBranch = try bank.history(HistoryQuery(of: w), on: ID("b")).items
    #expect(onBranch.last?.supersededBy == second)
    let onMain = try bank.history(HistoryQuery(of: w), on: Branch.main).items
    #expect(onMain.last?.supersededBy == first)
  }

  /// The newest revision is what it was, though its source was revoked since.
  @Test func aRevisionStaysAsItWasWhenItsSourceIsRevoked() throws {
    let bench = try Bench()
    let bank = try bank(bench)
    defer { withExtendedLifetime(bench) {} }
    _ = try say(bank, 40, from: "lab")
    let state = try #require(try bank.state(of: w, at: .latest, on: Branch.main))
    _ = try bank.append(SourceRevoked(source: "lab", reason: "breach").draft(actor: "a"))
    let then = try bank.state(of: w, at: .revision(state.revision), on: Branch.main)
    #expect(then?.reported("beds") == 40)
    #expect(try bank.state(of: w, at: .latest, on: Branch.main)?.reported("beds") == nil)
  }

  @Test func aRevokedSourceLeavesEveryLaterView() throws {
    let bench = try Bench()
    let bank = try bank(bench)
    defer { withExtendedLifetime(bench) {} }
    let kept = try say(bank, 1, from: "lab")
    let bad = try say(bank, 2, from: "breached")
    let derived = try say(bank, 3, from: "model", inputs: [bad])
    let before = try bank.state(of: w, at: .latest, on: Branch.main)
    let onward = try say(bank, 4, from: "model", inputs: [derived])
    _ = try bank.append(
      report([value(5, on: "2024-01-06", known: "2024-01-10")], source: "breached"))
    let revoked = try bank.append(
      SourceRevoked(source: "breached", reason: "breach").draft(actor: "a")
    ).sequence
    // The earlier view stays as it was, byte for byte.
    #expect(try bank.state(of: w, at: .version(derived), on: Branch.main) == before)
    #expect(try bank.state(of: w, at: .version(bad), on: Branch.main)?.reported("beds") == 2)
    #expect(try bank.observations(ObservationQuery(signal: flu), at: View()).isEmpty)
    #expect(
      try bank.observations(ObservationQuery(signal: flu), at: View(sequence: revoked - 1)).count
        == 1)
    let history = try bank.history(HistoryQuery(of: w), on: Branch.main).items
    #expect(history.map(\.reading.event) == [onward, derived, bad, kept])
    #expect(history.map(\.isRevoked) == [false, false, true, false])
    #expect(history.map(\.isTainted) == [true, true, false, false])
    let late = try say(bank, 5, from: "model", inputs: [onward])
    let lineage = try bank.lineage(of: w, feature: "beds", limit: 10, on: Branch.main)
    #expect(lineage.steps.map(\.event.sequence) == [late, onward, derived, bad])
    #expect(lineage.steps.map(\.depth) == [0, 1, 2, 3])
    #expect(lineage.steps.map(\.isTainted) == [true, true, true, false])
    #expect(lineage.steps[0].provenance?.seed == 7 && lineage.steps[0].provenance?.model == "m")
    #expect(try bank.lineage(of: w, feature: "beds", limit: 2, on: Branch.main).isCut)
    let fromBad = try say(bank, 6, from: "model", inputs: [bad])
    let newest = try bank.lineage(of: w, feature: "beds", limit: 10, on: Branch.main)
    #expect(newest.steps.map(\.event.sequence) == [fromBad, bad] && newest.steps[0].isTainted)
    #expect(try bank.verify().isWhole)
    try bank.rebuild()
    #expect(try bank.lineage(of: w, feature: "beds", limit: 10, on: Branch.main) == newest)
  }
}
