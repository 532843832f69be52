import SalusCore
import SalusTwin

/// The kernel's rules in their plainest form: a list of events for each line, folded from end to
/// end whenever anything is asked.
struct PlainBank {
  struct Line {
    var parent: ID<Branch>?
    var fork: Int64
    var events: [Event] = []
    var status = BranchInfo.Status.open
    /// Up to which of its own events it was merged.
    var merged: Int64?
  }

  var lines: [ID<Branch>: Line] = [Branch.main: Line(parent: nil, fork: 0)]

  /// All events that a branch shows, oldest first.
  func seen(on branch: ID<Branch>, through: Int64 = .max) -> [Event] {
    guard let line = lines[branch] else { return [] }
    let above = line.parent.map { seen(on: $0, through: min(line.fork, through)) } ?? []
    return above + line.events.filter { $0.sequence <= through }
  }

  func thread(of twin: ID<Twin>, on branch: ID<Branch>, through: Int64 = .max) -> [Event] {
    seen(on: branch, through: through).filter { $0.twin == twin }
  }

  func revoked(on branch: ID<Branch>, through: Int64 = .max) -> [String: Int64] {
    var found: [String: Int64] = [:]
    for event in seen(on: branch, through: through) where event.type == SourceRevoked.type {
      if let order = SourceRevoked(event.payload) { found[order.source] = event.sequence }
    }
    return found
  }

  func state(of twin: ID<Twin>, at moment: Moment, on branch: ID<Branch>) throws -> TwinState? {
    var sight = Sight.all
    switch moment {
    case .latest: break
    case .valid(let valid, let known): sight = Sight(valid: valid, known: known)
    case .audited(let valid, let through): sight = Sight(valid: valid, sequence: through)
    case .version(let sequence): sight = Sight(sequence: sequence)
    case .revision(let revision):
      let thread = thread(of: twin, on: branch)
      guard let event = thread.first(where: { $0.revision == revision }) else { return nil }
      sight = Sight(sequence: event.sequence)
    }
    return try StateFold.state(
      of: thread(of: twin, on: branch), seen: sight,
      revoked: revoked(on: branch, through: sight.sequence ?? .max))
  }

  func history(of twin: ID<Twin>, on branch: ID<Branch>) throws -> [HistoryEntry] {
    let thread = thread(of: twin, on: branch)
    let revoked = revoked(on: branch)
    var entries: [HistoryEntry] = []
    for event in thread.reversed() {
      for (name, reading) in try StateFold.readings(event) {
        let correction = thread.last {
          $0.type == StateEvent.corrected && $0.causation == event.sequence
            && $0.payload["values"]?[name] != nil
        }
        entries.append(
          HistoryEntry(
            feature: name, reading: reading, isDesired: event.type == StateEvent.desired,
            supersededBy: correction?.sequence,
            isRevoked: StateFold.isRevoked(event, revoked)))
      }
    }
    return entries
  }

  /// Takes over what the journal appended to a branch.
  mutating func take(_ events: [Event], on branch: ID<Branch>) {
    lines[branch]?.events += events
  }
}
