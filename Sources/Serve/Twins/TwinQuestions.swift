import SalusCore
import SalusOperate
import SalusTwin

extension Parameter {
  static let branch = Parameter.query("branch", "A line of history; main without it")
  static let at = Parameter.query(
    "at", "When it was so in the world: a moment (RFC 3339), or a day, which means its end (UTC)")
  static let known = Parameter.query("known", "By what had been published until that moment")
  static let recorded = Parameter.query(
    "recorded", "By what the bank had written down up to that sequence")
  static let revision = Parameter.query("rev", "After so many events of the twin")
  static let feature = Parameter.query("feature", "Name of one feature")
  static let twin = Parameter.path("id", "Id of a twin")
}

/// What the routes of the twin kernel read from a request.
extension Request {
  var branch: ID<Branch> { self["branch"].map { ID($0) } ?? Branch.main }

  func moment() throws(TwinProblem) -> Moment {
    try TwinMoment.read(
      at: self["at"], known: self["known"], recorded: self["recorded"], revision: self["rev"])
  }

  /// Leave to see a personal twin, as far as the client says what for.
  var pass: Pass? {
    terms.purpose.map { Pass(purpose: $0, reason: terms.reason, scope: terms.scope) }
  }

  /// What the client demands of the twin that it changes.
  func writeTerms() throws(Refusal) -> WriteTerms {
    var wanted = WriteTerms(key: terms.key)
    if let text = terms.ifNoneMatch {
      guard text.trimmed == "*" else {
        throw Refusal(400, "'If-None-Match: \(text)' is not understood", hint: "Accepted: *.")
      }
      wanted.isAbsent = true
    }
    if let text = terms.ifMatch, text.trimmed != "*" {
      var revisions: [Int64] = []
      for part in text.split(separator: ",") {
        var part = part.trimmed
        if part.hasPrefix("W/") { part.removeFirst(2) }
        guard part.count > 2, part.hasPrefix("\""), part.hasSuffix("\""),
          let revision = Int64(part.dropFirst().dropLast())
        else {
          throw Refusal(
            400, "'If-Match: \(text)' is not understood",
            hint: "Accepted: the ETag of a twin, such as W/\"7\".")
        }
        revisions.append(revision)
      }
      wanted.revisions = revisions
    }
    return wanted
  }

  /// A list may hold up to 10 000 twins; usually 100.
  func searchLimit() throws(ReadError) -> Int { Int(try number("limit", in: 1...10_000) ?? 100) }
}

extension Response {
  /// What became of a write, named by the twin's revision.
  init(_ written: Written, status: Int = 200) {
    self.init(written.json, status: status)
    if let revision = written.receipt.revision {
      headers.append(Header("ETag", "W/\"\(revision)\""))
    }
    guard status == 201 else { return }
    headers.append(Header("Location", "/api/v1/twins/\(Pages.escaped(written.twin.text))"))
  }
}
