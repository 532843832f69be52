import Foundation
import SalusAct
import SalusCore
import SalusTwin
import Synchronization
import Testing

@testable import SalusOperate
@testable import SalusServe

/// Warnings, orders and the hand-over note by HTTP.
@Suite struct DutyRouteTests {
  final class Desk {
    let folder = NSTemporaryDirectory() + "salus-serve-" + UUID().uuidString
    let station: Station
    let server: Server
    let wire: Wire
    let model: ReadModel

    init() throws {
      let ticks = Mutex(0.0)
      let noon = Instant(startOf: CivilDate(days: 20_600)) + 43_200
      station = try Station(directory: folder, mode: .create, actor: "unverified:ann") {
        ticks.withLock { ticks in
          ticks += 0.001
          return noon + ticks
        }
      }
      let region = Place(id: ID("r"), name: "Region", level: .region)
      let signal = Signal(
        id: ID("cases"), title: "Cases", unit: "{cases}/d", period: .day, sourceClass: .laboratory)
      let facts: [any CapacityFact] = [
        Facility(id: ID("h1"), name: "North", kind: .hospital),
        Facility(id: ID("s1"), name: "Store", kind: .depot),
        Item(id: ID("mask"), title: "Masks", unit: "{mask}", category: .protective),
        Vehicle(id: ID("v1"), name: "Van", depot: ID("s1"), capacity: 8),
        StockCount(facility: ID("s1"), item: ID("mask"), lots: [Lot(quantity: 100)]),
      ]
      let order = Order(
        id: ID("O-1"), plan: ID("P-1"), planRevision: 1, move: "P-1/1", item: ID("mask"),
        quantity: 10, from: ID("s1"), to: ID("h1"), issued: noon, departs: noon, due: noon + 60,
        vehicle: ID("v1"))
      let day = noon.date
      let run = DetectionFinished(
        signal: ID("cases"), method: "ears-c2", day: day, asOf: .latest, sequence: 1, series: 1,
        usable: 1,
        detections: [
          Detection(
            signal: ID("cases"), place: ID("r"), date: day, since: day, observed: 30,
            expected: 10, upper: 20, score: 2, method: "ears-c2", completeness: 0.8)
        ])
      _ = try station.journal.append(
        [
          PlaceRegistered(region).draft(actor: "test", source: "test"),
          SignalRegistered(signal).draft(actor: "test", source: "test"),
        ] + facts.map { $0.draft(actor: "test", source: "test", valid: noon + -7200) } + [
          OrderIssued(order).draft(actor: "test"), run.draft(actor: "test"),
        ], expecting: [], on: Branch.main)
      try station.reviewOrders(at: noon + 100)
      try station.reviewWarnings(at: noon + 100)
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

    func post(_ target: String, _ body: String) throws -> (status: Int, body: JSON) {
      let answer = try wire.request(
        "POST", "/api/v1" + target,
        headers: [
          "Authorization": "Bearer \(Bank.token)", "Content-Type": "application/json",
        ], body: body)
      return (answer.status, try JSON(parsing: answer.body))
    }
  }

  /// Deadlines on a page go by the example region's clock; the wall's needs no telling.
  @Test(arguments: [true, false]) func theSummaryTellsTheExampleClock(isExample: Bool) throws {
    let desk = try Desk()
    let moment = Instant(startOf: CivilDate(days: 20_700))
    if isExample { desk.station.loopClock.set(moment, rate: "1d/10s") }
    let clock = try JSON(parsing: desk.get("/summary").body)["clock"]
    #expect(clock?["now"]?.string == (isExample ? moment.description : nil))
    #expect(clock?["rate"]?.string == (isExample ? "1d/10s" : nil))
  }

  @Test(arguments: [
    "/summary", "/warnings", "/warnings?state=all&limit=1", "/warnings/W-1", "/orders",
    "/orders?state=late", "/orders/O-1", "/operations", "/handover", "/handover?since=3",
    "/handover?hours=8",
  ])
  func keepsToItsSchema(target: String) throws {
    let desk = try Desk()
    let answer = try desk.get(target)
    #expect(answer.status == 200, "\(answer.text)")
    let path = "/api/v1" + String(target.prefix { $0 != "?" })
    let routes =
      TwinRoutes(desk.model, programVersion: "1", station: desk.station).routes
      + WarningRoutes(model: desk.model, station: desk.station).routes
      + OrderRoutes(model: desk.model, station: desk.station).routes
      + HandoverRoutes(model: desk.model, station: desk.station).routes
    guard case .found(let route, _) = Router(routes).match(.get, path) else {
      Issue.record("no route")
      return
    }
    let schema = try #require(route.schema)
    #expect(SchemaCheck.faults(try JSON(parsing: answer.body), schema, at: "$") == [])
  }

