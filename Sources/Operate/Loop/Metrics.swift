import Glibc
import SalusAct
import SalusCore
import SalusTwin

/// The figures of the running program as Prometheus reads them (text exposition format 0.0.4).
public struct Metrics: Sendable {
  private var lines: [String] = []

  public init() {}

  public enum Kind: String, Sendable {
    case counter, gauge, histogram
  }

  /// Begins a family: what it counts, with its unit in the name.
  public mutating func family(_ name: String, _ kind: Kind, _ help: String) {
    lines.append("# HELP \(name) \(Metrics.escaped(help, quotes: false))")
    lines.append("# TYPE \(name) \(kind.rawValue)")
  }

  /// One value; labels in the order given.
  public mutating func sample(_ name: String, _ labels: [(String, String)] = [], _ value: Double) {
    let list = labels.map { "\($0.0)=\"\(Metrics.escaped($0.1, quotes: true))\"" }
    let braces = list.isEmpty ? "" : "{\(list.joined(separator: ","))}"
    lines.append("\(name)\(braces) \(Metrics.number(value))")
  }

  /// A family of one value.
  public mutating func single(_ name: String, _ kind: Kind, _ help: String, _ value: Double) {
    family(name, kind, help)
    sample(name, value)
  }

  private mutating func sample(_ name: String, _ value: Double) { sample(name, [], value) }

  public var text: [UInt8] { Array((lines.joined(separator: "\n") + "\n").utf8) }

  static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    return Int64(exactly: value).map(String.init) ?? "\(value)"
  }

  private static func escaped(_ text: String, quotes: Bool) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "\\": escaped += "\\\\"
      case "\n": escaped += "\\n"
      case "\"" where quotes: escaped += "\\\""
      default: escaped.append(character)
      }
    }
    return escaped
  }
}

extension Station {
  /// Adds what the loop and the journal can say of themselves.
  public func write(into metrics: inout Metrics) throws {
    metrics.family("salus_build_info", .gauge, "The running program.")
    metrics.sample("salus_build_info", [("version", Version.text)], 1)
    let head = try journal.head(of: Branch.main)
    metrics.single(
      "salus_journal_events_total", .counter, "Events in the journal.", Double(head.sequence))
    metrics.single(
      "salus_journal_bytes", .gauge, "Size of the journal's files on disk.", Double(journalBytes))
    metrics.single(
      "salus_process_resident_bytes", .gauge, "Memory that the program holds.",
      Double(Station.residentBytes))
    let backup = try lastBackup().map { Double($0.microseconds) / 1e6 }
    metrics.single(
      "salus_last_backup_timestamp_seconds", .gauge,
      "When the journal was last copied, in seconds since 1970; 0 for never.", backup ?? 0)
    guard let loop else { return }
    write(loop, into: &metrics)
    try writeDuty(into: &metrics)
    try writeFeeds(loop, into: &metrics)
  }

  private func writeDuty(into metrics: inout Metrics) throws {
    let state = try dutyState()
    metrics.family(
      "salus_warnings_waiting", .gauge, "Warnings that wait for a person, by grade.")
    for grade in Grade.allCases {
      metrics.sample(
        "salus_warnings_waiting", [("grade", grade.numeral)],
        Double(state.warnings.waiting.count { $0.grade == grade }))
    }
    metrics.single(
      "salus_orders_late", .gauge, "Orders that are late.",
      Double(state.orders.all.count { $0.state == .late }))
  }

  private func writeFeeds(_ loop: Loop, into metrics: inout Metrics) throws {
    guard let feeds = loop.parts?.feeds else { return }
    let now = loopTime()
    metrics.single(
      "salus_feeds_troubled", .gauge, "Feeds that are late, failing or silent.",
      Double(try feeds.troubled(at: now)))
    metrics.family(
      "salus_feed_lag_hours", .gauge, "Hours since the newest report, by feed, in the loop's time.")
    for (feed, hours) in try feeds.lags(at: now) {
      metrics.sample("salus_feed_lag_hours", [("feed", feed)], hours)
    }
  }

  private func write(_ loop: Loop, into metrics: inout Metrics) {
    let totals = loop.desk.totals
    metrics.family("salus_jobs_total", .counter, "Runs of jobs by kind and how they ended.")
    for kind in JobKind.allCases {
      for state in [JobRun.State.done, .failed, .retrying] {
        let count = totals.runs[JobDesk.CountKey(kind: kind, state: state)] ?? 0
        metrics.sample(
          "salus_jobs_total", [("kind", kind.rawValue), ("state", state.rawValue)], Double(count))
      }
    }
    metrics.family("salus_job_seconds_total", .counter, "Time that jobs took, by kind.")
    for kind in JobKind.allCases {
      metrics.sample(
        "salus_job_seconds_total", [("kind", kind.rawValue)], totals.seconds[kind] ?? 0)
    }
    metrics.single("salus_jobs_waiting", .gauge, "Jobs that wait.", Double(totals.waiting))
    metrics.single(
      "salus_job_running_seconds", .gauge, "How long the running job has taken; 0 for none.",
      totals.runningSeconds)
    metrics.single(
      "salus_last_job_timestamp_seconds", .gauge,
      "When the last job ended, in seconds since 1970; 0 for never.",
      totals.lastRun.map { Double($0.microseconds) / 1e6 } ?? 0)
    metrics.single(
      "salus_loop_time_seconds", .gauge,
      "What time it is for the loop, in seconds since 1970: the example region's own where one plays.",
      Double(loopTime().microseconds) / 1e6)
  }

  /// Bytes of the journal and its log.
  var journalBytes: Int {
    ["", "-wal"].reduce(0) { sum, suffix in
      var status = stat()
      let path = "\(directory)/journal.sqlite\(suffix)"
      return stat(path, &status) == 0 ? sum + Int(status.st_size) : sum
    }
  }

  /// The program's memory by the second field of /proc/self/statm, in pages.
  static var residentBytes: Int {
    guard let bytes = try? InputFile.bytes(at: "/proc/self/statm") else { return 0 }
    let fields = String(decoding: bytes, as: UTF8.self).split(separator: " ")
    guard fields.count > 1, let pages = Int(fields[1]) else { return 0 }
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }
}
