import SalusCore
import SalusStore
import SalusTwin
import Testing

@testable import SalusSense

@Suite struct CapacityImportTests {
  /// A county of two hospitals and a store.
  struct County {
    let folder: Folder
    let journal: SQLiteJournal

    init() throws {
      folder = try Folder()
      journal = try folder.journal()
      let places = [
        Place(id: ID("county"), name: "Vale", level: .region),
        Place(id: ID("north"), name: "North District", level: .district, parent: ID("county")),
      ]
      _ = try journal.append(
        places.map { PlaceRegistered($0).draft(actor: "test", source: "test") }, expecting: [],
        on: Branch.main)
    }

    func take(
      _ table: CapacityTable, _ text: String, map: CapacityMap = CapacityMap(), hour: Double = 0,
      isDryRun: Bool = false
    ) throws -> ImportReport {
      let path = try folder.write(text, as: "\(table.rawValue).csv")
      let world = try World(journal, asOf: .latest)
      return try CapacityImporter(journal: journal).run(
        .init(
          path: path, table: table, map: map,
          known: .now(Instant(startOf: CivilDate(days: 20_000)) + hour * 3600), actor: "test",
          isDryRun: isDryRun), capacity: try capacity(), places: world.places)
    }

    func capacity() throws -> Capacity { try Capacity(journal) }

    /// With facilities, units and items.
    func furnished() throws -> County {
      _ = try take(
        .facilities,
        """
        id,name,kind,district,catchment
        h1,North Hospital,hospital,north,north:0.8
        h2,South Hospital,hospital,,
        s1,County store,depot,,
        """)
      _ = try take(
        .units,
        """
        id,hospital,name,kind
        h1-icu,h1,Intensive care,icu
        h1-a,North Hospital,Ward A,ward
        h2-a,h2,Ward A,ward
        """)
      _ = try take(
        .items,
        """
        id,title,unit,category,reusable
        mask,Surgical mask,{mask},protective,no
        oxygen,Oxygen,m3,oxygen,no
        """)
      return self
    }
  }

  @Test func registersHospitalsAsPlacesOfTheirDistricts() throws {
    let county = try County().furnished()
    let world = try World(county.journal, asOf: .latest)
    #expect(world.places[ID("h1")]?.level == .hospital)
    #expect(world.places[ID("h1")]?.parent == ID("north"))
    #expect(world.places[ID("s1")] == nil)
    let capacity = try county.capacity()
    #expect(capacity.hospitals.map(\.id.text) == ["h1", "h2"])
    #expect(capacity.facilities[ID("h1")]?.catchment == [.init(place: ID("north"), share: 0.8)])
    #expect(capacity.units(of: ID("h1")).count == 2)
  }

