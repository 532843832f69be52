import SalusCore
import Testing

@Suite struct PlacesTests {
  static let places = Places([
    Place(id: ID("us"), name: "United States", level: .nation, codes: ["fips": "US"]),
    Place(
      id: ID("us:01"), name: "Alabama", level: .state, parent: ID("us"), population: 5_000_000,
      codes: ["fips": "01", "postal": "AL"]),
    Place(
      id: ID("us:06"), name: "California", level: .state, parent: ID("us"),
      codes: ["fips": "06", "postal": "CA"]),
    Place(id: ID("lost"), name: "Al", level: .district, parent: ID("nowhere")),
  ])

  @Test(arguments: ["us:01", "01", "1", "AL", "al", " Alabama ", "ALABAMA\t"])
  func findsAPlaceByEveryWordForIt(word: String) {
    #expect(Self.places.find(word)?.id == ID("us:01"))
  }

  @Test(arguments: ["", "  ", "Alabam", "7", "001", "nowhere"])
  func findsNothingElse(word: String) {
    #expect(Self.places.find(word) == nil)
  }

  @Test func walksTheHierarchyInOrder() {
    #expect(Self.places.children(of: ID("us")).map(\.id.text) == ["us:01", "us:06"])
    #expect(Self.places.roots.map(\.id.text) == ["lost", "us"])
    #expect(Self.places.at(.state).map(\.id.text) == ["us:01", "us:06"])
    #expect(Self.places.children(of: ID("us:01")).isEmpty)
  }

  @Test func aLaterEntryReplacesAnEarlierOne() {
    let old = Place(id: ID("a"), name: "Old", level: .ward)
    let new = Place(id: ID("a"), name: "New", level: .ward)
    let places = Places([old, new])
    #expect(places.all == [new])
    #expect(places.find("old") == nil)
  }
}
