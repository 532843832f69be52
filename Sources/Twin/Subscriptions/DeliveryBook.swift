import SalusCore

/// Where a bank keeps the places of its subscriptions and what could not be delivered.
///
/// These say how far others have read, nothing of the world, so they are no events; they are as
/// durable as events.
public protocol DeliveryBook: Sendable {
  /// Nil for a subscription that was never looked after.
  func cursor(of subscription: ID<Subscription>) throws(JournalError) -> DeliveryCursor?

  /// Leave to look after a subscription until a moment; renewed by asking again.
  ///
  /// - Parameters:
  ///   - start: where it begins if it was never looked after.
  ///   - holder: who asks; one name for each running server.
  /// - Returns: nil while another holder has leave.
  func claim(
    _ subscription: ID<Subscription>, start: Int64, by holder: String, at now: Instant,
    until end: Instant
  ) throws(JournalError) -> DeliveryCursor?

  /// Keeps places and dead letters in one commit.
  ///
  /// A place is kept only where the holder's leave stands, so that a server that was thought dead
  /// cannot set back what another did since.
  func save(_ cursors: [DeliveryCursor], dead: [DeadLetter], by holder: String)
    throws(JournalError)

  /// Sets a place by hand, whoever looks after it; a holder's leave ends with it.
  func move(_ subscription: ID<Subscription>, to position: Int64) throws(JournalError)

  /// Ends all leaves of a holder.
  func release(_ holder: String) throws(JournalError)

  /// Forgets place and dead letters.
  func forget(_ subscription: ID<Subscription>) throws(JournalError)

  /// In the order of their sequences.
  func deadLetters(of subscription: ID<Subscription>, after: Int64, limit: Int)
    throws(JournalError) -> [DeadLetter]

  /// Takes a dead letter away, as after it was delivered by hand.
  func bury(_ letter: DeadLetter) throws(JournalError)
}
