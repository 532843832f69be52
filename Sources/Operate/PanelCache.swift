import SalusCore
import SalusTwin
import Synchronization

/// The newest panel of each signal, kept between the stages that read the same one: a day's
/// detection, reproduction number and forecast ask for it one after another.
final class PanelCache: Sendable {
  /// What a panel follows from, besides the rows themselves, which are never changed.
  private struct Mark: Equatable {
    /// Newest event that brought rows of the signal.
    var rows: Int64
    /// Newest event that registered a place or signal, or took an import back.
    var terms: Int64
  }

  private let kept = Mutex<[ID<Signal>: (mark: Mark, panel: Panel)]>([:])
  private static let terms = [PlaceRegistered.type, SignalRegistered.type, "import.undone"]

  /// The panel of a signal as a view of everything known sees it; nil where nothing is visible.
  func panel(_ id: ID<Signal>, in world: World, of journal: any Journal) throws -> Panel? {
    let view = View(world.asOf)
    guard view.known == nil else { return try world.panel(id) }
    let query = EventQuery(
      types: PanelCache.terms, through: view.sequence, limit: 1, isDescending: true)
    let mark = Mark(
      rows: try journal.latestSequence(of: id, at: view),
      terms: try journal.events(query).first?.sequence ?? 0)
    if let known = kept.withLock({ $0[id] }), known.mark == mark { return known.panel }
    guard let panel = try world.panel(id) else { return nil }
    // Rows that came while the panel was read belong to a later mark.
    if panel.sequence == mark.rows { kept.withLock { $0[id] = (mark, panel) } }
    return panel
  }
}
