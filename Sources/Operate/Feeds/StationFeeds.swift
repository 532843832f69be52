import SalusCore
import SalusSense
import SalusTwin

extension Station {
  /// The feeds of the running loop; nil where none runs.
  public var feeds: FeedDesk? { loop?.parts?.feeds }

  /// The feeds of the running loop, or an error that says that there are none.
  public func requireFeeds() throws -> FeedDesk {
    guard let desk = feeds else { throw FeedsAbsent() }
    return desk
  }

  /// How each feed stands, with what it brought; an empty list where no loop runs.
  public func feedAnswer(_ reading: Reading) throws -> JSON {
    if let desk = feeds {
      return try desk.answer(
        reading, at: loopTime(), rate: loopClock.rate, isExample: loopClock.moment != nil)
    }
    return reading.answer(["feeds": [], "clock": clockAnswer])
  }

  /// The time by which the twin lives, and how fast it goes where it is the example region's.
  public var clockAnswer: JSON {
    [
      "now": JSON(loopTime()), "rate": JSON(loopClock.rate),
      "isExample": .bool(loopClock.moment != nil),
    ]
  }

  /// The rows that an import could not use: file, line, column, reason, row.
  public func quarantineRows(of id: String) throws -> [JSON] {
    guard try ImportRecord.find(id, in: journal) != nil else { throw ImportError.notFound(id: id) }
    return try Quarantine.rows(in: journal, import: id).map { row in
      [
        "file": .string(row.file), "line": JSON(row.line), "column": .string(row.column),
        "reason": .string(row.reason), "row": .string(row.row),
      ]
    }
  }

  /// Registers what a configuration declares, so that its feeds' reports find their places.
  public func prepare(_ configuration: Configuration) throws { try apply(configuration) }

  /// The feeds of a configuration, for verbs where no loop runs.
  public func feedDesk(of configuration: Configuration) throws -> FeedDesk {
    try FeedDesk(
      station: self, feeds: configuration.feeds, loopTime: { [self] in loopTime() },
      tables: { [self] in try takeInTable(of: $0, at: $1, known: $2) })
  }
}

/// No loop runs that would have feeds.
public struct FeedsAbsent: Problem, Hashable {
  public var kind: ProblemKind { .notFound }
  public var description: String { "no feeds are running" }
  public var hint: String? { "'salus up' runs the feeds of its configuration." }
}
