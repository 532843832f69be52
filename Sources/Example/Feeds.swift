import SalusCore
import SalusSense

/// The tables that leak from reality, report day by report day.
///
/// A row says how many reports name a ward and date as far as the feed knew then. It is sent when
/// the date is reported for the first time, zeros included, and again whenever the number has
/// grown. Each table follows from reality alone, so the files of a day are the same whenever and
/// wherever they are made.
public struct Feeds: Sendable {
  private let reality: Reality

  /// - Parameter reality: advanced at least to the days asked for.
  public init(_ reality: Reality) {
    self.reality = reality
  }

  /// The tables published on a day; silent feeds publish none.
  public func files(on day: Int) -> [FeedFile] {
    guard (0...max(0, reality.day)).contains(day), reality.day >= 0 else { return [] }
    let region = reality.region
    let wards = region.wards.map(Feeds.word)
    let tables = [(Feed.cases, reality.cases), (.feverCalls, reality.feverCalls)].map {
      Feeds.table(
        $0.0, $0.1, on: day, places: wards, groups: region.districtOfWard,
        silence: Silence(reality.seed, $0.1.scheme))
    }
    return (tables + [weekly(on: day)]).compactMap { $0 }
  }

  /// The weekly returns of the four years before day 0, in one table.
  public func archive() -> FeedFile {
    let returns = WeeklyReturn(reality)
    var rows: [[String]] = []
    for day in ExampleCalendar.archiveStart..<0 {
      rows += self.rows(returns.published(on: day), day)
    }
    return Feeds.file(.weeklyCases, name: "archive", rows)
  }

  /// The table of a daily count.
  ///
  /// - Parameters:
  ///   - places: what the feed calls the places of the log, in its order.
  ///   - groups: for each place the group of places that is silent together.
  static func table(
    _ feed: Feed, _ log: ReportLog, on day: Int, places: [String], groups: [Int],
    silence: Silence
  ) -> FeedFile? {
    // The newest date is the last one that the quickest report could name.
    let quickest = log.scheme.toReport.firstIndex { $0 > 0 } ?? 0
    let newest = day - quickest
    let count = (groups.max() ?? -1) + 1
    let before = (0..<count).map { silence.lastReport($0, before: day) }
    let isSilent = (0..<count).map { silence.isSilent($0, on: day) }
    let reported = ExampleCalendar.date(day).description
    var rows: [[String]] = []
    for place in places.indices where !isSilent[groups[place]] {
      let last = before[groups[place]]
      let oldest = max(0, (last ?? 0) - log.scheme.longestDelay)
      for date in oldest...max(oldest, newest) where date <= newest {
        let count = log.known(place, on: date, by: day)
        if let last, date <= last - quickest, log.known(place, on: date, by: last) == count {
          continue
        }
        rows.append([
          reported, places[place], ExampleCalendar.date(date).description, String(count),
        ])
      }
    }
    return rows.isEmpty ? nil : file(feed, name: reported, rows)
  }

  private func weekly(on day: Int) -> FeedFile? {
    let rows = rows(WeeklyReturn(reality).published(on: day), day)
    return rows.isEmpty
      ? nil : Feeds.file(.weeklyCases, name: ExampleCalendar.date(day).description, rows)
  }

  private func rows(_ entries: [WeeklyReturn.Entry], _ day: Int) -> [[String]] {
    entries.map {
      [
        ExampleCalendar.date(day).description, Feeds.word($0.place),
        ExampleCalendar.date($0.weekEnding).description, String($0.count),
      ]
    }
  }

  static func file(_ feed: Feed, name: String, _ rows: [[String]]) -> FeedFile {
    var writer = CSVWriter(header: feed.header)
    for row in rows { writer.append(row) }
    return FeedFile(
      feed: feed, name: "\(feed.rawValue)/\(name).csv", bytes: writer.bytes, rowCount: rows.count)
  }

  /// What the feeds call a place: its code, or its name where it has none.
  private static func word(_ place: Place) -> String {
    place.codes.values.min() ?? place.name
  }
}
