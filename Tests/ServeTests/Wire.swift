import Foundation
import Glibc

/// A plain HTTP client over a loopback socket: it sends bytes as they are, good or bad.
struct Wire {
  let port: Int

  /// One answer, taken apart.
  struct Answer: Sendable {
    let status: Int
    let headers: [(name: String, value: String)]
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    subscript(name: String) -> String? {
      headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
  }

  enum Failure: Error {
    case notConnected, noAnswer
  }

  /// Opens a socket that gives up reading after `patience` seconds.
  func connect(patience: Int = 10) throws -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var limit = timeval(tv_sec: patience, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let done = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard done == 0 else {
      close(descriptor)
      throw Failure.notConnected
    }
    return descriptor
  }

  static func write(_ bytes: [UInt8], to descriptor: Int32) {
    var offset = 0
    while offset < bytes.count {
      let count = bytes.withUnsafeBytes {
        send(
          descriptor, $0.baseAddress.map { $0 + offset }, bytes.count - offset, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      offset += count
    }
  }

  /// The next bytes; empty at the end or when patience ends.
  static func read(_ descriptor: Int32) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    return count > 0 ? Array(buffer[..<count]) : []
  }

  /// Sends raw bytes on a connection of their own and reads until the server closes.
  func raw(_ text: String) throws -> Answer {
    let descriptor = try connect()
    defer { close(descriptor) }
    Wire.write(Array(text.utf8), to: descriptor)
    var all: [UInt8] = []
    while true {
      let more = Wire.read(descriptor)
      if more.isEmpty { break }
      all += more
    }
    guard let answer = Wire.parsed(all) else { throw Failure.noAnswer }
    return answer
  }

  /// One request, one connection.
  func request(
    _ method: String, _ target: String, headers: [String: String] = [:], body: String = ""
  ) throws -> Answer {
    var lines = ["\(method) \(target) HTTP/1.1"]
    var headers = headers
    if headers["Host"] == nil { headers["Host"] = "127.0.0.1:\(port)" }
    if !body.isEmpty { headers["Content-Length"] = String(body.utf8.count) }
    for header in headers.sorted(by: { $0.key < $1.key }) {
      lines.append("\(header.key): \(header.value)")
    }
    lines.append("Connection: close")
    return try raw(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
  }

  private static func parsed(_ bytes: [UInt8]) -> Answer? {
    let end = Array("\r\n\r\n".utf8)
    guard
      let split = bytes.indices.dropLast(3).first(where: { Array(bytes[$0..<$0 + 4]) == end })
    else { return nil }
    let lines = String(decoding: bytes[..<split], as: UTF8.self).components(separatedBy: "\r\n")
    guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { return nil }
    let headers = lines.dropFirst().map { line -> (name: String, value: String) in
      let parts = line.split(separator: ":", maxSplits: 1)
      return (
        String(parts[0]),
        parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
      )
    }
    return Answer(status: status, headers: headers, body: Array(bytes[(split + 4)...]))
  }
}

/// Reads one event stream as it comes.
final class Listening {
  private let descriptor: Int32
  private var pending = ""

  struct Event: Equatable {
    var id: Int64
    var topic: String
    var data: String
  }

  init(_ wire: Wire, token: String, after: Int64? = nil, topics: String = "") throws {
    descriptor = try wire.connect()
    var lines = [
      "GET /api/v1/stream?topics=\(topics) HTTP/1.1", "Host: 127.0.0.1:\(wire.port)",
      "Authorization: Bearer \(token)",
    ]
    if let after { lines.append("Last-Event-ID: \(after)") }
    Wire.write(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8), to: descriptor)
    // Headers and the opening comment say that the stream is open.
    while !pending.contains(": open at") {
      let more = Wire.read(descriptor)
      if more.isEmpty { throw Wire.Failure.noAnswer }
      pending += String(decoding: more, as: UTF8.self)
    }
    head = pending.components(separatedBy: "\r\n\r\n").first ?? ""
  }

  deinit { close(descriptor) }

  let head: String
  private(set) var comments = 0

  /// Events until there are `count`, or the server ends or is silent for long.
  func events(_ count: Int) -> [Event] {
    var events: [Event] = []
    while events.count < count {
      take(&events)
      if events.count >= count { break }
      let more = Wire.read(descriptor)
      if more.isEmpty { break }
      pending += String(decoding: more, as: UTF8.self)
    }
    return events
  }

  /// Waits for a comment that is a sign of life; false at the end.
  func waitForHeartbeat() -> Bool {
    let before = pending.components(separatedBy: "\n: ").count
    while pending.components(separatedBy: "\n: ").count == before {
      let more = Wire.read(descriptor)
      if more.isEmpty { return false }
      pending += String(decoding: more, as: UTF8.self)
    }
    return true
  }

  /// True when the server ends the stream.
  func waitForEnd() -> Bool {
    while true {
      let more = Wire.read(descriptor)
      if more.isEmpty { return true }
    }
  }

  private func take(_ events: inout [Event]) {
    // Chunk sizes stand on lines of their own and are no fields; they are passed over.
    while let range = pending.range(of: "\n\n") {
      let block = pending[..<range.lowerBound]
      pending = String(pending[range.upperBound...])
      var event = Event(id: -1, topic: "", data: "")
      for line in block.split(whereSeparator: \.isNewline) {
        if line.hasPrefix("id: ") { event.id = Int64(line.dropFirst(4)) ?? -1 }
        if line.hasPrefix("event: ") { event.topic = String(line.dropFirst(7)) }
        if line.hasPrefix("data: ") { event.data = String(line.dropFirst(6)) }
      }
      if event.id >= 0 { events.append(event) }
    }
  }
}
