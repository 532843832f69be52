import Dispatch
import SalusCore
import Synchronization

/// One thing that happened, as event streams tell it.
public struct StreamEvent: Sendable, Hashable {
  /// Of the journal; clients resume after it.
  public let sequence: Int64
  public let topic: String
  public let data: JSON

  public init(sequence: Int64, topic: String, data: JSON) {
    self.sequence = sequence
    self.topic = topic
    self.data = data
  }
}

/// Feeds the open event streams from the journal.
///
/// A commit only wakes the streams; each then reads what it has not sent yet. So a slow reader
/// holds up nobody: nothing is queued for it, and what it missed is in the journal.
public final class EventHub: Sendable {
  /// Reads events after a sequence, oldest first, at most as many as the limit.
  public typealias Source =
    @Sendable (_ after: Int64, _ limit: Int) throws -> [StreamEvent]

  private struct State {
    var streams: [ObjectIdentifier: EventStream] = [:]
    var isStopped = false
  }

  private let state = Mutex(State())
  private let recent = Mutex<[StreamEvent]>([])
  private let source: Source
  private let head: @Sendable () -> Int64
  // Dispatch sources may be used from any thread.
  private nonisolated(unsafe) let timer: any DispatchSourceTimer

  /// How many events streams share before each reads for itself.
  private static let mostRecent = 1024
  static let batch = 64

  /// - Parameters:
  ///   - heartbeat: seconds between signs of life on an idle stream.
  ///   - head: the newest sequence.
  ///   - source: reads the journal; sequences rise without gaps.
  public init(
    heartbeat: Double = 15, head: @escaping @Sendable () -> Int64, source: @escaping Source
  ) {
    self.head = head
    self.source = source
    timer = DispatchSource.makeTimerSource()
    timer.schedule(deadline: .now() + heartbeat, repeating: heartbeat)
    timer.setEventHandler { [weak self] in self?.wakeAll(isHeartbeat: true) }
    timer.activate()
  }

  deinit { timer.cancel() }

  /// To be called after each commit, from any thread; costs microseconds.
  public func wake() { wakeAll(isHeartbeat: false) }

  /// Ends all streams; streams opened later end at once.
  func stop() {
    timer.cancel()
    let streams = state.withLock { state in
      state.isStopped = true
      return Array(state.streams.values)
    }
    for stream in streams { stream.end() }
  }

  /// A stream that goes on after `sequence`; nil, or a sequence still to come, for from now on.
  func open(after sequence: Int64?, topics: Set<String>, on connection: OpaquePointer)
    -> EventStream
  {
    let head = head()
    let stream = EventStream(
      self, after: min(max(sequence ?? head, 0), head), topics: topics, on: connection)
    let isStopped = state.withLock { state in
      if !state.isStopped { state.streams[ObjectIdentifier(stream)] = stream }
      return state.isStopped
    }
    if isStopped { stream.end() }
    return stream
  }

  func forget(_ stream: EventStream) {
    state.withLock { $0.streams[ObjectIdentifier(stream)] = nil }
  }

  /// Open streams, for the health check and tests.
  public var count: Int { state.withLock { $0.streams.count } }

  /// Events after a sequence: from those read lately, or from the journal.
  func events(after sequence: Int64) throws -> [StreamEvent] {
    let shared = recent.withLock { recent -> [StreamEvent]? in
      guard let first = recent.first, let last = recent.last, first.sequence <= sequence + 1,
        last.sequence > sequence
      else { return nil }
      let start = Int(sequence + 1 - first.sequence)
      return Array(recent[start..<min(recent.count, start + EventHub.batch)])
    }
    if let shared { return shared }
    let read = try source(sequence, EventHub.batch)
    guard let first = read.first else { return [] }
    recent.withLock { recent in
      if let last = recent.last {
        if last.sequence + 1 == first.sequence {
          recent.append(contentsOf: read)
        } else if first.sequence > last.sequence {
          recent = read
        }
      } else {
        recent = read
      }
      if recent.count > EventHub.mostRecent {
        recent.removeFirst(recent.count - EventHub.mostRecent / 2)
      }
    }
    return read
  }

  private func wakeAll(isHeartbeat: Bool) {
    let streams = state.withLock { Array($0.streams.values) }
    for stream in streams { stream.wake(isHeartbeat: isHeartbeat) }
  }
}
