import Foundation
import SalusCore
import SalusStore
import SalusTwin
import Synchronization

/// A data directory of one test, gone with it.
final class Bench: Sendable {
  let directory: String
  private let clock: TickingClock

  init() throws {
    directory = NSTemporaryDirectory() + "salus-store-" + UUID().uuidString
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true)
    clock = TickingClock()
  }

  deinit {
    try? FileManager.default.removeItem(atPath: directory)
  }

  var path: String { directory + "/journal.sqlite" }

  func journal(_ mode: Store.Mode = .create) throws(JournalError) -> SQLiteJournal {
    let clock = clock
    return try Store.open(directory: directory, mode: mode) { clock.tick() }
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
