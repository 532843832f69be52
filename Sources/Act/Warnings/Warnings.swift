import SalusCore
import SalusTwin

/// All warnings as of a view: the fold of their events in the order of the journal.
public struct Warnings: Sendable {
  /// In the order in which they were raised.
  public private(set) var all: [Warning] = []
  private var indexByTwin: [ID<Twin>: Int] = [:]

  public init() {}

  public init(_ journal: any Journal, at view: View) throws(JournalError) {
    let events = try journal.events(
      EventQuery(branch: view.branch, types: WarningEvent.types, through: view.sequence))
    for event in events {
      if let known = view.known, event.known > known { continue }
      try apply(event)
    }
  }

  public subscript(id: ID<Warning>) -> Warning? {
    indexByTwin[Warning.twin(of: id)].map { all[$0] }
  }

  /// Warnings whose cause is not over, whatever was decided.
  public var current: [Warning] { all.filter { !$0.isOver } }

  /// Warnings that wait for a person.
  public var waiting: [Warning] { all.filter(\.state.isWaiting) }

  /// The id that the `offset`th next warning gets: `W-1`, `W-2`, …
  public func nextID(_ offset: Int = 0) -> ID<Warning> { ID("W-\(all.count + 1 + offset)") }

  /// Applies events newer than all before; others than warnings' are passed over.
  public mutating func apply(_ events: [Event]) throws(JournalError) {
    for event in events where WarningEvent.types.contains(event.type) { try apply(event) }
  }

  private mutating func apply(_ event: Event) throws(JournalError) {
    let happened = try WarningEvent(event)
    if case .raised(let content, let expires) = happened {
      indexByTwin[event.twin] = all.count
      all.append(
        Warning(
          id: ID(String(event.twin.text.dropFirst("warning:".count))), content: content,
          expires: expires, event: event))
      return
    }
    // A view by known time may see a step before the warning that it is of.
    guard let index = indexByTwin[event.twin] else { return }
    all[index].take(happened, event)
  }
}

extension Warning {
  init(id: ID<Warning>, content: WarningCase, expires: Instant, event: Event) {
    self.id = id
    self.content = content
    state = .waiting
    raised = event.valid
    waitingSince = event.valid
    spell = 1
    self.expires = expires
    isAcknowledged = false
    isOver = false
    decisions = [Entry(at: event.valid, actor: event.actor, verb: "raised", grade: content.grade)]
    revision = event.revision
    sequence = event.sequence
  }

  /// The state machine: what an event does to a warning.
  mutating func take(_ happened: WarningEvent, _ event: Event) {
    revision = event.revision
    sequence = event.sequence
    // What has ended stays as it is.
    guard !isOver else { return }
    switch happened {
    case .raised: break
    case .updated(let content, let expires, _):
      self.content = content
      goneSince = nil
      if let expires { wait(until: expires, event) }
    case .gone(let since): goneSince = since
    case .decided(let decision): take(decision, event)
    case .expired:
      guard state == .waiting else { return }
      state = .expired
      judged = gravest(judged, grade)
      expires = nil
      note("expired", event)
    case .ended(_, let into):
      isOver = true
      expires = nil
      until = nil
      self.into = into
      if isOpenState { state = .ended }
      note("ended", event)
    }
  }

  private var isOpenState: Bool { state != .dismissed && state != .expired }

  private mutating func wait(until expires: Instant, _ event: Event) {
    if state != .waiting {
      spell += 1
      waitingSince = event.valid
      isAcknowledged = false
      state = .waiting
      until = nil
      note("waited-again", event)
    }
    self.expires = expires
  }

  private mutating func take(_ decision: WarningDecision, _ event: Event) {
    guard state.verbs.contains(decision.verb) else { return }
    decisions.append(
      Entry(
        at: event.valid, actor: event.actor, verb: decision.verb.rawValue, grade: grade,
        reason: decision.reason, note: decision.note))
    isAcknowledged = true
    if decision.verb == .acknowledge { return }
    judged = gravest(judged, grade)
    expires = nil
    until = nil
    switch decision.verb {
    case .confirm: state = .confirmed
    case .watch: state = .watched
    case .shelve:
      state = .shelved
      until = decision.until
    case .dismiss: state = .dismissed
    case .acknowledge: break
    }
  }

  private func gravest(_ left: Grade?, _ right: Grade) -> Grade { min(left ?? right, right) }

  private mutating func note(_ verb: String, _ event: Event) {
    decisions.append(Entry(at: event.valid, actor: event.actor, verb: verb, grade: grade))
  }
}
