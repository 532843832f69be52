import SalusCore
import SalusNumerics
import Testing

@testable import SalusExample

@Suite struct ReportLogTests {
  static let scheme = ReportingScheme.cases(RealityParameters())

  /// 100 places with 200 onsets on each of the first ten days and no other reports.
  static let log: ReportLog = {
    var log = ReportLog(scheme, firstDay: 0, places: 100)
    for day in 0..<30 {
      log.record(
        onsets: Array(repeating: day < 10 ? 200 : 0, count: 100),
        expected: Array(repeating: 0, count: 100), size: 1, seed: 3)
    }
    return log
  }()

  @Test func confirmsItsShare() {
    let total = (0..<30).reduce(0) { sum, date in
      (0..<100).reduce(sum) { $0 + Self.log.known($1, on: date, by: date + 20) }
    }
    // Binomial with 200 000 trials: four standard errors are 764.
    #expect(abs(Double(total) - 200_000 * Self.scheme.share) < 764)
  }

  @Test func tellsMoreAsDaysPassAndThenNoMore() {
    for date in 0..<15 {
      let told = (date - 1...date + 14).map { Self.log.known(7, on: date, by: $0) }
      #expect(told[0] == 0 && told[1] == 0)
      #expect(zip(told, told.dropFirst()).allSatisfy { $0 <= $1 })
      #expect(told[1 + Self.scheme.longestDelay] == told[15])
    }
  }

  /// Mean number told after each delay equals the scheme's weights within four standard errors.
  @Test func delaysAsTheSchemeSays() {
    let date = 7
    let weights = Self.scheme.reports(from: date)
    let whole = weights.reduce(0, +)
    let total = (0..<100).reduce(0) { $0 + Self.log.known($1, on: date, by: date + 20) }
    var expected = 0.0
    for (delay, weight) in weights.enumerated() {
      expected += weight / whole
      let told = (0..<100).reduce(0) { $0 + Self.log.known($1, on: date, by: date + delay) }
      let error = (expected * (1 - expected) / Double(total)).squareRoot()
      #expect(abs(Double(told) / Double(total) - expected) <= 4 * error + 1e-9)
    }
  }

  @Test func spreadsBackgroundAsExpected() {
    var log = ReportLog(Self.scheme, firstDay: 0, places: 400)
    for _ in 0..<20 {
      log.record(
        onsets: Array(repeating: 0, count: 400), expected: Array(repeating: 2, count: 400),
        size: 1, seed: 8)
    }
    let total = (0..<20).reduce(0) { sum, date in
      (0..<400).reduce(sum) { $0 + log.known($1, on: date, by: date + 20) }
    }
    // Negative binomial, mean 2 and variance 6 each.
    #expect(abs(Double(total) - 16_000) < 4 * (8000.0 * 6).squareRoot())
  }
}

@Suite struct FeedsTests {
  struct Row {
    let report: Int
    let place: String
    let date: Int
    let count: Int
  }

  static func rows(_ file: FeedFile) throws -> [Row] {
    let lines = String(decoding: file.bytes, as: UTF8.self).split(separator: "\n")
    #expect(lines.first.map(String.init) == file.feed.header.joined(separator: ","))
    #expect(lines.count == file.rowCount + 1)
    return try lines.dropFirst().map { line in
      let cells = line.split(separator: ",")
      return Row(
        report: ExampleCalendar.day(try #require(CivilDate(cells[0]))), place: String(cells[1]),
        date: ExampleCalendar.day(try #require(CivilDate(cells[2]))),
        count: try #require(Int(cells[3])))
    }
  }

  /// Reading all tables up to a day gives exactly what was told on the last day on which the
  /// district spoke, and no row repeats what was known.
  @Test(arguments: [Feed.cases, .feverCalls])
  func replaysToWhatWasTold(feed: Feed) throws {
    let reality = Examples.reality
    let log = feed == .cases ? reality.cases : reality.feverCalls
    let silence = Silence(reality.seed, log.scheme)
    let last = 40
    var known: [String: [Int: Int]] = [:]
    for day in 0...last {
      for file in Feeds(reality).files(on: day) where file.feed == feed {
        for row in try Self.rows(file) {
          #expect(row.report == day && row.date <= day)
          if let before = known[row.place]?[row.date] { #expect(row.count > before) }
          known[row.place, default: [:]][row.date] = row.count
        }
      }
    }
    let quickest = feed == .cases ? 1 : 0
    for (index, ward) in reality.region.wards.enumerated() {
      let spoke = silence.lastReport(reality.region.districtOfWard[index], before: last + 1) ?? 0
      let dates = known[ward.codes["ward"] ?? ""] ?? [:]
      #expect(dates.count == spoke - quickest + 1)
      for (date, count) in dates { #expect(count == log.known(index, on: date, by: spoke)) }
    }
  }

  @Test func fallsSilentNowAndThen() {
    let reality = Examples.reality
    let silence = Silence(reality.seed, reality.cases.scheme)
    let silent = (0..<400).reduce(0) { sum, day in
      (0..<12).reduce(sum) { $0 + (silence.isSilent($1, on: day) ? 1 : 0) }
    }
    // 4800 district days, about 4.5 % of them silent; whole-feed silences come in twelves.
    #expect((120...330).contains(silent))
  }

  @Test func returnsEveryWeekWithRevisions() throws {
    let reality = Examples.reality
    let feeds = Feeds(reality)
    var known: [String: [Int: Int]] = [:]
    var revisions = 0
    let daily = (0...70).filter { $0 % 7 == 6 }.flatMap { feeds.files(on: $0) }.filter {
      $0.feed == .weeklyCases
    }
    for file in [feeds.archive()] + daily {
      for row in try Self.rows(file) {
        #expect(ExampleCalendar.date(row.date).weekday == .saturday)
        #expect(ExampleCalendar.date(row.report).weekday == .wednesday)
        #expect(row.report >= row.date + 4)
        if known[row.place]?[row.date] != nil { revisions += 1 }
        known[row.place, default: [:]][row.date] = row.count
      }
    }
    #expect(known.count == 13)
    #expect(revisions > 500)
    let region = try #require(known[reality.region.top.name])
    #expect(region.count == 209 + 9)
    // Revisions are published per place, so sums agree once a week has settled.
    for (date, count) in region where date < 50 {
      let parts = reality.region.districts.map { known[$0.codes["district"] ?? ""]?[date] ?? 0 }
      #expect(parts.reduce(0, +) == count)
    }
    for week in stride(from: 9, through: 44, by: 7) {
      let sum = (week - 6...week).reduce(0) { sum, date in
        reality.region.wards.indices.reduce(sum) {
          $0 + reality.cases.known($1, on: date, by: date + 20)
        }
      }
      #expect(region[week] == sum)
    }
  }

  /// Four winters above the summers between them: what detectors and forecasters learn from.
  @Test func rememberFourWinters() throws {
    let archive = try Self.rows(Feeds(Examples.reality).archive())
    let region = archive.filter { $0.place == Examples.region().top.name }
    for year in 2022...2025 {
      let dates = region.filter { ExampleCalendar.date($0.date).year == year }
      let winter = dates.filter { [1, 2, 12].contains(ExampleCalendar.date($0.date).month) }
      let summer = dates.filter { [7, 8].contains(ExampleCalendar.date($0.date).month) }
      let peak = try #require(winter.map(\.count).max())
      #expect(peak > 3 * (try #require(summer.map(\.count).max())))
    }
  }
}
