import SalusCore
import SalusGovernance

/// A journal in which nothing has happened and nothing can: what a dry run reads where there is no
/// data directory yet.
public struct EmptyJournal: Journal {
  public init() {}

  /// Always throws `readOnly`.
  public func append(_ drafts: [Draft], expecting: [Condition], on branch: ID<Branch>)
    throws(JournalError) -> [Receipt]
  {
    throw .readOnly(path: "(none)")
  }

  public func events(_ query: EventQuery) throws(JournalError) -> [Event] { [] }

  public func observations(_ query: ObservationQuery, at view: View)
    throws(JournalError) -> [StoredObservation]
  {
    []
  }

  public func vintages(_ query: ObservationQuery, at view: View) throws(JournalError)
    -> [StoredObservation]
  {
    []
  }

  public func latestSequence(of signal: ID<Signal>, at view: View) throws(JournalError) -> Int64 {
    0
  }

  public func head(of branch: ID<Branch>) throws(JournalError) -> Head {
    Head(sequence: 0, hash: Digest(of: []), recorded: Instant(microseconds: 0))
  }

  public func onCommit(_ body: @escaping @Sendable (Head) -> Void) {}
}
