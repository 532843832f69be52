import FoundationEssentials
import SalusCore
import SalusSense
import SalusStore
import SalusTwin

/// Appends generated weekly vintages to a journal, beside a bare SQLite loop that writes the same
/// rows, sorted beforehand, into an equal table with the same settings; then reads them.
enum JournalBench {
  private static let signal = ID<Signal>("bench-admissions")

  static func run(_ arguments: [String]) throws {
    let rows = arguments.first.flatMap { Int($0) } ?? 500_000
    let folder =
      (arguments.count > 1 ? arguments[1] : FileManager.default.temporaryDirectory.path)
      + "/salus-journal-bench"
    print("rows per commit   bare loop rows/s   journal rows/s   share")
    for batch in [1_000, 10_000] {
      var bare: [Double] = []
      var journal: [Double] = []
      // Turn about, so that a busy disk troubles both.
      for _ in 0..<3 {
        bare.append(try appendBare(rows, by: batch, in: fresh(folder)))
        journal.append(try append(rows, by: batch, in: fresh(folder)))
      }
      let (floor, ours) = (median(bare), median(journal))
      print(
        "\(batch)   \(Int(floor))   \(Int(ours))   \(Int((100 * ours / floor).rounded())) %")
    }
    try importing(rows, in: folder)
    _ = try append(rows, by: 10_000, in: fresh(folder))
    try read(from: folder)
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Rows per second through `append`.
  private static func append(_ rows: Int, by batch: Int, in folder: String) throws -> Double {
    let journal = try Store.open(directory: folder, mode: .create)
    var spent = Duration.zero
    for start in stride(from: 0, to: rows, by: batch) {
      let observations = (start..<min(start + batch, rows)).map(observation)
      spent += try ContinuousClock().measure {
        let receipt = try journal.append(
          Draft(
            type: "observations.recorded", twin: ID("signal:bench"), actor: "bench",
            source: "bench", key: "\(start)", observations: observations))
        guard receipt.accepted == observations.count else { throw BenchError.lost }
      }
    }
    return Double(rows) / seconds(spent)
  }

  /// A file of the same rows through the whole import (reading, checking, chunks, quarantine),
  /// beside the bare loop with commits as large as the import's.
  private static func importing(_ rows: Int, in folder: String) throws {
    var file = CSVWriter(header: ["as_of", "location", "date", "value"])
    for index in 0..<rows {
      let row = observation(index)
      file.append([
        row.known.date.description, String(row.twin.text.dropFirst(3)), row.valid.date.description,
        CSVWriter.text(row.value ?? .nan),
      ])
    }
    let places = (0..<53).map { index in
      let code = "\(index < 10 ? "0" : "")\(index)"
      return Place(
        id: ID("us-\(code)"), name: "Place \(code)", level: .state, codes: ["fips": code])
    }
    var bare: [Double] = []
    var imported: [Double] = []
    for _ in 0..<3 {
      bare.append(try appendBare(rows, by: 2_000, in: fresh(folder)))
      let path = try fresh(folder) + "/rows.csv"
      try Data(file.bytes).write(to: URL(filePath: path))
      let journal = try Store.open(directory: folder, mode: .create)
      let request = ImportRequest(
        path: path, format: .hubVintages, signal: signal, places: places,
        known: .now(Store.now()), actor: "bench")
      let spent = try ContinuousClock().measure {
        let report = try Importer(journal: journal).run(request)
        guard report.accepted == rows else { throw BenchError.lost }
      }
      imported.append(Double(rows) / seconds(spent))
    }
    let (floor, ours) = (median(bare), median(imported))
    print(
      "import of a CSV file, 2000 rows a commit   \(Int(floor))   \(Int(ours))   "
        + "\(Int((100 * ours / floor).rounded())) %")
  }

  /// Rows per second of the bare loop.
  private static func appendBare(_ rows: Int, by batch: Int, in folder: String) throws -> Double {
    let table = try BareSeries(path: folder + "/bare.sqlite")
    var spent = Duration.zero
    for start in stride(from: 0, to: rows, by: batch) {
      let numbers = (start..<min(start + batch, rows)).map(observation).map { observation in
        BareSeries.Row(
          twin: Int64(observation.twin.text.utf8.reduce(0) { $0 * 10 + Int($1) }),
          valid: observation.valid.microseconds, known: observation.known.microseconds,
          value: observation.value ?? 0)
      }.sorted { ($0.twin, $0.valid, $0.known) < ($1.twin, $1.valid, $1.known) }
      spent += try ContinuousClock().measure {
        try table.insert(numbers, sequence: Int64(start))
      }
    }
    return Double(rows) / seconds(spent)
  }

  private static func read(from folder: String) throws {
    let journal = try Store.open(directory: folder, mode: .read)
    let query = ObservationQuery(signal: signal)
    let clock = ContinuousClock()
    for round in ["first", "second"] {
      var count = 0
      let all = try clock.measure { count = try journal.vintages(query, at: View()).count }
      print("\(round) reading of \(count) versions: \(milliseconds(all)) ms")
      let newest = try clock.measure { count = try journal.observations(query, at: View()).count }
      print("\(round) reading of \(count) newest values: \(milliseconds(newest)) ms")
    }
    var found: Verification?
    let verified = try clock.measure { found = try journal.verify() }
    print("verified \(found?.observations ?? 0) rows in \(milliseconds(verified)) ms")
    guard found?.isWhole == true else { throw BenchError.damaged }
  }

  /// 53 places, 200 weeks, as many vintages as are asked for; places change fastest, as in a feed.
  private static func observation(_ index: Int) -> Observation {
    let place = index % 53
    let week = index / 53 % 200
    let vintage = index / (53 * 200)
    // A Saturday, on which weekly signals end.
    let date = CivilDate(days: 18_006 + week * 7)
    return Observation(
      twin: ID("us-\(place < 10 ? "0" : "")\(place)"), signal: signal,
      valid: Instant(startOf: date), known: Instant(startOf: date + 4 + vintage * 7),
      value: Double((index * 7919) % 1000))
  }

  private static func fresh(_ folder: String) throws -> String {
    try? FileManager.default.removeItem(atPath: folder)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return folder
  }

  private static func median(_ values: [Double]) -> Double {
    values.sorted()[values.count / 2]
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }

  private static func milliseconds(_ duration: Duration) -> Int {
    Int((seconds(duration) * 1000).rounded())
  }
}

/// Why a benchmark's figures would mean nothing.
enum BenchError: Error {
  case lost
  case damaged
  case sqlite(Int32)
}
