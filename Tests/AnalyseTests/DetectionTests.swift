import Foundation
import SalusAnalyse
import SalusCore
import SalusTwin
import Testing

@Suite struct DetectionTests {
  /// A season with a slight trend, the same on every system.
  static func season(_ weeks: Int, level: Double = 20) -> [Double] {
    (0..<weeks).map { week in
      let wave = 1 + 0.5 * sin(2 * Double.pi * Double(week) / 52)
      // A fixed scatter of -6 to 6.
      return max(0, (level * wave + Double((week * 37 + week / 3 * 11) % 13) - 6).rounded())
    }
  }

  static func result(
    _ method: DetectionMethod, _ series: [Double], at row: Int, preset: DetectionPreset = .product,
    frequency: Int = 52
  ) throws -> DetectionResult {
    let settings = DetectionSettings(method, preset: preset)
    let found = try detect(
      series: series, first: row, last: row, settings: settings, frequency: frequency)
    return try #require(found.first)
  }

  @Test(arguments: DetectionMethod.allCases)
  func alarmsOnAnOutbreakAndNotOnTheUsual(method: DetectionMethod) throws {
    // R's C3 leaves the current week out and judges the two before, so it is late.
    let outbreak = method == .earsC3R ? [120.0, 120, 110] : [120]
    var series = Self.season(302)
    let quiet = try Self.result(method, series, at: 302)
    #expect(!quiet.alarm && quiet.reason == .withinBound)
    series = Array(series.dropLast(outbreak.count)) + outbreak
    let loud = try Self.result(method, series, at: 302)
    #expect(loud.alarm && loud.usable && loud.reason == .aboveBound)
    #expect((loud.score ?? 0) > 1)
    #expect((loud.upper ?? .infinity) < 120 && (loud.expected ?? .infinity) < 60)
  }

  /// What is judged today does not depend on tomorrow, and a longer run gives the same.
  @Test(arguments: DetectionMethod.allCases.filter { $0 != .cusum })
  func looksOnlyBack(method: DetectionMethod) throws {
    var series = Self.season(330)
    series[312] = 77
    let settings = DetectionSettings(method)
    let whole = try detect(series: series, first: 300, last: 330, settings: settings)
    let cut = try detect(series: Array(series[..<315]), first: 300, last: 315, settings: settings)
    #expect(Array(whole.prefix(16)) == cut)
  }

  @Test(arguments: DetectionMethod.allCases)
  func saysWhyItCannotJudge(method: DetectionMethod) throws {
    let early = try Self.result(method, Self.season(60), at: 2)
    #expect(!early.usable && !early.alarm && early.upper == nil)
    guard case .shortHistory = early.reason else {
      Issue.record("\(early.reason)")
      return
    }
    var series = Self.season(320)
    series[319] = .nan
    let silent = try Self.result(method, series, at: 320)
    #expect(silent.reason == .notReported && silent.observed == nil && !silent.usable)
  }

