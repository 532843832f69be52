import SalusCore
import SalusTwin
import Testing

@testable import SalusOperate

/// What an estimate takes as usual: deliveries and staff.
@Suite struct UsualTests {
  private let first = CivilDate(days: 20_000)

  @Test func aShortHistoryOfDeliveriesIsFilledWithWhatIsUsed() {
    var deliveries = Deliveries()
    let move = StockMove(
      id: "m", item: ID("mask"), quantity: 70, from: ID("d1"), to: ID("h1"), reason: .transfer)
    deliveries.apply(move, on: first)
    let use = ["mask": 9.0]
    // A week told of 70, and three weeks in which 9 a day were surely replaced.
    let early = deliveries.daily(to: ID("h1"), last: first + 6, use: use)
    #expect(abs((early["mask"] ?? 0) - (70 + 21 * 9) / 28) < 1e-9)
    let late = deliveries.daily(to: ID("h1"), last: first + 27, use: use)
    #expect(late == ["mask": 70.0 / 28])
  }

  @Test func oneDaysSickLeaveIsNoMeasureOfStaff() {
    var staff = StaffHistory()
    var report = StaffReport(hospital: ID("h1"), group: "icu-nurse", shift: .day, onShift: 14)
    for day in 0..<6 { staff.apply(report, on: first + day) }
    report.onShift = 9
    staff.apply(report, on: first + 6)
    #expect(staff.usual(report, last: first + 6) == 14)
    #expect(staff.usual(report, last: first + 40) == nil)
  }
}
