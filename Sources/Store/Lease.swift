import SalusTwin
import Synchronization

/// The lead in one kind of work, held by at most one server of a bank until it is let go.
public final class Lease: Sendable {
  /// Keeps the session open whose end frees the lock; nil where the directory's lock says it all.
  private let session: Mutex<PostgresSession?>
  private let release: @Sendable () -> Void

  init(_ session: sending PostgresSession?, release: @escaping @Sendable () -> Void) {
    self.session = Mutex(session)
    self.release = release
  }

  deinit {
    release()
  }

  /// False once the database went away: another server may lead by now. Asks the database, so
  /// call it before a round of work, not in its loops.
  public var isHeld: Bool {
    session.withLock { session in
      guard let session else { return true }
      do throws(JournalError) {
        try session.queue("SELECT 1", isWanted: true)
        return try session.collect() != nil
      } catch {
        return false
      }
    }
  }
}
