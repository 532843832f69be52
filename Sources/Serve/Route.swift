import SalusCore

/// One address of the server: what it is for, what it takes and gives, and who answers it.
///
/// The table of routes is data: requests are matched against it, and the OpenAPI document is
/// printed from it.
public struct Route: Sendable {
  public let method: Method
  /// A path; `{name}` stands for one segment: `/api/v1/geo/{level}`.
  public let pattern: String
  public let summary: String
  public let parameters: [Parameter]
  /// What the answer can be written in, the usual one first.
  public let formats: [Format]
  /// JSON Schema of the answer; nil where it is not JSON.
  public let schema: JSON?
  /// JSON Schema of the object that a request brings; nil where it brings none.
  public let body: JSON?
  /// The media type of what a request brings.
  public let takes: Format
  /// Bound on what a request brings, in bytes; nil for the server's own.
  public let bodyBytes: Int?
  public let access: Access
  public let answer: Answer

  public enum Access: Sendable {
    /// Needs the start token.
    case token
    /// Anyone on this machine: pages without data, and the health check.
    case open
  }

  public enum Answer: Sendable {
    /// Depends on the request alone: never kept by the server.
    case fresh(@Sendable (Request) throws -> Response)
    /// Depends on address, format and the journal's version: kept until the version changes.
    case kept(@Sendable (Request) throws -> Response)
    /// Changes the twin: takes a JSON object, is done anew each time, and its answer is not kept.
    case act(@Sendable (Request) throws -> Response)
    /// As `fresh`; the stream of the journal's events for who asks for `text/event-stream`.
    case eventsOr(@Sendable (Request) throws -> Response)
    /// Always the same.
    case fixed(Response)
    /// The stream of the journal's events.
    case events
  }

  public init(
    _ method: Method, _ pattern: String, _ summary: String, parameters: [Parameter] = [],
    formats: [Format] = [.json], schema: JSON? = nil, body: JSON? = nil,
    takes: Format = .json, bodyBytes: Int? = nil, access: Access = .token, answer: Answer
  ) {
    self.takes = takes
    self.bodyBytes = bodyBytes
    self.method = method
    self.pattern = pattern
    self.summary = summary
    self.parameters = parameters
    self.formats = formats
    self.schema = schema
    self.body = body
    self.access = access
    self.answer = answer
  }
}

/// One thing that a route takes, in its path or query.
public struct Parameter: Sendable, Hashable {
  public let name: String
  public let place: Place
  public let isRequired: Bool
  public let words: String
  /// The only values accepted; empty for any.
  public let values: [String]

  public enum Place: String, Sendable {
    case path, query
  }

  /// A value in the query, optional unless said otherwise.
  public static func query(
    _ name: String, _ words: String, isRequired: Bool = false, values: [String] = []
  ) -> Parameter {
    Parameter(name: name, place: .query, isRequired: isRequired, words: words, values: values)
  }

  /// What a pair of braces in the pattern stands for.
  public static func path(_ name: String, _ words: String, values: [String] = []) -> Parameter {
    Parameter(name: name, place: .path, isRequired: true, words: words, values: values)
  }
}
