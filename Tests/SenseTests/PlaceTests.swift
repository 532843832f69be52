import SalusCore
import SalusTwin
import Testing

@testable import SalusSense

@Suite struct PlaceTables {
  @Test func holdUSLocationsWithTheirCodes() throws {
    let places = try PlaceTable.places(
      table(
        """
        population,location,abbreviation,location_name
        334914895,US,US,US
        5108468,1,AL,Alabama
        60000,1001,,Autauga County

        """))
    #expect(places.map(\.id.text) == ["us", "us-01", "us-01001"])
    #expect(places.map(\.level) == [.nation, .state, .district])
    #expect(places.map(\.parent) == [nil, ID("us"), ID("us-01")])
    #expect(places[1].codes == ["fips": "01", "postal": "AL"])
    #expect(places[1].population == 5_108_468)
    #expect(places[0].name == "United States")
    #expect(Places(places).find("al")?.id == ID("us-01"))
  }

  @Test func holdAnyPlacesById() throws {
    let places = try PlaceTable.places(
      table(
        """
        id,name,level,parent,population,time_zone,code:ags
        city,The City,region,,1000,Europe/Berlin,07
        ward-1,First Ward,ward,city,,,

        """))
    #expect(places.map(\.level) == [.region, .ward])
    #expect(places[0].codes == ["ags": "07"])
    #expect(places[0].timeZone == "Europe/Berlin")
    #expect(places[1].parent == ID("city"))
    #expect(places[1].population == nil)
  }

  @Test(arguments: [
    ("location,location_name\nAL,Alabama\n", "'AL' is no location"),
    ("location,location_name\n01,Alabama\n1,Alabama\n", "stands already on line 2"),
    ("location,location_name,population\n01,Alabama,-4\n", "no number of residents"),
    ("location,location_name\n01,\n", "the name is missing"),
    ("id,name,level\na,A,planet\n", "'planet' is no level"),
    ("id,name,level\n", "no row below its header"), ("a,b\n1,2\n", "lacks the columns"),
  ])
  func areRefusedAsAWhole(text: String, reason: String) {
    #expect {
      try PlaceTable.places(try table(text))
    } throws: { "\($0)".contains(reason) }
  }

  @Test func areSearchedWithSuggestions() {
    var finder = PlaceFinder(Places(twoStates))
    func find(_ word: String) -> String {
      switch finder.find(word) {
      case .success(let id): id.text
      case .failure(let unknown): unknown.reason
      }
    }
    #expect(
      ["1", "01", "1.0", "AL", "alabama", " Alabama ", "us-01"].map(find)
        == Array(repeating: "us-01", count: 7))
    #expect(
      ["US", "United States", "National", "USA"].map(find) == Array(repeating: "us", count: 4))
    #expect(find("Alasca") == "unknown place 'Alasca'; did you mean 'Alaska'?")
    #expect(find("Zzyzx") == "unknown place 'Zzyzx'")
    #expect(find("") == "the place is missing")
    #expect(PlaceFinder.distance(Array("kitten".utf8), Array("sitting".utf8), limit: 3) == 3)
    #expect(PlaceFinder.distance(Array("kitten".utf8), Array("sitting".utf8), limit: 2) == 3)
  }
}

@Suite struct OutlinesOfPlaces {
  private func feature(_ code: String, _ geometry: String) -> String {
    "{\"type\":\"Feature\",\"properties\":{\"color\":3,\"STATE\":\"\(code)\"},\"geometry\":\(geometry)}"
  }

  private func collection(_ features: [String]) -> String {
    "{\"type\":\"FeatureCollection\",\"features\":[\(features.joined(separator: ","))]}"
  }

  private let square =
    "{\"type\":\"Polygon\",\"coordinates\":[[[-88,30,0],[-85,30,0],[-85,35.5,0],[-88,30,0]]]}"

  @Test func areRecordedOnceAndReplacedWhenTheyChange() throws {
    let folder = try Folder()
    let journal = try folder.journal()
    let boundaries = Boundaries(journal: journal)
    let islands =
      "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[-150,60],[-149,60],[-149,61],[-150,60]]]]}"
    let path = try folder.write(collection([feature("01", square), feature("AK", islands)]))
    func run(_ path: String) throws -> ImportReport {
      try boundaries.run(path: path, places: twoStates, actor: "tester")
    }
    let first = try run(path)
    #expect([first.read, first.accepted, first.duplicate] == [2, 2, 0])
    let event = try #require(
      try journal.events(EventQuery(types: [Boundaries.type], twin: ID("us-01"))).first)
    #expect(
      event.payload.description
        == "{\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[-88,30],[-85,30],[-85,35.5],[-88,30]]]},"
        + "\"crs\":\"EPSG:4326\"}")
    let head = try journal.head(of: Branch.main)
    let again = try run(path)
    #expect([again.read, again.accepted, again.duplicate] == [2, 0, 2])
    #expect(again.isRepeat)
    #expect(try journal.head(of: Branch.main) == head)
    let moved = square.replacing("35.5", with: "36")
    #expect(try run(folder.write(collection([feature("01", moved)]), as: "new.json")).accepted == 1)
    let back = try run(path)
    #expect([back.accepted, back.duplicate] == [1, 1])
  }

  @Test func areRefusedOneByOneWithReasons() throws {
    let folder = try Folder()
    let journal = try folder.journal()
    let path = try folder.write(
      collection([
        feature("01", square), feature("Atlantis", square), feature("AK", "null"),
        feature("02", "{\"type\":\"Point\",\"coordinates\":[1,2]}"),
        feature("Alaska", square.replacing("[-88,30,0]]", with: "[-88,31,0]]")),
        feature("US", square.replacing("-85", with: "-385")), feature("AL", square), "7",
      ]))
    let report = try Boundaries(journal: journal).run(
      path: path, property: "STATE", places: twoStates, actor: "tester")
    #expect([report.read, report.accepted, report.quarantined] == [8, 1, 7])
    let rows = try Quarantine.rows(in: journal)
    #expect(rows.map(\.line) == [2, 3, 4, 5, 6, 7, 8])
    #expect(rows[0].reason.hasPrefix("unknown place 'Atlantis'"))
    #expect(rows[1].reason == "the feature has no geometry")
    #expect(rows[2].reason.contains("a Point"))
  }

  @Test(arguments: ["", "{", "[1,2]", "{\"type\":\"Topology\"}", "PK\u{3}\u{4}"])
  func areRefusedAsAWholeInOtherFiles(text: String) throws {
    let folder = try Folder()
    let journal = try folder.journal()
    let path = try folder.write(text)
    #expect(throws: ImportError.self) {
      try Boundaries(journal: journal).run(path: path, actor: "tester")
    }
    #expect(try journal.head(of: Branch.main).sequence == 0)
  }
}
