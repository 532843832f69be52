import SalusCore
import SalusTwin
import Synchronization

/// What units said of their beds, who came to shifts and what came into facilities, folded once: the newest view costs
/// only what is new.
final class CarePastCache: Sendable {
  struct Past: Sendable {
    var beds = BedHistory()
    var deliveries = Deliveries()
    var staff = StaffHistory()
  }

  private struct Kept {
    var newest: Past?
    /// The newest sequence that was looked through.
    var through: Int64 = 0
  }

  private let kept = Mutex(Kept())
  /// The last takes back what an import brought.
  private static let types = [
    BedReport.type, StaffReport.type, StockMove.type, "import.undone",
  ]

  /// The past as the view sees it, through a sequence.
  func past(of journal: any Journal, at view: View, through version: Int64, capacity: Capacity)
    throws(JournalError) -> Past
  {
    let (newest, through) = kept.withLock { ($0.newest, $0.through) }
    let end = min(view.sequence ?? version, version)
    guard view.known == nil, view.branch == Branch.main, end >= through, let newest else {
      let past = try fold(Past(), journal, after: 0, end, view, capacity).past
      if view.known == nil, view.branch == Branch.main { keep(past, end) }
      return past
    }
    if end == through { return newest }
    var result = try fold(newest, journal, after: through, end, view, capacity)
    if result.takesBack { result = try fold(Past(), journal, after: 0, end, view, capacity) }
    keep(result.past, end)
    return result.past
  }

  private func keep(_ past: Past, _ end: Int64) {
    kept.withLock { kept in
      guard end >= kept.through else { return }
      kept.newest = past
      kept.through = end
    }
  }

  private func fold(
    _ before: Past, _ journal: any Journal, after: Int64, _ end: Int64, _ view: View,
    _ capacity: Capacity
  ) throws(JournalError) -> (past: Past, takesBack: Bool) {
    var past = before
    let events = try journal.events(
      EventQuery(branch: view.branch, types: CarePastCache.types, after: after, through: end))
    for event in events {
      if let known = view.known, event.known > known { continue }
      guard !capacity.isRetracted(event.sequence) else { continue }
      if event.type == BedReport.type {
        past.beds.apply(try BedReport(event), event)
      } else if event.type == StaffReport.type {
        past.staff.apply(try StaffReport(event), on: event.valid.date)
      } else if event.type == StockMove.type {
        past.deliveries.apply(try StockMove(event), on: event.valid.date)
      }
    }
    return (past, events.contains { !$0.retracts.isEmpty })
  }
}
