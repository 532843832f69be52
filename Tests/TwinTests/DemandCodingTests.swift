import SalusCore
import Testing

@testable import SalusTwin

@Suite struct DemandCodingTests {
  private func estimate() -> DemandEstimate {
    let day = CivilDate(days: 20_500)
    let row = DemandRow(
      site: ID("h1"), resource: "icu-beds", unit: "{beds}", isCumulative: false, capacity: 12,
      now: nil, mean: [9.5, 10.25], need: [[8, 9, 11], [8.5, 10, 13]], peak: [8, 10, 14],
      peakDate: day + 2,
      breach: DemandBreach(date: day + 2, probability: 0.3, byDay: [0.1, 0.28]), cover: nil)
    var used = row
    used.resource = "mask"
    used.isCumulative = true
    used.breach = nil
    used.cover = DemandCover(median: 9.5, lower: 6, upper: 20)
    return DemandEstimate(
      asOf: .date(day), sequence: 42, day: day, dates: [day + 1, day + 2],
      levels: [0.1, 0.5, 0.9],
      forecast: .init(signal: ID("weekly"), referenceDate: day, sequence: 40, caution: "thin"),
      method: "forecast", parameters: ["a": 1], seed: .max, paths: 500, rows: [row, used],
      totals: [row])
  }

  @Test func whatIsWrittenIsReadBack() throws {
    let before = estimate()
    let text = before.payload.bytes
    let after = try #require(DemandEstimate(payload: try JSON(parsing: text)))
    #expect(after == before)
    #expect(after.seed == .max)
    #expect(after[ID("h1"), "mask"]?.cover?.median == 9.5)
  }

  @Test(arguments: ["asOf", "dates", "levels", "rows", "seed", "paths", "totals", "day"])
  func aPayloadThatLacksAMemberIsRefused(member: String) {
    let kept = (estimate().payload.members ?? []).filter { $0.name != member }
    #expect(DemandEstimate(payload: .object(kept)) == nil)
  }

  @Test func rowsOfAnotherLengthAreRefused() {
    var wrong = estimate()
    wrong.rows[0].need.removeLast()
    #expect(DemandEstimate(payload: wrong.payload) == nil)
  }

  @Test func equalEstimatesHaveOneKey() {
    #expect(estimate().draft(actor: "a").key == estimate().draft(actor: "b").key)
  }
}
