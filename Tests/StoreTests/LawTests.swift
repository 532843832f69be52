import SalusCore
import SalusStore
import SalusTwin
import Testing

/// A small generator for histories; SplitMix64 (Steele, Lea, Flood 2014).
struct Dice: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// The journal's rules in their plainest form: a list of all rows, searched from end to end.
struct PlainHistory {
  struct Row {
    var stored: StoredObservation
    var source: String
  }

  var rows: [Row] = []
  var retractedBy: [Int64: Int64] = [:]
  var head: Int64 = 0

  mutating func append(_ draft: Draft) -> Receipt {
    let event = head + 1
    var fresh: [Row] = []
    var receipt = Receipt(sequence: event)
    for observation in draft.observations {
      let newest = (rows + fresh).last {
        $0.source == draft.source && retractedBy[$0.stored.sequence] == nil
          && $0.stored.observation.hasSameKey(as: observation)
      }?.stored.observation
      if newest == nil {
        receipt.accepted += 1
      } else if newest == observation {
        receipt.duplicate += 1
        continue
      } else {
        receipt.corrected += 1
      }
      fresh.append(
        Row(stored: StoredObservation(observation, sequence: event), source: draft.source))
    }
    if fresh.isEmpty, draft.retracts.isEmpty, !draft.observations.isEmpty {
      receipt.sequence = head
      return receipt
    }
    rows += fresh
    for target in draft.retracts where retractedBy[target] == nil { retractedBy[target] = event }
    head = event
    return receipt
  }

  /// All rows that the view allows, sorted by twin, stratum, valid, known, sequence.
  func vintages(_ query: ObservationQuery, at view: View) -> [StoredObservation] {
    rows.map(\.stored).enumerated().filter { _, row in
      let observation = row.observation
      return observation.signal == query.signal
        && (query.twin == nil || query.twin == observation.twin)
        && (query.stratum == nil || query.stratum == observation.stratum)
        && (query.from.map { observation.valid >= Instant(startOf: $0) } ?? true)
        && (query.through.map { observation.valid <= Instant(endOf: $0) } ?? true)
        && (view.known.map { observation.known <= $0 } ?? true)
        && (view.sequence.map { row.sequence <= $0 } ?? true)
        && (retractedBy[row.sequence].map { $0 > view.sequence ?? .max } ?? true)
    }.sorted { left, right in
      let (a, b) = (left.element.observation, right.element.observation)
      if a.twin != b.twin { return a.twin < b.twin }
      if a.stratum != b.stratum { return a.stratum < b.stratum }
      if a.valid != b.valid { return a.valid < b.valid }
      if a.known != b.known { return a.known < b.known }
      return left.offset < right.offset
    }.map(\.element)
  }

  func observations(_ query: ObservationQuery, at view: View) -> [StoredObservation] {
    var found: [StoredObservation] = []
    for row in vintages(query, at: view) {
      let last = found.last?.observation
      if last?.twin == row.observation.twin, last?.stratum == row.observation.stratum,
        last?.valid == row.observation.valid
      {
        found.removeLast()
      }
      found.append(row)
    }
    return found
  }
}

extension Observation {
  func hasSameKey(as other: Observation) -> Bool {
    twin == other.twin && signal == other.signal && stratum == other.stratum
      && valid == other.valid && known == other.known
  }
}

