import SalusCore
import SalusSense
import SalusTwin

/// The loop's feeds and courier.
extension Loop {
  /// Makes the feeds and the courier of the configuration in force; `start` of the desk lets the
  /// feeds run by themselves.
  @discardableResult
  public func openFeeds() throws -> FeedDesk {
    let settings = configuration
    parts.feeds?.stop()
    let station = station
    let desk = try FeedDesk(
      station: station, feeds: settings.feeds, log: log, loopTime: { station.loopTime() },
      tables: { try station.takeTable($0, at: $1, known: $2) })
    let courier = Courier(station: station, settings: settings.courier, log: log)
    join { parts in
      parts.feeds = desk
      parts.courier = courier
      parts.takeIn = { Loop.outcome(of: desk.takeFiles()) }
      parts.pull = { name in Loop.outcome(of: try desk.work(name)) }
      parts.send = {
        let deliveries = try courier.send(at: station.loopTime())
        guard !deliveries.isEmpty else { return JobOutcome("no notice waits") }
        let sent = deliveries.count(where: \.isSent)
        return JobOutcome(
          "\(sent) of \(deliveries.count) notices sent",
          read: deliveries.map(\.notice.text))
      }
    }
    return desk
  }

  /// Keeps watched folders from being looked into while `body` runs.
  func holdingFeeds<Result>(_ body: () throws -> Result) rethrows -> Result {
    guard let desk = parts.feeds else { return try body() }
    return try desk.holding(body)
  }

  private static func outcome(of results: [FeedResult]) -> JobOutcome {
    guard !results.isEmpty else { return JobOutcome("nothing new lies in the folders") }
    return JobOutcome(
      results.map(\.words).joined(separator: "; "), read: results.map(\.file))
  }
}

extension Station {
  /// Takes in a feed's table of capacity.
  func takeTable(_ feed: FeedSettings, at path: String, known: Instant) throws -> ImportReport {
    let name = feed.reports ?? ""
    guard let table = CapacityTable(rawValue: name) else { throw FeedError.noTable(name) }
    let map = try feed.map.map { try CapacityMap(path: $0) } ?? CapacityMap()
    let request = CapacityImporter.Request(
      path: path, table: table, map: map, source: feed.source, known: .now(known),
      actor: "feed:\(feed.name)")
    return try CapacityImporter(journal: journal).run(
      request, capacity: try Capacity(journal, at: View()), places: try world(.latest).places)
  }
}
