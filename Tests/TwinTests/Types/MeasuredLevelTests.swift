import SalusCore
import Testing

@testable import SalusTwin

@Suite struct MeasuredLevelTests {
  static let start = Instant(startOf: CivilDate(days: 20_000))
  static let declared = Level(
    fidelity: Fidelity(spatialDetail: .ward, updatePeriod: 3600, latency: 60), autonomy: .recommend)

  /// A report each hour that takes two minutes to come.
  static func reports(_ count: Int) -> [MeasuredLevel.Report] {
    (0..<count).map {
      .init(valid: start + Double($0) * 3600, recorded: start + Double($0) * 3600 + 120)
    }
  }

  @Test func periodAndLatencyAreMeasuredFromReports() {
    let level = MeasuredLevel(
      reports: Self.reports(10).shuffled(), declared: Self.declared, at: Self.start + 9.5 * 3600)
    #expect(level.fidelity.updatePeriod == 3600)
    #expect(level.fidelity.latency == 120)
    #expect(level.fidelity.spatialDetail == .ward)
    #expect(level.age == 1800)
    #expect(!level.isStale)
    #expect(level.autonomy == .recommend)
    #expect(level.reason == nil)
  }

  /// Hours after the newest report, and whether the twin is stale.
  static let ages: [(Double, Bool)] = [
    (0.1, false), (2.9, false), (3, false), (3.1, true), (99, true),
  ]

  @Test(arguments: ages)
  func autonomyFallsToOneWhileStale(hours: Double, isStale: Bool) {
    let level = MeasuredLevel(
      reports: Self.reports(5), declared: Self.declared, at: Self.start + (4 + hours) * 3600)
    #expect(level.isStale == isStale)
    #expect(level.autonomy == (isStale ? .alert : .recommend))
    #expect(level.reason == (isStale ? .stale : nil))
  }

  @Test func whatIsNotYetHereIsNotSeen() {
    let level = MeasuredLevel(
      reports: Self.reports(10), declared: Self.declared, at: Self.start + 2 * 3600 + 119)
    #expect(level.age == 3719)
    let none = MeasuredLevel(reports: [], declared: Self.declared, at: Self.start)
    #expect(none.isStale)
    #expect(none.age == nil)
    #expect(none.autonomy == .alert)
    #expect(none.fidelity.updatePeriod == nil)
  }

  @Test func aMirrorStaysAMirror() {
    let level = MeasuredLevel(
      reports: [], declared: Level(autonomy: .mirror), at: Self.start)
    #expect(level.autonomy == .mirror)
    #expect(level.reason == nil)
  }

  @Test func forecastsWorseThanNoneCostAutonomy() {
    func measured(_ miss: Double) -> MeasuredLevel {
      let checks = (1..<20).map {
        MeasuredLevel.Check(
          predicted: Double($0) + miss, reported: Double($0), previous: Double($0 - 1))
      }
      return MeasuredLevel(
        reports: Self.reports(20), checks: checks, declared: Self.declared,
        at: Self.start + 19.5 * 3600)
    }
    #expect(measured(0.5).error == 0.5)
    #expect(measured(0.5).scaledError == 0.5)
    #expect(measured(0.5).autonomy == .recommend)
    #expect(measured(2).autonomy == .alert)
    #expect(measured(2).reason == .forecasts)
    #expect(measured(.nan).error == nil)
  }

  /// Whatever is reported, a twin never does more than its type declares.
  @Test func neverMoreThanDeclared() {
    for autonomy in Autonomy.allCases {
      for hours in [1.0, 50] {
        let level = MeasuredLevel(
          reports: Self.reports(3),
          declared: Level(
            fidelity: Fidelity(updatePeriod: 3600), autonomy: autonomy),
          at: Self.start + hours * 3600)
        #expect(level.autonomy <= autonomy)
        #expect(hours < 9 || level.autonomy <= .alert)
      }
    }
  }
}
