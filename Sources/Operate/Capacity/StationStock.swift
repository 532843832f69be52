import SalusCore
import SalusSense
import SalusTwin

extension Station {
  /// Records what of an item was found in a facility.
  ///
  /// - Parameter lots: all that is there; none for an empty shelf.
  /// - Throws: `CapacityProblem`.
  public func countStock(
    facility: String, item: String, lots: [Lot], _ terms: ReportTerms = .init()
  ) throws -> (sequence: Int64, reports: StockCount) {
    try attempt { capacity in
      let site = try Station.facility(facility, capacity)
      let thing = try Station.item(item, capacity)
      let state = capacity.stock(site, thing)
      try refuseStale(state, terms, "\(thing) in \(site)")
      let count = StockCount(facility: site, item: thing, lots: lots)
      if let fault = count.fault { throw CapacityProblem.impossible(fault) }
      return ([count], count)
    } write: { facts, base in
      try self.append(facts, terms, base: base)
    }
  }

  /// Records a movement of stock. The id of a receipt that is known already changes nothing and
  /// gives what was recorded.
  ///
  /// - Throws: `CapacityProblem`, `unconfirmed` for more than the book holds or than is free.
  public func moveStock(_ change: MoveChange, _ terms: ReportTerms = .init()) throws
    -> (sequence: Int64, move: StockMove, isRepeat: Bool)
  {
    var repeated: (Int64, StockMove)?
    let answer = try attempt { capacity -> ([StockMove], StockMove) in
      let thing = try Station.item(change.item, capacity)
      let from = try change.from.map { try Station.facility($0, capacity) }
      let to = try change.to.map { try Station.facility($0, capacity) }
      let usual: StockMove.Reason = from == nil ? .receipt : to == nil ? .issue : .transfer
      let head = try journal.head(of: Branch.main).sequence
      let move = StockMove(
        id: change.id ?? "\(Station.manualSource)-\(head + 1)", item: thing, lot: change.lot,
        quantity: change.quantity, from: from, to: to, reason: change.reason ?? usual,
        expires: change.expires)
      if let fault = move.fault { throw CapacityProblem.impossible(fault) }
      if change.id != nil, let (known, sequence) = try self.known(move) {
        guard known.payload == move.payload else {
          throw CapacityProblem.impossible(
            "the movement '\(move.id)' was recorded before with other content; "
              + "another id is accepted")
        }
        repeated = (sequence, known)
        return ([], known)
      }
      if let from {
        let state = capacity.stock(from, thing)
        try refuseStale(state, terms, "\(thing) in \(from)")
        let there = state.quantity
        var rules: [String] = []
        if move.quantity > there {
          rules.append("\(from) holds \(Amount(there)) of \(thing), not \(Amount(move.quantity))")
        } else if move.quantity > there - state.reserved {
          rules.append(
            "\(Amount(state.reserved)) of the \(Amount(there)) of \(thing) in \(from) are promised "
              + "to orders")
        }
        if !rules.isEmpty, !terms.isConfirmed { throw CapacityProblem.unconfirmed(rules) }
      }
      return ([move], move)
    } write: { facts, base in
      guard let move = facts.first else { return repeated?.0 ?? 0 }
      return try self.append(facts, terms, base: base, key: "move/\(move.id)")
    }
    return (answer.sequence, answer.reports, repeated != nil)
  }

  /// The movement of that id as the journal holds it; ids count for an item and its sender, or
  /// its receiver for what comes from outside.
  private func known(_ move: StockMove) throws -> (StockMove, Int64)? {
    let retracted = try capacity()
    var after: Int64?
    while true {
      let events = try journal.events(
        EventQuery(
          types: [StockMove.type], twin: move.twin, through: after.map { $0 - 1 }, limit: 200,
          isDescending: true))
      for event in events
      where event.payload["id"]?.string == move.id && !retracted.isRetracted(event.sequence) {
        return (try StockMove(event), event.sequence)
      }
      guard events.count == 200, let last = events.last else { return nil }
      after = last.sequence
    }
  }

  private func refuseStale(_ state: StockState, _ terms: ReportTerms, _ name: String)
    throws(CapacityProblem)
  {
    guard let seen = terms.seen, state.sequence > seen else { return }
    throw .stale(
      "\(name) was changed by \(Words.actor(state.actor)) at \(state.changed) since: "
        + "\(Amount(state.quantity)) are there")
  }

  static func facility(_ word: String, _ capacity: Capacity) throws(CapacityProblem) -> ID<Twin> {
    let all = capacity.facilities.values.sorted { $0.id < $1.id }
    let finder = NameFinder("facility", all.map { ($0.id, $0.name) })
    guard let id = finder.find(word) else { throw .unknown(finder.reason(word)) }
    return id
  }

  static func item(_ word: String, _ capacity: Capacity) throws(CapacityProblem) -> ID<Item> {
    let finder = NameFinder("item", capacity.items.map { ($0.id, $0.title) })
    guard let id = finder.find(word) else { throw .unknown(finder.reason(word)) }
    return id
  }
}
