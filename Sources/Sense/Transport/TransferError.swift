import SalusCore

/// Why nothing came over the line. No case carries a secret: texts are libcurl's own words about
/// hosts, certificates and protocols, and addresses without user, password and query.
public enum TransferError: Problem, Hashable {
  /// The server answered with an error.
  case status(Int, retryAfter: Double?)
  /// The server's certificate or host key is not trusted.
  case untrusted(String)
  /// User, password, token or key were refused.
  case denied(String)
  case tooLarge(limit: Int)
  /// The server sends on to an address that may not be followed.
  case redirect(String)
  /// The address or its use is wrong.
  case address(String)
  case secret(SecretError)
  /// A mail server refused a recipient or message for good, in its own words.
  case refused(String)
  case failed(String, isPermanent: Bool)

  public var kind: ProblemKind { .failed }

  /// Whether trying again soon can help.
  public var isPermanent: Bool {
    switch self {
    case .status(let code, _): !(code >= 500 || code == 408 || code == 425 || code == 429)
    case .untrusted, .denied, .tooLarge, .redirect, .address, .secret, .refused: true
    case .failed(_, let isPermanent): isPermanent
    }
  }

  /// Whether no try can help while the message is what it is; a wrong setting can be mended.
  public var isLasting: Bool {
    if case .refused = self { true } else { false }
  }

  /// A recipient whose address is no mail address.
  public static func refusedAddress(_ recipient: String) -> TransferError {
    .refused("the address of '\(oneLine(recipient))' is no mail address")
  }

  /// Seconds that the server asked to wait.
  public var retryAfter: Double? {
    if case .status(_, let seconds) = self { seconds } else { nil }
  }

  public var description: String {
    switch self {
    case .status(let code, _): "the server answered \(code) \(TransferError.words(code))"
    case .untrusted(let text): "the server cannot be trusted: \(text)"
    case .denied(let text): "the server refused the credentials: \(text)"
    case .tooLarge(let limit): "the document is larger than \(limit) bytes"
    case .redirect(let text): text
    case .address(let text): text
    case .secret(let error): error.description
    case .refused(let text): "the message was refused: \(text)"
    case .failed(let text, _): text
    }
  }

  public var hint: String? {
    switch self {
    case .untrusted:
      "Check the server's certificate or host key; name a private authority in caFile or the "
        + "host's key in knownHosts. Checks cannot be turned off."
    case .tooLarge: "Raise maxBytes if the document may be that large."
    case .secret(let error): error.hint
    default: nil
    }
  }

  private static func words(_ code: Int) -> String {
    switch code {
    case 401: "(not authorised: check user, password or token)"
    case 403: "(forbidden)"
    case 404: "(not found: check the address)"
    case 410: "(gone)"
    case 429: "(too many requests)"
    case 500..<600: "(its own failure)"
    default: ""
    }
  }

  /// One line of at most 200 letters without control characters.
  static func oneLine(_ text: String) -> String {
    let clean = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }
    return String(String(String.UnicodeScalarView(clean)).prefix(200)).trimmedBlanks
  }
}
