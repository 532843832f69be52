import Foundation
import SalusAct
import SalusCore
import SalusSense
import SalusStore
import SalusTwin
import Synchronization
import Testing

@testable import SalusOperate

/// A town with one watched folder, a column map, and a clock that the test moves.
private final class Town: Sendable {
  let path: String
  let station: Station

  init() throws {
    path = NSTemporaryDirectory() + "salus-feeds-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: path + "/inbox", withIntermediateDirectories: true)
    let start = try #require(Instant("2026-03-01T08:00:00Z"))
    let time = Clock()
    time.moment.withLock { $0 = start }
    self.time = time
    station = try Station(
      directory: path + "/data", mode: .create, actor: "test", clock: { time.now })
    let map = """
      {signal: {id: "cases", title: "Cases", unit: "{cases}/d", period: "day", measure: "count"},
       place: {column: "place"}, date: {column: "date"}, value: "n"}
      """
    try Data(map.utf8).write(to: URL(filePath: path + "/map.json5"))
    let places = ["d1", "d2", "d3", "d4", "d5"].map { id in
      PlaceRegistered(
        Place(id: ID(id), name: id.uppercased(), level: .district, parent: ID("top"))
      ).draft(actor: "test", source: "test")
    }
    let top = PlaceRegistered(Place(id: ID("top"), name: "Top", level: .region))
      .draft(actor: "test", source: "test")
    _ = try station.journal.append([top] + places, expecting: [], on: Branch.main)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  private let time: Clock

  /// The wall clock, one microsecond on at each look.
  private final class Clock: Sendable {
    let moment = Mutex(Instant.beginning)
    var now: Instant {
      moment.withLock {
        $0 = $0 + 1e-6
        return $0
      }
    }
  }

  func move(to text: String) throws {
    let moment = try #require(Instant(text))
    time.moment.withLock { $0 = moment }
  }

  var now: Instant { time.now }

  func desk(_ change: (inout WatchSettings) -> Void = { _ in }) throws -> FeedDesk {
    var watch = WatchSettings(pattern: path + "/inbox/*.csv", isAtomic: true)
    change(&watch)
    let feed = FeedSettings(
      name: "cases", link: .watch(watch), map: path + "/map.json5",
      due: .daily(second: 10 * 3600))
    return try FeedDesk(station: station, feeds: [feed], loopTime: { [self] in now })
  }

  func put(_ name: String, day: String, _ places: Int = 5) throws {
    let rows = (1...places).map { "d\($0),\(day),\($0)" }
    let text = (["place,date,n"] + rows).joined(separator: "\n") + "\n"
    try Data(text.utf8).write(to: URL(filePath: path + "/inbox/" + name))
  }

  func names(_ folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path + "/inbox/" + folder)) ?? [])
      .sorted()
  }

  var head: Int64 {
    get throws { try station.journal.head(of: Branch.main).sequence }
  }
}

