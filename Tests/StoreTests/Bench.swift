import Foundation
import SalusCore
import SalusStore
import SalusTwin
import Synchronization
import TestSupport
import Testing

/// The databases on which the journal's protocol is tested.
enum StoreKind: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case sqlite
  case postgres

  /// Those that are installed here.
  static let here: [StoreKind] = Cluster.shared == nil ? [.sqlite] : allCases

  var testDescription: String { rawValue }
}

/// A data directory or a database schema of one test, gone with it.
final class Bench: Sendable {
  let kind: StoreKind
  /// For files of the test; the data directory where the journal is a file.
  let directory: String
  let address: StoreAddress
  private let clock: TickingClock

  init(_ kind: StoreKind = .sqlite) throws {
    self.kind = kind
    let name = UUID().uuidString
    directory = NSTemporaryDirectory() + "salus-store-" + name
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true)
    switch kind {
    case .sqlite: address = .directory(directory)
    case .postgres:
      let schema = "t" + name.lowercased().filter { $0 != "-" }
      let database = Cluster.shared?.address ?? "postgres:///none?host=none"
      address = try StoreAddress("\(database)&schema=\(schema)")
    }
    clock = TickingClock()
  }

  deinit {
    try? FileManager.default.removeItem(atPath: directory)
    if case .postgres(let database) = address {
      _ = try? Database(database).run("DROP SCHEMA IF EXISTS \(database.schema) CASCADE")
    }
  }

  /// The journal's file.
  var path: String { directory + "/journal.sqlite" }

  /// How this process is named to others whom it keeps out.
  var holder: String {
    let command = (try? String(contentsOfFile: "/proc/self/comm", encoding: .utf8)) ?? ""
    return "number \(getpid()) (\(command.filter { $0 != "\n" }))"
  }

  /// As the command line takes it.
  var spoken: String {
    switch address {
    case .directory(let path): path
    case .postgres(let database):
      "\(Cluster.shared?.address ?? "")&schema=\(database.schema)"
    }
  }

  func journal(_ mode: Store.Mode = .create, patience: Double? = nil) throws(JournalError)
    -> StoredJournal
  {
    let clock = clock
    return try Store.open(address, mode: mode, patience: patience) { clock.tick() }
  }
}

/// A clock that the test owns: one second a look.
final class TickingClock: Sendable {
  private let seconds = Mutex(0.0)

  func tick() -> Instant {
    seconds.withLock { seconds in
      seconds += 1
      return Instant(microseconds: 1_700_000_000_000_000) + seconds
    }
  }
}

let flu = ID<Signal>("flu-admissions")

func day(_ text: String) -> CivilDate { CivilDate(text) ?? .first }

/// A weekly value published some days after the date that names the week.
func value(
  _ value: Double?, at place: String = "us-al", on date: String, known: String,
  stratum: String = ""
) -> Observation {
  Observation(
    twin: ID(place), signal: flu, stratum: stratum, valid: Instant(startOf: day(date)),
    known: Instant(startOf: day(known)), value: value)
}

func report(
  _ observations: [Observation], source: String = "hub", key: String? = nil,
  retracts: [Int64] = []
) -> Draft {
  Draft(
    type: "observations.recorded", twin: ID("signal:flu-admissions"),
    payload: ["rows": .integer(Int64(observations.count))], actor: "test", source: source,
    key: key, observations: observations, retracts: retracts)
}

extension Bench {
  /// The shared server's address as libpq takes it.
  static var server: String { Cluster.shared?.address ?? "" }
}
