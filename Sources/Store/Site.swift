import Glibc
import SalusTwin

/// Where the connections of one open journal lead.
enum Site: Sendable {
  /// A data directory and the way in which its file can be read.
  ///
  /// - Parameter capacity: bytes that the file may take; nil for as many as the disk has.
  case file(directory: String, access: SQLiteFile.Access, capacity: Int? = nil)
  case database(PostgresAddress)

  /// For messages.
  var place: String {
    switch self {
    case .file(let directory, _, _): directory
    case .database(let address): address.description
    }
  }

  /// A new connection that reads.
  func reader() throws(JournalError) -> Reader {
    let connection: Connection
    switch self {
    case .file(let directory, let access, _):
      connection = Connection(
        try SQLiteFile(path: Store.path(in: directory), access: access))
      try connection.run(Schema.reading)
    case .database(let address): connection = Connection(try PostgresSession(address))
    }
    return try Site.checked(connection)
  }

  /// A new connection that writes.
  func writer() throws(JournalError) -> Connection {
    switch self {
    case .file(let directory, _, let capacity):
      let connection = Connection(
        try SQLiteFile(path: Store.path(in: directory), access: .write))
      try connection.run(Schema.writing)
      if let capacity {
        let page = try connection.number("PRAGMA page_size") ?? 4096
        try connection.run("PRAGMA max_page_count = \(Int64(capacity) / page)")
      }
      return connection
    case .database(let address): return Connection(try PostgresSession(address))
    }
  }

  static func checked(_ connection: Connection) throws(JournalError) -> Reader {
    let format = try Schema.check(connection)
    guard format == Schema.format else {
      throw .failed("the journal has format \(format); open it once for writing to bring it up")
    }
    return Reader(connection)
  }
}