@Suite struct FeedDeskTests {
  @Test func filesAreTakenOnceAndKept() throws {
    let town = try Town()
    let desk = try town.desk()
    try town.put("a.csv", day: "2026-02-28")
    let results = desk.takeFiles()
    #expect(results.count == 1)
    guard case .taken(let report, nil) = results.first?.outcome else {
      Issue.record("not taken: \(results)")
      return
    }
    #expect(report.accepted == 5)
    #expect(town.names("archive") == ["a.csv"])
    let head = try town.head
    #expect(desk.takeFiles().isEmpty)
    try town.put("a.csv", day: "2026-02-28")
    #expect(
      desk.takeFiles().map(\.words) == [
        "cases: a.csv holds the same as before; nothing was written"
      ])
    #expect(town.names("archive") == ["a.2.csv", "a.csv"])
    #expect(try town.head == head)
  }

  @Test func onlyChangesOfStateAreEvents() throws {
    let town = try Town()
    let desk = try town.desk()
    try desk.runner("cases").begin()
    #expect(try desk.review(at: town.now).isEmpty)
    try town.move(to: "2026-03-01T10:00:00Z")
    #expect(try desk.review(at: town.now).map(\.state) == [.late])
    let head = try town.head
    try town.move(to: "2026-03-02T10:00:00Z")
    #expect(try desk.review(at: town.now).isEmpty)
    #expect(try town.head == head)
    try town.move(to: "2026-03-03T10:00:00Z")
    #expect(try desk.review(at: town.now).map(\.state) == [.silent])
    #expect(try FeedStandings(town.station.journal).troubled.map(\.feed) == ["cases"])
    try town.move(to: "2026-03-04T09:00:00Z")
    try town.put("b.csv", day: "2026-03-03")
    desk.takeFiles()
    #expect(try desk.review(at: town.now).map(\.state) == [.back])
    #expect(try FeedStandings(town.station.journal).troubled.isEmpty)
    // Another desk, as after a restart, finds nothing to add.
    let after = try town.head
    #expect(try town.desk().review(at: town.now).isEmpty)
    #expect(try town.head == after)
  }

  @Test func aRefusedFileIsTroubleUntilAGoodOneComes() throws {
    let town = try Town()
    let desk = try town.desk()
    try Data("other,columns\n1,2\n".utf8).write(to: URL(filePath: town.path + "/inbox/x.csv"))
    #expect(desk.takeFiles().first?.exitCode == 6)
    #expect(town.names("quarantine") == ["x.csv", "x.csv.reason.txt"])
    #expect(try desk.review(at: town.now).map(\.state) == [.failing])
    try town.put("y.csv", day: "2026-02-28")
    desk.takeFiles()
    #expect(try desk.review(at: town.now).map(\.state) == [.back])
  }

  /// A server whose error page changes at every fetch does not fill the disk.
  @Test func refusedDocumentsMakeRoom() throws {
    let town = try Town()
    let pull = PullSettings(url: "file://\(town.path)/page.csv", keep: 2)
    let feed = FeedSettings(name: "calls", link: .pull(pull), map: town.path + "/map.json5")
    let desk = try FeedDesk(station: town.station, feeds: [feed], loopTime: { town.now })
    for number in 0..<6 {
      try Data("error,page\n\(number),x\n".utf8).write(to: URL(filePath: town.path + "/page.csv"))
      #expect(try desk.pull("calls").exitCode == 6)
    }
    let kept = try FileManager.default.contentsOfDirectory(
      atPath: town.path + "/data/feeds/calls/quarantine")
    #expect(kept.count == 4)
    #expect(kept.count { $0.hasSuffix(".reason.txt") } == 2)
    #expect(try desk.current().refusals(of: "calls").count == 6)
  }

  @Test func aFileMayClaimAnyTimeOfWriting() throws {
    let town = try Town()
    try town.put("a.csv", day: "2026-02-28")
    let times = [
      timespec(tv_sec: 0, tv_nsec: 0), timespec(tv_sec: Int.max / 1000, tv_nsec: 0),
    ]
    _ = utimensat(AT_FDCWD, town.path + "/inbox/a.csv", times, 0)
    #expect(try town.desk().takeFiles().count == 1)
  }

  @Test func aPausedFeedWaits() throws {
    let town = try Town()
    let desk = try town.desk()
    try desk.setPaused("cases", true, actor: "test")
    let head = try town.head
    try desk.setPaused("cases", true, actor: "test")
    #expect(try town.head == head)
    try town.put("a.csv", day: "2026-02-28")
    #expect(desk.takeFiles().isEmpty)
    try town.move(to: "2026-03-05T10:00:00Z")
    #expect(try desk.review(at: town.now).isEmpty)
    #expect(throws: FeedError.paused("cases")) { try desk.work("cases") }
    try desk.setPaused("cases", false, actor: "test")
    #expect(desk.takeFiles().count == 1)
  }

  @Test func theMatrixShowsEachDayAsItWas() throws {
    let town = try Town()
    let desk = try town.desk()
    try desk.runner("cases").begin()
    let days = [
      ("2026-03-01T09:00:00Z", 5), ("2026-03-02T09:00:00Z", 5), ("2026-03-03T13:00:00Z", 5),
      ("2026-03-05T09:00:00Z", 5), ("2026-03-06T09:00:00Z", 2),
    ]
    for (index, (moment, places)) in days.enumerated() {
      try town.move(to: moment)
      try town.put("\(index).csv", day: "2026-02-0\(index + 1)", places)
      desk.takeFiles()
    }
    try town.move(to: "2026-03-06T12:00:00Z")
    let runner = try desk.runner("cases")
    let matrix = FeedMatrix(runner, try desk.current(), runner.memory(), at: town.now)
    #expect(matrix.cells.count == 28)
    #expect(
      matrix.cells.suffix(7).map(\.state)
        == [.none, .good, .good, .late, .missing, .good, .partial])
    #expect(matrix.cells.suffix(6).map(\.rows) == [5, 5, 5, 0, 5, 2])
    #expect(
      try desk.list(at: town.now).first?.words
        == "the newest report is about 2 places; usually there are 5")
  }

  @Test func aBrokenMemoryIsAFeedWithoutAPast() throws {
    let town = try Town()
    let folder = town.path + "/data/feeds"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for text in ["", "{", "[]", "{\"since\":5,\"finished\":[{}],\"failures\":-1e99}"] {
      try Data(text.utf8).write(to: URL(filePath: folder + "/cases.json"))
      #expect(try town.desk().list(at: town.now).first?.state == "waiting")
    }
  }
}

@Suite struct TriangleTests {
  private func row(_ twin: String, _ date: String, known: String, _ value: Double?) -> Observation {
    Observation(
      twin: ID(twin), signal: ID("cases"),
      valid: Instant(startOf: CivilDate(date) ?? .first),
      known: Instant(startOf: CivilDate(known) ?? .first), value: value)
  }

  @Test func sumsWhatWasKnownAtEachAge() throws {
    let dates = try ["2026-01-01", "2026-01-02"].map { try #require(CivilDate($0)) }
    let triangle = Triangle(
      [
        row("a", "2026-01-01", known: "2026-01-01", 1),
        row("a", "2026-01-01", known: "2026-01-03", 4),
        row("a", "2026-01-02", known: "2026-01-03", 2),
        row("b", "2026-01-01", known: "2026-01-02", 10),
      ], dates: dates, delays: [0, 1, 2])
    #expect(triangle.counts == [[1, 11, 14], [nil, 2, nil]])
  }

  @Test func partsAreTheNearestThatReport() {
    let places = Places([
      Place(id: ID("t"), name: "T", level: .region),
      Place(id: ID("d"), name: "D", level: .district, parent: ID("t")),
      Place(id: ID("e"), name: "E", level: .district, parent: ID("t")),
      Place(id: ID("w"), name: "W", level: .ward, parent: ID("d")),
    ])
    let top = Place(id: ID("t"), name: "T", level: .region)
    #expect(
      Triangle.parts(of: top, among: [ID("d"), ID("w"), ID("e")], in: places) == [ID("d"), ID("e")])
    #expect(Triangle.parts(of: top, among: [ID("w")], in: places) == [ID("w")])
    #expect(Triangle.parts(of: top, among: [ID("t"), ID("w")], in: places) == [ID("t")])
  }
}
