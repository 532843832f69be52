import SalusCore
import SalusStore
import SalusTwin
import Testing

@Suite struct WorldTests {
  private func register(_ journal: SQLiteJournal) throws {
    for (id, name) in [("us", "United States"), ("us-ny", "New York"), ("us-al", "Alabama")] {
      let place = Place(
        id: ID(id), name: name, level: id == "us" ? .nation : .state,
        parent: id == "us" ? nil : ID("us"), population: 5_000_000, codes: ["postal": "XX"],
        timeZone: "America/New_York")
      _ = try journal.append(PlaceRegistered(place).draft(actor: "test", source: "census"))
    }
    let signal = Signal(
      id: flu, title: "Admissions", unit: "{admissions}/wk", period: .week,
      sourceClass: .hospital)
    _ = try journal.append(SignalRegistered(signal).draft(actor: "test", source: "hub"))
  }

  private let early = [
    value(5, on: "2024-01-06", known: "2024-01-10"),
    value(8, at: "us-ny", on: "2024-01-06", known: "2024-01-10"),
    value(6, on: "2024-01-13", known: "2024-01-17"),
  ]
  private let late = [
    value(9, on: "2024-01-06", known: "2024-01-24"),
    value(7, on: "2024-01-20", known: "2024-01-24"),
    value(1, at: "us", on: "2024-01-20", known: "2024-01-24"),
  ]

  @Test(arguments: StoreKind.here)
  func givesAFullGridOfWhatWasKnown(kind: StoreKind) throws {
    let bench = try Bench(kind)
    let journal = try bench.journal()
    try register(journal)
    _ = try journal.append(report(early + late))
    let world = try World(journal, asOf: .date(day("2024-01-17")))
    #expect(world.places.all.map(\.id) == [ID("us"), ID("us-al"), ID("us-ny")])
    #expect(world.signal(flu)?.sourceClass == .hospital)
    let panel = try #require(try world.panel(flu))
    #expect(panel.places.map(\.id) == [ID("us-al"), ID("us-ny")])
    #expect(panel.dates == [day("2024-01-06"), day("2024-01-13")])
    #expect(panel[0, 0] == 5 && panel[0, 1] == 6 && panel[1, 0] == 8 && panel[1, 1].isNaN)
    let now = try #require(try World(journal, asOf: .latest).panel(flu))
    #expect(now.places.count == 3 && now.dates.count == 3 && now[1, 0] == 9)
  }

  /// Whoever asks for an earlier moment gets the same from a journal that holds later data.
  @Test(arguments: StoreKind.here)
  func cannotPeek(kind: StoreKind) throws {
    let (first, second) = (try Bench(kind), try Bench(kind))
    let (without, with) = (try first.journal(), try second.journal())
    try register(without)
    try register(with)
    _ = try without.append(report(early))
    _ = try with.append(report(early))
    _ = try with.append(report(late))
    for date in ["2024-01-10", "2024-01-16", "2024-01-17", "2024-01-23"] {
      let seen = try #require(try World(without, asOf: .date(day(date))).panel(flu))
      let other = try #require(try World(with, asOf: .date(day(date))).panel(flu))
      #expect(seen.places == other.places && seen.dates == other.dates)
      #expect(seen.values.map(\.bitPattern) == other.values.map(\.bitPattern))
      #expect(seen.sequence == other.sequence)
    }
    #expect(try World(with, asOf: .date(day("2024-01-09"))).panel(flu) == nil)
  }
}
