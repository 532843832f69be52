import FoundationEssentials
import Glibc
import SalusCore
import SalusStore
import SalusTwin

/// The figures of the twin kernel on SQLite (WAL, synchronous FULL): what is appended is on the
/// disk, part of the hash chain and seen in state before it counts.
enum KernelBench {
  private static let ward = TypeName("dtmi:salus:bench:Ward;1")

  /// - Parameter arguments: twins of the city (1,000,000 where none is given), folder.
  static func run(_ arguments: [String]) throws {
    let city = arguments.first.flatMap { Int($0) } ?? 1_000_000
    let folder =
      (arguments.count > 1 ? arguments[1] : FileManager.default.temporaryDirectory.path)
      + "/salus-kernel-bench"
    try observations(fresh(folder))
    try events(fresh(folder))
    try chain(fresh(folder))
    try moments(fresh(folder))
    try forks(of: city, in: fresh(folder))
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Batches of 1,000 observations of 20,000 twins with the newest value of each read back.
  private static func observations(_ folder: String) throws {
    let bank = try Store.open(directory: folder, mode: .create)
    let rows = 400_000
    var latencies: [Double] = []
    let begin = ContinuousClock.now
    for start in stride(from: 0, to: rows, by: 1_000) {
      let hour = Int64(start / 20_000) * 3_600_000_000
      let batch = (start..<start + 1_000).map { index -> Observation in
        let twin = ID<Twin>("ward-\(index % 20_000)")
        let value = Double(index % 97)
        return Observation(
          twin: twin, signal: ID("occupied"), valid: Instant(microseconds: hour),
          known: Instant(microseconds: hour + 1), value: value)
      }
      latencies.append(
        try timed {
          let receipt = try bank.append(
            Draft(
              type: "observations.recorded", twin: ID("feed:bench"), actor: "bench",
              source: "bench", key: "\(start)", observations: batch))
          guard receipt.accepted == 1_000 else { throw KernelBenchError.lost }
        })
    }
    let spent = seconds(ContinuousClock.now - begin)
    print("observations durable, with series and newest value: \(perSecond(rows, spent))/s")
    print("  acknowledged p50 \(percentile(latencies, 0.5)), p99 \(percentile(latencies, 0.99))")
    print("  peer: Ditto 800 to 3,200 modifies/s (published); goal 20,000/s, p99 < 50 ms")
  }

  /// State events with a key each, 1,000 a commit, over 20,000 twins.
  private static func events(_ folder: String) throws {
    let bank = try Store.open(directory: folder, mode: .create)
    try make(20_000, in: bank)
    for (name, spread) in [("20,000 twins", 20_000), ("500 twins", 500)] {
      let count = 200_000
      var spent = 0.0
      for start in stride(from: 0, to: count, by: 1_000) {
        let drafts = (start..<start + 1_000).map { index in
          TwinValues([
            "occupied": StatedValue(.integer(Int64(index % 31))),
            "staffed": StatedValue(.integer(Int64(index % 29))),
          ]).reported(
            of: id(index &* 7919 % spread), actor: "bench", source: "bench",
            key: "\(name)-\(index)")
        }
        spent += try timed {
          let receipts = try bank.append(drafts, expecting: [], on: Branch.main)
          guard receipts.count == 1_000 else { throw KernelBenchError.lost }
        }
      }
      print(
        "events hash-chained, with idempotency and latest state, \(name):"
          + " \(perSecond(count, spent))/s")
    }
    print("  goal 20,000/s")
  }

  /// Events of no state and no key, 1,000 a commit.
  private static func chain(_ folder: String) throws {
    let bank = try Store.open(directory: folder, mode: .create)
    let count = 300_000
    var spent = 0.0
    for start in stride(from: 0, to: count, by: 1_000) {
      let drafts = (start..<start + 1_000).map { index in
        Draft(
          type: "note.written", twin: ID("desk-\(index % 500)"),
          payload: ["n": .integer(Int64(index))], actor: "bench", source: "bench")
      }
      spent += try timed {
        _ = try bank.append(drafts, expecting: [], on: Branch.main)
      }
    }
    print("bare chain: \(perSecond(count, spent))/s; goal 50,000/s")
  }

  /// States at random moments of a twin with 10,000 events, of which every twentieth came late.
  private static func moments(_ folder: String) throws {
    let bank = try Store.open(directory: folder, mode: .create)
    try make(1, in: bank)
    var dice = UInt64(1)
    let hour: Int64 = 3_600_000_000
    for start in stride(from: 0, to: 10_000, by: 500) {
      let drafts = (start..<start + 500).map { index -> Draft in
        dice = dice &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let late = index % 20 == 0 ? Int64(dice >> 33) % 200 : 0
        return TwinValues(["pulse": StatedValue(.integer(Int64(index % 200)))]).reported(
          of: id(0), valid: Instant(microseconds: (Int64(index) - late) * hour),
          known: Instant(microseconds: Int64(index) * hour + 1), actor: "bench",
          source: "bench")
      }
      _ = try bank.append(drafts, expecting: [], on: Branch.main)
    }
    var byKnown: [Double] = []
    var byRecord: [Double] = []
    for _ in 0..<2_000 {
      dice = dice &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let index = Int64(dice >> 33) % 10_000
      let back = Int64(dice >> 20) % 500
      byKnown.append(
        try timed {
          _ = try bank.state(
            of: id(0),
            at: .valid(
              Instant(microseconds: (index - back) * hour),
              known: Instant(microseconds: index * hour + 1)), on: Branch.main)
        })
      byRecord.append(
        try timed { _ = try bank.state(of: id(0), at: .version(index), on: Branch.main) })
    }
    print("state of a twin with 10,000 events at any (valid, known):")
    print("  p50 \(percentile(byKnown, 0.5)), p99 \(percentile(byKnown, 0.99)); goal p99 < 5 ms")
    print("  at any sequence: p50 \(percentile(byRecord, 0.5)), p99 \(percentile(byRecord, 0.99))")
  }

  /// A city: its making, size and start; forks; reads on the main line and on a branch.
  private static func forks(of city: Int, in folder: String) throws {
    do {
      let bank = try Store.open(directory: folder, mode: .create)
      let spent = try timed { try make(city, in: bank) }
      print("city of \(city) twins made at \(perSecond(city, spent))/s")
    }
    var bank: StoredJournal?
    let start = try timed {
      bank = try Store.open(directory: folder, mode: .write)
      _ = try bank?.state(of: id(city / 2), at: .latest, on: Branch.main)
    }
    guard let bank else { throw KernelBenchError.lost }
    print("start to the first state read: \(milliseconds(start)); goal < 3 s (Ditto: 31 GB heap)")
    let before = size(of: folder)
    var times: [Double] = []
    for number in 0..<100 {
      times.append(
        try timed { _ = try bank.fork(ForkRequest(ID("what-if-\(number)"), owner: "bench")) })
    }
    let grown = (size(of: folder) - before) / 100
    print(
      "fork: p50 \(percentile(times, 0.5)), p99 \(percentile(times, 0.99)), \(grown) bytes each;"
        + " goal < 10 ms, < 64 KB")
    let branch = ID<Branch>("what-if-7")
    let changes = (0..<1_000).map { index in
      TwinValues(["occupied": StatedValue(.integer(99))]).reported(
        of: id(index * (city / 1_000)), actor: "bench", source: "bench")
    }
    _ = try bank.append(changes, expecting: [], on: branch)
    var dice = UInt64(5)
    var spent = [0.0, 0.0]
    let reads = 20_000
    for round in 0..<6 {
      let line = round % 2
      spent[line] += try timed {
        for _ in 0..<reads {
          dice = dice &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          let twin = id(Int(dice >> 33) % city)
          let state = try bank.state(of: twin, at: .latest, on: line == 0 ? Branch.main : branch)
          guard state != nil else { throw KernelBenchError.lost }
        }
      }
    }
    print(
      "reads: main \(perSecond(3 * reads, spent[0]))/s, branch"
        + " \(perSecond(3 * reads, spent[1]))/s, ratio"
        + " \((spent[1] / spent[0] * 100).rounded() / 100); goal < 1.5")
    print("memory: \(memory() / 1_024) MB; goal <= 2,048 MB. file: \(size(of: folder) >> 20) MB")
  }

  private static func make(_ count: Int, in bank: StoredJournal) throws {
    guard let ward else { throw KernelBenchError.lost }
    for start in stride(from: 0, to: count, by: 1_000) {
      let drafts = (start..<min(start + 1_000, count)).map { index in
        TwinCreated(
          type: ward,
          values: [
            "beds": StatedValue(.integer(30)), "occupied": StatedValue(.integer(Int64(index % 30))),
          ]
        ).draft(
          id(index), valid: .beginning, known: .beginning, actor: "bench", source: "bench")
      }
      _ = try bank.append(drafts, expecting: [], on: Branch.main)
    }
  }

  private static func id(_ index: Int) -> ID<Twin> { ID("urn:salus:twin:bench:\(index)") }

  private static func timed(_ body: () throws -> Void) rethrows -> Double {
    let begin = ContinuousClock.now
    try body()
    return seconds(ContinuousClock.now - begin)
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }

  private static func perSecond(_ count: Int, _ seconds: Double) -> Int {
    Int(Double(count) / seconds)
  }

  private static func milliseconds(_ seconds: Double) -> String {
    "\((seconds * 1e5).rounded() / 100) ms"
  }

  private static func percentile(_ values: [Double], _ share: Double) -> String {
    let sorted = values.sorted()
    return milliseconds(sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))])
  }

  private static func fresh(_ folder: String) throws -> String {
    try? FileManager.default.removeItem(atPath: folder)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return folder
  }

  private static func size(of folder: String) -> Int {
    ["", "-wal"].reduce(0) { sum, ending in
      var status = stat()
      return stat(folder + "/journal.sqlite" + ending, &status) == 0
        ? sum + Int(status.st_size) : sum
    }
  }

  /// Kilobytes of the process in memory.
  private static func memory() -> Int {
    guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else {
      return 0
    }
    for line in text.split(separator: "\n") where line.hasPrefix("VmRSS:") {
      return Int(line.split(whereSeparator: \.isWhitespace)[1]) ?? 0
    }
    return 0
  }
}

/// The bank did not keep what it acknowledged.
enum KernelBenchError: Error {
  case lost
}
