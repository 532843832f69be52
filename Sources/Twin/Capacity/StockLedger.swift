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
  /// Taken in and not yet in their place.
  private var pending: [Entry] = []
  /// The last of those that are kept no longer.
  private var forgotten: Entry?
  /// States before the entry at `index`, oldest first.
  private var marks: [(index: Int, states: [ID<Twin>: StockState])] = []
  /// Entries before this one are in `states`.
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
  /// Entries kept at least, so that a late one finds its place without reading the journal again.
  private static let least = 2048

  /// Takes the entry in; `settle` must follow.
  ///
  /// - Returns: false where it belongs before what is still kept: fold anew from the journal then.
  mutating func insert(_ entry: Entry) -> Bool {
    pending.append(entry)
    return forgotten.map { !entry.precedes($0) } ?? true
  }

  /// Puts what was taken in into its place and does all that is not done yet.
  mutating func settle() {
    pending.sort { $0.precedes($1) }
    if let first = pending.first, let last = entries.last, first.precedes(last) {
      let place = entries.firstIndex { first.precedes($0) } ?? entries.endIndex
      let tail = entries[place...]
      entries.removeSubrange(place...)
      entries += StockLedger.merged(tail, pending[...])
      while let mark = marks.last, mark.index > place { marks.removeLast() }
      done = marks.last?.index ?? 0
      states = marks.last?.states ?? [:]
    } else {
      entries += pending
    }
    pending = []
    while done < entries.count {
      if done % StockLedger.stride == 0, marks.last?.index != done {
        marks.append((done, states))
      }
      perform(entries[done])
      done += 1
    }
    forget()
  }

  /// Lets go of the oldest entries where there are many; what they added up to stays.
  private mutating func forget() {
    guard entries.count > 2 * StockLedger.least,
      let first = marks.firstIndex(where: { $0.index >= entries.count - StockLedger.least })
    else { return }
    let count = marks[first].index
    forgotten = entries[count - 1]
    entries.removeFirst(count)
    marks = marks[first...].map { ($0.index - count, $0.states) }
    done -= count
  }

  private static func merged(_ left: ArraySlice<Entry>, _ right: ArraySlice<Entry>) -> [Entry] {
    var (left, right) = (left, right)
    var output: [Entry] = []
    output.reserveCapacity(left.count + right.count)
    while let a = left.first, let b = right.first {
      if b.precedes(a) {
        output.append(b)
        right = right.dropFirst()
      } else {
        output.append(a)
        left = left.dropFirst()
      }
    }
    return output + left + right
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
