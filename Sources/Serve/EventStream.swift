import CMicrohttpd
import SalusCore
import Synchronization

/// One client that listens to the journal (server-sent events, WHATWG HTML section 9.2).
///
/// The library's thread asks it for bytes; with nothing to say it suspends the connection, and a
/// commit, a heartbeat or the end resumes it.
final class EventStream: Sendable {
  private struct Bell {
    /// Rises with each wake, so that a wake during a reading is not lost.
    var rings = 0
    var beats = 0
    var isSuspended = false
    var isEnded = false
  }

  private struct Outbox {
    var cursor: Int64
    var bytes: [UInt8]
    var sent = 0
    var beats = 0
  }

  private let bell = Mutex(Bell())
  private let outbox: Mutex<Outbox>
  private let topics: Set<String>
  private let hub: EventHub
  // Used only under the bell's lock between opening and `close`, while the connection lives.
  private nonisolated(unsafe) let connection: OpaquePointer

  init(_ hub: EventHub, after sequence: Int64, topics: Set<String>, on connection: OpaquePointer) {
    self.hub = hub
    self.topics = topics
    self.connection = connection
    // A first comment opens the way at once; `retry` is in milliseconds.
    outbox = Mutex(
      Outbox(cursor: sequence, bytes: Array(": open at \(sequence)\nretry: 1000\n\n".utf8)))
  }

  /// Fills `buffer`; 0 after suspending the connection, -1 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    while true {
      let seen = bell.withLock { $0 }
      if seen.isEnded { return -1 }
      let copied = outbox.withLock { outbox -> Int in
        if outbox.sent == outbox.bytes.count, !refill(&outbox, beats: seen.beats) { return -1 }
        let count = min(buffer.count, outbox.bytes.count - outbox.sent)
        outbox.bytes.withUnsafeBytes { bytes in
          buffer.copyMemory(
            from: UnsafeRawBufferPointer(rebasing: bytes[outbox.sent..<outbox.sent + count]))
        }
        outbox.sent += count
        return count
      }
      if copied != 0 { return copied }
      let isSuspended = bell.withLock { bell in
        guard bell.rings == seen.rings, !bell.isEnded else { return false }
        bell.isSuspended = true
        MHD_suspend_connection(connection)
        return true
      }
      if isSuspended { return 0 }
    }
  }

  func wake(isHeartbeat: Bool) {
    bell.withLock { bell in
      bell.rings += 1
      if isHeartbeat { bell.beats += 1 }
      resume(&bell)
    }
  }

  /// Ends the stream from this side.
  func end() {
    bell.withLock { bell in
      bell.isEnded = true
      resume(&bell)
    }
  }

  /// The connection is gone and must not be touched any more.
  func close() {
    bell.withLock { bell in
      bell.isEnded = true
      bell.isSuspended = false
    }
    hub.forget(self)
  }

  private func resume(_ bell: inout Bell) {
    guard bell.isSuspended else { return }
    bell.isSuspended = false
    MHD_resume_connection(connection)
  }

  /// False where the journal cannot be read: the client then comes again and resumes.
  private func refill(_ outbox: inout Outbox, beats: Int) -> Bool {
    outbox.bytes.removeAll(keepingCapacity: true)
    outbox.sent = 0
    while true {
      guard let events = try? hub.events(after: outbox.cursor) else { return false }
      for event in events {
        outbox.cursor = event.sequence
        if topics.isEmpty || topics.contains(event.topic) {
          EventStream.write(event, to: &outbox.bytes)
        }
      }
      if !outbox.bytes.isEmpty || events.count < EventHub.batch { break }
    }
    if outbox.beats != beats {
      outbox.beats = beats
      if outbox.bytes.isEmpty { outbox.bytes.append(contentsOf: ": \(outbox.cursor)\n\n".utf8) }
    }
    return true
  }

  private static func write(_ event: StreamEvent, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: "id: \(event.sequence)\nevent: \(event.topic)\ndata: ".utf8)
    event.data.write(to: &bytes)
    bytes.append(contentsOf: "\n\n".utf8)
  }
}

/// The library asks for the next bytes of a stream.
func readEventStream(
  _ context: UnsafeMutableRawPointer?, _ position: UInt64, _ buffer: UnsafeMutablePointer<CChar>?,
  _ most: Int
) -> Int {
  guard let context, let buffer else { return -1 }
  let stream = Unmanaged<EventStream>.fromOpaque(context).takeUnretainedValue()
  return stream.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: most))
}

/// The library needs a stream no longer.
func releaseEventStream(_ context: UnsafeMutableRawPointer?) {
  guard let context else { return }
  Unmanaged<EventStream>.fromOpaque(context).release()
}
