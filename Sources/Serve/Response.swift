import SalusCore

/// What the server says to one request.
public struct Response: Sendable {
  public var status: Int
  /// Media type, with its character set where it is text.
  public var type: String
  /// Besides those that every answer carries.
  public var headers: [Header]
  public var body: [UInt8]
  public var caching: Caching
  /// Names the state that the answer shows, quotes included; nil for a name made from the bytes.
  public var tag: String?

  /// How long a client may keep the answer.
  public enum Caching: String, Sendable {
    /// Ask again each time, with `If-None-Match`.
    case revalidated = "private, no-cache"
    /// The address names its content for ever.
    case immutable = "public, max-age=31536000, immutable"
    /// Keep nothing.
    case never = "no-store"
  }

  public struct Header: Hashable, Sendable {
    public let name: String
    public let value: String

    /// Line ends cannot be smuggled in: control characters become spaces.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = String(
        String.UnicodeScalarView(
          value.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
    }
  }

  public init(
    status: Int = 200, type: String, headers: [Header] = [], body: [UInt8],
    caching: Caching = .revalidated
  ) {
    self.status = status
    self.type = type
    self.headers = headers
    self.body = body
    self.caching = caching
  }

  /// An answer in JSON.
  public init(_ value: JSON, status: Int = 200) {
    self.init(status: status, type: "application/json", body: value.bytes)
  }

  /// An answer as comma-separated values (RFC 4180); `name` is offered as the file's name.
  public init(csv bytes: [UInt8], name: String) {
    let safe = name.utf8.map { byte -> UInt8 in
      switch byte {
      case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "."): byte
      default: UInt8(ascii: "-")
      }
    }
    self.init(
      type: "text/csv; charset=utf-8",
      headers: [
        Header(
          "Content-Disposition",
          "inline; filename=\"\(String(decoding: safe, as: UTF8.self)).csv\"")
      ], body: bytes)
  }

  /// A problem document.
  init(_ problem: ProblemDocument) {
    self.init(
      status: problem.status, type: "application/problem+json", headers: problem.headers,
      body: problem.json.bytes, caching: .never)
  }
}
