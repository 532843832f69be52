import SalusCore
import SalusSense
import SalusTwin

/// Feeds and couriers of a configuration, as the loop runs them.
extension Loop {
  /// Makes the feeds and the courier of the configuration in force, in place of those before.
  func join(_ configuration: Configuration) throws {
    let station = station
    let feeds = try FeedDesk(
      station: station, feeds: configuration.feeds, log: log,
      loopTime: { station.loopTime() },
      tables: { feed, path, known in
        try station.takeInTable(of: feed, at: path, known: known)
      })
    let courier = Courier(station: station, settings: configuration.courier, log: log)
    setParts(Parts(feeds: feeds, courier: courier))?.feeds.stop()
  }

  /// Takes in what lies in watched folders.
  func takeIn() -> JobOutcome {
    let results = parts?.feeds.takeFiles() ?? []
    return JobOutcome(
      results.isEmpty ? "no new files" : results.map(\.words).joined(separator: "; "),
      read: results.map { "\($0.feed)/\($0.file)" })
  }

  /// Keeps watched folders from being looked into while `body` runs.
  func holdingFeeds<Result>(_ body: () throws -> Result) throws -> Result {
    guard let desk = parts?.feeds else { return try body() }
    return try desk.holding(body)
  }

  /// Says which feeds came into another state.
  func reviewFeeds() throws -> JobOutcome {
    let changes = try parts?.feeds.review(at: station.loopTime()) ?? []
    return JobOutcome(changes.map { "\($0.feed): \($0.words)" }.joined(separator: "; "))
  }

  /// Decides who is told what, and sends what is due.
  func tell(_ settings: Configuration) throws -> JobOutcome {
    let queued = try station.queueNotices(
      settings.notices, at: station.loopTime(), zone: settings.zone)
    let sent = try parts?.courier.send(at: station.loopTime()) ?? []
    guard !queued.isEmpty || !sent.isEmpty else { return JobOutcome("") }
    let failed = sent.count { !$0.isSent }
    return JobOutcome(
      "\(queued.count) notices queued, \(sent.count - failed) sent, \(failed) not sent")
  }
}

extension Station {
  /// Takes in a table of capacity or of receipts from a feed.
  func takeInTable(of feed: FeedSettings, at path: String, known: Instant) throws -> ImportReport {
    let word = feed.reports ?? ""
    if word == "receipts" {
      return try importReceipts(
        path, zone: try TimeZoneRules(named: feed.timeZone), at: known, actor: "feed:\(feed.name)"
      ).asImport(path)
    }
    guard let table = CapacityTable(rawValue: word) else { throw FeedError.noTable(word) }
    let map = try feed.map.map { try CapacityMap(path: $0) } ?? CapacityMap()
    let request = CapacityImporter.Request(
      path: path, table: table, map: map, source: feed.source, known: .now(known),
      actor: "feed:\(feed.name)")
    return try CapacityImporter(journal: journal).run(
      request, capacity: try capacity(), places: try world(.latest).places)
  }
}

extension ReceiptReport {
  /// As other tables report themselves.
  func asImport(_ path: String) -> ImportReport {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    var report = ImportReport(id: "receipts/\(file)", file: file)
    report.read = read
    report.accepted = accepted
    report.duplicate = duplicate
    report.quarantined = refused.count
    report.isRepeat = read > 0 && duplicate == read
    report.reasons = refused.prefix(10).map { ImportReport.Reason(text: $0, count: 1) }
    return report
  }
}
