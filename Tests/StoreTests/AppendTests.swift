import SalusCore
import SalusStore
import SalusTwin
import Testing

@Suite struct AppendTests {
  @Test(arguments: StoreKind.here)
  func startsEmpty(kind: StoreKind) throws {
    let bench = try Bench(kind)
    let journal = try bench.journal()
    #expect(try journal.head(of: Branch.main).sequence == 0)
    #expect(try journal.events(EventQuery()).isEmpty)
    #expect(try journal.observations(ObservationQuery(signal: flu), at: View()).isEmpty)
    #expect(try journal.latestSequence(of: flu, at: View()) == 0)
  }

  @Test(arguments: StoreKind.here)
  func givesBackWhatWasAppended(kind: StoreKind) throws {
    let bench = try Bench(kind)
    do {
      let journal = try bench.journal()
      let draft = Draft(
        type: "note.written", twin: ID("us"), version: 3,
        payload: ["text": "première", "n": 1.5, "list": [1, nil, true]],
        valid: Instant(startOf: day("2024-01-02")), known: Instant(startOf: day("2024-01-03")),
        actor: "duty officer", purpose: "exercise", source: "desk", key: "k1")
      let receipt = try journal.append(draft)
      #expect(receipt == Receipt(sequence: 1))
    }
    let journal = try bench.journal(.write)
    let event = try #require(try journal.events(EventQuery()).first)
    #expect(event.sequence == 1 && event.revision == 1 && event.branch == Branch.main)
    #expect(event.type == "note.written" && event.twin == ID("us") && event.version == 3)
    #expect(event.payload == ["text": "première", "n": 1.5, "list": [1, nil, true]])
    #expect(event.valid.date == day("2024-01-02") && event.known.date == day("2024-01-03"))
    #expect(event.actor == "duty officer" && event.purpose == "exercise")
    #expect(event.source == "desk" && event.key == "k1" && event.causation == nil)
    #expect(event.observations == nil && event.previous == .zero)
    #expect(try journal.head(of: Branch.main).hash == event.hash)
  }

