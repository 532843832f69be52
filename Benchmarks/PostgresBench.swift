import FoundationEssentials
import SalusCore
import SalusStore
import SalusTwin

/// Appends observations and events to a journal in PostgreSQL, beside bare loops that write the same
/// rows into an equal table: `scripts/with-postgres salus-bench postgres [ROWS]`.
enum PostgresBench {
  private static let signal = ID<Signal>("bench-admissions")

  static func run(_ arguments: [String]) throws {
    guard let address = ProcessInfo.processInfo.environment["SALUS_POSTGRES"] else {
      print("SALUS_POSTGRES names no server; run it by scripts/with-postgres")
      return
    }
    let rows = arguments.first.flatMap { Int($0) } ?? 200_000
    print("rows per commit   bare INSERT rows/s   bare COPY rows/s   journal rows/s   of COPY")
    for batch in [1_000, 10_000] {
      var (insert, copy, journal): ([Double], [Double], [Double]) = ([], [], [])
      // Turn about, so that a busy disk troubles all.
      for round in 0..<3 {
        let bare = try BarePostgres(address)
        insert.append(
          try measure(rows / 4, by: batch) { try bare.insert($0.map(number), sequence: $1) })
        let other = try BarePostgres(address)
        copy.append(try measure(rows, by: batch) { try other.copy($0.map(number), sequence: $1) })
        let store = try open(address, "bench_\(batch)_\(round)")
        journal.append(
          try measure(rows, by: batch) { observations, start in
            let receipt = try store.append(
              Draft(
                type: "observations.recorded", twin: ID("signal:bench"), actor: "bench",
                source: "bench", key: "\(start)", observations: observations))
            guard receipt.accepted == observations.count else { throw BenchError.lost }
          })
        if round == 2, batch == 10_000 { try verify(store) }
      }
      let share = median(journal) / median(copy)
      print(
        "\(batch)   \(Int(median(insert)))   \(Int(median(copy)))   \(Int(median(journal)))   "
          + "\(Int((100 * share).rounded())) %")
    }
    try events(address)
  }

  /// Events without observations, with keys, a thousand a commit.
  private static func events(_ address: String) throws {
    let store = try open(address, "bench_events")
    let count = 20_000
    let spent = try ContinuousClock().measure {
      for start in stride(from: 0, to: count, by: 1_000) {
        _ = try store.append(
          (start..<start + 1_000).map { number in
            Draft(
              type: "note.written", twin: ID("twin-\(number % 5_000)"),
              payload: ["n": JSON(number)], actor: "bench", source: "bench", key: "\(number)")
          }, expecting: [], on: Branch.main)
      }
    }
    print("events with keys, 1000 a commit: \(Int(Double(count) / seconds(spent)))/s")
  }

  private static func verify(_ store: StoredJournal) throws {
    var found: Verification?
    let spent = try ContinuousClock().measure { found = try store.verify() }
    guard found?.isWhole == true else { throw BenchError.damaged }
    print("verified \(found?.observations ?? 0) rows in \(Int(seconds(spent) * 1000)) ms")
  }

  private static func open(_ address: String, _ schema: String) throws -> StoredJournal {
    let separator = address.contains("?") ? "&" : "?"
    return try Store.open(StoreAddress("\(address)\(separator)schema=\(schema)"), mode: .create)
  }

  /// Rows per second; what is handed over is made before the clock runs.
  private static func measure(
    _ rows: Int, by batch: Int, _ append: ([Observation], Int64) throws -> Void
  ) throws -> Double {
    var spent = Duration.zero
    for start in stride(from: 0, to: rows, by: batch) {
      let observations = (start..<min(start + batch, rows)).map(observation)
      spent += try ContinuousClock().measure { try append(observations, Int64(start)) }
    }
    return Double(rows) / seconds(spent)
  }

  private static func number(_ observation: Observation) -> BareSeries.Row {
    BareSeries.Row(
      twin: Int64(observation.twin.text.utf8.reduce(0) { $0 * 10 + Int($1) }),
      valid: observation.valid.microseconds, known: observation.known.microseconds,
      value: observation.value ?? 0)
  }

  /// 53 places, 200 weeks, as many vintages as are asked for; places change fastest, as in a feed.
  private static func observation(_ index: Int) -> Observation {
    let place = index % 53
    let week = index / 53 % 200
    let vintage = index / (53 * 200)
    let date = CivilDate(days: 18_006 + week * 7)
    return Observation(
      twin: ID("us-\(place < 10 ? "0" : "")\(place)"), signal: signal,
      valid: Instant(startOf: date), known: Instant(startOf: date + 4 + vintage * 7),
      value: Double((index * 7919) % 1000))
  }

  private static func median(_ values: [Double]) -> Double {
    values.sorted()[values.count / 2]
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }
}
