import Foundation
import SalusCore
import SalusTwin
import Synchronization
import Testing

@testable import SalusOperate
@testable import SalusServe

/// What people report by HTTP, and what they hear.
@Suite struct CapacityRouteTests {
  /// A served hospital of two units with a store.
  final class Desk {
    let folder = NSTemporaryDirectory() + "salus-serve-" + UUID().uuidString
    let station: Station
    let server: Server
    let wire: Wire
    let model: ReadModel

    init() throws {
      let ticks = Mutex(0.0)
      let noon = Instant(startOf: CivilDate(days: 20_000)) + 43_200
      station = try Station(directory: folder, mode: .create, actor: "unverified:ann") {
        ticks.withLock { ticks in
          ticks += 1
          return noon + ticks
        }
      }
      let facts: [any CapacityFact] = [
        Facility(id: ID("h1"), name: "North", kind: .hospital),
        Facility(id: ID("s1"), name: "Store", kind: .depot),
        Unit(id: ID("icu"), hospital: ID("h1"), name: "Intensive care", kind: .icu),
        Unit(id: ID("a"), hospital: ID("h1"), name: "Ward A", kind: .ward),
        Item(id: ID("mask"), title: "Mask", unit: "{mask}", category: .protective),
        Vehicle(id: ID("v1"), name: "Van", depot: ID("s1"), capacity: 8),
        BedReport(unit: ID("icu"), beds: 10, closed: 1, occupied: 5, ventilated: 4),
        StaffReport(hospital: ID("h1"), group: "icu-nurse", onShift: 9),
        StockCount(
          facility: ID("s1"), item: ID("mask"),
          lots: [Lot(lot: "A", quantity: 100, expires: CivilDate(days: 20_030))]),
      ]
      _ = try station.journal.append(
        facts.map { $0.draft(actor: "test", source: "test", valid: noon + -7200) }, expecting: [],
        on: Branch.main)
      model = try ReadModel(station.journal)
      guard let token = StartToken(Bank.token) else { throw Wire.Failure.notConnected }
      server = try API.server(
        port: 0, token: token, model: model, station: station, pages: Bank.pages)
      wire = Wire(port: server.port)
    }

    deinit {
      server.stop()
      try? FileManager.default.removeItem(atPath: folder)
    }

    func get(_ target: String, accept: String = "application/json") throws -> Wire.Answer {
      try wire.request(
        "GET", "/api/v1" + target,
        headers: ["Authorization": "Bearer \(Bank.token)", "Accept": accept])
    }

    func post(_ target: String, _ body: String) throws -> Wire.Answer {
      try wire.request(
        "POST", "/api/v1" + target,
        headers: [
          "Authorization": "Bearer \(Bank.token)", "Content-Type": "application/json",
        ], body: body)
    }
  }

  @Test(arguments: [
    "/capacity", "/stock", "/capacity/history", "/capacity/history?site=h1&kind=icu&days=3",
  ])
  func keepsToItsSchema(target: String) throws {
    let desk = try Desk()
    let answer = try desk.get(target)
    #expect(answer.status == 200, "\(answer.text)")
    let routes = CapacityRoutes(model: desk.model, station: desk.station).routes
    let path = "/api/v1" + String(target.prefix { $0 != "?" })
    let schema = try #require(routes.first { $0.pattern == path }?.schema)
    #expect(SchemaCheck.faults(try JSON(parsing: answer.body), schema, at: "$") == [])
    let table = try desk.get(target, accept: "text/csv")
    #expect(table.text.split(separator: "\n").count >= 2)
  }

  @Test func showsWhatThereIsAndHowOld() throws {
    let answer = try JSON(parsing: Desk().get("/capacity").body)
    let units = answer["hospitals"]?.array?.first?["units"]?.array ?? []
    let icu = try #require(units.first { $0["id"] == "icu" })
    #expect(icu["open"] == 9 && icu["free"] == 4 && icu["ageHours"] == 2 && icu["isStale"] == false)
    let ward = try #require(units.first { $0["id"] == "a" })
    #expect(ward["at"] == .null && ward["isStale"] == true && ward["revision"] == 0)
    #expect(answer["totals"]?.array?.count == 1)
    #expect(answer["depots"]?.array?.first?["vehicles"]?.array?.first?["status"] == "free")
  }

