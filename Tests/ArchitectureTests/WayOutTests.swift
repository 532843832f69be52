import Foundation
import Testing

/// What leaves for the world takes a `MainLine` and an `OutgoingCommand`. The compiler lets nobody
/// but the store make one, as long as their makers stay internal to it; this holds the sources to
/// that.
@Suite struct WayOutTests {
  static let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")

  static func files() throws -> [(path: String, text: String)] {
    let walk = try #require(
      FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
    var found: [(path: String, text: String)] = []
    for case let file as URL in walk where file.pathExtension == "swift" {
      let path = String(file.path.dropFirst(sources.path.count + 1))
      found.append((path, try String(contentsOf: file, encoding: .utf8)))
    }
    return found
  }

  @Test func isMadeByTheStoreAlone() throws {
    let files = try Self.files()
    let home = try #require(files.first { $0.path == "Store/MainLine.swift" }).text
    #expect(home.contains("struct MainLine") && home.contains("struct OutgoingCommand"))
    #expect(!home.contains("public init(_ outbox"))
    #expect(!home.contains("public init(_ command: Command,"))
    #expect(home.contains("func send(_ command: OutgoingCommand, over line: MainLine"))
    for (path, text) in files where !path.hasPrefix("Store/") {
      #expect(!text.contains("MainLine("), "\(path) makes a way out")
      #expect(!text.contains("OutgoingCommand("), "\(path) makes a command that leaves")
      // An extension could bring a maker of its own.
      #expect(!text.contains("extension MainLine"), "\(path) widens the way out")
    }
  }

  /// Rows reach the outbox at one place, and that asks for the main line.
  @Test func isFilledOnTheMainLineAlone() throws {
    let files = try Self.files()
    let writers = files.filter { $0.text.contains("INSERT INTO outbox") }.map(\.path)
    #expect(writers == ["Store/OutboxRow.swift"])
    let callers = files.filter { $0.text.contains("OutboxRow.follow") }
    #expect(callers.count == 1)
    for (path, text) in callers {
      let lines = text.split(separator: "\n").filter { $0.contains("OutboxRow.follow") }
      #expect(lines.allSatisfy { $0.contains("== Branch.main") }, "\(path)")
    }
  }
}
