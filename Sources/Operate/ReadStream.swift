import SalusCore
import SalusTwin

/// What an event stream tells of one event.
public struct ReadEvent: Sendable {
  public let sequence: Int64
  public let topic: Topic
  /// `seq`, `topic`, `version`, `ref`.
  public let data: JSON
}

extension ReadModel {
  /// Events after a sequence, oldest first, for event streams.
  public func events(after sequence: Int64, limit: Int) throws -> [ReadEvent] {
    try journal.events(EventQuery(after: sequence, limit: limit)).map { event in
      let topic = Topic(event.type)
      return ReadEvent(
        sequence: event.sequence, topic: topic,
        data: [
          "seq": JSON(event.sequence), "topic": .string(topic.rawValue),
          "version": JSON(event.sequence), "ref": JSON(topic.reference),
        ])
    }
  }

  /// Calls `body` after each commit of this process.
  public func onCommit(_ body: @escaping @Sendable () -> Void) {
    journal.onCommit { _ in body() }
  }
}