  @Test(arguments: StoreKind.here)
  func countsAcceptedDuplicateAndCorrected(kind: StoreKind) throws {
    let bench = try Bench(kind)
    let journal = try bench.journal()
    let first = value(5, on: "2024-01-06", known: "2024-01-10")
    let second = value(7, on: "2024-01-13", known: "2024-01-17")
    #expect(
      try journal.append(report([first, second])) == Receipt(sequence: 1, accepted: 2))
    #expect(
      try journal.append(report([first, second])) == Receipt(sequence: 1, duplicate: 2),
      "nothing new writes nothing")
    var other = second
    other.value = 8
    #expect(
      try journal.append(report([first, other]))
        == Receipt(sequence: 2, duplicate: 1, corrected: 1))
    let seen = try journal.observations(ObservationQuery(signal: flu), at: View())
    #expect(seen.map(\.observation) == [first, other])
    #expect(seen.map(\.sequence) == [1, 2])
    let before = try journal.observations(ObservationQuery(signal: flu), at: View(sequence: 1))
    #expect(before.map(\.observation) == [first, second])
  }

  @Test(arguments: StoreKind.here)
  func takesLaterRowsOfADraftForCorrectionsOfEarlierOnes(kind: StoreKind) throws {
    let bench = try Bench(kind)
    let journal = try bench.journal()
    let rows = [3.0, 4.0, 4.0, 3.0].map { value($0, on: "2024-01-06", known: "2024-01-10") }
    #expect(
      try journal.append(report(rows))
        == Receipt(sequence: 1, accepted: 1, duplicate: 1, corrected: 2))
    let seen = try journal.observations(ObservationQuery(signal: flu), at: View())
    #expect(seen.map(\.observation.value) == [3])
    let all = try journal.vintages(ObservationQuery(signal: flu), at: View())
    #expect(all.map(\.observation.value) == [3, 4, 3])
  }

  @Test(arguments: StoreKind.here)
  func keepsSourcesApart(kind: StoreKind) throws {
    let bench = try Bench(kind)
    let journal = try bench.journal()
    let row = value(3, on: "2024-01-06", known: "2024-01-10")
    #expect(try journal.append(report([row], source: "a")).accepted == 1)
    #expect(try journal.append(report([row], source: "b")).accepted == 1)
    #expect(try journal.append(report([row], source: "a")).duplicate == 1)
  }

  @Test(arguments: StoreKind.here)
  func tellsAMissingValueFromZero(kind: StoreKind) throws {
    let bench = try Bench(kind)
    let journal = try bench.journal()
    let none = value(nil, on: "2024-01-06", known: "2024-01-10")
    #expect(try journal.append(report([none])).accepted == 1)
    #expect(try journal.append(report([none])).duplicate == 1)
    let zero = value(-0.0, on: "2024-01-06", known: "2024-01-10")
    #expect(try journal.append(report([zero])).corrected == 1)
    #expect(
      try journal.observations(ObservationQuery(signal: flu), at: View())
        .map(\.observation.value) == [0])
  }

  @Test(arguments: StoreKind.here)
  func answersARepeatedKeyFromMemory(kind: StoreKind) throws {
    let bench = try Bench(kind)
    let journal = try bench.journal()
    let rows = [value(5, on: "2024-01-06", known: "2024-01-10")]
    let first = try journal.append(report(rows, key: "file-1"))
    let head = try journal.head(of: Branch.main)
    var again = try journal.append(report(rows, key: "file-1"))
    #expect(again.isReplay)
    again.isReplay = false
    #expect(again == first)
    #expect(try journal.head(of: Branch.main) == head)
    #expect(throws: JournalError.conflictingKey(source: "hub", key: "file-1")) {
      try journal.append(report([], key: "file-1"))
    }
    #expect(
      try !journal.append(report(rows, source: "other", key: "file-1")).isReplay,
      "a key belongs to its source")
  }

  @Test(arguments: StoreKind.here)
  func writesAllDraftsOrNone(kind: StoreKind) throws {
    let bench = try Bench(kind)
    let journal = try bench.journal()
    let good = report([value(5, on: "2024-01-06", known: "2024-01-10")])
    let bad = report([value(.infinity, on: "2024-01-06", known: "2024-01-10")])
    #expect(throws: JournalError.self) {
      try journal.append([good, bad], expecting: [], on: Branch.main)
    }
    #expect(try journal.head(of: Branch.main).sequence == 0)
    #expect(try journal.append(good) == Receipt(sequence: 1, accepted: 1))
  }

  @Test(arguments: StoreKind.here)
  func checksTheRevision(kind: StoreKind) throws {
    let bench = try Bench(kind)
    let journal = try bench.journal()
    let note = Draft(type: "note.written", twin: ID("us"), actor: "a", source: "desk")
    let fresh = Condition.revision(ID("us"), 0)
    #expect(try journal.append([note], expecting: [fresh], on: Branch.main)[0].sequence == 1)
    #expect(throws: JournalError.staleRevision(ID("us"), expected: 0, current: 1)) {
      try journal.append([note], expecting: [fresh], on: Branch.main)
    }
    #expect(
      try journal.append([note], expecting: [.revision(ID("us"), 1)], on: Branch.main)[0].sequence
        == 2)
    #expect(try journal.events(EventQuery()).map(\.revision) == [1, 2])
  }

  @Test(arguments: StoreKind.here)
  func takesABatchBackAndAcceptsItAgain(kind: StoreKind) throws {
    let bench = try Bench(kind)
    let journal = try bench.journal()
    let rows = [value(5, on: "2024-01-06", known: "2024-01-10")]
    #expect(try journal.append(report(rows, key: "file-1")).sequence == 1)
    #expect(try journal.append(report([], retracts: [1])).sequence == 2)
    #expect(try journal.observations(ObservationQuery(signal: flu), at: View()).isEmpty)
    #expect(try journal.latestSequence(of: flu, at: View()) == 0)
    #expect(
      try journal.observations(ObservationQuery(signal: flu), at: View(sequence: 1)).count == 1)
    let again = try journal.append(report(rows, key: "file-1"))
    #expect(again == Receipt(sequence: 3, accepted: 1))
    #expect(try journal.observations(ObservationQuery(signal: flu), at: View()).count == 1)
    #expect(try journal.latestSequence(of: flu, at: View()) == 3)
  }

  @Test(
    arguments: StoreKind.here,
    [
      Draft(type: "", twin: ID("us"), actor: "a", source: "s"),
      Draft(type: "x", twin: ID(""), actor: "a", source: "s"),
      Draft(type: "x", twin: ID("us"), actor: "a", source: "s", causation: 1),
      Draft(type: "x", twin: ID("a\0b"), actor: "a", source: "s"),
      Draft(type: "x", twin: ID("us"), actor: "a\0", source: "s"),
      Draft(type: "x", twin: ID("us"), actor: "a", source: "s", key: "\0"),
      Draft(type: "x", twin: ID(String(repeating: "x", count: 2001)), actor: "a", source: "s"),
      Draft(
        type: "x", twin: ID("us"), actor: "a", source: "s",
        key: String(repeating: "é", count: 1001)),
      Draft(type: "x", twin: ID("us"), actor: "a", source: "s", retracts: [1]),
      Draft(
        type: "x", twin: ID("us"), actor: "a", source: "s",
        observations: [value(.nan, on: "2024-01-06", known: "2024-01-10")]),
    ])
  func refusesWhatItCouldNotGiveBack(kind: StoreKind, draft: Draft) throws {
    let journal = try Bench(kind).journal()
    #expect(throws: JournalError.self) { try journal.append(draft) }
  }

  @Test(arguments: StoreKind.here)
  func keepsRecordedTimesRisingWhenTheClockStandsStill(kind: StoreKind) throws {
    let bench = try Bench(kind)
    let still = Instant(startOf: day("2024-01-01"))
    for _ in 0..<2 {
      let journal = try Store.open(bench.address, mode: .create) { still }
      for _ in 0..<3 {
        _ = try journal.append(
          Draft(type: "note.written", twin: ID("us"), actor: "a", source: "s"))
      }
    }
    let times = try Store.open(bench.address, mode: .read).events(EventQuery())
      .map(\.recorded)
    #expect(times.count == 6)
    for (earlier, later) in zip(times, times.dropFirst()) { #expect(earlier < later) }
  }
}
