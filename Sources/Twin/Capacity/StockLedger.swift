import SalusCore

/// The counts and movements of one item in their order in the world, and what they add up to.
///
/// The order is that of valid time. Movements of one moment come before counts of it, for a count
/// at T absorbs what moved until T; then the sequence decides, so that the later word wins. What
/// arrives late is put in its place and all after it is done again from the last mark before it.
struct StockLedger: Sendable {
  /// By facility.
  private(set) var states: [ID<Twin>: StockState] = [:]
  private var entries: [Entry] = []
  /// States before the entry at `index`, oldest first.
  private var marks: [(index: Int, states: [ID<Twin>: StockState])] = []
  /// Entries from here on are not in `states` yet.
  private var done = 0

  struct Entry: Sendable {
    var valid: Instant
    var recorded: Instant
    var sequence: Int64
    var actor: String
    var source: String
    var deed: Deed

    enum Deed: Sendable {
      case counted(facility: ID<Twin>, lots: [Lot])
      case moved(StockMove)
    }

    var isCount: Bool {
      if case .counted = deed { true } else { false }
    }

    func precedes(_ other: Entry) -> Bool {
      if valid != other.valid { return valid < other.valid }
      if isCount != other.isCount { return !isCount }
      return sequence < other.sequence
    }
  }

  private static let stride = 256

  /// Puts the entry in its place; `settle` must follow.
  mutating func insert(_ entry: Entry) {
    var low = 0
    var high = entries.count
    if let last = entries.last, !entry.precedes(last) { low = high }
    while low < high {
      let middle = (low + high) / 2
      if entry.precedes(entries[middle]) { high = middle } else { low = middle + 1 }
    }
    entries.insert(entry, at: low)
    guard low < done else { return }
    while let mark = marks.last, mark.index > low { marks.removeLast() }
    done = marks.last?.index ?? 0
    states = marks.last?.states ?? [:]
  }

  /// Does all that is not done yet.
  mutating func settle() {
    while done < entries.count {
      if done % StockLedger.stride == 0, marks.last?.index != done {
        marks.append((done, states))
      }
      perform(entries[done])
      done += 1
    }
  }

  private mutating func perform(_ entry: Entry) {
    switch entry.deed {
    case .counted(let facility, let lots):
      var state = states[facility] ?? StockState()
      let before = state.quantity
      let wasCounted = state.counted != nil
      state.lots = []
      state.put(lots)
      state.counted = entry.valid
      state.missing = 0
      // A first count opens the book; what a later one finds less was used without being noted.
      let less = before - state.quantity
      if wasCounted, less > 0 { state.noteUse(less, on: entry.valid.date) }
      note(entry, &state)
      states[facility] = state
    case .moved(let move):
      var parts = [Lot(lot: move.lot ?? "", quantity: move.quantity, expires: move.expires)]
      if let from = move.from {
        var state = states[from] ?? StockState()
        let isWaste = [.waste, .expired, .returned].contains(move.reason)
        parts = state.take(
          move.quantity, lot: move.lot, on: entry.valid.date, isWaste: isWaste)
        let short = move.quantity - parts.reduce(0) { $0 + $1.quantity }
        if short > 1e-9 {
          state.missing += short
          // It did move, so it was there: the book of the sender is what is wrong.
          parts.append(Lot(lot: move.lot ?? "", quantity: short, expires: move.expires))
        }
        if move.to == nil, move.reason == .issue {
          state.noteUse(move.quantity, on: entry.valid.date)
        }
        note(entry, &state)
        states[from] = state
      }
      if let to = move.to {
        var state = states[to] ?? StockState()
        state.put(parts)
        note(entry, &state)
        states[to] = state
      }
    }
  }

  private func note(_ entry: Entry, _ state: inout StockState) {
    state.changed = entry.valid
    state.recorded = entry.recorded
    state.actor = entry.actor
    state.source = entry.source
    state.sequence = entry.sequence
  }
}
