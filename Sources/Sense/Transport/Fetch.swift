import CCurl
import Glibc
import SalusCore

/// Fetches a feed's document over HTTPS, HTTP, SFTP or from a file, with everything checked.
public struct Fetch: Sendable {
  public var settings: PullSettings

  public init(_ settings: PullSettings) {
    self.settings = settings
  }

  /// By what a server tells whether a document is another one than before.
  public struct Validators: Hashable, Sendable {
    public var etag: String?
    public var lastModified: String?

    public init(etag: String? = nil, lastModified: String? = nil) {
      self.etag = etag
      self.lastModified = lastModified
    }
  }

  /// What one try brought.
  public enum Outcome: Hashable, Sendable {
    /// The document is in the file; its validators are for the next time.
    case document(bytes: Int, Validators)
    /// The server has nothing newer.
    case unchanged
  }

  /// What is wrong with the settings whatever the server says; nil for nothing.
  public var fault: TransferError? {
    guard let address = Address(settings.url) else {
      return .address("'url' is no address such as https://host/path")
    }
    guard ["https", "http", "sftp", "file"].contains(address.scheme) else {
      return .address(
        "'\(address.scheme)' addresses are not understood; https, http, sftp and file are")
    }
    guard !address.hasCredentials else {
      return .address(
        "the address of \(address.host) holds a user or password; name them as user and password")
    }
    let hasSecret =
      settings.password != nil || settings.token != nil || !settings.secretHeaders.isEmpty
    if address.scheme == "http", hasSecret, !address.isLoopback {
      return .address("credentials are never sent over http; use https")
    }
    let names = Array(settings.headers.keys) + Array(settings.secretHeaders.keys)
    if let name = names.first(where: { !Fetch.isHeaderName($0) }) {
      return .address("'\(TransferError.oneLine(name))' is no name of a header field")
    }
    if let (name, _) = settings.headers.first(where: { !Fetch.isHeaderValue($0.value) }) {
      return .address("the value of the header field \(name) holds a line end")
    }
    return nil
  }

