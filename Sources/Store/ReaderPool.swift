import SalusTwin
import Synchronization

/// Connections that wait for the next reading.
final class ReaderPool: Sendable {
  private let idle: Mutex<[ReaderLease]>

  /// Connections that are kept open; more are opened under load and closed after it.
  private static let kept = 4

  init(_ first: sending Reader) {
    idle = Mutex([ReaderLease(first)])
  }

  /// A connection for the caller alone until it is given back.
  func take(orMake make: () throws(JournalError) -> Reader) throws(JournalError) -> ReaderLease {
    if let lease = idle.withLock({ $0.popLast() }) { return lease }
    return ReaderLease(try make())
  }

  /// Closes the connections that nobody uses.
  func close() {
    idle.withLock { $0.removeAll() }
  }

  /// A connection that was lost is closed instead.
  func give(_ lease: ReaderLease) {
    if case .postgres(let session) = lease.reader.connection.backing, session.isLost { return }
    idle.withLock { idle in
      if idle.count < ReaderPool.kept { idle.append(lease) }
    }
  }
}

/// A reader on its way between the pool and its one user.
///
/// Unchecked because a reader is no Sendable; the pool hands each to one thread at a time, and
/// its lock orders one use before the next.
final class ReaderLease: @unchecked Sendable {
  let reader: Reader

  init(_ reader: Reader) {
    self.reader = reader
  }
}
