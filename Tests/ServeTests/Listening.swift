import Glibc

/// Reads one event stream as it comes.
final class Listening {
  private let descriptor: Int32
  /// Bytes as they came, and text out of its chunks.
  private var raw: [UInt8] = []
  private var text: [UInt8] = []
  private(set) var head = ""

  struct Event: Equatable {
    var id: Int64
    var topic: String
    var data: String
  }

  /// One block of lines of the stream: an event, or comments.
  private enum Block {
    case event(Event)
    case comment
  }

  /// Opens a stream and waits for its first words.
  init(_ wire: Wire, token: String, after: Int64? = nil, topics: String = "") throws {
    descriptor = try wire.connect()
    var lines = [
      "GET /api/v1/stream?topics=\(topics) HTTP/1.1", "Host: 127.0.0.1:\(wire.port)",
      "Authorization: Bearer \(token)",
    ]
    if let after { lines.append("Last-Event-ID: \(after)") }
    Wire.write(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8), to: descriptor)
    while head.isEmpty {
      guard fill() else { throw Wire.Failure.noAnswer }
    }
    guard case .comment? = block() else { throw Wire.Failure.noAnswer }
  }

  deinit { close(descriptor) }

  /// Events until there are `count`, or the server ends or is silent for long.
  func events(_ count: Int) -> [Event] {
    var events: [Event] = []
    while events.count < count, let block = block() {
      if case .event(let event) = block { events.append(event) }
    }
    return events
  }

  /// Waits for a sign of life; false at the end. Events before it are lost.
  func waitForHeartbeat() -> Bool {
    while let block = block() {
      if case .comment = block { return true }
    }
    return false
  }

  /// True when the server ends the stream.
  func waitForEnd() -> Bool {
    while fill() {}
    return true
  }

  /// The next block; nil at the end.
  private func block() -> Block? {
    let end: [UInt8] = [0x0A, 0x0A]
    while true {
      if let range = text.firstRange(of: end) {
        let lines = String(decoding: text[..<range.lowerBound], as: UTF8.self).split(
          separator: "\n")
        text.removeSubrange(..<range.upperBound)
        var event = Event(id: -1, topic: "", data: "")
        for line in lines {
          if line.hasPrefix("id: ") { event.id = Int64(line.dropFirst(4)) ?? -1 }
          if line.hasPrefix("event: ") { event.topic = String(line.dropFirst(7)) }
          if line.hasPrefix("data: ") { event.data = String(line.dropFirst(6)) }
        }
        return event.id >= 0 ? .event(event) : .comment
      }
      guard fill() else { return nil }
    }
  }

  /// Reads more; false at the end or after a long silence.
  private func fill() -> Bool {
    let more = Wire.read(descriptor)
    if more.isEmpty { return false }
    raw += more
    if head.isEmpty {
      let end: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
      guard let range = raw.firstRange(of: end) else { return true }
      head = String(decoding: raw[..<range.lowerBound], as: UTF8.self)
      raw.removeSubrange(..<range.upperBound)
    }
    // RFC 9112 section 7.1: length in hexadecimal, line end, that many bytes, line end.
    while let line = raw.firstRange(of: [0x0D, 0x0A] as [UInt8]),
      let length = Int(String(decoding: raw[..<line.lowerBound], as: UTF8.self), radix: 16),
      raw.count >= line.upperBound + length + 2
    {
      text += raw[line.upperBound..<line.upperBound + length]
      raw.removeSubrange(..<(line.upperBound + length + 2))
    }
    return true
  }
}