  @Test func answersAReportWithTheNewState() throws {
    let desk = try Desk()
    let answer = try desk.post(
      "/capacity/beds",
      #"{"reports": [{"unit": "icu", "occupied": 8}, {"unit": "a", "beds": 20, "occupied": 3}]}"#)
    #expect(answer.status == 200, "\(answer.text)")
    let units = try JSON(parsing: answer.body)["units"]?.array ?? []
    #expect(units.map { $0["free"]?.integer } == [1, 17])
    #expect(units.first?["actor"] == "unverified:ann")
    let staff = try desk.post(
      "/capacity/staff",
      #"{"reports": [{"hospital": "North", "group": "icu-nurse", "onShift": 7, "absent": 2}]}"#)
    #expect(staff.status == 200, "\(staff.text)")
    let count = try desk.post(
      "/stock/count",
      #"{"facility": "h1", "item": "mask", "lots": [{"lot": "B", "quantity": 12}]}"#)
    #expect(count.status == 200 && count.text.contains("\"quantity\":12"), "\(count.text)")
    let move = #"{"id": "R1", "item": "mask", "quantity": 5, "from": "s1", "to": "h1"}"#
    #expect(try JSON(parsing: desk.post("/stock/move", move).body)["isRepeat"] == false)
    let again = try JSON(parsing: desk.post("/stock/move", move).body)
    #expect(again["isRepeat"] == true)
    #expect(again["stock"]?.array?.map { $0["quantity"]?.double } == [95, 17])
  }

  @Test func tellsReportsByHandAmongTheChanges() throws {
    let desk = try Desk()
    _ = try desk.post("/capacity/beds", #"{"reports": [{"unit": "icu", "occupied": 8}]}"#)
    let changes = try JSON(parsing: desk.get("/summary").body)["changes"]?.array ?? []
    #expect(changes.first?["text"] == "North, Intensive care: 8 of 9 open beds occupied")
    #expect(changes.first?["kind"] == "capacity")
    // What a feed brought is told by its import.
    #expect(changes.count == 2)
  }

  @Test(arguments: [
    (#"{"reports": [{"unit": "icu", "occupied": 10}]}"#, 422, "9 open beds"),
    (#"{"reports": [{"unit": "icx", "occupied": 1}]}"#, 404, "did you mean 'icu'"),
    (#"{"reports": [{"unit": "icu", "occupied": "many"}]}"#, 400, "'occupied'"),
    (#"{"reports": [{"unit": "icu", "ocupied": 3}]}"#, 400, "'ocupied'"),
    (#"{"reports": []}"#, 400, "empty"), (#"{"reprots": []}"#, 400, "'reprots'"),
    (#"{"reports": [{"unit": "icu", "occupied": 3}], "seen": 1}"#, 412, "by test"),
    (#"{"reports": [{"unit": "a", "occupied": 3}]}"#, 400, "'beds'"),
    (#"{"reports": [{"unit": "icu", "occupied": 3}], "at": "soon"}"#, 400, "'at'"),
    (#"[1]"#, 400, "object"),
  ])
  func saysWhatIsWrongWithAReport(body: String, status: Int, words: String) throws {
    let desk = try Desk()
    let head = try desk.station.journal.head(of: Branch.main).sequence
    let answer = try desk.post("/capacity/beds", body)
    #expect(answer.status == status && answer.text.contains(words), "\(answer.text)")
    #expect(try desk.station.journal.head(of: Branch.main).sequence == head)
  }

  @Test func confirmsWhatIsMeant() throws {
    let desk = try Desk()
    let body = #"{"reports": [{"unit": "icu", "occupied": 10}], "confirm": true}"#
    #expect(try desk.post("/capacity/beds", body).status == 200)
    let answer = try JSON(parsing: desk.get("/capacity").body)
    let words = answer["discrepancies"]?.array?.first?["words"]
    #expect(words == "Intensive care: 10 patients on 9 open beds")
  }
}
