/// The parts of an address that rules are made about (RFC 3986): which scheme, which host.
public struct Address: Hashable, Sendable {
  /// In small letters.
  public let scheme: String
  /// In small letters; empty for `file:`.
  public let host: String
  /// Nil where the address names none.
  public let port: Int?
  /// User or password stand in the address itself.
  public let hasCredentials: Bool
  /// From the first slash after the host, without query and fragment.
  public let path: String

  public init?(_ text: String) {
    guard let mark = text.range(of: "://") else { return nil }
    let scheme = text[..<mark.lowerBound].lowercased()
    guard let first = scheme.utf8.first, (97...122).contains(first),
      scheme.utf8.allSatisfy({
        (97...122).contains($0) || (48...57).contains($0) || $0 == 43 || $0 == 45 || $0 == 46
      }), !text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F })
    else { return nil }
    let rest = text[mark.upperBound...]
    let end = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
    var authority = rest[..<end]
    hasCredentials = authority.contains("@")
    if let at = authority.lastIndex(of: "@") {
      authority = authority[authority.index(after: at)...]
    }
    var host = authority
    var port: Int?
    if authority.first == "[" {
      guard let close = authority.firstIndex(of: "]") else { return nil }
      host = authority[...close]
      let after = authority[authority.index(after: close)...]
      if !after.isEmpty {
        guard after.first == ":", let number = Int(after.dropFirst()) else { return nil }
        port = number
      }
    } else if let colon = authority.firstIndex(of: ":") {
      host = authority[..<colon]
      guard let number = Int(authority[authority.index(after: colon)...]) else { return nil }
      port = number
    }
    if let port, !(1...65_535).contains(port) { return nil }
    guard !host.isEmpty || scheme == "file" else { return nil }
    self.scheme = scheme
    self.host = host.lowercased()
    self.port = port
    let tail = rest[end...]
    path = String(tail.prefix { $0 != "?" && $0 != "#" })
  }

  /// Without user, password, query and fragment.
  public var shown: String {
    "\(scheme)://\(host)" + (port.map { ":\($0)" } ?? "") + path
  }
}

extension StringProtocol {
  /// The first occurrence of some text; nil for none.
  fileprivate func range(of text: String) -> Range<Index>? {
    let wanted = Array(text)
    var start = startIndex
    while start < endIndex {
      var at = start
      var matched = 0
      while at < endIndex, matched < wanted.count, self[at] == wanted[matched] {
        matched += 1
        at = index(after: at)
      }
      if matched == wanted.count { return start..<at }
      start = index(after: start)
    }
    return nil
  }
}

/// Where a server may send a client on to: nowhere but to the same host, and never from a closed
/// channel to an open one, unless the feed's keeper named the host.
public struct RedirectRule: Hashable, Sendable {
  public var allowedHosts: [String]

  public init(allowedHosts: [String] = []) {
    self.allowedHosts = allowedHosts
  }

  /// Redirects followed in a row.
  public static let most = 5

  public enum Answer: Hashable, Sendable {
    /// - withSecrets: whether credentials may be sent there too.
    case follow(withSecrets: Bool)
    case refuse(String)
  }

  /// Whether to go from one address to another.
  public func judge(from: Address, to: Address) -> Answer {
    let isDowngrade = from.scheme == "https" && to.scheme != "https"
    guard to.scheme == "https" || (to.scheme == "http" && !isDowngrade) else {
      return .refuse(
        "the server sends on to \(to.shown), which is no https address; it is not followed")
    }
    guard !to.hasCredentials else {
      return .refuse("the server sends on to an address with a user in it; it is not followed")
    }
    let isSame = to.host == from.host && (to.port ?? 0) == (from.port ?? 0)
    if isSame && to.scheme == from.scheme { return .follow(withSecrets: true) }
    if to.host == from.host, from.scheme == "http", to.scheme == "https" {
      return .follow(withSecrets: true)
    }
    if to.scheme == "https", allowedHosts.contains(where: { $0.lowercased() == to.host }) {
      return .follow(withSecrets: false)
    }
    return .refuse(
      "the server sends on to another host, \(to.host)"
        + (to.port.map { ":\($0)" } ?? "")
        + "; name it in redirectHosts if that is meant")
  }
}
