import SalusCore

/// Where a bank lists its commands.
public protocol CommandBook: Journal {
  /// Commands with an event on the line's own part, in the order of their ids; by expiry where
  /// `expiring` is asked for.
  func commands(_ query: CommandQuery) throws(JournalError) -> [Command]
}
