import SalusCore
import Synchronization

/// Where records of access are kept: every permission given, refused, used and ended becomes an
/// event of the bank's journal, and with it a leaf of the tamper-evident tree.
///
/// Any thread may call. When a call returns, the record is durable.
public protocol AuditLog: Sendable {
  /// Appends the record and returns the sequence of its event.
  func append(_ record: AccessRecord) throws -> Int64
}

/// An audit log that forgets when the process ends: for tests and for tools without a journal.
public final class MemoryAuditLog: AuditLog {
  private let kept = Mutex<[AccessRecord]>([])

  public init() {}

  public func append(_ record: AccessRecord) -> Int64 {
    kept.withLock {
      $0.append(record)
      return Int64($0.count)
    }
  }

  /// In the order of their sequence, which begins with 1.
  public var records: [AccessRecord] { kept.withLock { $0 } }
}
