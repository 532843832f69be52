import CMicrohttpd
import CShims
import SalusCore

/// A response in the library's own form, made once and sent any number of times.
final class Reply: Sendable {
  let status: Int
  /// Quoted entity tag; nil for answers that nobody should keep.
  let tag: String?
  /// Bytes that it holds, for the cache's account.
  let weight: Int
  private let plain: Handle
  private let packed: Handle?
  private let unchanged: Handle?

  /// Shorter bodies fit a packet anyway.
  static let leastPacked = 1024

  /// - Parameter packs: also keeps the body gzipped, at that level; 0 for not.
  init(_ response: Response, packs level: Int) throws(Refusal) {
    status = response.status
    let isKept = response.status == 200 && response.caching != .never
    let tag = isKept ? response.tag ?? Reply.tag(of: response.body) : nil
    self.tag = tag
    plain = try Handle(response, body: response.body, tag: tag, encoding: nil)
    var packed: [UInt8]?
    if level > 0, isKept, response.body.count >= Reply.leastPacked, Reply.isText(response.type) {
      packed = Gzip.packed(response.body, level: level)
    }
    if let packed {
      let gzipTag = tag.map { "\($0.dropLast())-gz\"" }
      self.packed = try Handle(response, body: packed, tag: gzipTag, encoding: "gzip")
    } else {
      self.packed = nil
    }
    unchanged = isKept ? try Handle(response, body: [], tag: tag, encoding: nil) : nil
    weight = response.body.count + (packed?.count ?? 0) + 2048
  }

  /// Hands the reply to the library.
  ///
  /// - Parameter ifNoneMatch: tags that the client holds; where one is this reply's, it hears that
  ///   nothing changed (RFC 9110 section 13.1.2).
  func send(on connection: OpaquePointer, ifNoneMatch: String?, takesGzip: Bool) -> MHD_Result {
    if let unchanged, let tag, let ifNoneMatch, Reply.list(ifNoneMatch, has: tag) {
      return unchanged.send(on: connection, status: 304)
    }
    if takesGzip, let packed { return packed.send(on: connection, status: status) }
    return plain.send(on: connection, status: status)
  }

  /// Whether a list of tags names this one, packed or not, weak or strong; `*` names all.
  static func list(_ list: String, has tag: String) -> Bool {
    list.split(separator: ",").contains { part in
      var part = part.trimmed
      if part.hasPrefix("W/") { part.removeFirst(2) }
      if part.hasSuffix("-gz\"") { part = part.dropLast(4) + "\"" }
      return part == tag || part == "*" || tag.hasPrefix("W/") && part == tag.dropFirst(2)
    }
  }

  /// FNV-1a in 64 bits (Fowler, Noll, Vo 1991) over the content: equal bytes, equal tag.
  static func tag(of body: [UInt8]) -> String { "\"\(fingerprint(of: body))\"" }

  /// 16 hexadecimal digits that change with the content.
  static func fingerprint(of body: [UInt8]) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    body.withUnsafeBufferPointer { bytes in
      for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }

  private static func isText(_ type: String) -> Bool {
    !["image/png", "font/woff2"].contains(type)
  }
}

/// One prepared response of the library, freed with its last user.
private final class Handle: Sendable {
  // The library counts references under its own lock, so any thread may queue the pointer.
  private nonisolated(unsafe) let pointer: OpaquePointer

  /// Sent with every answer. Pages may load scripts, styles, images and data from this server
  /// alone.
  static let always = [
    Response.Header(
      "Content-Security-Policy",
      "default-src 'self'; object-src 'none'; base-uri 'none'; "
        + "form-action 'self'; frame-ancestors 'none'"),
    Response.Header("X-Content-Type-Options", "nosniff"),
    Response.Header("Referrer-Policy", "no-referrer"),
    Response.Header("Cross-Origin-Opener-Policy", "same-origin"),
    Response.Header("Cross-Origin-Resource-Policy", "same-origin"),
  ]

  init(_ response: Response, body: [UInt8], tag: String?, encoding: String?) throws(Refusal) {
    guard let made = salus_http_response(body, body.count) else {
      throw Refusal(503, "no memory is left for an answer")
    }
    pointer = made
    for header in Handle.always { add(header.name, header.value) }
    add("Cache-Control", response.caching.rawValue)
    add("Content-Type", response.type)
    for header in response.headers { add(header.name, header.value) }
    if let tag {
      add("ETag", tag)
      add("Vary", "Accept, Accept-Encoding")
    }
    if let encoding { add("Content-Encoding", encoding) }
  }

  deinit { MHD_destroy_response(pointer) }

  private func add(_ name: String, _ value: String) {
    _ = MHD_add_response_header(pointer, name, value)
  }

  func send(on connection: OpaquePointer, status: Int) -> MHD_Result {
    MHD_queue_response(connection, UInt32(status), pointer)
  }
}

extension Reply {
  /// Headers that an event stream carries too.
  static var securityHeaders: [Response.Header] { Handle.always }
}
