import FaultTrial
import FaultVFS
import FoundationEssentials
import Glibc
import SalusCore
import SalusStore
import SalusTwin
import TestSupport

/// The long form of the durability tests: `kills CYCLES [ADDRESS]` kills a writing process again and
/// again, `faults POINTS` fails one call of the disk after the other and lets the power go at them.
enum DurabilityBench {
  static func run(_ arguments: [String]) throws {
    let count = arguments.count > 1 ? Int(arguments[1]) ?? 0 : 0
    switch arguments.first {
    case "kills" where count > 0:
      try kill(count, arguments.count > 2 ? arguments[2] : nil)
    case "faults" where count > 0: try fault(count)
    default:
      print("usage: salus-bench durability kills CYCLES [ADDRESS] | faults POINTS")
    }
  }

  // MARK: - Kills

  private static func kill(_ cycles: Int, _ address: String?) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/salus-durability"
    if address == nil { try? FileManager.default.removeItem(atPath: folder) }
    let store = try StoreAddress(address ?? folder)
    var dice: UInt64 = 2026
    var acknowledged: [Int: Int64] = [:]
    var failures = 0
    let clock = ContinuousClock()
    let start = clock.now
    for cycle in 1...cycles {
      let lines = acknowledged.count % 200 + draw(&dice, 12) + 1
      // A new life every 200 batches keeps the repeats that begin each cycle few.
      let first = acknowledged.count / 200 * 200 + 1
      let run = try KilledProcess(
        KilledProcess.built("journal-writer"),
        [address ?? folder, "100000", "20", "\(first)"], killAfter: lines,
        delay: UInt32(draw(&dice, 4_000)))
      for line in run.lines {
        let words = line.split(separator: " ")
        guard words.count == 3, let batch = Int(words[0]), let sequence = Int64(words[1]) else {
          print("cycle \(cycle): the writer said '\(line)'")
          failures += 1
          continue
        }
        if let known = acknowledged[batch], known != sequence {
          print("cycle \(cycle): batch \(batch) at \(known) and at \(sequence)")
          failures += 1
        }
        acknowledged[batch] = sequence
      }
      if cycle % 100 == 0 || cycle == cycles {
        failures += try judge(store, acknowledged, cycle)
      }
    }
    let spent = clock.now - start
    print(
      "\(cycles) kills, \(acknowledged.count) batches acknowledged, \(failures) lost, doubled or"
        + " broken, \(spent)")
    if address == nil { try? FileManager.default.removeItem(atPath: folder) }
    guard failures == 0 else { throw BenchError.lost }
  }

  private static func judge(_ store: StoreAddress, _ acknowledged: [Int: Int64], _ cycle: Int)
    throws -> Int
  {
    let journal = try Store.open(store, mode: .read)
    let found = try journal.verify()
    var failures = 0
    if !found.isWhole {
      print("cycle \(cycle): \(found)")
      failures += 1
    }
    let events = try journal.events(EventQuery())
    let keyed = Dictionary(
      events.map { ($0.key ?? "", $0.sequence) }, uniquingKeysWith: { first, _ in first })
    if keyed.count != events.count {
      print("cycle \(cycle): \(events.count - keyed.count) batches are doubled")
      failures += 1
    }
    for (batch, sequence) in acknowledged where keyed["\(batch)"] != sequence {
      print("cycle \(cycle): batch \(batch) at \(sequence) is lost")
      failures += 1
    }
    return failures
  }

  private static func draw(_ state: inout UInt64, _ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }

  // MARK: - Faults

  private static let kinds: [(kind: fault_kind, name: String)] = [
    (fault_once, "one call fails"), (fault_for_ever, "all calls fail from one on"),
    (fault_full, "no space for one write"), (fault_short, "half of a write arrives"),
    (fault_sync, "one synchronisation fails"),
  ]

  private static func fault(_ points: Int) throws {
    var total = 0
    var acknowledged = 0
    var failures: [String] = []
    func count(_ trial: FaultTrial, _ name: String) {
      print("\(name): \(trial.points) points, \(trial.faults.count) lost, doubled or broken")
      total += trial.points
      acknowledged += trial.acknowledged
      failures += trial.faults
    }
    for (kind, name) in kinds {
      var trial = FaultTrial(folder: FaultTrial.memory)
      var call = 1
      while try trial.fail(kind, at: call) { call += 1 }
      count(trial, name)
    }
    var seed: UInt64 = 1
    var power = FaultTrial(folder: FaultTrial.memory)
    while total + power.points < points {
      var call = 1
      while total + power.points < points,
        try power.cutPower(at: call, seed: seed &* 1_000_003 &+ UInt64(call))
      {
        call += 1
      }
      seed += 1
      print("the power goes: \(power.points) points, \(power.faults.count) lost, doubled or broken")
      fflush(nil)
    }
    count(power, "the power goes (\(seed - 1) ways to lose what was not synchronised)")
    for failure in failures.prefix(20) { print(failure) }
    print(
      "\(total) fault points, \(acknowledged) appends acknowledged, \(failures.count) lost,"
        + " doubled or broken")
    guard failures.isEmpty else { throw BenchError.lost }
  }
}
