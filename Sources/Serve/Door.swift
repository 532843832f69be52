/// Decides who may come in: requests to this machine by its own names, from its own pages, with
/// the start token.
struct Door: Sendable {
  let token: StartToken

  static let cookie = "salus"

  /// The headers of a request that the door looks at.
  struct Papers: Sendable {
    var host: String?
    var origin: String?
    var authorization: String?
    var cookie: String?
  }

  /// Refuses a request that was meant for another name (421), which stops pages of a rebound
  /// domain, or that another site's page sent (403).
  func checkOrigin(_ papers: Papers) throws(Refusal) {
    guard let host = papers.host, Door.isLoopback(host) else {
      throw Refusal(
        421, "this server does not answer for the host '\(papers.host ?? "")'",
        hint: "Use http://127.0.0.1 or http://localhost with the port that was printed at start.")
    }
    if let origin = papers.origin, origin.lowercased() != "http://" + host.lowercased() {
      throw Refusal(
        403, "requests from pages of '\(origin)' are not answered",
        hint: "Open the address that was printed at start.")
    }
  }

  /// Refuses a request that carries the token neither as bearer nor as cookie (401).
  func checkToken(_ papers: Papers) throws(Refusal) {
    if let authorization = papers.authorization, authorization.lowercased().hasPrefix("bearer ") {
      if token.matches(authorization.dropFirst(7).trimmed) { return }
    }
    for pair in (papers.cookie ?? "").split(separator: ";") {
      let pair = pair.trimmed
      guard pair.hasPrefix(Door.cookie + "=") else { continue }
      if token.matches(pair.dropFirst(Door.cookie.utf8.count + 1)) { return }
    }
    throw Refusal(
      401, "the request carries no valid start token",
      hint: "Open the address that 'salus up' printed, or send 'Authorization: Bearer TOKEN'.",
      headers: [Response.Header("WWW-Authenticate", "Bearer realm=\"salus\"")])
  }

  /// Sets the cookie for a browser that came with the token in its address.
  var setCookie: Response.Header {
    Response.Header(
      "Set-Cookie", "\(Door.cookie)=\(token.text); Path=/; HttpOnly; SameSite=Strict")
  }

  /// Any port is right: a tunnel may have another one at its near end.
  static func isLoopback(_ host: String) -> Bool {
    var name = host[...]
    if name.first == "[" {
      guard let close = name.firstIndex(of: "]") else { return false }
      guard isPort(name[name.index(after: close)...]) else { return false }
      name = name[name.index(after: name.startIndex)..<close]
    } else if let colon = name.firstIndex(of: ":") {
      guard isPort(name[colon...]) else { return false }
      name = name[..<colon]
    }
    return ["127.0.0.1", "localhost", "::1"].contains(name.lowercased())
  }

  private static func isPort(_ text: Substring) -> Bool {
    guard let colon = text.first else { return true }
    let digits = text.dropFirst().utf8
    return colon == ":" && !digits.isEmpty && digits.count <= 5
      && digits.allSatisfy { (48...57).contains($0) }
  }
}
