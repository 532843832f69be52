import CPostgres
import SalusTwin

/// What PostgreSQL and libpq say, in the journal's words.
enum PostgresError {
  /// Why there is no connection.
  static func connecting(_ connection: OpaquePointer, to address: PostgresAddress) -> JournalError {
    let text = message(PQerrorMessage(connection))
    // libpq gives no code for a refused start, only the server's words.
    if text.contains("does not exist"), text.contains("database") {
      return .missing(path: address.description)
    }
    return .unreachable(path: address.description, reason: text)
  }

  /// Whether nothing more will come: what libpq says by itself, without a code of the server, is of
  /// the connection.
  static func endsSession(_ result: OpaquePointer) -> Bool {
    guard let state = PQresultErrorField(result, field("C")).map({ String(cString: $0) }) else {
      return true
    }
    return state.hasPrefix("57P") || state.hasPrefix("08") || state == "25P03"
  }

  static func of(_ result: OpaquePointer, at address: PostgresAddress) -> JournalError {
    let path = address.description
    let text = message(PQresultErrorField(result, field("M")) ?? PQresultErrorMessage(result))
    guard let state = PQresultErrorField(result, field("C")).map({ String(cString: $0) }) else {
      return .unreachable(path: path, reason: text)
    }
    switch state {
    case "53100": return .full(path: path)
    case "25006", "42501": return .readOnly(path: path)
    case "55P03":
      return .unreachable(path: path, reason: "another server keeps the bank to itself")
    case "XX001", "XX002": return .corrupt("\(path): \(text)")
    // Refused connection or session; busy; told to go; taken back in favour of another.
    case "53300", "57P01", "57P02", "57P03", "57P05", "25P03", "40001", "40P01":
      return .unreachable(path: path, reason: text)
    case _ where state.hasPrefix("08"): return .unreachable(path: path, reason: text)
    default: return .failed("\(text) (PostgreSQL \(state)) in \(path)")
    }
  }

  private static func field(_ letter: Unicode.Scalar) -> Int32 { Int32(letter.value) }

  /// One line of libpq's words.
  static func message(_ text: UnsafePointer<CChar>?) -> String {
    guard let text else { return "no answer" }
    let words = String(cString: text).split(whereSeparator: \.isNewline)
      .map { $0.drop { $0.isWhitespace } }.joined(separator: "; ")
    return words.isEmpty ? "no answer" : words
  }
}

/// What a statement gave back.
final class PostgresResult {
  let pointer: OpaquePointer

  init(_ pointer: OpaquePointer) {
    self.pointer = pointer
  }

  deinit {
    PQclear(pointer)
  }

  var rows: Int32 { PQntuples(pointer) }

  /// The first word of what was done, such as COMMIT.
  var command: String {
    guard let status = PQcmdStatus(pointer) else { return "" }
    return String(String(cString: status).prefix { $0 != " " })
  }
}
