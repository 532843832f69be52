import SalusCore
import Testing

@Suite struct WordsTests {
  @Test(arguments: [
    (1.0, "Antivirals", "{course}", "1 antiviral"), (2, "Antivirals", "{course}", "2 antivirals"),
    (0, "ICU beds", "{bed}", "0 ICU beds"), (1, "ICU beds", "{bed}", "1 ICU bed"),
    (1, "Respirators (FFP2)", "{respirator}", "1 respirator (FFP2)"),
    (1, "Boxes", "", "1 box"), (1, "Supplies", "", "1 supply"), (1, "Gloves", "1", "1 glove"),
    (1, "Medical oxygen", "m3", "1 m³ medical oxygen"), (1, "Mass", "", "1 mass"),
    (1200, "Surgical masks", "{mask}", "1,200 surgical masks"),
    (1.5, "Ventilators", "", "1.5 ventilators"), (1, "", "", "1 "),
  ])
  func countsWhatATitleNames(value: Double, title: String, unit: String, words: String) {
    #expect(Words.goods(value, title, unit: unit) == words)
  }

  @Test(arguments: [
    ("unverified:ana", "ana (not verified)", "ana (not verified)"),
    ("unverified:unknown", "an officer (not verified)", "An officer (not verified)"),
    ("unverified:", "an officer (not verified)", "An officer (not verified)"),
    ("feed:receipts", "the feed receipts", "The feed receipts"), ("salus", "salus", "salus"),
    ("ana:b:c", "ana:b:c", "ana:b:c"),
  ])
  func saysWhoActed(actor: String, inside: String, leading: String) {
    #expect(Words.actor(actor) == inside)
    #expect(Words.actor(actor, leads: true) == leading)
  }

  @Test func aYearIsToldWhereItIsAnother() throws {
    let day = try #require(CivilDate("2026-01-03"))
    #expect(Words.day(day - 10, beside: day) == "24 Dec 2025")
    #expect(Words.day(day, beside: day + 300) == "3 Jan")
    #expect(Words.moment(Instant(startOf: day) + 23_400) == "3 Jan 06:30")
  }

  @Test(arguments: [
    (0.0, "0 of 20 chances"), (0.001, "less than 1 of 20 chances"), (0.75, "15 of 20 chances"),
    (0.999, "more than 19 of 20 chances"), (1, "20 of 20 chances"), (7, "20 of 20 chances"),
  ])
  func aChanceIsCounted(probability: Double, words: String) {
    #expect(Words.chances(probability) == words)
  }
}
