import SalusCore
import SalusTwin

/// Where a journal is kept.
public enum StoreAddress: Hashable, Sendable {
  /// A folder with one SQLite file.
  case directory(String)
  /// A schema of a PostgreSQL database.
  case postgres(PostgresAddress)

  /// Reads `postgres://…` or `postgresql://…` as a database and anything else as a folder.
  ///
  /// - Throws: `failed` for a database address that cannot be read.
  public init(_ text: String) throws(JournalError) {
    if text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") {
      self = .postgres(try PostgresAddress(text))
    } else {
      self = .directory(text)
    }
  }
}

extension StoreAddress: CustomStringConvertible {
  /// For messages: never with a password.
  public var description: String {
    switch self {
    case .directory(let path): path
    case .postgres(let address): address.description
    }
  }
}
