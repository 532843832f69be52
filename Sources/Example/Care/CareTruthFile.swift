import SalusCore
import SalusSense

extension HospitalReality {
  /// What truly happened in the hospitals, day by day, as CSV: who came, left and died, who needed
  /// what and got it, and how many kinds of stock ran out. The twin never reads it.
  public var truthTable: [UInt8] {
    var writer = CSVWriter(header: [
      "date", "hospital", "admissions", "usual_admissions", "left", "died", "hospitalised",
      "of_outbreak", "need_intensive", "in_intensive", "intensive_beds", "need_ventilated",
      "ventilated", "ventilators", "items_lacking",
    ])
    for (morning, hospitals) in days.enumerated().dropFirst() {
      let date = ExampleCalendar.date(morning - 1).description
      for (index, state) in hospitals.enumerated() {
        let cells = [
          state.admissions, state.usualAdmissions, state.left, state.died, state.hospitalised,
          state.outbreakWard + state.outbreakIntensive, state.needIntensive, state.intensive,
          state.intensiveOpen, state.needVentilated, state.ventilated, state.ventilators,
          state.lacking.count { $0 > 0 },
        ]
        writer.append([date, network.hospitals[index].id.text] + cells.map(String.init))
      }
    }
    return writer.bytes
  }
}
