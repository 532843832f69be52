import Foundation
import SalusCore
import SalusTwin
import Testing

@testable import SalusOperate

/// The list of what runs short, as a person has to go through it.
@Suite struct DemandListTests {
  @Test func probableComesFirstThenSoonestAndUnlikelyIsLeftOut() throws {
    let folder = NSTemporaryDirectory() + "salus-list-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let station = try Station(directory: folder, mode: .create)
    let day = CivilDate(days: 20_000)
    func row(_ site: String, _ probability: Double, _ lead: Int) -> DemandRow {
      DemandRow(
        site: ID(site), resource: "icu-beds", unit: "{beds}", isCumulative: false, capacity: 6,
        now: 4, mean: [5], need: [[5]], peak: [], peakDate: day + 1,
        breach: DemandBreach(date: day + lead, probability: probability, byDay: [probability]),
        cover: nil)
    }
    let rows = [
      row("h1", 0.3, 2), row("h2", 0.9, 9), row("h3", 0.2, 1), row("h4", 0.6, 5),
      row("h5", 0.4, 4),
    ]
    _ = try station.journal.append(
      rows.map {
        Facility(id: $0.site, name: $0.site.text, kind: .hospital)
          .draft(actor: "test", source: "test")
      } + [
        DemandEstimate(
          asOf: .latest, sequence: 1, day: day, dates: [day + 1], levels: [0.5], forecast: nil,
          method: "", parameters: [:], seed: 1, paths: 1, rows: rows, totals: []
        ).draft(actor: "test")
      ], expecting: [], on: Branch.main)
    let head = try station.journal.head(of: Branch.main).sequence
    let answer = try SalusOperate.Reading(
      station.journal, asOf: .latest, version: head, capacities: station.capacities
    ).demand()
    let listed = (answer["breaches"]?.array ?? []).compactMap { $0["site"]?["id"]?.string }
    #expect(listed == ["h4", "h2", "h1", "h5"])
  }
}
