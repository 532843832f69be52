import Foundation
import SalusCore
import SalusNumerics
import SalusStore
import SalusTwin
import Testing

@testable import SalusExample

@Suite struct InstallTests {
  /// A fresh data directory that is gone afterwards.
  static func inDirectory(_ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.path + "/example-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  static func vintages(_ journal: any Journal) throws -> [Observation] {
    try ExampleSignals.all.flatMap {
      try journal.vintages(ObservationQuery(signal: $0.id), at: View(.latest)).map(\.observation)
    }
  }

  @Test func goesOnFromDayToDay() throws {
    try Self.inDirectory { path in
      let journal = try Store.open(directory: path + "/a", mode: .create)
      let files = path + "/files-a"
      let first = try ExampleRegion.install(into: journal, through: 1, directory: files)
      #expect(first.read == first.accepted && first.read > 5000)
      let next = try ExampleRegion.install(into: journal, through: 2, directory: files)
      #expect(next.read == next.accepted && next.read > 0)
      #expect(try ExampleRegion.day(in: journal) == 2)

      let atOnce = try Store.open(directory: path + "/b", mode: .create)
      var days: [Int] = []
      _ = try ExampleRegion.install(
        into: atOnce, through: 2, directory: path + "/files-b", progress: { days.append($0.day) })
      #expect(days == [0, 1, 2])
      #expect(try Self.vintages(journal) == Self.vintages(atOnce))
      #expect(try Self.tree(files) == Self.tree(path + "/files-b"))
      try Self.expectReportsOnly(atOnce, files: path + "/files-b")

      // Tables came on their days, or a feed that owes one a day would look silent ever since.
      let came = try journal.events(
        EventQuery(types: ["import.started"], source: Feed.feverCalls.source)
      ).compactMap { $0.payload["known"]?.string.flatMap { Instant($0) } }
      #expect(came == (0...2).map(ExampleCalendar.moment))

      let head = try journal.head(of: Branch.main)
      let again = try ExampleRegion.install(into: journal, through: 1, directory: files)
      #expect(again.read == 0 && again.day == 2)
      #expect(try journal.head(of: Branch.main) == head)
    }
  }

  /// Reference data and imports, and nothing of the truth.
  private static func expectReportsOnly(_ journal: any Journal, files: String) throws {
    let world = try World(journal, asOf: .latest)
    #expect(world.signals.map(\.id) == ExampleSignals.all.map(\.id).sorted { $0.text < $1.text })
    #expect(world.places.all.count == 445)
    let panel = try #require(try world.panel(ExampleSignals.feverCalls.id))
    #expect(panel.places.count == 420)
    #expect(panel.dates.first == ExampleCalendar.dayZero)
    let types = Set(try journal.events(EventQuery()).map(\.type))
    #expect(types.contains("place.boundary") && types.contains("region.line"))
    #expect(!types.contains { $0.contains("truth") || $0.contains("quarantine") })
    let truth = try String(contentsOfFile: files + "/truth.csv", encoding: .utf8)
    #expect(truth.split(separator: "\n").count == 1 + 3 * 421)
  }

  @Test func refusesAnotherSeedAndImpossibleDays() throws {
    try Self.inDirectory { path in
      let journal = try Store.open(directory: path, mode: .create)
      for day in [-1, 1_001] {
        #expect(throws: ExampleError.day(day)) {
          try ExampleRegion.install(into: journal, through: day, directory: path + "/x")
        }
      }
      #expect(try ExampleRegion.day(in: journal) == nil)
      #expect(try journal.head(of: Branch.main).sequence == 0)
      _ = try journal.append(
        Draft(
          type: ExampleRegion.advanced, twin: ID("averlyn"), payload: ["seed": "1", "day": 30],
          actor: ExampleRegion.actor, source: ExampleRegion.source))
      #expect(throws: ExampleError.otherSeed(found: "1", asked: 2)) {
        try ExampleRegion.install(into: journal, seed: 2, through: 40, directory: path + "/x")
      }
    }
  }

  @Test func saysWhichFileCannotBeWritten() throws {
    try Self.inDirectory { path in
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true)
      try Data("no folder".utf8).write(to: URL(fileURLWithPath: path + "/file"))
      let journal = try Store.open(directory: path + "/data", mode: .create)
      let error = #expect(throws: ExampleError.self) {
        try ExampleRegion.install(into: journal, through: 0, directory: path + "/file")
      }
      #expect(error?.description.contains("/file/maps/cases.map.json5") == true)
    }
  }

  /// Every file below a folder with its bytes.
  private static func tree(_ path: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in FileManager.default.enumerator(atPath: path) ?? .init() {
      guard let name = name as? String, name.hasSuffix(".csv") else { continue }
      files[name] = try Data(contentsOf: URL(fileURLWithPath: path + "/" + name))
    }
    return files
  }
}
