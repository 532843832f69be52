import SalusCore
import SalusTwin
import Synchronization

/// Folds of a journal that were made already, so that the newest costs only what is new and a
/// moment of the past is folded once.
final class CapacityCache: Sendable {
  private struct Kept {
    var newest: Capacity?
    /// The newest sequence that was looked through.
    var through: Int64 = 0
    var earlier: [(view: View, capacity: Capacity)] = []
    var covers: [EstimatedCover] = []
  }

  private let kept = Mutex(Kept())
  private static let mostEarlier = 6

  /// The fold as the view sees it, through a sequence.
  func capacity(of journal: any Journal, at view: View, through version: Int64)
    throws(JournalError) -> Capacity
  {
    let (newest, through) = kept.withLock { ($0.newest, $0.through) }
    let end = min(view.sequence ?? version, version)
    guard view.known == nil, view.branch == Branch.main, end >= through else {
      return try earlier(of: journal, View(branch: view.branch, known: view.known, sequence: end))
    }
    if let newest, end == through { return newest }
    var capacity = newest ?? Capacity()
    let more = try journal.events(
      EventQuery(types: Capacity.types, after: newest == nil ? 0 : through, through: end))
    // From the beginning, what is taken back is known before it is taken in.
    if newest == nil {
      capacity = try Capacity(journal, at: View(sequence: end)).unbounded
    } else if try !capacity.apply(more) {
      capacity = try Capacity(journal, at: View(sequence: end)).unbounded
    }
    let made = capacity
    kept.withLock { kept in
      guard end >= kept.through else { return }
      kept.newest = made
      kept.through = end
    }
    return made
  }

  private func earlier(of journal: any Journal, _ view: View) throws(JournalError) -> Capacity {
    if let found = kept.withLock({ $0.earlier.first { $0.view == view } }) {
      return found.capacity
    }
    let capacity = try Capacity(journal, at: view)
    kept.withLock { kept in
      kept.earlier.insert((view, capacity), at: 0)
      if kept.earlier.count > CapacityCache.mostEarlier { kept.earlier.removeLast() }
    }
    return capacity
  }

  /// Cover by the newest estimate of demand that the view allows.
  func cover(of journal: any Journal, at view: View, through version: Int64)
    throws(JournalError) -> EstimatedCover?
  {
    let query = EventQuery(
      branch: view.branch, types: [DemandEstimate.type],
      through: min(view.sequence ?? version, version), limit: view.known == nil ? 1 : 60,
      isDescending: true)
    let event = try journal.events(query).first { event in
      guard let known = view.known else { return true }
      // An estimate made for an earlier moment counts as known then.
      if let day = event.payload["asOf"]?.string.flatMap({ CivilDate($0) }) {
        return Instant(endOf: day) <= known
      }
      return event.known <= known
    }
    guard let event else { return nil }
    if let found = kept.withLock({ $0.covers.first { $0.sequence == event.sequence } }) {
      return found
    }
    let cover = EstimatedCover(try DemandEstimate(event), sequence: event.sequence)
    kept.withLock { kept in
      kept.covers.insert(cover, at: 0)
      if kept.covers.count > 3 { kept.covers.removeLast() }
    }
    return cover
  }
}

/// What an estimate of demand says about how long stock lasts.
struct EstimatedCover: Sendable {
  let sequence: Int64
  let day: CivilDate
  private var rows: [Key: Row] = [:]

  private struct Key: Hashable {
    var site: ID<Twin>
    var item: String
  }

  private struct Row {
    var stock: Double
    var cover: DemandCover
  }

  init(_ estimate: DemandEstimate, sequence: Int64) {
    self.sequence = sequence
    day = estimate.day
    for row in estimate.rows {
      guard let cover = row.cover, let stock = row.capacity, stock > 0 else { continue }
      rows[Key(site: row.site, item: row.resource)] = Row(stock: stock, cover: cover)
    }
  }

  /// Days that `usable` units last, in proportion to what the estimate saw; nil where it says
  /// nothing, or is of another week.
  func cover(_ site: ID<Twin>, _ item: ID<Item>, usable: Double, on day: CivilDate)
    -> DemandCover?
  {
    guard abs(day - self.day) <= 3, let row = rows[Key(site: site, item: item.text)] else {
      return nil
    }
    let share = usable / row.stock
    return DemandCover(
      median: row.cover.median * share, lower: row.cover.lower * share,
      upper: row.cover.upper * share)
  }
}
