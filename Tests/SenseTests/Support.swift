import Foundation
import SalusCore
import SalusStore
import SalusTwin
import Synchronization

@testable import SalusSense

/// Data that stands beside the repository on some machines.
enum SharedData {
  static let root: String = {
    if let path = ProcessInfo.processInfo.environment["SALUS_SHARED_DATA"] { return path }
    let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return package.deletingLastPathComponent().appending(path: "shared/data").path
  }()

  static func path(_ name: String) -> String { root + "/" + name }
  static func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }
}

/// A folder that goes when it is no longer needed.
final class Folder {
  let path: String

  init() throws {
    // Memory where there is some: every commit waits for the disk otherwise.
    let memory = "/dev/shm"
    let root =
      access(memory, W_OK) == 0
      ? URL(filePath: memory) : FileManager.default.temporaryDirectory
    let url = root.appending(path: "salus-sense-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, as name: String = "feed.csv") throws -> String {
    try write(Array(text.utf8), as: name)
  }

  func write(_ bytes: [UInt8], as name: String = "feed.csv") throws -> String {
    let file = path + "/" + name
    try Data(bytes).write(to: URL(filePath: file))
    return file
  }

  func journal() throws -> SQLiteJournal {
    try Store.open(directory: path + "/bank", mode: .create)
  }
}

/// A journal whose appends fail after a number of them, as if the process had ended.
final class FailingJournal: Journal {
  private let inner: any Journal
  private let left: Mutex<Int>

  init(_ inner: any Journal, after appends: Int) {
    self.inner = inner
    left = Mutex(appends)
  }

  func append(_ drafts: [Draft], expecting: [Condition], on branch: ID<Branch>)
    throws(JournalError) -> [Receipt]
  {
    let isOpen = left.withLock { count in
      count -= 1
      return count >= 0
    }
    guard isOpen else { throw .failed("cut off") }
    return try inner.append(drafts, expecting: expecting, on: branch)
  }

  func events(_ query: EventQuery) throws(JournalError) -> [Event] { try inner.events(query) }

  func observations(_ query: ObservationQuery, at view: View) throws(JournalError)
    -> [StoredObservation]
  { try inner.observations(query, at: view) }

  func vintages(_ query: ObservationQuery, at view: View) throws(JournalError)
    -> [StoredObservation]
  { try inner.vintages(query, at: view) }

  func latestSequence(of signal: ID<Signal>, at view: View) throws(JournalError) -> Int64 {
    try inner.latestSequence(of: signal, at: view)
  }

  func head(of branch: ID<Branch>) throws(JournalError) -> Head { try inner.head(of: branch) }
  func onCommit(_ body: @escaping @Sendable (Head) -> Void) { inner.onCommit(body) }
}

let twoStates = [
  Place(id: ID("us"), name: "United States", level: .nation, codes: ["fips": "US"]),
  Place(
    id: ID("us-01"), name: "Alabama", level: .state, parent: ID("us"), population: 5_108_468,
    codes: ["fips": "01", "postal": "AL"]),
  Place(
    id: ID("us-02"), name: "Alaska", level: .state, parent: ID("us"), population: 733_406,
    codes: ["fips": "02", "postal": "AK"]),
]

func day(_ text: String) -> CivilDate { CivilDate(text) ?? .first }

let today = Instant(startOf: day("2024-06-01"))

func request(
  _ path: String, _ format: ImportFormat = .hubVintages, signal: String = "flu-admissions",
  known: ImportRequest.Known = .now(today), isDryRun: Bool = false
) -> ImportRequest {
  ImportRequest(
    path: path, format: format, signal: ID(signal), places: twoStates, known: known,
    actor: "tester", isDryRun: isDryRun)
}

func table(_ text: String) throws -> CSVTable {
  try CSVTable(bytes: Array(text.utf8), name: "t.csv")
}
