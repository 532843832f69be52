import SalusCore
import SalusSense

extension Reality {
  /// What truly happened, day by day, as CSV: for the region and every ward new infections, people
  /// in each state at the end of the day and the reproduction number. The twin never reads it.
  public var truthTable: [UInt8] {
    var writer = CSVWriter(header: [
      "date", "place", "infections", "susceptible", "exposed", "infectious", "reproduction",
    ])
    for (day, truth) in truth.enumerated() {
      let date = ExampleCalendar.date(day).description
      func sum(_ counts: [Int]) -> String { String(counts.reduce(0, +)) }
      writer.append([
        date, region.top.id.text, sum(truth.infections), sum(truth.susceptible),
        sum(truth.exposed), sum(truth.infectious), Reality.text(truth.reproduction(region)),
      ])
      for ward in region.wards.indices {
        writer.append([
          date, region.wards[ward].id.text, String(truth.infections[ward]),
          String(truth.susceptible[ward]), String(truth.exposed[ward]),
          String(truth.infectious[ward]), Reality.text(truth.reproduction[ward]),
        ])
      }
    }
    return writer.bytes
  }

  /// Four decimals say more than a reproduction number means.
  private static func text(_ number: Double) -> String {
    CSVWriter.text((number * 10_000).rounded() / 10_000)
  }
}
