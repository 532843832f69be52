import SalusCore
import SalusNumerics
import Testing

@testable import SalusExample

@Suite struct CommutingTests {
  @Test func sharesOutAllContactTime() {
    let region = Examples.region()
    let commuting = Commuting(region)
    let ones = [Double](repeating: 1, count: region.wards.count)
    #expect(commuting.met(ones).allSatisfy { abs($0 - 1) < 1e-12 })
    #expect(commuting.shares.allSatisfy { $0 > 0 })
    let people = region.wards.map { Double($0.population ?? 0) }
    #expect(abs(commuting.present(people).reduce(0, +) - 1e6) < 1e-3)
    for ward in region.wards.indices {
      let own = (commuting.starts[ward]..<commuting.starts[ward + 1]).filter {
        commuting.targets[$0] == ward
      }
      #expect(own.count == 1 && commuting.shares[own[0]] > 0.5)
    }
  }
}

@Suite struct RealityTests {
  @Test func losesAndGainsNobody() {
    let reality = Examples.reality
    var infected = [Int](repeating: 0, count: reality.region.wards.count)
    for truth in reality.truth {
      for ward in infected.indices {
        infected[ward] += truth.infections[ward]
        let people = reality.region.wards[ward].population ?? 0
        #expect(truth.susceptible[ward] + infected[ward] == people)
        #expect(truth.exposed[ward] >= 0 && truth.infectious[ward] >= 0)
        #expect(truth.exposed[ward] + truth.infectious[ward] <= infected[ward])
      }
    }
  }

  /// A quiet winter, a local outbreak, and on the day shown a growing one that has left most wards
  /// alone.
  @Test func tellsItsStory() {
    let reality = Examples.reality
    func sum(_ days: ClosedRange<Int>) -> Int {
      days.reduce(0) { $0 + reality.truth[$1].infections.reduce(0, +) }
    }
    #expect(sum(0...70) == 0)
    let shown = ExampleCalendar.shownDay
    #expect(sum(shown - 6...shown) > 150)
    #expect(sum(shown - 6...shown) > 2 * sum(shown - 20...shown - 14))
    let recent = reality.region.wards.indices.filter { ward in
      (shown - 6...shown).contains { reality.truth[$0].infections[ward] > 0 }
    }
    #expect((20...210).contains(recent.count))
    #expect(reality.truth[shown].reproduction(reality.region) > 1.3)
  }

  @Test func continuesWhereItStopped() {
    let atOnce = Examples.early(1, through: 21)
    var step = Examples.early(1)
    for day in [3, 4, 17, 17, 2, 21] { step.advance(to: day) }
    #expect(step.truth == atOnce.truth)
    #expect(step.truthTable == atOnce.truthTable)
    for day in 0...21 { #expect(Feeds(step).files(on: day) == Feeds(atOnce).files(on: day)) }
    #expect(Feeds(Examples.early(1, through: 18)).files(on: 18) == Feeds(atOnce).files(on: 18))
  }

  @Test func isTheSameOnManyThreads() async {
    let tables = await withTaskGroup(of: [UInt8].self) { group in
      for _ in 0..<3 {
        group.addTask {
          let reality = Examples.early(1, through: 16)
          return reality.truthTable + Feeds(reality).files(on: 16).flatMap(\.bytes)
        }
      }
      return await group.reduce(into: [[UInt8]]()) { $0.append($1) }
    }
    #expect(Set(tables).count == 1)
  }

  @Test func anotherSeedIsAnotherHistory() {
    #expect(Examples.early(99, through: 12).truth != Examples.early(1, through: 12).truth)
  }

  /// Kermack and McKendrick (1927): with a basic reproduction number of 3 and nothing that changes
  /// it, the share ever infected solves z = 1 - exp(-3 z), z = 0.94047979. Wards differ a little
  /// in what they meet, so the sum lies near it, not on it.
  @Test func reachesTheFinalSize() {
    var parameters = RealityParameters()
    parameters.basicReproduction = 3
    parameters.seasonality = 0
    parameters.greatestCaution = 0
    parameters.importsPerDay = 0
    parameters.introductionDay = 3
    parameters.introduced = 3_000
    parameters.evenness = 50
    var reality = Reality(region: Examples.region(), seed: 4, parameters: parameters)
    #expect(abs(parameters.meanInfectious - 4.0238) < 1e-3)
    reality.advance(to: 108)
    let last = reality.truth[108]
    let share = 1 - Double(last.susceptible.reduce(0, +)) / 1e6
    #expect(last.infectious.reduce(0, +) < 500)
    #expect(abs(share - 0.94047979) < 0.02)
    #expect(abs(reality.truth[0].reproduction(reality.region) - 3) < 0.03)
  }
}
