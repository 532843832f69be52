import SalusCore

/// What a job does.
public enum JobKind: String, Sendable, CaseIterable {
  /// Takes in files that lie in watched folders.
  case `import`
  /// Fetches the reports of a feed.
  case pull
  /// Says which feeds are late, failing, silent or back.
  case feeds
  /// Looks for more than usual in one signal.
  case detect
  /// Marks orders that are late.
  case orders
  /// Turns evidence into warnings, and lets those end whose time is over.
  case warnings
  /// Decides who is told what, and sends it.
  case notices
  /// Estimates the reproduction number of one signal.
  case reproduction
  /// Forecasts one signal.
  case forecast
  /// Computes what will be needed.
  case demand
  /// Proposes what to move where.
  case plan
  /// Copies the journal.
  case backup

  /// Earlier ones run first: what people wait for comes before what takes long.
  var rank: Int { JobKind.allCases.firstIndex(of: self) ?? 0 }

  /// Whether it is always about one signal.
  var isOfSignal: Bool { self == .detect || self == .reproduction || self == .forecast }

  /// Types of the events in which such a job says what it found; a run that wrote none of them
  /// changed nothing.
  var writes: [String] {
    switch self {
    case .import, .pull: ["import.", "observations.", "beds.", "staff.", "stock.", "feed."]
    case .feeds: ["feed."]
    case .detect: ["detection."]
    case .orders: ["order."]
    case .warnings: ["warning."]
    case .notices: ["notice."]
    case .reproduction: ["reproduction."]
    case .forecast: ["forecast."]
    case .demand: ["demand."]
    case .plan: ["plan."]
    case .backup: []
    }
  }

  var title: String {
    switch self {
    case .import: "Take in new files"
    case .pull: "Fetch a feed"
    case .feeds: "Look after feeds"
    case .detect: "Look for more than usual"
    case .orders: "Look after orders"
    case .warnings: "Review warnings"
    case .notices: "Send notices"
    case .reproduction: "Estimate the reproduction number"
    case .forecast: "Forecast"
    case .demand: "Compute demand"
    case .plan: "Propose a plan"
    case .backup: "Copy the journal"
    }
  }
}

/// One piece of work of the loop. Two of one kind and subject are one job.
public struct Job: Hashable, Sendable {
  public var kind: JobKind
  /// A signal, a feed; empty where the kind has one subject only.
  public var subject: String
  /// Why it is done, in words: what came in, or which time it is.
  public var trigger: String

  public init(_ kind: JobKind, _ subject: String = "", trigger: String) {
    self.kind = kind
    self.subject = subject
    self.trigger = trigger
  }

  /// What is one job.
  struct Key: Hashable, Sendable {
    var kind: JobKind
    var subject: String
  }

  var key: Key { Key(kind: kind, subject: subject) }
  public var title: String { subject.isEmpty ? kind.title : "\(kind.title): \(subject)" }
}

/// What a job found, in words, and what it read.
public struct JobOutcome: Sendable, Hashable {
  public var words: String
  public var read: [String]
  /// What it made outside the journal, such as a file; what it wrote into it is seen there.
  public var made: [String]

  public init(_ words: String, read: [String] = [], made: [String] = []) {
    self.words = words
    self.read = read
    self.made = made
  }
}

/// One run of a job, as the list of jobs shows it.
public struct JobRun: Sendable, Hashable {
  public enum State: String, Sendable {
    case queued, running, done, failed, retrying
  }

  public var id: String
  public var job: Job
  public var state: State
  /// By the wall clock.
  public var started: Instant?
  public var finished: Instant?
  public var seconds: Double?
  public var attempt: Int
  /// 0 to 1; nil where it is not known.
  public var progress: Double?
  public var read: [String]
  public var wrote: [String]
  public var words: String

  public var json: JSON {
    [
      "id": .string(id), "kind": .string(job.kind.rawValue), "title": .string(job.title),
      "trigger": .string(job.trigger), "state": .string(state.rawValue),
      "started": JSON(started), "finished": JSON(finished),
      "seconds": JSON(seconds.map { ($0 * 1000).rounded() / 1000 }), "attempt": JSON(attempt),
      "progress": JSON(progress), "read": .array(read.map { .string($0) }),
      "wrote": .array(wrote.map { .string($0) }), "words": .string(words),
    ]
  }
}