  @Test func keepsPatientsAboveCapacityAndRefusesWhatCannotBe() throws {
    let county = try County().furnished()
    let report = try county.take(
      .beds,
      """
      unit,hospital,at,beds,closed,occupied
      h1-icu,,2024-10-01,10,1,12
      Ward A,h2,2024-10-01,20,0,5
      Ward A,,2024-10-01,20,0,5
      h1-ivu,,2024-10-01,10,0,1
      h1-a,,2024-10-01,20,0,-3
      h1-a,,2024-10-01,20,0,4.5
      h1-a,,2024-13-01,20,0,4
      """)
    #expect(report.read == 7 && report.accepted == 2 && report.quarantined == 5)
    let reasons = try Quarantine.rows(in: county.journal, import: report.id).map(\.reason)
    #expect(
      reasons == [
        "several are called 'Ward A'; an id is accepted",
        "unknown unit 'h1-ivu'; did you mean 'h1-icu'?",
        "'-3' is negative; 0 or more is accepted", "'4.5' is no whole number",
        "'2024-13-01' is no date; YYYY-MM-DD is accepted",
      ])
    let capacity = try county.capacity()
    #expect(capacity.beds[ID("h1-icu")]?.value.isOver == true)
    #expect(capacity.discrepancies.map(\.kind) == [.overCapacity])
    #expect(capacity.beds[ID("h2-a")]?.value.occupied == 5)
  }

  @Test func writesNothingForAFileThatItHolds() throws {
    let county = try County().furnished()
    let text = """
      unit,at,beds,occupied
      h1-icu,2024-10-01,10,4
      h1-icu,2024-10-02,10,5
      """
    #expect(try county.take(.beds, text).accepted == 2)
    let head = try county.journal.head(of: Branch.main).sequence
    let again = try county.take(.beds, text, hour: 24)
    #expect(again.isRepeat && again.duplicate == 2 && again.accepted == 0)
    #expect(try county.journal.head(of: Branch.main).sequence == head)
    // The next file repeats the first two rows, corrects one and brings one.
    let more = try county.take(
      .beds,
      """
      unit,at,beds,occupied
      h1-icu,2024-10-01,10,4
      h1-icu,2024-10-02,10,6
      h1-icu,2024-10-03,10,7
      """, hour: 48)
    #expect(more.duplicate == 1 && more.corrected == 1 && more.accepted == 1)
    #expect(try county.capacity().beds[ID("h1-icu")]?.value.occupied == 7)
  }

  @Test func takesBackAnImportAndTakesItAgain() throws {
    let county = try County().furnished()
    let first = "unit,at,beds,occupied\nh1-icu,2024-10-01,10,4\n"
    let second = "unit,at,beds,occupied\nh1-icu,2024-10-02,10,9\n"
    _ = try county.take(.beds, first)
    let report = try county.take(.beds, second)
    _ = try Importer(journal: county.journal).undo(report.id, actor: "test")
    #expect(try county.capacity().beds[ID("h1-icu")]?.value.occupied == 4)
    #expect(try county.take(.beds, second).accepted == 1)
    #expect(try county.capacity().beds[ID("h1-icu")]?.value.occupied == 9)
  }

  @Test func leavesOutWhatStaysAsItWas() throws {
    let county = try County().furnished()
    let none = try county.take(.beds, "unit,at,occupied\nh1-icu,2024-10-01,4\n")
    #expect(none.quarantined == 1)
    _ = try county.take(.beds, "unit,at,beds,closed,occupied\nh1-icu,2024-10-01,10,2,4\n")
    let brief = "unit,at,occupied\nh1-icu,2024-10-02,7\n"
    _ = try county.take(.beds, brief)
    #expect(try county.capacity().beds[ID("h1-icu")]?.value.free == 1)
    #expect(try county.take(.beds, brief, hour: 5).duplicate == 1)
  }

  @Test func joinsTheLotsOfACount() throws {
    let county = try County().furnished()
    let text = """
      facility,item,at,lot,quantity,expires,unit
      s1,mask,2024-10-01,A,100,2025-01-31,
      s1,mask,2024-10-01,B,50,2024-09-30,
      s1,mask,2024-10-01,A,7,2025-01-31,
      s1,oxygen,2024-10-01,,5000,,L
      h1,oxygen,2024-10-01,,5,,kg
      h1,mask,2024-10-01,,-5,,
      h1,msak,2024-10-01,,5,,
      """
    let report = try county.take(.stock, text)
    #expect(report.accepted == 3 && report.quarantined == 4)
    let capacity = try county.capacity()
    let masks = capacity.stock(ID("s1"), ID("mask"))
    #expect(masks.quantity == 150)
    #expect(masks.usable(on: CivilDate(days: 20_000)) == 100)
    #expect(capacity.stock(ID("s1"), ID("oxygen")).quantity == 5)
    #expect(try county.take(.stock, text, hour: 1).isRepeat)
  }

  @Test func takesAReceiptOnce() throws {
    let county = try County().furnished()
    let text = """
      id,item,quantity,from,to,at
      R1,mask,100,,s1,2024-10-01T08:00:00Z
      R2,mask,40,s1,h1,2024-10-01T09:00:00Z
      ,mask,5,h1,,2024-10-01T10:00:00Z
      ,mask,5,h1,,2024-10-01T10:00:00Z
      """
    #expect(try county.take(.moves, text).accepted == 4)
    #expect(try county.capacity().stock(ID("h1"), ID("mask")).quantity == 30)
    let again = try county.take(.moves, text, hour: 9)
    #expect(again.isRepeat && again.duplicate == 4 && again.quarantined == 0)
    let other = try county.take(
      .moves, "id,item,quantity,from,to,at\nR2,mask,44,s1,h1,2024-10-01T09:00:00Z\n")
    #expect(other.quarantined == 1)
    #expect(try county.capacity().stock(ID("h1"), ID("mask")).quantity == 30)
  }

  @Test func readsOtherHeadersByAMap() throws {
    let county = try County().furnished()
    let map = try CapacityMap(
      json5: Array(
        """
        // Bettenmeldung
        {columns: {unit: "Bereich", at: "Stand", beds: "Betten", occupied: "belegt"},
         dateFormat: "DD.MM.YYYY", delimiter: ";", values: {Bereich: {ITS: "h1-icu"}}}
        """.utf8), name: "map")
    let report = try county.take(
      .beds, "Bereich;Stand;Betten;belegt\nITS;01.10.2024;12;7\n", map: map)
    #expect(report.accepted == 1)
    #expect(try county.capacity().beds[ID("h1-icu")]?.value.occupied == 7)
    #expect(try CapacityMap(json5: map.json, name: "map") == map)
    #expect(throws: ImportError.self) {
      _ = try CapacityMap(json5: Array("{column: {}}".utf8), name: "map")
    }
    #expect(throws: ImportError.self) {
      _ = try county.take(
        .beds, "unit,occupied\n", map: CapacityMap(columns: ["bads": .column("x")]))
    }
    #expect(throws: ImportError.self) { _ = try county.take(.beds, "a,b\n1,2\n") }
  }

  @Test func proposesAMap() {
    let suggestion = CapacityMapSuggestion(
      header: ["Ward", "Report date", "Total", "Beds occupied", "Other"], table: .beds)
    #expect(suggestion.map.columns["unit"] == .column("Ward"))
    #expect(suggestion.map.columns["occupied"] == .column("Beds occupied"))
    #expect(suggestion.map.columns["beds"] == .column("Total"))
    #expect(suggestion.notes.count >= 3)
  }

  @Test func writesNothingInADryRun() throws {
    let county = try County().furnished()
    let head = try county.journal.head(of: Branch.main).sequence
    let report = try county.take(
      .staff, "hospital,group,on_shift,absent\nh1,icu-nurse,12,1\nh3,doctor,4,0\n", isDryRun: true)
    #expect(report.accepted == 1 && report.quarantined == 1)
    #expect(try county.journal.head(of: Branch.main).sequence == head)
  }
}
