import SalusCore

/// What a client wants done to a resource.
public enum Method: String, Sendable, CaseIterable {
  case get = "GET"
  case post = "POST"
  case put = "PUT"
  case delete = "DELETE"
}

/// One question to the server, decoded and checked.
public struct Request: Sendable {
  public let method: Method
  /// Path without query, percent-decoded, beginning with a slash.
  public let path: String
  /// In the order of the address; names may repeat.
  public let query: [QueryItem]
  /// What the braces of the route's pattern stood for.
  public let captures: [String: String]
  /// What the answer should be written in, from `Accept` and the formats that the route has.
  public let format: Format
  /// The sequence after which an event stream goes on (`Last-Event-ID`); nil for from now on.
  public let lastEvent: Int64?
  public let body: [UInt8]
  /// What else the client said of the question.
  public let terms: Terms
  /// Names this question in logs and problem documents.
  public let requestID: String

  /// Headers by which a client says on what terms it asks.
  public struct Terms: Sendable, Hashable {
    /// The state that a change is meant for (RFC 9110 section 13.1).
    public var ifMatch: String?
    public var ifNoneMatch: String?
    /// A repeat with the same key is the same request.
    public var key: String?
    /// What for, why and whose personal data are read.
    public var purpose: String?
    public var reason: String?
    public var scope: String?

    public init() {}
  }

  public init(
    method: Method = .get, path: String, query: [QueryItem] = [],
    captures: [String: String] = [:], format: Format = .json, lastEvent: Int64? = nil,
    body: [UInt8] = [], terms: Terms = Terms(), requestID: String = ""
  ) {
    self.terms = terms
    self.method = method
    self.path = path
    self.query = query
    self.captures = captures
    self.format = format
    self.lastEvent = lastEvent
    self.body = body
    self.requestID = requestID
  }

  /// The first value of that name in the query; nil for none and for an empty one.
  public subscript(name: String) -> String? {
    query.first { $0.name == name && !$0.value.isEmpty }?.value
  }
}

/// One `name=value` of an address.
public struct QueryItem: Hashable, Sendable {
  public let name: String
  public let value: String

  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// What an answer is written in.
public enum Format: String, Sendable, CaseIterable {
  case json = "application/json"
  case csv = "text/csv"
  case bytes = "application/octet-stream"
  case events = "text/event-stream"
  case lines = "application/x-ndjson"
  case html = "text/html"
  case metrics = "text/plain"

  /// The first of `offered` that the client likes best (RFC 9110 section 12.5.1), without regard
  /// to anything but type and weight; the first of all where it says nothing or likes none, for a
  /// readable answer helps more than a refusal.
  static func chosen(from offered: [Format], accept: String?) -> Format {
    let first = offered.first ?? .json
    guard let accept, offered.count > 1 else { return first }
    var best = (format: first, weight: 0.0)
    for part in accept.split(separator: ",") {
      let pieces = part.split(separator: ";").map { $0.trimmed }
      guard let type = pieces.first?.lowercased() else { continue }
      var weight = 1.0
      for piece in pieces.dropFirst() where piece.lowercased().hasPrefix("q=") {
        weight = Double(piece.dropFirst(2)) ?? 0
      }
      let match = offered.first {
        $0.rawValue == type || type == "*/*"
          || (type.hasSuffix("/*") && $0.rawValue.hasPrefix(type.dropLast()))
      }
      if let match, weight > best.weight { best = (match, weight) }
    }
    return best.format
  }
}

extension StringProtocol {
  /// Without spaces and tabs at either end.
  var trimmed: String {
    var rest = Substring(self)
    while let end = rest.first, end == " " || end == "\t" { rest.removeFirst() }
    while let end = rest.last, end == " " || end == "\t" { rest.removeLast() }
    return String(rest)
  }
}
