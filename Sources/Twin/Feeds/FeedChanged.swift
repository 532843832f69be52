import SalusCore

/// Says that a feed came into another state; nothing is said while it stays as it is.
public struct FeedChanged: Hashable, Sendable {
  public var feed: String
  public var title: String
  public var state: State
  /// What is wrong, or right again, in one sentence.
  public var words: String
  /// The deadline that passed; nil where it is not about one.
  public var due: Instant?
  /// When the newest report came; nil for none.
  public var last: Instant?
  /// Signals and tables that stand on the feed.
  public var affects: [String]

  /// What a feed can come into.
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// A deadline passed without a report.
    case late
    /// Several deadlines passed without a report.
    case silent
    /// It cannot be fetched, or what came could not be read.
    case failing
    /// A report was refused as a whole.
    case refused
    /// Reports come again.
    case back
    /// A person stopped it.
    case paused
    /// A person started it again.
    case resumed

    /// Type of the event, such as `feed.late`.
    public var type: String { "feed.\(rawValue)" }

    /// Reports are missing that should be there.
    public var isTrouble: Bool { self == .late || self == .silent || self == .failing }
  }

  /// Types of all events of this kind.
  public static let types = State.allCases.map(\.type)

  public init(
    feed: String, title: String, state: State, words: String, due: Instant? = nil,
    last: Instant? = nil, affects: [String] = []
  ) {
    self.feed = feed
    self.title = title
    self.state = state
    self.words = words
    self.due = due
    self.last = last
    self.affects = affects
  }

  public init(_ event: Event) throws(JournalError) {
    guard event.type.hasPrefix("feed."),
      let state = State(rawValue: String(event.type.dropFirst(5))),
      let feed = event.payload["feed"]?.string
    else { throw .corrupt("event \(event.sequence) does not say what became of a feed") }
    self.init(
      feed: feed, title: event.payload["title"]?.string ?? feed, state: state,
      words: event.payload["words"]?.string ?? "",
      due: event.payload["due"]?.string.flatMap { Instant($0) },
      last: event.payload["last"]?.string.flatMap { Instant($0) },
      affects: (event.payload["affects"]?.array ?? []).compactMap(\.string))
  }

  /// - Parameters:
  ///   - now: the moment of the loop at which it was seen.
  ///   - key: so that the same finding is written once.
  public func draft(at now: Instant, actor: String, key: String? = nil) -> Draft {
    Draft(
      type: state.type, twin: FeedChanged.twin(feed),
      payload: [
        "feed": .string(feed), "title": .string(title), "words": .string(words),
        "due": JSON(due), "last": JSON(last), "affects": .array(affects.map { .string($0) }),
      ],
      valid: now, known: now, actor: actor, source: "feeds", key: key)
  }

  /// The twin of a feed.
  public static func twin(_ feed: String) -> ID<Twin> { ID("feed:\(feed)") }
}

/// How each feed stands by its events: the newest trouble or its end, and whether it is paused.
public struct FeedStandings: Hashable, Sendable {
  /// One feed.
  public struct Standing: Hashable, Sendable {
    /// The newest change that is about reports; nil where there was never any trouble.
    public var change: FeedChanged?
    /// When the change was, by the loop's time.
    public var since: Instant?
    /// Sequence of the event of the change.
    public var sequence: Int64 = 0
    public var isPaused = false
    /// The newest report that was refused as a whole.
    public var refusal: FeedChanged?

    /// The trouble that the feed is in; nil for none, and while it is paused.
    public var trouble: FeedChanged? {
      guard !isPaused, let change, change.state.isTrouble else { return nil }
      return change
    }
  }

  public private(set) var feeds: [String: Standing] = [:]

  /// Reads the events that the view allows.
  public init(_ journal: any Journal, at view: View = View()) throws(JournalError) {
    let query = EventQuery(branch: view.branch, types: FeedChanged.types, through: view.sequence)
    for event in try journal.events(query) {
      if let known = view.known, event.known > known { continue }
      try apply(event)
    }
  }

  /// Nothing is known of any feed.
  public init() {}

  /// Takes in one event; others than those of feeds are passed over.
  public mutating func apply(_ event: Event) throws(JournalError) {
    guard FeedChanged.types.contains(event.type) else { return }
    let change = try FeedChanged(event)
    var standing = feeds[change.feed] ?? Standing()
    switch change.state {
    case .paused: standing.isPaused = true
    case .resumed: standing.isPaused = false
    case .refused: standing.refusal = change
    case .late, .silent, .failing, .back:
      standing.change = change
      standing.since = event.valid
      standing.sequence = event.sequence
    }
    feeds[change.feed] = standing
  }

  /// Feeds in trouble, by name.
  public var troubled: [FeedChanged] {
    feeds.keys.sorted().compactMap { feeds[$0]?.trouble }
  }
}