  /// Fetches into the file at `path`, which is replaced.
  ///
  /// - Parameter known: of the document that was fetched before.
  public func run(into path: String, known: Validators = Validators()) throws(TransferError)
    -> Outcome
  {
    if let fault { throw fault }
    guard var address = Address(settings.url) else { throw .address("no address") }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw .failed("\(path) cannot be written: \(FileInput.reason(errno))", isPermanent: false)
    }
    defer { close(descriptor) }
    var url = settings.url
    var withSecrets = true
    for _ in 0...RedirectRule.most {
      ftruncate(descriptor, 0)
      lseek(descriptor, 0, SEEK_SET)
      let handle = try handle(url, address, known, withSecrets: withSecrets)
      let reply = try handle.run(into: descriptor)
      guard address.scheme == "http" || address.scheme == "https" else {
        return .document(bytes: reply.bytes, Validators())
      }
      if let next = reply.redirect, (300..<400).contains(reply.status), reply.status != 304 {
        guard let target = Address(next) else {
          throw .redirect("the server sends on to an address that cannot be read")
        }
        let rule = RedirectRule(allowedHosts: settings.redirectHosts)
        switch rule.judge(from: address, to: target) {
        case .refuse(let words): throw .redirect(words)
        case .follow(let keeps): withSecrets = withSecrets && keeps
        }
        url = next
        address = target
        continue
      }
      switch reply.status {
      case 200...299:
        guard fsync(descriptor) == 0 else {
          throw .failed(
            "what came cannot be kept: \(FileInput.reason(errno))", isPermanent: false)
        }
        return .document(
          bytes: reply.bytes,
          Validators(
            etag: Fetch.safe(reply.headers["etag"]),
            lastModified: Fetch.safe(reply.headers["last-modified"])))
      case 304: return .unchanged
      default:
        throw .status(reply.status, retryAfter: Fetch.seconds(reply.headers["retry-after"]))
      }
    }
    throw .redirect("the server sends on and on, more than \(RedirectRule.most) times")
  }

  /// Asks for the document's head only: whether server, certificate and credentials are in order.
  public func probe() throws(TransferError) {
    if let fault { throw fault }
    guard let address = Address(settings.url) else { throw .address("no address") }
    let handle = try handle(settings.url, address, Validators(), withSecrets: true)
    handle.set(CURLOPT_NOBODY, 1)
    let reply = try handle.run()
    // Some servers know no HEAD; that they answer is enough.
    if reply.status >= 400, reply.status != 405, reply.status != 501 {
      throw .status(reply.status, retryAfter: nil)
    }
  }

  private func handle(
    _ url: String, _ address: Address, _ known: Validators, withSecrets: Bool
  ) throws(TransferError) -> CurlHandle {
    let handle = try CurlHandle()
    handle.set(CURLOPT_URL, url)
    handle.set(CURLOPT_PROTOCOLS_STR, address.scheme)
    handle.limit(
      timeout: settings.timeout, connect: settings.connectTimeout,
      leastSpeed: settings.leastSpeed, slowSeconds: settings.slowSeconds,
      maxBytes: settings.maxBytes)
    if let file = settings.caFile { handle.set(CURLOPT_CAINFO, file) }
    switch address.scheme {
    case "sftp": try secure(handle)
    case "http", "https":
      handle.set(CURLOPT_ACCEPT_ENCODING, "")
      try ask(handle, known, withSecrets: withSecrets)
    default: break
    }
    return handle
  }

  private func ask(_ handle: CurlHandle, _ known: Validators, withSecrets: Bool)
    throws(TransferError)
  {
    var fields = settings.headers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    if let etag = known.etag { fields.append("If-None-Match: \(etag)") }
    if let date = known.lastModified { fields.append("If-Modified-Since: \(date)") }
    if withSecrets {
      for (name, secret) in settings.secretHeaders.sorted(by: { $0.key < $1.key }) {
        fields.append("\(name): \(try Fetch.text(secret))")
      }
      if let token = settings.token {
        fields.append("Authorization: Bearer \(try Fetch.text(token))")
      }
      if let user = settings.user {
        handle.set(CURLOPT_HTTPAUTH, Int(basicAuthentication))
        handle.set(CURLOPT_USERNAME, user)
        if let password = settings.password {
          handle.set(CURLOPT_PASSWORD, try Fetch.text(password))
        }
      }
    }
    handle.set(CURLOPT_HTTPHEADER, list: fields)
  }

  /// SSH: the host's key must be among the known ones, always.
  private func secure(_ handle: CurlHandle) throws(TransferError) {
    let home = getenv("HOME").map { String(cString: $0) } ?? "/root"
    handle.set(CURLOPT_SSH_KNOWNHOSTS, settings.knownHosts ?? "\(home)/.ssh/known_hosts")
    if let user = settings.user { handle.set(CURLOPT_USERNAME, user) }
    var ways = 0
    if let key = settings.key {
      ways |= Int(CURLSSH_AUTH_PUBLICKEY)
      handle.set(CURLOPT_SSH_PRIVATE_KEYFILE, key)
      if let phrase = settings.keyPassphrase {
        handle.set(CURLOPT_KEYPASSWD, try Fetch.text(phrase))
      }
    }
    if let password = settings.password {
      ways |= Int(CURLSSH_AUTH_PASSWORD) | Int(CURLSSH_AUTH_KEYBOARD)
      handle.set(CURLOPT_PASSWORD, try Fetch.text(password))
    }
    if ways != 0 { handle.set(CURLOPT_SSH_AUTH_TYPES, ways) }
  }

  /// A secret in one line, for anything else would be another header field.
  static func text(_ secret: Secret) throws(TransferError) -> String {
    let text: String
    do throws(SecretError) { text = try secret.text() } catch { throw .secret(error) }
    guard isHeaderValue(text) else { throw .secret(.unusable(secret.description)) }
    return text
  }

  /// Seconds that `Retry-After` names, as a number or a date (RFC 9110 section 10.2.3).
  static func seconds(_ text: String?) -> Double? {
    guard let text else { return nil }
    if let seconds = Int(text) { return seconds >= 0 ? Double(min(seconds, 86_400)) : nil }
    let moment = curl_getdate(text, nil)
    guard moment >= 0 else { return nil }
    return max(0, min(Double(moment - time(nil)), 86_400))
  }

  /// A validator that can be sent back as it is.
  private static func safe(_ text: String?) -> String? {
    guard let text, text.utf8.count <= 1_000, isHeaderValue(text) else { return nil }
    return text
  }

  static func isHeaderValue(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
  }

  static func isHeaderName(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy {
        (48...57).contains($0) || (65...90).contains($0 & 0xDF)
          || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
      }
  }
}

/// The macro of curl.h does not reach Swift.
private let basicAuthentication = 1

extension Address {
  /// Whether the address is of this machine, where nobody can listen in.
  public var isLoopback: Bool {
    host == "localhost" || host == "[::1]"
      || (host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." })
  }
}
