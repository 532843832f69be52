import FaultTrial
import FaultVFS
import Foundation
import SalusCore
import SalusStore
import SalusTwin
import TestSupport
import Testing

/// A disk that fails at any call, and a power that goes at any call. The long form of these runs is
/// `salus-bench durability`.
@Suite(.serialized) struct FaultTests {
  /// One call at a time goes wrong, then the next one, until a run sees no fault.
  @Test(arguments: [fault_once, fault_for_ever, fault_full, fault_short, fault_sync])
  func losesAndDoublesNothingWhenACallFails(kind: fault_kind) throws {
    var trial = FaultTrial(folder: FaultTrial.memory)
    // Of the many calls every seventh; each run of the suite at the same ones.
    let step = kind == fault_sync ? 1 : 7
    for call in stride(from: 1, to: 100_000, by: step) {
      guard try trial.fail(kind, at: call) else { break }
    }
    #expect(trial.points > 5 && trial.faults == [], "\(trial.points) points")
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func losesAndDoublesNothingWhenThePowerGoes(seed: UInt64) throws {
    var trial = FaultTrial(folder: FaultTrial.memory)
    for call in stride(from: Int(seed), to: 100_000, by: 11) {
      guard try trial.cutPower(at: call, seed: seed &* 1_000_003 &+ UInt64(call)) else { break }
    }
    #expect(trial.points > 5 && trial.faults == [], "\(trial.points) points")
  }
}
