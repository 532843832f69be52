import Foundation
import SalusCore
import SalusTwin
import Testing

@testable import SalusOperate

/// The twenty chances beside a sentence, which both tell how likely what is there is too little.
@Suite struct DemandDotsTests {
  private func series(_ row: DemandRow, levels: [Double]) throws -> JSON {
    let folder = NSTemporaryDirectory() + "salus-dots-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let station = try Station(directory: folder, mode: .create)
    let dates = row.need.indices.map { row.peakDate + $0 }
    _ = try station.journal.append(
      [
        Facility(id: row.site, name: "St Mary", kind: .hospital)
          .draft(actor: "test", source: "test"),
        Item(id: ID("antiviral"), title: "Antivirals", unit: "{course}", category: .medicine)
          .draft(actor: "test", source: "test"),
        DemandEstimate(
          asOf: .latest, sequence: 1, day: row.peakDate - 1, dates: dates, levels: levels,
          forecast: nil, method: "", parameters: [:], seed: 1, paths: 20, rows: [row], totals: []
        ).draft(actor: "test"),
      ], expecting: [], on: Branch.main)
    let head = try station.journal.head(of: Branch.main).sequence
    return try SalusOperate.Reading(
      station.journal, asOf: .latest, version: head, capacities: station.capacities
    ).demandSeries(site: row.site.text, resource: row.resource)
  }

  private func row(isCumulative: Bool, need: [[Double]], probability: Double) -> DemandRow {
    let day = CivilDate(days: 20_000)
    return DemandRow(
      site: ID("h1"), resource: "antiviral", unit: "{course}", isCumulative: isCumulative,
      capacity: 9, now: nil, mean: [3, 10], need: need, peak: (0..<20).map { Double($0) / 10 },
      peakDate: day,
      breach: DemandBreach(
        date: day + 1, probability: probability, byDay: need.map { _ in probability }),
      cover: nil)
  }

  /// 15 of 20: a quarter of the chances is at or below the nine that are there.
  @Test func whatIsUsedUpCountsTheNeedUpToTheLastDay() throws {
    let answer = try series(
      row(isCumulative: true, need: [[1, 2, 3], [4, 9, 30]], probability: 0.75),
      levels: [0.025, 0.25, 0.975])
    let dots = answer["dots"]?.array?.compactMap(\.double) ?? []
    #expect(dots.count == 20 && dots == dots.sorted())
    #expect(dots.count { $0 > 9 } == 15)
    #expect(dots.first == 4 && dots.last == 30)
    #expect(answer["isCumulative"] == true)
    let sentence = try #require(answer["sentence"]?.string)
    #expect(sentence.contains("15 of 20 chances that antivirals run out"), "\(sentence)")
  }

  @Test func whatComesBackCountsItsGreatestDay() throws {
    let answer = try series(
      row(isCumulative: false, need: [[1, 2, 3], [4, 9, 30]], probability: 0.75),
      levels: [0.025, 0.25, 0.975])
    #expect(answer["dots"]?.array?.compactMap(\.double) == (0..<20).map { Double($0) / 10 })
  }

  @Test func oneLevelIsEnough() throws {
    let answer = try series(
      row(isCumulative: true, need: [[3], [12]], probability: 1), levels: [0.5])
    #expect(answer["dots"]?.array?.compactMap(\.double) == [Double](repeating: 12, count: 20))
  }
}
