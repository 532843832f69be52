import SalusAnalyse
import SalusCore
import SalusTwin
import Testing

@Suite struct SurveillanceTests {
  /// Counts of 8 to 13 without a season, the same on every system.
  static func usual(_ count: Int) -> [Double] {
    (0..<count).map { (day: Int) -> Double in Double(8 + (day * 7 + day / 3) % 6) }
  }

  static func found(
    _ series: [[Double]], period: Period = .day, measure: Signal.Measure = .count,
    change: (inout Surveillance) -> Void = { _ in }
  ) throws -> DetectionFinished {
    let panel = DetectionTests.panel(series, period: period, measure: measure)
    var watch = Surveillance(for: panel)
    change(&watch)
    return try watch.run(panel, asOf: .latest)
  }

  @Test func takesTheMethodThatSuits() {
    func method(_ count: Int, _ period: Period, _ measure: Signal.Measure) -> DetectionMethod {
      Surveillance(
        for: DetectionTests.panel([Self.usual(count)], period: period, measure: measure)
      ).settings.method
    }
    #expect(method(400, .day, .count) == .earsC2)
    #expect(method(133, .week, .count) == .earsC2)
    #expect(method(134, .week, .count) == .farringtonFlexible)
    #expect(method(300, .week, .rate) == .earsC2)
  }

  /// The quiet place stays quiet; the other gives its evidence.
  @Test func saysWhatItFound() throws {
    let run = try Self.found([Self.usual(60), Self.usual(58) + [60, 70]])
    #expect(run.series == 2 && run.usable == 2 && run.method == "ears-c2")
    let detection = try #require(run.detections.first)
    #expect(run.detections.count == 1 && detection.place == ID("p1"))
    #expect(detection.date == run.day && detection.since == run.day - 1)
    #expect(detection.observed == 70 && detection.expected > 8 && detection.expected < 13)
    #expect(detection.upper < 70 && detection.score > 1)
    #expect(detection.agreeing == ["ears-c1", "ears-c3"] || detection.agreeing == ["ears-c3"])
  }

  /// EARS alarms on two cases after days without one; against hundreds of places that is chance.
  @Test(arguments: [(1e-4, false), (1, true)])
  func asksForRareCounts(rarity: Double, open: Bool) throws {
    var series = [Double](repeating: 0, count: 60)
    for row in stride(from: 2, to: 50, by: 6) { series[row] = 1 }
    series[57] = 1
    series[58] = 1
    series[59] = 3
    let run = try Self.found([series]) { $0.rarity = rarity }
    #expect(run.detections.isEmpty != open)
  }

  /// Eight in a place with one a week are no chance.
  @Test func letsRareCountsThrough() throws {
    var series = [Double](repeating: 0, count: 60)
    for row in stride(from: 2, to: 50, by: 6) { series[row] = 1 }
    series[59] = 8
    let run = try Self.found([series])
    #expect(run.detections.first?.observed == 8)
  }

  /// Rates have no chance of a count: they are judged by their bound alone, also day by day.
  @Test(arguments: [Period.day, .week])
  func judgesRatesByTheirBound(period: Period) throws {
    let series = Self.usual(60).map { $0 / 100 } + [0.9]
    let run = try Self.found([series], period: period, measure: .rate)
    #expect(run.detections.first?.observed == 0.9)
    #expect(run.detections.first?.agreeing.contains("farrington") == false)
  }

  /// A run is open while one of the newest dates alarms: 7 days, 2 weeks.
  @Test(arguments: [(Period.day, 7), (.week, 2)])
  func closesWhenTheNewestDatesAreQuiet(period: Period, recent: Int) throws {
    let before = Self.usual(80)
    for quiet in [recent - 1, recent] {
      let after = Array(Self.usual(81 + quiet).suffix(quiet))
      let run = try Self.found([before + [70] + after], period: period)
      #expect(run.detections.isEmpty == (quiet == recent), "\(quiet) quiet dates")
      if let detection = run.detections.first {
        #expect(detection.observed == 70)
        #expect(detection.date == run.day - quiet * period.days)
      }
    }
  }

