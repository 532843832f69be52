import CPostgres
import SalusTwin

/// A bank in a PostgreSQL database: libpq's URI, to which `schema=NAME` may be added, since each
/// bank has a schema of its own.
public struct PostgresAddress: Hashable, Sendable {
  /// As libpq takes it, password included: never to be printed.
  let uri: String
  /// The schema that holds the bank's tables; `salus` where the address names none.
  public let schema: String
  /// The address without password and options.
  public let description: String

  /// - Throws: `failed` where libpq cannot read it or the schema is no plain name.
  public init(_ text: String) throws(JournalError) {
    let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    var options: [Substring] = []
    var schema = "salus"
    if parts.count > 1 {
      for option in parts[1].split(separator: "&") {
        if option.hasPrefix("schema=") {
          schema = String(option.dropFirst("schema=".count))
        } else {
          options.append(option)
        }
      }
    }
    guard PostgresAddress.isPlain(schema) else {
      throw .failed(
        "the schema of a database address may have up to 40 small letters, digits and underscores,"
          + " a letter first")
    }
    self.schema = schema
    uri =
      String(parts[0]) + (options.isEmpty ? "" : "?" + options.joined(separator: "&"))
    // libpq's own complaint would repeat the address with its password.
    guard let known = PostgresAddress.parts(of: uri) else {
      throw .failed(
        "the database address cannot be read; 'postgres://user:password@host:5432/database' is"
          + " accepted, other options after '?'")
    }
    let user = known["user"].map { $0 + "@" } ?? ""
    let port = known["port"].map { ":" + $0 } ?? ""
    let host = known["host"] ?? known["hostaddr"] ?? ""
    description =
      "postgres://\(user)\(host)\(port)/\(known["dbname"] ?? "")?schema=\(schema)"
  }

  /// The number of the bank's lock among the advisory locks of its database.
  var lock: Int64 { lock(for: "") }

  /// The number of a lock of the bank; FNV-1a (Fowler, Noll, Vo) over schema and name.
  func lock(for name: String) -> Int64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in "salus/\(schema)/\(name)".utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }
    return Int64(bitPattern: hash)
  }

  /// The schema as SQL takes it.
  var quoted: String { "\"\(schema)\"" }

  /// Where servers tell each other of their commits.
  var channel: String { "salus_\(schema)" }

  private static func isPlain(_ name: String) -> Bool {
    let letters: ClosedRange<UInt8> = 97...122
    guard let first = name.utf8.first, letters.contains(first), name.utf8.count <= 40 else {
      return false
    }
    return name.utf8.allSatisfy { letters.contains($0) || (48...57).contains($0) || $0 == 95 }
  }

  private static func parts(of uri: String) -> [String: String]? {
    var message: UnsafeMutablePointer<CChar>?
    guard let options = PQconninfoParse(uri, &message) else {
      PQfreemem(message)
      return nil
    }
    defer { PQconninfoFree(options) }
    var parts: [String: String] = [:]
    var option = options
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val, value.pointee != 0 {
        parts[String(cString: keyword)] = String(cString: value)
      }
      option += 1
    }
    return parts
  }
}

extension PostgresAddress: CustomStringConvertible {}
