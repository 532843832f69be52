import CCurl
import SalusCore
import SalusGovernance

/// An address that takes messages as JSON by POST.
public struct Webhook: Hashable, Sendable {
  public var url: String
  /// Key of the signature; nil sends unsigned.
  public var secret: Secret?
  /// Certificates (PEM) to trust instead of the system's.
  public var caFile: String?
  /// Seconds for one try.
  public var timeout: Double

  public init(url: String, secret: Secret? = nil, caFile: String? = nil, timeout: Double = 20) {
    self.url = url
    self.secret = secret
    self.caFile = caFile
    self.timeout = timeout
  }

  /// The address without what could be secret in it.
  public var shownAddress: String { Address(url)?.shown ?? "an address that cannot be read" }

  /// What is wrong with the settings whatever the server says; nil for nothing.
  public var fault: TransferError? {
    guard let address = Address(url), ["https", "http"].contains(address.scheme) else {
      return .address("a webhook needs an address such as https://host/path")
    }
    guard !address.hasCredentials else {
      return .address("the address of \(address.host) holds a user or password; sign instead")
    }
    if address.scheme == "http", !address.isLoopback {
      return .address("messages are never sent over http; use https")
    }
    return nil
  }

  /// Sends one message; answered with a status from 200 to 299, it has arrived.
  ///
  /// `Salus-Signature: t=SECONDS,v1=HEX` is HMAC-SHA256 over `SECONDS.` and the body, so that a
  /// receiver can tell that message and time are genuine; `Idempotency-Key` is the same for every
  /// try.
  ///
  /// - Parameters:
  ///   - key: names the message.
  ///   - now: of the signature.
  ///   - mediaType: what the JSON is.
  public func send(
    _ body: JSON, key: String, at now: Instant, mediaType: String = "application/json"
  ) throws(TransferError) {
    if let fault { throw fault }
    let bytes = body.bytes
    let handle = try CurlHandle()
    handle.set(CURLOPT_URL, url)
    handle.set(CURLOPT_PROTOCOLS_STR, Address(url)?.scheme ?? "https")
    handle.limit(timeout: timeout, connect: min(timeout, 15), maxBytes: 1 << 20)
    if let caFile { handle.set(CURLOPT_CAINFO, caFile) }
    var fields = [
      "Content-Type: \(mediaType)", "Idempotency-Key: \(Webhook.word(key))", "Expect:",
    ]
    if let secret {
      let code: [UInt8]
      do throws(SecretError) { code = try secret.read() } catch { throw .secret(error) }
      let seconds = now.microseconds / 1_000_000
      fields.append("Salus-Signature: \(Webhook.signature(of: bytes, key: code, at: seconds))")
    }
    handle.set(CURLOPT_HTTPHEADER, list: fields)
    handle.post(bytes)
    let reply = try handle.run()
    switch reply.status {
    case 200...299: return
    case 300...399: throw .redirect("the server sends on elsewhere; a message does not follow")
    default:
      throw .status(reply.status, retryAfter: Fetch.seconds(reply.headers["retry-after"]))
    }
  }

  /// The value of the signature's header field.
  public static func signature(of body: [UInt8], key: [UInt8], at seconds: Int64) -> String {
    let code = Digest(authenticating: Array("\(seconds).".utf8) + body, with: key)
    return "t=\(seconds),v1=\(code)"
  }

  /// Without anything that could end a header field.
  private static func word(_ text: String) -> String {
    String(text.unicodeScalars.map { $0.value > 0x20 && $0.value < 0x7F ? Character($0) : "-" })
  }
}
