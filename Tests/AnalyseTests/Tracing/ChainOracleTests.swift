import Foundation
import SalusCore
import SalusTwin
import Testing

@testable import SalusAnalyse

/// Counts that design and data state exactly (outbreaks 1.9.0: simulated Ebola, Hagelloch measles).
@Suite struct PublishedOutbreaks {
  static let cases = "linelists/ebola_sim_clean_linelist.csv"
  static let contacts = "linelists/ebola_sim_clean_contacts.csv"
  static let rash = "linelists/measles_hagelloch_1861.csv"

  private static func rows(_ name: String) throws -> [[String]] {
    try String(contentsOf: DetectionOracle.folder.appendingPathComponent(name), encoding: .utf8)
      .split(whereSeparator: \.isNewline).map { line in
        line.split(separator: ",", omittingEmptySubsequences: false).map {
          String($0).replacingOccurrences(of: "\"", with: "")
        }
      }
  }

  @Test(
    .enabled(
      if: DetectionOracle.has(cases) && DetectionOracle.has(contacts),
      "needs ../shared/data/linelists/ebola_sim_clean_linelist.csv and _contacts.csv"))
  func ebola() throws {
    let nodes = try PublishedOutbreaks.rows(PublishedOutbreaks.cases).dropFirst().map { row in
      ContactGraph.Node(id: ID(row[0]), onset: PartialDate(row[3]), classification: .confirmed)
    }
    let links = try PublishedOutbreaks.rows(PublishedOutbreaks.contacts).dropFirst().map { row in
      ContactGraph.Link(source: ID(row[0]), target: ID(row[1]), kind: .infection, setting: row[2])
    }
    let graph = ContactGraph(nodes: nodes, links: links)
    let statistics = ChainStatistics(graph)
    #expect(statistics.cases == 5_829)
    #expect(statistics.infections == 3_800)
    #expect(Set(links.map(\.source)).count == 2_697)
    #expect(links.count { $0.setting == "funeral" } == 572)
    let listed = Set(nodes.map(\.id))
    #expect(links.count { !listed.contains($0.source) } == 1_657)
    #expect(links.count { !listed.contains($0.target) } == 59)
    #expect(statistics.placeholders == 1_218)
    #expect(statistics.roots == 1_711)
    #expect(statistics.depth == 8)
    #expect(statistics.offspring.count == 7)
    #expect(statistics.most[0] == .init(id: ID("916d0a"), infected: 6))
    #expect(statistics.most[1].infected == 5)
    #expect(ChainSearch(start: [ID("916d0a")]).walk(graph).layers == [1, 6, 1, 1])
    #expect(statistics.serialIntervals.count == 2_116)
    #expect(abs((statistics.meanSerialInterval ?? 0) - 11.0605) < 0.00005)
    #expect(statistics.medianSerialInterval == 9)
    #expect(statistics.serialIntervals[0] >= 0)
    #expect(statistics.circular == 0)
    #expect(statistics.generations.reduce(0, +) + statistics.isolated == 5_829 + 1_218)
  }

  @Test(
    .enabled(
      if: DetectionOracle.has(rash), "needs ../shared/data/linelists/measles_hagelloch_1861.csv"))
  func measles() throws {
    let rows = try PublishedOutbreaks.rows(PublishedOutbreaks.rash).dropFirst()
    let graph = ContactGraph(
      nodes: rows.map { .init(id: ID($0[0]), onset: PartialDate($0[2])) },
      links: rows.filter { !$0[1].isEmpty }.map {
        .init(source: ID($0[1]), target: ID($0[0]), kind: .infection)
      })
    let statistics = ChainStatistics(graph)
    #expect(statistics.cases == 188)
    #expect(statistics.infections == 184)
    #expect(statistics.placeholders == 0)
    #expect(statistics.most[0] == .init(id: ID("45"), infected: 30))
    #expect(statistics.most[1] == .init(id: ID("181"), infected: 8))
    #expect(statistics.most[2...].contains(.init(id: ID("180"), infected: 7)))
  }
}