  @Test func writesTables() throws {
    let desk = try Desk()
    let warnings = try desk.get("/warnings", accept: "text/csv").text
    #expect(warnings.contains("W-1"))
    #expect(try desk.get("/orders", accept: "text/csv").text.contains("O-1"))
  }

  @Test func takesADecisionOnceAndSaysWhoWasFaster() throws {
    let desk = try Desk()
    let warning = try JSON(parsing: desk.get("/warnings/W-1").body)["warning"]
    let revision = try #require(warning?["revision"]?.integer)
    #expect(warning?["state"] == "waiting")
    let done = try desk.post(
      "/warnings/W-1/decision", "{\"verb\":\"confirm\",\"revision\":\(revision)}")
    #expect(done.status == 200)
    #expect(done.body["warning"]?["state"] == "confirmed")
    let second = try desk.post(
      "/warnings/W-1/decision", "{\"verb\":\"watch\",\"revision\":\(revision)}")
    #expect(second.status == 412)
    #expect(second.body["detail"] == "ann (not verified) confirmed W-1")
    let impossible = try desk.post(
      "/warnings/W-1/decision",
      "{\"verb\":\"shelve\",\"revision\":\(revision + 1),\"until\":\"2199-01-01\"}")
    #expect(impossible.status == 409)
  }

  @Test(arguments: [
    ("/warnings/W-1/decision", "{}", 400), ("/warnings/W-1/decision", "[]", 400),
    ("/warnings/W-1/decision", "{\"verb\":\"confirm\"}", 400),
    ("/warnings/W-1/decision", "{\"verb\":\"eat\",\"revision\":1}", 400),
    ("/warnings/W-1/decision", "{\"verb\":\"dismiss\",\"revision\":1}", 400),
    ("/warnings/W-1/decision", "{\"verb\":\"dismiss\",\"revision\":1,\"reason\":\"other\"}", 400),
    ("/warnings/W-1/decision", "{\"verb\":\"shelve\",\"revision\":1,\"until\":\"soon\"}", 400),
    ("/warnings/W-9/decision", "{\"verb\":\"confirm\",\"revision\":1}", 404),
    ("/orders/O-9/event", "{\"verb\":\"start\",\"revision\":1}", 404),
    ("/orders/O-1/event", "{\"verb\":\"send\",\"revision\":2}", 409),
    ("/orders/O-1/event", "{\"verb\":\"receive\",\"quantity\":-1,\"receipt\":\"a\"}", 400),
    ("/orders/O-1/event", "{\"verb\":\"receive\",\"quantity\":\"1\",\"receipt\":\"a\"}", 400),
    ("/orders/O-1/event", "{\"verb\":\"bind\",\"revision\":2}", 400),
    ("/orders/O-1/event", "{\"verb\":\"start\",\"revision\":1}", 412),
    ("/handover", "{\"hours\":0}", 400), ("/handover", "{\"mail\":true}", 400),
    ("/handover", "{\"note\":7}", 400),
  ])
  func refusesWithReasons(target: String, body: String, status: Int) throws {
    let desk = try Desk()
    let head = try desk.station.journal.head(of: Branch.main).sequence
    let answer = try desk.post(target, body)
    #expect(answer.status == status, "\(answer.body)")
    #expect(answer.body["detail"]?.string?.isEmpty == false)
    #expect(try desk.station.journal.head(of: Branch.main).sequence == head)
  }

  @Test func aReceiptTwiceChangesNothing() throws {
    let desk = try Desk()
    let body = "{\"verb\":\"receive\",\"quantity\":10,\"receipt\":\"D-1\"}"
    let first = try desk.post("/orders/O-1/event", body)
    #expect(first.status == 200)
    #expect(first.body["order"]?["state"] == "executed")
    let again = try desk.post("/orders/O-1/event", body)
    #expect(again.status == 200)
    #expect(again.body["order"]?["revision"] == first.body["order"]?["revision"])
    let other = try desk.post(
      "/orders/O-1/event", "{\"verb\":\"receive\",\"quantity\":3,\"receipt\":\"D-1\"}")
    #expect(other.status == 409)
  }

  @Test func signsTheNote() throws {
    let desk = try Desk()
    let signed = try desk.post("/handover", "{\"note\":\"quiet\"}")
    #expect(signed.status == 200)
    #expect(signed.body["handover"]?["written"]?.array?.first?["note"] == "quiet")
  }
}
