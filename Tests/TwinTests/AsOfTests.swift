import SalusCore
import SalusTwin
import Testing

@Suite struct AsOfTests {
  @Test(arguments: [
    ("latest", AsOf.latest), ("v0", .version(0)), ("v12", .version(12)),
    ("2024-02-29", .date(CivilDate(days: 19_782))),
  ])
  func readsWhatItWrites(text: String, asOf: AsOf) {
    #expect(AsOf(text) == asOf)
    #expect(asOf.description == text)
  }

  @Test(arguments: ["", "v", "v-1", "v1.5", "2023-02-29", "2024-2-9", "yesterday", "V1", "12"])
  func refusesAnythingElse(text: String) {
    #expect(AsOf(text) == nil)
  }

  @Test func seesTheWholeOfItsDay() throws {
    let date = try #require(CivilDate("2024-01-10"))
    let view = View(.date(date))
    let known = try #require(view.known)
    #expect(known.date == date && (known + 1e-6).date == date + 1)
    #expect(view.sequence == nil)
    #expect(View(.version(9)).sequence == 9)
    #expect(View(.latest) == View())
  }
}

@Suite struct ReferenceEventTests {
  @Test func refusesAnEventOfAnotherKind() {
    let event = Event(
      sequence: 1, branch: Branch.main, twin: ID("us"), revision: 1, type: "note.written",
      version: 1, valid: .beginning, known: .beginning, recorded: .beginning, payload: ["a": 1],
      actor: "a", purpose: "p", source: "s", previous: .zero, hash: .zero)
    #expect(throws: JournalError.self) { try PlaceRegistered(event) }
    #expect(throws: JournalError.self) { try SignalRegistered(event) }
  }
}
