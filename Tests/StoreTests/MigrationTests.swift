import Foundation
import SalusCore
import SalusStore
import SalusTwin
import Testing

/// Journals that released versions have written, one for each format.
@Suite struct MigrationTests {
  static let released = ["0.1.0"]

  /// The released journal as a file that no test has touched.
  private func unpacked(_ version: String, to path: String) throws {
    let packed = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "journeys/journals/\(version).salus.gz").path
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/gzip")
    process.arguments = ["-dc", packed]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    try output.fileHandleForReading.readDataToEndOfFile().write(to: URL(fileURLWithPath: path))
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test(arguments: released)
  func bringsUpAReleasedJournal(version: String) throws {
    let bench = try Bench()
    try unpacked(version, to: bench.path)
    let before = try Database(bench).rows(of: "journal").count
    let journal = try bench.journal(.write)
    let found = try journal.verify()
    #expect(found.isWhole && Int(found.events) == before && before > 0, "\(found)")
    let receipt = try journal.append(
      Draft(type: "note.written", twin: ID("us"), actor: "a", source: "desk"))
    #expect(receipt.sequence == found.head.sequence + 1)
    try journal.rebuild()
    #expect(try journal.verify().isWhole)
  }

  /// A backup of an earlier version is brought up on its way back, into either store.
  @Test(arguments: released, StoreKind.here)
  func restoresAReleasedBackup(version: String, kind: StoreKind) throws {
    let (bench, other) = (try Bench(), try Bench(kind))
    let file = bench.directory + "/backup.salus"
    try unpacked(version, to: file)
    let packed = try Data(contentsOf: URL(fileURLWithPath: file))
    let found = try Store.restore(from: file, to: other.address)
    #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == packed, "left alone")
    let journal = try other.journal(.write)
    #expect(try journal.head(of: Branch.main) == found.head)
    let again = try journal.verify()
    #expect(again.isWhole && again.root == found.root && again.events == found.events)
  }
}
