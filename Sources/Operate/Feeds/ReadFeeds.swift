import SalusCore
import SalusSense
import SalusTwin

/// All feeds for people: how each stands, what it brought, and what stands on it.
extension FeedDesk {
  /// Days of the past that the matrix shows.
  static let matrixDays = 28
  /// Refused rows and files that are listed for a feed.
  private static let mostQuarantined = 20

  /// - Parameters:
  ///   - reading: the moment asked for; deadlines are judged as of it.
  ///   - now: what time it is for the loop.
  ///   - rate: how fast the example region's clock goes; nil where it stands.
  public func answer(
    _ reading: Reading, at now: Instant, rate: String? = nil, isExample: Bool = false
  ) throws -> JSON {
    var moment = now
    let ledger: FeedLedger
    if case .latest = reading.asOf {
      ledger = try current()
    } else {
      ledger = try FeedLedger(reading.journal, at: reading.view)
      if let known = reading.view.known { moment = min(now, known) }
    }
    let feeds = runners.map { feed($0, ledger, reading, at: moment) }
    return reading.answer([
      "feeds": .array(feeds),
      "clock": [
        "now": JSON(moment), "rate": JSON(rate), "isExample": .bool(isExample),
      ],
    ])
  }

  /// Lines for the command line: name, state, last report, rows, words.
  public func list(at now: Instant) throws -> [FeedLine] {
    let ledger = try current()
    return runners.map { runner in
      let judged = runner.judge(ledger, at: now)
      let reports = ledger.reports(of: runner.settings.source)
      return FeedLine(
        name: runner.settings.name, kind: runner.isWatch ? "watch" : "pull",
        from: runner.settings.place, reports: runner.settings.reportWords,
        state: judged.state.rawValue, last: runner.arrivals(ledger, runner.memory()).last,
        due: judged.due, read: reports.map(\.read).reduce(0, +),
        quarantined: reports.map(\.quarantined).reduce(0, +), words: judged.words)
    }
  }

  /// How many feeds are in trouble, for the summary and the health check.
  public func troubled(at now: Instant) throws -> Int {
    let ledger = try current()
    return runners.count { runner in
      [.late, .failing, .silent].contains(runner.judge(ledger, at: now).state)
    }
  }

  /// Hours since the newest report of each feed, for metrics; feeds without one are left out.
  public func lags(at now: Instant) throws -> [(feed: String, hours: Double)] {
    let ledger = try current()
    return runners.compactMap { runner in
      runner.arrivals(ledger, runner.memory()).last.map {
        (runner.settings.name, max(0, now - $0) / 3600)
      }
    }
  }

  private func feed(
    _ runner: FeedRunner, _ ledger: FeedLedger, _ reading: Reading, at now: Instant
  ) -> JSON {
    let settings = runner.settings
    let memory = runner.memory()
    let judged = runner.judge(ledger, at: now)
    let reports = ledger.reports(of: settings.source)
    let last = runner.arrivals(ledger, memory).last { $0 <= now }
    func total(_ count: (FeedLedger.Report) -> Int) -> JSON {
      JSON(reports.map(count).reduce(0, +))
    }
    var next: Instant?
    if !runner.isWatch, judged.state != .paused {
      let due = runner.nextPull(after: station.now)
      next = max(due, station.now)
    }
    let affects = affects(settings, reports, reading)
    return [
      "name": .string(settings.name), "title": .string(settings.title),
      "kind": .string(runner.isWatch ? "watch" : "pull"), "from": .string(settings.place),
      "reports": .string(settings.reports ?? reports.last?.signal ?? settings.reportWords),
      "state": .string(judged.state.rawValue), "words": .string(judged.words),
      "due": JSON(judged.due), "next": JSON(next), "lastAttempt": JSON(memory.lastAttempt),
      "lastReport": JSON(last),
      "lagHours": JSON(last.map { ((now - $0) / 360).rounded() / 10 }),
      "completeness": JSON(FeedDesk.completeness(reports).map(Reading.rounded)),
      "read": total(\.read), "accepted": total(\.accepted), "duplicate": total(\.duplicate),
      "corrected": total(\.corrected), "quarantined": total(\.quarantined),
      "days": .array(FeedMatrix(runner, ledger, memory, at: now).json),
      "quarantine": .array(quarantine(settings, reports, ledger)),
      "affects": .array(affects.map { .string($0) }),
    ]
  }

  /// Places of the newest report against those of the usual one; nil where too little is known.
  private static func completeness(_ reports: [FeedLedger.Report]) -> Double? {
    let places = reports.filter { $0.isFinished && $0.places > 0 }.map(\.places)
    guard places.count > 3, let newest = places.last else { return nil }
    let past = places.dropLast().suffix(FeedShrink.past).sorted()
    let median = past[past.count / 2]
    return median > 0 ? min(1, Double(newest) / Double(median)) : nil
  }

  private func quarantine(
    _ settings: FeedSettings, _ reports: [FeedLedger.Report], _ ledger: FeedLedger
  ) -> [JSON] {
    let rows = reports.filter { $0.quarantined > 0 }.map { report -> (Instant, JSON) in
      (
        report.arrived,
        [
          "import": .string(report.id), "file": .string(report.file),
          "rows": JSON(report.quarantined), "reason": .string(report.reason ?? ""),
          "at": JSON(report.arrived),
        ]
      )
    }
    let files = ledger.refusals(of: settings.name).map { refusal -> (Instant, JSON) in
      (
        refusal.at,
        [
          "import": "", "file": .string(refusal.file), "rows": 0,
          "reason": .string(refusal.words), "at": JSON(refusal.at),
        ]
      )
    }
    return (rows + files).sorted { $0.0 > $1.0 }.prefix(FeedDesk.mostQuarantined).map(\.1)
  }

  /// What stands on a feed, in words.
  private func affects(
    _ settings: FeedSettings, _ reports: [FeedLedger.Report], _ reading: Reading
  ) -> [String] {
    if let table = settings.reports {
      return table == "receipts"
        ? ["orders", "stock"] : ["capacity (\(table))", "demand", "allocation plans"]
    }
    var names = Set(reports.map(\.signal))
    if let signal = settings.signal { names.insert(signal.text) }
    return names.sorted().flatMap { name -> [String] in
      guard let signal = reading.world.signal(ID(name)) else { return [name] }
      var words = ["detection in \(signal.title)"]
      if signal.measure == .count {
        words.append(
          signal.period == .week
            ? "forecasts of \(signal.title)" : "reproduction number from \(signal.title)")
      }
      return words
    }
  }
}

extension FeedSettings {
  /// What comes in, as far as the settings say it.
  var reportWords: String { reports ?? signal?.text ?? "a signal named by its map" }
}

/// One feed in a list.
public struct FeedLine: Sendable {
  public var name: String
  public var kind: String
  public var from: String
  public var reports: String
  public var state: String
  public var last: Instant?
  public var due: Instant?
  public var read: Int
  public var quarantined: Int
  public var words: String

  public static let header = [
    "feed", "kind", "reports", "state", "last report", "due", "read", "quarantined", "words",
  ]

  public var cells: [String] {
    [
      name, kind, reports, state, last.map { FeedJudgement.moment($0) } ?? "–",
      due.map { FeedJudgement.moment($0) } ?? "–", String(read), String(quarantined), words,
    ]
  }

  public var json: JSON {
    [
      "name": .string(name), "kind": .string(kind), "from": .string(from),
      "reports": .string(reports), "state": .string(state), "lastReport": JSON(last),
      "due": JSON(due), "read": JSON(read), "quarantined": JSON(quarantined),
      "words": .string(words),
    ]
  }
}
