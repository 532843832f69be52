import SalusCore
import SalusOperate

/// What went wrong with a request, as clients read it (RFC 9457) and people too: what is wrong,
/// what would be accepted, and a name for asking about it.
public struct ProblemDocument: Sendable, Hashable {
  public let status: Int
  /// Relative reference that tells kinds apart, such as `/problems/not-found`.
  public let type: String
  public let title: String
  public let detail: String
  public let hint: String?
  /// A stable word for programs.
  public let code: String
  public let requestID: String
  /// What else programs need, such as the revision that a thing is at.
  let more: [JSON.Member]
  /// Such as `Allow`, which a 405 must carry.
  let headers: [Response.Header]

  init(_ refusal: Refusal, requestID: String) {
    let words = ProblemDocument.words(for: refusal.status)
    status = refusal.status
    type = "/problems/\(words.slug)"
    title = words.title
    detail = refusal.detail
    hint = refusal.hint
    headers = refusal.headers
    code = refusal.code ?? words.slug
    more = refusal.more
    self.requestID = requestID
  }

  /// Members `type`, `title`, `status`, `code`, `detail`, `hint`, `requestId`, and what belongs to
  /// the code.
  public var json: JSON {
    .object(
      [
        .init("type", .string(type)), .init("title", .string(title)),
        .init("status", .integer(Int64(status))), .init("code", .string(code)),
        .init("detail", .string(detail)), .init("hint", JSON(hint)),
        .init("requestId", .string(requestID)),
      ] + more)
  }

  static func words(for status: Int) -> (slug: String, title: String) {
    switch status {
    case 400: ("bad-request", "The request is not understood")
    case 401: ("no-token", "The start token is missing or wrong")
    case 403: ("forbidden", "The request is not allowed")
    case 404: ("not-found", "Not found")
    case 405: ("method-not-allowed", "The address does not do that")
    case 409: ("conflict", "It is not possible as things stand")
    case 410: ("gone", "It was erased for good")
    case 412: ("stale", "What you saw has changed since")
    case 413: ("too-large", "The request is too large")
    case 415: ("not-json", "The body is of another type")
    case 421: ("wrong-host", "The request is for another host")
    case 422: ("unconfirmed", "A rule stands against it")
    case 503: ("unavailable", "The server cannot answer now")
    default: ("failed", "The server failed")
    }
  }
}

/// Why a request gets no answer; thrown by the server and by routes.
public struct Refusal: Problem, Hashable {
  public let status: Int
  public let detail: String
  public let hint: String?
  let headers: [Response.Header]
  /// Nil for the word that belongs to the status.
  let code: String?
  let more: [JSON.Member]

  public init(_ status: Int, _ detail: String, hint: String? = nil) {
    self.init(status, detail, hint: hint, headers: [])
  }

  init(
    _ status: Int, _ detail: String, hint: String? = nil, headers: [Response.Header] = [],
    code: String? = nil, more: [JSON.Member] = []
  ) {
    self.code = code
    self.more = more
    self.status = status
    self.detail = detail
    self.hint = hint
    self.headers = headers
  }

  /// Any error: a problem keeps its words, anything else says no more than that it happened.
  init(_ error: any Error) {
    switch error {
    case let refusal as Refusal: self = refusal
    case let problem as any Problem:
      let known = ProblemCode(problem)
      self.init(
        known?.status ?? (problem.isConflict ? 409 : Refusal.status(problem.kind)),
        problem.description, hint: problem.hint,
        headers: known?.revision.map { [Response.Header("ETag", "W/\"\($0)\"")] } ?? [],
        code: known?.code, more: known?.members ?? [])
    default: self.init(500, "something unexpected happened while answering")
    }
  }

  static func status(_ kind: ProblemKind) -> Int {
    switch kind {
    case .failed: 500
    case .usage: 400
    case .notFound: 404
    case .denied: 403
    case .stale: 412
    case .unconfirmed: 422
    case .conflict: 409
    }
  }

  public var kind: ProblemKind {
    switch status {
    case 404: .notFound
    case 401, 403, 421: .denied
    case 409: .conflict
    case 412: .stale
    case 422: .unconfirmed
    case 400..<500: .usage
    default: .failed
    }
  }

  public var description: String { detail }
}
