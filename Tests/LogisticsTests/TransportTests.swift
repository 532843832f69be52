import Foundation
import SalusLogistics
import TestSupport
import Testing

private struct Instance: Decodable {
  var cost: [[Double]]
  var supply: [[Double]]
  var demand: [[Double]]
  var unmetPenalty: Double
  var optimum: Double
  var unmet: [Double]
}

private struct FairInstance: Decodable {
  var need: [Double]
  var supply: Double
  var vulnerable: [Int]
  var vulnerableFloor: Double
  var coverage: [Double]
  var optimum: Double
}

@Suite struct TransportTests {
  @Test(
    .enabled(if: SharedData.has("resources/transport_3.json"), "needs resources/transport_*.json"),
    arguments: [
      ("transport_1", 1_209_074.0), ("transport_2", 4_578_515), ("transport_3", 7_087_746),
    ])
  func reachesTheProvedOptimum(name: String, optimum: Double) throws {
    let instance = try JSONDecoder().decode(
      Instance.self,
      from: Data(contentsOf: URL(fileURLWithPath: SharedData.path("resources/\(name).json"))))
    let answer = try Transport(
      cost: instance.cost, supply: instance.supply, demand: instance.demand,
      penalty: instance.unmetPenalty
    ).solve()
    #expect(instance.optimum == optimum)
    #expect(abs(answer.objective / optimum - 1) < 1e-9)
    #expect(zip(answer.unmet, instance.unmet).allSatisfy { abs($0 - $1) < 1e-6 })
    for item in instance.supply.indices {
      for source in instance.supply[item].indices {
        let sent = answer.flows.filter { $0.item == item && $0.source == source }
          .reduce(0) { $0 + $1.amount }
        #expect(sent <= instance.supply[item][source] + 1e-6)
      }
    }
  }

  @Test func refusesTablesThatDoNotFit() {
    let transport = Transport(cost: [[1, 2]], supply: [[1]], demand: [[1]], penalty: 9)
    #expect(throws: TransportError.shape) { try transport.solve() }
    let negative = Transport(cost: [[1]], supply: [[-1]], demand: [[1]], penalty: 9)
    #expect(throws: TransportError.impossible(item: 0)) { try negative.solve() }
  }
}

@Suite struct FairFloorTests {
  @Test(
    .enabled(if: SharedData.has("resources/fair_1.json"), "needs resources/fair_*.json"),
    arguments: ["fair_1", "fair_2"])
  func agreesWithTheProvedShares(name: String) throws {
    let instance = try JSONDecoder().decode(
      FairInstance.self,
      from: Data(contentsOf: URL(fileURLWithPath: SharedData.path("resources/\(name).json"))))
    let shares = FairFloor(
      need: instance.need, supply: instance.supply, vulnerable: Set(instance.vulnerable),
      floor: instance.vulnerableFloor
    ).shares()
    #expect(zip(shares.coverage, instance.coverage).allSatisfy { abs($0 - $1) < 1e-9 })
    #expect(abs((shares.coverage.min() ?? 0) - instance.optimum) < 1e-9)
  }

  @Test func neverHandsOutMoreThanThereIs() {
    for seed in 0..<2000 {
      let groups = 1 + seed % 7
      let need = (0..<groups).map { Double(($0 * 37 + seed * 13) % 100) }
      let supply = Double((seed * 29) % 400)
      let fair = FairFloor(
        need: need, supply: supply, vulnerable: Set((0..<groups).filter { ($0 + seed) % 3 == 0 }),
        floor: Double(seed % 10) / 10)
      let shares = fair.shares()
      let used = zip(need, shares.coverage).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(used <= supply + 1e-9 || need.allSatisfy { $0 == 0 })
      #expect(shares.coverage.allSatisfy { (0...1).contains($0) })
      #expect(shares.heldFloor <= fair.floor)
      // More supply lowers nobody.
      var more = fair
      more.supply += 10
      let richer = more.shares()
      #expect(zip(shares.coverage, richer.coverage).allSatisfy { $0 <= $1 + 1e-12 })
    }
  }
}
