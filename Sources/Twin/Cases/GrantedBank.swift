import SalusCore
import SalusGovernance

/// A bank that opens what it keeps sealed for who holds a grant.
///
/// Opening deciphers and no more: whether the grant gives what is read is the reader's to check
/// before.
public protocol GrantedBank: Bank {
  /// A personal twin; nil where there was none.
  func open(
    _ twin: ID<Twin>, at moment: Moment, on branch: ID<Branch>, grant: borrowing Grant
  ) throws(JournalError) -> TwinState?

  /// A personal event.
  func open(_ event: Event, on branch: ID<Branch>, grant: borrowing Grant)
    throws(JournalError) -> Event
}
