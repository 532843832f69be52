import CCurl
import SalusCore

/// A server that takes mail (SMTP).
public struct MailServer: Hashable, Sendable {
  /// `smtp://host:port` or, encrypted from the first byte, `smtps://host:port`.
  public var url: String
  /// Whether a connection that begins in the open must be encrypted before anything is said.
  public var security: Security
  /// Address of the sender.
  public var from: String
  public var user: String?
  public var password: Secret?
  /// Certificates (PEM) to trust instead of the system's.
  public var caFile: String?
  /// Seconds for one try.
  public var timeout: Double

  public enum Security: String, Hashable, Sendable, CaseIterable {
    /// STARTTLS, or no mail at all.
    case startTLS
    /// In the open: for a server on this machine.
    case none
  }

  public init(
    url: String, security: Security = .startTLS, from: String, user: String? = nil,
    password: Secret? = nil, caFile: String? = nil, timeout: Double = 30
  ) {
    self.url = url
    self.security = security
    self.from = from
    self.user = user
    self.password = password
    self.caFile = caFile
    self.timeout = timeout
  }

  /// The address without what could be secret in it.
  public var shownAddress: String { Address(url)?.shown ?? "an address that cannot be read" }

  /// What is wrong with the settings whatever the server says; nil for nothing.
  public var fault: TransferError? {
    guard let address = Address(url), ["smtp", "smtps"].contains(address.scheme) else {
      return .address("a mail server's address is smtp://host:port or smtps://host:port")
    }
    guard !address.hasCredentials else {
      return .address(
        "the address of \(address.host) holds a user or password; name them as user and password")
    }
    guard MailMessage.isAddress(from) else {
      return .address("'\(TransferError.oneLine(from))' is no mail address to send from")
    }
    if address.scheme == "smtp", security == .none, !address.isLoopback {
      return .address(
        "mail is sent in the open only to a server on this machine; use startTLS or smtps")
    }
    return nil
  }

  /// Hands one message to the server; returns when the server has taken it.
  public func send(_ message: MailMessage) throws(TransferError) {
    let handle = try handle()
    handle.set(CURLOPT_MAIL_FROM, "<\(from)>")
    handle.set(CURLOPT_MAIL_RCPT, list: message.to.map { "<\($0)>" })
    handle.upload(message.bytes(from: from))
    _ = try handle.run()
  }

  /// Connects, encrypts and says who it is; sends nothing.
  public func probe() throws(TransferError) {
    let handle = try handle()
    handle.set(CURLOPT_CONNECT_ONLY, 1)
    _ = try handle.run()
  }

  private func handle() throws(TransferError) -> CurlHandle {
    if let fault { throw fault }
    let handle = try CurlHandle()
    handle.isMail = true
    handle.set(CURLOPT_URL, url)
    handle.set(CURLOPT_PROTOCOLS_STR, Address(url)?.scheme ?? "smtps")
    handle.limit(timeout: timeout, connect: min(timeout, 15), maxBytes: 1 << 20)
    if let caFile { handle.set(CURLOPT_CAINFO, caFile) }
    let isOpen = Address(url)?.scheme == "smtp" && security == .none
    handle.set(
      CURLOPT_USE_SSL, Int(isOpen ? CURLUSESSL_NONE.rawValue : CURLUSESSL_ALL.rawValue))
    if let user { handle.set(CURLOPT_USERNAME, user) }
    if let password { handle.set(CURLOPT_PASSWORD, try Fetch.text(password)) }
    return handle
  }
}
