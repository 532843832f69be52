import SalusCore
import SalusTwin
import Testing

@Suite struct PanelSumsTests {
  /// A town of two districts: `d1` with wards `a` (300 people) and `b` (100), `d2` with ward `c`.
  static let places = Places([
    Place(id: ID("town"), name: "Town", level: .region, population: 500),
    Place(id: ID("d1"), name: "North", level: .district, parent: ID("town"), population: 400),
    Place(id: ID("d2"), name: "South", level: .district, parent: ID("town"), population: 100),
    Place(id: ID("a"), name: "A", level: .ward, parent: ID("d1"), population: 300),
    Place(id: ID("b"), name: "B", level: .ward, parent: ID("d1"), population: 100),
    Place(id: ID("c"), name: "C", level: .ward, parent: ID("d2"), population: 100),
  ])

  static func panel(
    _ rows: [String: [Double]], measure: Signal.Measure = .count, places: Places = places
  ) -> Panel {
    let named = places.all.filter { rows[$0.id.text] != nil }
    let count = rows.values.first?.count ?? 0
    return Panel(
      signal: Signal(
        id: ID("cases"), title: "Cases", unit: "{cases}/d", period: .day, measure: measure),
      places: named, dates: (0..<count).map { CivilDate(days: 20_000 + $0) },
      values: named.flatMap { rows[$0.id.text] ?? [] }, sequence: 9)
  }

  /// Values by place; the empty word where there is none.
  static func words(_ panel: Panel) -> [String: [String]] {
    var words: [String: [String]] = [:]
    for (index, place) in panel.places.enumerated() {
      words[place.id.text] = panel.series(index).map { $0.isNaN ? "" : String(Int($0)) }
    }
    return words
  }

  @Test func addsUpToTheTop() {
    let panel = Self.panel(["a": [1, 2], "b": [10, 20], "c": [100, 200]])
    let all = panel.withSums(of: Self.places)
    #expect(
      Self.words(all) == [
        "a": ["1", "2"], "b": ["10", "20"], "c": ["100", "200"], "d1": ["11", "22"],
        "d2": ["100", "200"], "town": ["111", "222"],
      ])
    #expect(all.sequence == 9 && all.dates == panel.dates)
  }

  /// Half of the people must be reported: ward `a` holds three quarters of its district.
  @Test func aSumWithoutMostOfItsPartsIsMissing() {
    let nan = Double.nan
    let all = Self.panel(["a": [1, nan, nan], "b": [nan, 20, nan], "c": [nan, 5, 5]])
      .withSums(of: Self.places)
    let words = Self.words(all)
    #expect(words["d1"] == ["1", "", ""])
    #expect(words["d2"] == ["", "5", "5"])
    #expect(words["town"] == ["1", "", ""])
  }

  /// A part that never reports is missing like one that is silent today.
  @Test func aFewPartsAreNotTheWhole() {
    let words = Self.words(Self.panel(["b": [10], "c": [100]]).withSums(of: Self.places))
    #expect(words == ["b": ["10"], "c": ["100"], "d2": ["100"]])
  }

  @Test func aPlaceThatReportsKeepsItsOwn() {
    let words = Self.words(
      Self.panel(["d1": [7], "a": [1], "b": [1], "c": [2]]).withSums(of: Self.places))
    #expect(words["d1"] == ["7"] && words["town"] == ["9"])
  }

  @Test func ratesAreNeverAdded() {
    let panel = Self.panel(["a": [0.5], "b": [0.25]], measure: .rate)
    #expect(panel.withSums(of: Self.places).places == panel.places)
  }

  /// Without populations every part counts alike.
  @Test func countsPartsWherePeopleAreUnknown() {
    let places = Places(
      Self.places.all.map { place in
        var place = place
        place.population = nil
        return place
      })
    let panel = Self.panel(["a": [.nan], "b": [4], "c": [1]], places: places)
    #expect(Self.words(panel.withSums(of: places))["d1"] == ["4"])
  }

  /// Parents that name each other end all the same.
  @Test func bearsACircle() {
    let places = Places([
      Place(id: ID("x"), name: "X", level: .district, parent: ID("y")),
      Place(id: ID("y"), name: "Y", level: .district, parent: ID("x")),
      Place(id: ID("z"), name: "Z", level: .ward, parent: ID("y")),
    ])
    let panel = Self.panel(["z": [3]], places: places)
    #expect(Self.words(panel.withSums(of: places))["z"] == ["3"])
  }
}