  /// Missing rows in the past are left out; the result moves little.
  @Test(arguments: [
    DetectionMethod.farringtonFlexible, .farrington, .earsC1, .earsC2, .bayes, .rki,
  ])
  func bearsGapsInTheHistory(method: DetectionMethod) throws {
    var series = Self.season(320)
    let whole = try Self.result(method, series, at: 320)
    for row in stride(from: 3, to: 319, by: 9) { series[row] = .nan }
    let holed = try Self.result(method, series, at: 320)
    let (before, after) = (try #require(whole.upper), try #require(holed.upper))
    #expect(abs(before - after) < 0.35 * before)
  }

  @Test(arguments: [DetectionMethod.farringtonFlexible, .farrington])
  func aHandfulOfCasesIsNoOutbreak(method: DetectionMethod) throws {
    var series = [Double](repeating: 0, count: 320)
    for row in stride(from: 0, to: 320, by: 40) { series[row] = 1 }
    series[319] = 4
    let four = try Self.result(method, series, at: 320)
    #expect(!four.alarm && !four.usable && four.upper == nil)
    #expect(four.reason == .fewCases(atLeast: 5, rows: 4))
    series[318] = 1
    let five = try Self.result(method, series, at: 320)
    #expect(five.alarm)
  }

  @Test(arguments: [(0.0, 1.0), (0, 0), (2, 2), (2, 8), (2, 9)])
  func judgesAFlatBaselineByPoisson(level: Double, now: Double) throws {
    let series = [Double](repeating: level, count: 12) + [now]
    let found = try Self.result(.earsC2, series, at: 13)
    // 1 - 0.001 of a Poisson with mean 2 is 8 (R: qpois(0.999, 2)), with mean 0 it is 0.
    #expect(found.upper == (level == 0 ? 0 : 8))
    #expect(found.alarm == (now > (level == 0 ? 0 : 8)))
    #expect(found.usable == (now > level))
  }

  /// C3 adds up: three weeks at 1.9 deviations each alarm together, none alone.
  @Test func addsUpThreeWeeksInC3() throws {
    var series: [Double] = [8, 10, 12, 8, 10, 12, 10, 9, 11]
    // Baseline of the last row: rows 1 to 7, mean 10, sd 1.633.
    series += [10, 10, 10]
    let quiet = try Self.result(.earsC3, series, at: 12)
    #expect(!quiet.alarm)
    let slow = try Self.result(.earsC3, Array(series.prefix(9)) + [13, 13, 13], at: 12)
    #expect(slow.alarm)
    let single = try Self.result(.earsC2, Array(series.prefix(9)) + [13, 13, 13], at: 12)
    #expect(!single.alarm)
  }

  @Test func refusesWhatIsNoCountOrRow() {
    let settings = DetectionSettings(.earsC1)
    #expect(throws: DetectionError.notACount(-1, row: 2)) {
      try detect(series: [1, -1, 2], first: 3, last: 3, settings: settings)
    }
    #expect(throws: DetectionError.notACount(0.5, row: 1)) {
      try detect(series: [0.5, 1, 2], first: 3, last: 3, settings: settings)
    }
    #expect(throws: DetectionError.rowsOutside(first: 1, last: 4, count: 3)) {
      try detect(series: [1, 1, 2], first: 1, last: 4, settings: settings)
    }
    #expect(throws: DetectionError.badFrequency(0)) {
      try detect(series: [1, 1, 2], first: 1, last: 3, settings: settings, frequency: 0)
    }
    #expect(throws: DetectionError.tooManyPeriods(10, halfWindow: 3, 12)) {
      try detect(
        series: [1, 1, 2], first: 1, last: 3, settings: DetectionSettings(.farringtonFlexible),
        frequency: 12)
    }
  }

  @Test func readsASettingsFile() throws {
    let changed = try DetectionSettings(.farringtonFlexible).changed(
      by: "{ years: 4, /* one-sided */ alpha: .01, bound: \"muan\", trend: false }".utf8)
    guard case .farringtonFlexible(let settings) = changed else {
      Issue.record("another method")
      return
    }
    #expect(settings.years == 4 && settings.alpha == 0.01 && settings.bound == .muan)
    #expect(!settings.trend && settings.periods == 10)
    #expect(changed.parameters["alpha"] == .number(0.01))
    #expect(changed.parameters["bound"] == .string("muan"))
  }

  @Test(arguments: [
    ("{alhpa: 0.1}", "ears-c1 has no setting 'alhpa'; it has alpha, baseline, flat"),
    ("{alpha: 'x'}", "the setting 'alpha' is 'x'; a number from 1e-09 to 0.5 is accepted"),
    ("{baseline: 7.5}", "the setting 'baseline' is 7.5; a whole number from 3 to 400 is accepted"),
    ("{flat: 'r'}", "the setting 'flat' is 'r'; one of 'poisson', 'mean' is accepted"),
    (
      "[1, 2", "the settings for ears-c1 are no JSON5 object of numbers, words, true or false"
    ),
    ("", "the settings for ears-c1 are no JSON5 object of numbers, words, true or false"),
    (
      "{alpha: {}}", "the settings for ears-c1 are no JSON5 object of numbers, words, true or false"
    ),
  ])
  func refusesABadSettingsFile(json5: String, message: String) {
    do {
      _ = try DetectionSettings(.earsC1).changed(by: json5.utf8)
      Issue.record("accepted \(json5)")
    } catch {
      #expect(error.description == message)
    }
  }

  static func panel(
    _ series: [[Double]], period: Period = .week, measure: Signal.Measure = .count
  ) -> Panel {
    let places = series.indices.map {
      Place(id: ID("p\($0)"), name: "Place \($0)", level: .district)
    }
    let count = series[0].count
    let first = CivilDate(days: 19_000)
    return Panel(
      signal: Signal(
        id: ID("cases"), title: "Cases", unit: "{cases}", period: period, measure: measure),
      places: places, dates: (0..<count).map { first + $0 * period.days },
      values: series.flatMap { $0 }, sequence: 1)
  }

  /// A run of three alarms is dated from its first, however few rows are asked for.
  @Test(arguments: [1, 2, 10])
  func datesTheRunOfAlarms(last: Int) throws {
    var series = Self.season(320)
    for row in [317, 318, 319] { series[row] = 150 }
    let panel = Self.panel([Self.season(320), series])
    let found = try detect(
      panel: panel, settings: DetectionSettings(.farringtonFlexible), last: last)
    #expect(found.count == 2 && found[0].open == nil)
    #expect(found[1].results.count == last && found[1].dates.count == last)
    let open = try #require(found[1].open)
    #expect(open.since == panel.dates[317] && open.date == panel.dates[319] && open.length == 3)
    #expect(open.observed == 150 && open.upper < 150 && open.score > 1)
  }

  @Test func aSilentRowDoesNotEndARun() throws {
    var series = Self.season(320)
    for row in [316, 318] { series[row] = 150 }
    series[317] = .nan
    series[319] = .nan
    let panel = Self.panel([series])
    let found = try detect(panel: panel, settings: DetectionSettings(.farringtonFlexible))
    let open = try #require(found[0].open)
    #expect(open.since == panel.dates[316] && open.date == panel.dates[318] && open.length == 2)
  }

  @Test func keepsSmallPlacesQuiet() throws {
    let one = [Double](repeating: 0, count: 40) + [1]
    let settings = DetectionSettings(.earsC2)
    let panel = Self.panel([one], period: .day)
    #expect(try detect(panel: panel, settings: settings)[0].open == nil)
    #expect(try detect(panel: panel, settings: settings, minimumCases: 0)[0].open != nil)
    let found = try detect(panel: panel, settings: settings)[0].results[0]
    #expect(found.reason == .fewCases(atLeast: 5, rows: 28))
  }

  @Test func ratesAreForEARSOnly() throws {
    let series = Self.season(60).map { $0 / 7 }
    let panel = Self.panel([series], measure: .rate)
    #expect(try detect(panel: panel, settings: DetectionSettings(.earsC1))[0].results.count == 1)
    #expect(throws: DetectionError.countsOnly(.farrington, ID("cases"))) {
      try detect(panel: panel, settings: DetectionSettings(.farrington))
    }
  }
}
