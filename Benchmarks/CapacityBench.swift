import SalusCore
import SalusGovernance
import SalusTwin

/// Times the fold of what there is: a year of a region's reports, whole and event by event.
enum CapacityBench {
  static func run() throws {
    let events = history(100_000)
    let clock = ContinuousClock()
    var whole = Capacity()
    let fold = try clock.measure { try whole.apply(events) }
    print("fold of \(events.count) events: \(milliseconds(fold)) ms")

    var grown = Capacity()
    try grown.apply(Array(events.prefix(90_000)))
    let tail = events.dropFirst(90_000)
    let steps = try clock.measure {
      for event in tail { try grown.apply([event]) }
    }
    let each = milliseconds(steps) / Double(tail.count)
    print("event by event, the last \(tail.count): \(each) ms each")

    let late = StockMove(
      id: "late", item: ID("item3"), quantity: 1, to: ID("h1"), reason: .receipt)
    let insert = try clock.measure {
      for step in 0..<100 {
        try grown.apply([
          event(late, Int64(200_000 + step), Double(events.count) * 60 - 3_600 * Double(step))
        ])
      }
    }
    print("a late movement: \(milliseconds(insert) / 100) ms each")
    let read = clock.measure {
      for _ in 0..<100 { _ = whole.discrepancies.count }
    }
    print("what does not agree: \(milliseconds(read) / 100) ms")
  }

  private static func milliseconds(_ duration: Duration) -> Double {
    let parts = duration.components
    return (Double(parts.seconds) * 1e3 + Double(parts.attoseconds) / 1e15 * 1e3).rounded() / 1e3
  }

  private static func event<Fact: CapacityFact>(_ fact: Fact, _ sequence: Int64, _ seconds: Double)
    -> Event
  {
    let valid = Instant(startOf: CivilDate(days: 20_000)) + seconds
    return Event(
      sequence: sequence, branch: Branch.main, twin: fact.twin, revision: sequence,
      type: Fact.type, version: 1, valid: valid, known: valid, recorded: valid,
      payload: fact.payload, actor: "bench", purpose: "capacity", source: "bench",
      previous: Digest(of: []), hash: Digest(of: []))
  }

  /// Twelve hospitals, three depots, ten items: bed reports, uses, transfers, receipts, counts.
  private static func history(_ count: Int) -> [Event] {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    func roll(_ bound: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(bound))
    }
    return (1...count).map { number in
      let hospital = ID<Twin>("h\(roll(12))")
      let depot = ID<Twin>("s\(roll(3))")
      let item = ID<Item>("item\(roll(10))")
      let seconds = Double(number) * 60
      let sequence = Int64(number)
      let amount = Double(1 + roll(50))
      switch roll(10) {
      case 0, 1, 2:
        return event(
          BedReport(unit: ID("\(hospital)-icu"), beds: 20, occupied: roll(22)), sequence, seconds)
      case 3:
        return event(
          StockMove(
            id: "m\(number)", item: item, lot: "L\(roll(40))", quantity: amount * 4, to: depot,
            reason: .receipt, expires: CivilDate(days: 20_100 + roll(400))), sequence, seconds)
      case 4:
        return event(
          StockMove(
            id: "m\(number)", item: item, quantity: amount * 2, from: depot, to: hospital,
            reason: .transfer), sequence, seconds)
      case 5:
        return event(
          StockCount(
            facility: hospital, item: item,
            lots: [Lot(lot: "A", quantity: amount * 5), Lot(lot: "B", quantity: amount)]),
          sequence, seconds)
      default:
        return event(
          StockMove(
            id: "m\(number)", item: item, quantity: amount, from: hospital, reason: .issue),
          sequence, seconds)
      }
    }
  }
}