  /// Two quiet days do not end a run, three do; days without a report are no quiet days.
  @Test(arguments: [
    ([10.0, 11], true), ([10, 11, 9], false), ([.nan, .nan, .nan], true),
    ([.nan, 10, .nan, 11], true),
  ])
  func bridgesShortGaps(between: [Double], isOne: Bool) throws {
    let run = try Self.found([Self.usual(60) + [60] + between + [200]])
    let detection = try #require(run.detections.first)
    #expect(detection.date == run.day)
    #expect(detection.since == run.day - (isOne ? between.count + 1 : 0))
  }

  /// Whatever the number of dates judged, a run keeps its first date and with it its name.
  @Test func aLongRunKeepsItsName() throws {
    // A third more every day: every day is above the bound of the days before.
    var rise = [40.0]
    while rise.count < 30 { rise.append((rise[rise.count - 1] * 4 / 3).rounded()) }
    let series = Self.usual(60) + rise
    let names = try [7, 20, 90].map { depth in
      try Self.found([series]) { $0.depth = depth }.detections.map(\.id)
    }
    #expect(names[2].count == 1)
    #expect(names[0] == names[2] && names[1] == names[2])
  }

  @Test func saysWhenThereIsTooLittle() throws {
    let run = try Self.found([Self.usual(6), [Double](repeating: .nan, count: 6)])
    #expect(run.detections.isEmpty && run.series == 2 && run.usable == 0)
  }

  /// Settings other than the usual ones are part of the name, so that both runs are kept.
  @Test func namesItsSettings() throws {
    let settings = try DetectionSettings(.earsC2).changed(by: "{alpha: 0.01, flat: 'mean'}".utf8)
    let run = try Self.found([Self.usual(60)]) { $0.settings = settings }
    #expect(run.method == "ears-c2/alpha=0.01,flat=mean")
    let usual = try Self.found([Self.usual(60)])
    #expect(usual.draft(actor: "a").key != run.draft(actor: "a").key)
  }

  /// The event gives back what was put in, through the bytes that the journal keeps.
  @Test(arguments: [0.1 + 0.2, 12, 1e-9, 123_456_789.5])
  func readsBackWhatItWrote(value: Double) throws {
    var detection = Detection(
      signal: ID("cases"), place: ID("p1"), date: CivilDate(days: 20_000),
      since: CivilDate(days: 19_990), observed: value.rounded(), expected: value, upper: value,
      score: value, method: "ears-c2", agreeing: ["ears-c1", "ears-c3"])
    let plain = detection
    detection.completeness = 0.75
    let run = DetectionFinished(
      signal: ID("cases"), method: "ears-c2/alpha=0.01", day: CivilDate(days: 20_001),
      asOf: .version(12), sequence: 41, series: 433, usable: 420,
      detections: [plain, detection])
    let back = try DetectionFinished(Self.event(JSON(parsing: run.draft(actor: "a").payload.bytes)))
    #expect(back.detections == run.detections)
    #expect(back.signal == run.signal && back.method == run.method && back.day == run.day)
    #expect(back.asOf == run.asOf && back.sequence == 41)
    #expect(back.series == 433 && back.usable == 420)
  }

  /// Asking again writes nothing; what came out otherwise is no conflict with what was said before.
  @Test func tellsResultsApartByTheirKey() throws {
    let run = try Self.found([Self.usual(60)])
    var other = run
    other.series += 1
    #expect(run.draft(actor: "a").key == run.draft(actor: "b").key)
    #expect(run.draft(actor: "a").key != other.draft(actor: "a").key)
  }

  @Test func refusesAnotherEvent() {
    #expect(throws: JournalError.self) { try DetectionFinished(Self.event(["signal": "cases"])) }
    #expect(Detection(["signal": "cases"]) == nil)
  }

  static func event(_ payload: JSON) -> Event {
    Event(
      sequence: 7, branch: Branch.main, twin: ID("signal:cases"), revision: 1,
      type: DetectionFinished.type, version: 1, valid: .beginning, known: .beginning,
      recorded: .beginning, payload: payload, actor: "a", purpose: "p", source: "s",
      previous: .zero, hash: .zero)
  }
}
