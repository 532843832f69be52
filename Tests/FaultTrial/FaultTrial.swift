import FaultVFS
import Foundation
import SalusCore
import SalusStore
import SalusTwin

/// Drives a journal through a few commits while its disk fails, and judges what is left.
public struct FaultTrial {
  /// Fault points that were reached.
  public private(set) var points = 0
  /// What was lost, doubled or broken; empty is what everybody hopes for.
  public private(set) var faults: [String] = []
  /// Appends that were acknowledged.
  public private(set) var acknowledged = 0
  private let folder: String
  private let batches: Int

  /// Memory where the system has a file system in it, since a simulated loss of power needs no disk.
  public static let memory =
    FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()

  /// - Parameters:
  ///   - folder: in which a data directory is made for each point.
  ///   - batches: commits of one run.
  public init(folder: String, batches: Int = 5) {
    self.folder = folder
    self.batches = batches
    fault_install()
  }

  /// One run in which a call fails; false where the run ended before that call.
  public mutating func fail(_ kind: fault_kind, at call: Int) throws -> Bool {
    let directory = fresh()
    defer { remove(directory) }
    fault_watch(directory)
    fault_plan(kind, call)
    let known = work(in: directory)
    let isReached = fault_happened()
    fault_plan(fault_none, 0)
    if isReached { points += 1 }
    judge(directory, known, "\(kind.rawValue) at \(call)")
    // What failed can be sent again by its key.
    let again = work(in: directory)
    if again.count != batches { faults.append("\(kind.rawValue) at \(call): does not recover") }
    judge(directory, known.merging(again) { first, _ in first }, "again after \(call)")
    return isReached
  }

  /// One run in which the power goes at a call; false where the run ended before it.
  public mutating func cutPower(at call: Int, seed: UInt64) throws -> Bool {
    let directory = fresh()
    defer { remove(directory) }
    // The journal's birth is by rename, which is not the layer's to lose.
    do { _ = try Store.open(directory: directory, mode: .create) }
    fault_watch(directory)
    fault_plan(fault_power, call)
    let known = work(in: directory)
    let isReached = fault_happened()
    if isReached { points += 1 }
    fault_restore(seed)
    try? FileManager.default.removeItem(atPath: directory + "/journal.sqlite-shm")
    fault_plan(fault_none, 0)
    judge(directory, known, "power at \(call), seed \(seed)")
    let again = work(in: directory)
    judge(directory, known.merging(again) { first, _ in first }, "again after power at \(call)")
    return isReached
  }

  /// Sends numbered batches and gives the sequences of those that were acknowledged.
  private mutating func work(in directory: String) -> [Int: Int64] {
    var known: [Int: Int64] = [:]
    guard
      let journal = try? Store.open(
        directory: directory, mode: .create, clock: { Instant(microseconds: 1_700_000_000_000_000) }
      )
    else { return known }
    for batch in 1...batches {
      if let receipt = try? journal.append(draft(batch)) {
        known[batch] = receipt.sequence
        acknowledged += 1
      }
      // Reading goes on, or fails with an error, but never with a wrong answer.
      if let events = try? journal.events(EventQuery()) {
        let keys = Set(events.compactMap(\.key))
        for number in known.keys where !keys.contains("\(number)") {
          faults.append("batch \(number) was acknowledged and cannot be read")
        }
      }
    }
    return known
  }

  private func draft(_ batch: Int) -> Draft {
    let rows = (0..<40).map { row in
      Observation(
        twin: ID("place-\(row % 7)"), signal: ID("faults"),
        valid: Instant(startOf: CivilDate(days: 19_000 + row)),
        known: Instant(startOf: CivilDate(days: 19_100 + batch)), value: Double(batch * row))
    }
    return Draft(
      type: "observations.recorded", twin: ID("signal:faults"),
      payload: ["text": .string(String(repeating: "x", count: 900 * batch))], actor: "trial",
      source: "trial", key: "\(batch)", observations: rows)
  }

  private mutating func judge(_ directory: String, _ known: [Int: Int64], _ point: String) {
    do {
      let journal = try Store.open(directory: directory, mode: .create)
      let found = try journal.verify()
      if !found.isWhole { faults.append("\(point): \(found)") }
      let events = try journal.events(EventQuery())
      let keys = events.compactMap(\.key)
      if Set(keys).count != keys.count { faults.append("\(point): doubled in \(keys)") }
      for (batch, sequence) in known
      where !events.contains(where: { $0.key == "\(batch)" && $0.sequence == sequence }) {
        faults.append("\(point): batch \(batch) at \(sequence) is lost")
      }
    } catch {
      faults.append("\(point): \(error)")
    }
  }

  private func fresh() -> String {
    let directory = folder + "/salus-fault-" + UUID().uuidString
    try? FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true)
    return directory
  }

  private func remove(_ directory: String) {
    try? FileManager.default.removeItem(atPath: directory)
  }
}
