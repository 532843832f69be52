import SalusCore
import SalusTwin

/// All notices as of a view: the fold of their events in the order of the journal.
public struct Notices: Sendable {
  /// In the order in which they were queued.
  public private(set) var all: [Notice] = []
  private var indexByTwin: [ID<Twin>: Int] = [:]
  /// Keys of all notices; that of a message about several warnings has a part for each.
  private(set) var parts: Set<String> = []

  public init() {}

  public init(_ journal: any Journal, at view: View) throws(JournalError) {
    let events = try journal.events(
      EventQuery(branch: view.branch, types: NoticeEvent.types, through: view.sequence))
    for event in events {
      if let known = view.known, event.known > known { continue }
      try apply(event)
    }
  }

  public subscript(id: ID<Notice>) -> Notice? {
    indexByTwin[Notice.twin(of: id)].map { all[$0] }
  }

  /// Whether a notice of that key was queued before.
  public func holds(_ key: String) -> Bool {
    key.split(separator: "\n").allSatisfy { parts.contains(String($0)) }
  }

  /// What is to be sent at a moment, in the order of queueing: never twice what went out, and what
  /// failed only when its next try is due.
  public func due(at now: Instant) -> [Notice] { all.filter { $0.isDue(at: now) } }

  /// Notices that tell of a warning.
  public func of(_ warning: ID<Warning>) -> [Notice] {
    all.filter { $0.warnings.contains(warning) }
  }

  /// The id that the `offset`th next notice gets: `N-1`, `N-2`, …
  public func nextID(_ offset: Int = 0) -> ID<Notice> { ID("N-\(all.count + 1 + offset)") }

  /// Applies events newer than all before; others than notices' are passed over.
  public mutating func apply(_ events: [Event]) throws(JournalError) {
    for event in events where NoticeEvent.types.contains(event.type) { try apply(event) }
  }

  private mutating func apply(_ event: Event) throws(JournalError) {
    let happened = try NoticeEvent(event)
    if case .queued(var notice) = happened {
      notice.revision = event.revision
      indexByTwin[event.twin] = all.count
      for part in notice.key.split(separator: "\n") { parts.insert(String(part)) }
      all.append(notice)
      return
    }
    guard let index = indexByTwin[event.twin] else { return }
    all[index].take(happened, event)
  }
}

extension Notice {
  mutating func take(_ happened: NoticeEvent, _ event: Event) {
    revision = event.revision
    changed = event.valid
    switch happened {
    case .queued: break
    case .sent(let words):
      state = state == .acknowledged ? .acknowledged : .sent
      nextTry = nil
      self.words = words
    case .failed(let words, let next):
      failures += 1
      // A server that answers late does not take back what it took, or what was answered.
      if state == .queued || state == .failed { state = .failed }
      nextTry = next
      self.words = words
    case .acknowledged(let words):
      state = .acknowledged
      nextTry = nil
      self.words = words
    }
  }
}
