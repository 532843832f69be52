import SalusCore
import SalusGovernance
import SalusTwin

/// Events made by hand, and histories made from a seed.
enum CapacityFacts {
  static let start = Instant(startOf: CivilDate(days: 20_000))

  static func event<Fact: CapacityFact>(
    _ fact: Fact, _ sequence: Int64, at hours: Double = 0, known: Instant? = nil,
    retracts: [Int64] = []
  ) -> Event {
    let valid = start + hours * 3600
    return Event(
      sequence: sequence, branch: Branch.main, twin: fact.twin, revision: sequence,
      type: Fact.type, version: 1, valid: valid, known: known ?? valid,
      recorded: start + Double(sequence), payload: fact.payload, actor: "test", purpose: "capacity",
      source: "test", retracts: retracts, previous: Digest(of: []), hash: Digest(of: []))
  }

  static func undo(_ targets: [Int64], _ sequence: Int64) -> Event {
    var event = event(BedReport(unit: ID("none"), beds: 0, occupied: 0), sequence)
    event.type = "import.undone"
    event.retracts = targets
    return event
  }

  /// xorshift64 (Marsaglia 2003): enough for choosing among cases.
  struct Dice {
    var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func roll(_ count: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(count))
    }

    mutating func shuffle<Value>(_ values: [Value]) -> [Value] {
      var values = values
      for index in stride(from: values.count - 1, to: 0, by: -1) {
        values.swapAt(index, roll(index + 1))
      }
      return values
    }
  }

  static let sites = ["h1", "h2", "h3", "s1", "s2"].map { ID<Twin>($0) }
  static let things = ["mask", "gown"].map { ID<Item>($0) }

  /// What happens at one moment, without a sequence yet.
  typealias Draw = (hours: Double, make: @Sendable (Int64) -> Event)

  /// Counts, movements and bed reports at moments of their own.
  static func history(_ count: Int, seed: UInt64, counts: Bool = true) -> [Draw] {
    var dice = Dice(seed)
    return (0..<count).map { index in
      let hours = Double(index)
      let item = things[dice.roll(2)]
      let from = sites[dice.roll(5)]
      let to = sites[dice.roll(5)]
      let amount = Double(1 + dice.roll(20))
      let expires = dice.roll(3) == 0 ? nil : CivilDate(days: 20_000 + dice.roll(60))
      let lot = "L\(dice.roll(4))"
      func draw<Fact: CapacityFact>(_ fact: Fact) -> Draw {
        (hours, { event(fact, $0, at: hours) })
      }
      switch dice.roll(counts ? 10 : 8) {
      case 0, 1, 2:
        return draw(
          StockMove(
            id: "m\(index)", item: item, lot: lot, quantity: amount * 3, to: to, reason: .receipt,
            expires: expires))
      case 3, 4:
        return draw(
          StockMove(
            id: "m\(index)", item: item, quantity: amount, from: from, reason: .issue))
      case 5, 6, 7:
        let target = from == to ? ID<Twin>("s9") : to
        return draw(
          StockMove(
            id: "m\(index)", item: item, quantity: amount, from: from, to: target,
            reason: .transfer))
      case 8:
        return draw(
          StockCount(
            facility: to, item: item, lots: [Lot(lot: lot, quantity: amount, expires: expires)]))
      default:
        return draw(BedReport(unit: from, beds: 20, occupied: dice.roll(20)))
      }
    }
  }

  /// What can be compared of two folds whose sequences differ.
  static func words(_ capacity: Capacity) -> [String] {
    var lines: [String] = []
    for facility in capacity.stockedFacilities {
      for (item, state) in capacity.stock(of: facility) {
        let lots = state.lots.map { "\($0.lot)/\($0.quantity)/\($0.expires?.days ?? 0)" }
        let used = state.used.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        lines.append(
          "\(facility) \(item) \(lots) \(used) \(state.missing) \(state.reserved) "
            + "\(state.changed) \(state.counted?.description ?? "never")")
      }
    }
    for (unit, report) in capacity.beds.sorted(by: { $0.key < $1.key }) {
      lines.append("\(unit) \(report.value.occupied) \(report.valid)")
    }
    return lines
  }
}
