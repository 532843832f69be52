import SalusCore
import SalusTwin
import Testing

/// One rule of sums for detection and for pages.
@Suite struct PartSumsTests {
  private static let places = Places(
    PanelSumsTests.places.all + [
      Place(id: ID("h"), name: "Hospital", level: .hospital, parent: ID("d1"))
    ])

  @Test func leavesOutDaysOfWhichTooLittleIsKnown() throws {
    let panel = PanelSumsTests.panel(["b": [1, 2], "c": [10, 20]], places: Self.places)
    let sums = PartSums(panel, of: Self.places)
    // `a`, with three quarters of the people, never reports.
    #expect(sums.values(of: ID("d1")) == nil)
    let south = try #require(sums.values(of: ID("d2")))
    #expect(south.numbers == [10, 20] && south.reported == [1, 1] && south.isSum)
  }

  @Test func saysWhichShareReported() throws {
    let panel = PanelSumsTests.panel(
      ["a": [1, 3, .nan], "b": [10, .nan, 4], "c": [.nan, 100, 5]], places: Self.places)
    let north = try #require(PartSums(panel, of: Self.places).values(of: ID("d1")))
    #expect(north.numbers[0] == 11 && north.numbers[1] == 3 && north.numbers[2].isNaN)
    #expect(north.reported == [1, 0.75, 0.25])
    let town = try #require(PartSums(panel, of: Self.places).values(of: ID("town")))
    #expect(town.reported[1] == (400 * 0.75 + 100) / 500)
  }

  @Test func hospitalsAndWardsAreNoGapsForEachOther() throws {
    let cases = PanelSumsTests.panel(["a": [1], "b": [2], "c": [4]], places: Self.places)
    let north = try #require(PartSums(cases, of: Self.places).values(of: ID("d1")))
    #expect(north.numbers == [3] && north.reported == [1])
    let admissions = PanelSumsTests.panel(["h": [7]], places: Self.places)
    let inNorth = try #require(PartSums(admissions, of: Self.places).values(of: ID("d1")))
    #expect(inNorth.numbers == [7] && inNorth.reported == [1])
  }

  @Test(arguments: ["town", "d1", "d2", "a"])
  func agreesWithThePanelOfDetection(place: String) throws {
    let panel = PanelSumsTests.panel(
      ["a": [1, .nan, 3], "b": [10, 20, .nan], "c": [.nan, 5, 6]], places: Self.places)
    let whole = panel.withSums(of: Self.places)
    let row = try #require(whole.places.firstIndex { $0.id.text == place })
    let values = try #require(PartSums(panel, of: Self.places).values(of: ID(place)))
    #expect(values.numbers.map(\.description) == whole.series(row).map(\.description))
  }
}