@Suite struct BitemporalLawTests {
  /// Random histories with late data, corrections, withdrawals and retractions, read at random
  /// moments: the journal says what the plain list says, receipts included.
  @Test(arguments: StoreKind.here, [1, 2, 3, 4, 5, 6] as [UInt64])
  func readsWhatAPlainListSays(kind: StoreKind, seed: UInt64) throws {
    let bench = try Bench(kind)
    let journal = try bench.journal()
    var plain = PlainHistory()
    var dice = Dice(seed)
    let start = day("2024-01-06")
    // Written out of order, so that short numbers and names sort differently.
    let places = ["us-wy", "us-al", "us", "us-ny"]
    for _ in 0..<40 {
      let rows = (0..<Int.random(in: 0...12, using: &dice)).map { _ in
        let week = Int.random(in: 0..<4, using: &dice) * 7
        let lag = Int.random(in: 0..<3, using: &dice) * 7 + 4
        return Observation(
          twin: ID(places.randomElement(using: &dice) ?? "us"),
          signal: Bool.random(using: &dice) ? flu : ID("flu-deaths"),
          stratum: Bool.random(using: &dice) ? "" : "65+",
          valid: Instant(startOf: start + week), known: Instant(startOf: start + week + lag),
          value: Int.random(in: 0..<5, using: &dice) == 0
            ? nil : Double(Int.random(in: 0..<3, using: &dice)),
          quality: Bool.random(using: &dice) ? .good : .suspect)
      }
      let takesBack = plain.head > 0 && Int.random(in: 0..<8, using: &dice) == 0
      let draft = report(
        rows, source: Bool.random(using: &dice) ? "hub" : "state",
        retracts: takesBack ? [Int64.random(in: 1...plain.head, using: &dice)] : [])
      #expect(try journal.append(draft) == plain.append(draft))
    }
    #expect(plain.rows.count > 50 && !plain.retractedBy.isEmpty)

    for _ in 0..<60 {
      let view = View(
        known: Bool.random(using: &dice)
          ? Instant(endOf: start + Int.random(in: 0..<45, using: &dice)) : nil,
        sequence: Bool.random(using: &dice)
          ? Int64.random(in: 0...plain.head, using: &dice) : nil)
      let query = ObservationQuery(
        signal: Bool.random(using: &dice) ? flu : ID("flu-deaths"),
        twin: Bool.random(using: &dice) ? ID("us-al") : nil,
        stratum: [nil, "", "65+", "none"].randomElement(using: &dice) ?? nil,
        from: Bool.random(using: &dice) ? start + 7 : nil,
        through: Bool.random(using: &dice) ? start + 14 : nil)
      let seen = try journal.observations(query, at: view)
      #expect(seen == plain.observations(query, at: view))
      let versions = try journal.vintages(query, at: view)
      #expect(versions == plain.vintages(query, at: view))
      let all = plain.vintages(ObservationQuery(signal: query.signal, stratum: nil), at: view)
      let latest = try journal.latestSequence(of: query.signal, at: view)
      #expect(latest == all.map(\.sequence).max() ?? 0)
    }
    #expect(try journal.verify().isWhole)
  }

  /// What was read at a sequence stays so for ever, whatever comes later.
  @Test(arguments: StoreKind.here)
  func neverChangesThePast(kind: StoreKind) throws {
    let bench = try Bench(kind)
    let journal = try bench.journal()
    var dice = Dice(11)
    var readings: [Int64: [StoredObservation]] = [:]
    for round in 0..<30 {
      let rows = (0..<6).map { _ in
        value(
          Double(Int.random(in: 0..<9, using: &dice)), on: "2024-01-06",
          known: "2024-01-\(Int.random(in: 10...20, using: &dice))")
      }
      let head = try journal.append(
        report(rows, retracts: round % 7 == 6 ? [Int64(round / 2)] : [])
      ).sequence
      readings[head] = try journal.vintages(
        ObservationQuery(signal: flu), at: View(sequence: head))
    }
    for (sequence, reading) in readings {
      let again = try journal.vintages(
        ObservationQuery(signal: flu), at: View(sequence: sequence))
      #expect(again == reading)
    }
  }
}

@Suite struct EventQueryTests {
  /// Every combination of filters gives what filtering the whole list gives.
  @Test(arguments: StoreKind.here)
  func filtersLikeAPlainList(kind: StoreKind) throws {
    let bench = try Bench(kind)
    let journal = try bench.journal()
    var dice = Dice(5)
    let types = ["a.one", "a.two", "b.three"]
    let twins = ["x", "y", "z"]
    for _ in 0..<60 {
      _ = try journal.append(
        Draft(
          type: types.randomElement(using: &dice) ?? "a", payload: ["n": 1],
          twin: twins.randomElement(using: &dice) ?? "x",
          source: Bool.random(using: &dice) ? "s" : "t"))
    }
    let all = try journal.events(EventQuery())
    #expect(all.map(\.sequence) == Array(1...60))
    for _ in 0..<200 {
      var query = EventQuery(
        types: types.filter { _ in Bool.random(using: &dice) },
        twin: Bool.random(using: &dice) ? ID("y") : nil,
        source: Bool.random(using: &dice) ? "t" : nil,
        after: Int64.random(in: 0...60, using: &dice),
        through: Bool.random(using: &dice) ? Int64.random(in: 0...60, using: &dice) : nil,
        limit: Bool.random(using: &dice) ? Int.random(in: 0...9, using: &dice) : nil,
        isDescending: Bool.random(using: &dice))
      if Int.random(in: 0..<10, using: &dice) == 0 { query.types = ["never.seen"] }
      var wanted = all.filter { event in
        (query.types.isEmpty || query.types.contains(event.type))
          && (query.twin == nil || query.twin == event.twin)
          && (query.source == nil || query.source == event.source)
          && event.sequence > query.after && event.sequence <= query.through ?? .max
      }
      if query.isDescending { wanted.reverse() }
      if let limit = query.limit { wanted = Array(wanted.prefix(limit)) }
      #expect(try journal.events(query) == wanted)
    }
  }
}

extension Draft {
  fileprivate init(type: String, payload: JSON, twin: String, source: String) {
    self.init(type: type, twin: ID(twin), payload: payload, actor: "test", source: source)
  }
}
