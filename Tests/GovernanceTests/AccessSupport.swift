import SalusCore
import SalusGovernance
import Synchronization

/// Moments and requests that the suites share.
enum Ask {
  static let now = Instant("2026-11-20T06:00:00Z") ?? .beginning

  enum Thing {}

  static let person = ID<Thing>("urn:salus:twin:north:1")
  static let outbreak = ID<Thing>("urn:salus:twin:north:o1")

  static let lineList = AccessRequest(
    purpose: .caseInvestigation, scope: .event(outbreak), fields: ["case", "person.sex"],
    form: .pseudonymous)

  static let care = AccessRequest(
    purpose: .care, scope: .twin(person), fields: .all, form: .identified)
}

/// A log that takes nothing while it is told to be broken.
final class FailingLog: AuditLog {
  struct Full: Error, CustomStringConvertible {
    var description: String { "the disk is full" }
  }

  let inner = MemoryAuditLog()
  private let broken = Mutex(false)

  func setBroken(_ isBroken: Bool) {
    broken.withLock { $0 = isBroken }
  }

  func append(_ record: AccessRecord) throws -> Int64 {
    if broken.withLock({ $0 }) { throw Full() }
    return inner.append(record)
  }
}

extension MemoryAuditLog {
  var used: [AccessUsed] {
    records.compactMap { if case .used(let record) = $0 { record } else { nil } }
  }
}
