import SalusCore
import SalusTwin
import Testing

/// Laws of the fold, over histories made from seeds.
@Suite struct CapacityLawTests {
  typealias Facts = CapacityFacts

  private static func folded(_ draws: [Facts.Draw], pieces: Int = 1) throws -> Capacity {
    let events = draws.enumerated().map { $1.make(Int64($0) + 1) }
    var capacity = Capacity()
    let size = max(1, events.count / pieces)
    for start in stride(from: 0, to: events.count, by: size) {
      let isWhole = try capacity.apply(Array(events[start..<min(start + size, events.count)]))
      #expect(isWhole)
    }
    return capacity
  }

  @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
  func doesNotDependOnTheOrderOfArrival(seed: UInt64) throws {
    let draws = Facts.history(600, seed: seed)
    var dice = Facts.Dice(seed + 100)
    let expected = Facts.words(try Self.folded(draws))
    #expect(expected.count > 5)
    #expect(Facts.words(try Self.folded(dice.shuffle(draws))) == expected)
    #expect(Facts.words(try Self.folded(dice.shuffle(draws), pieces: 40)) == expected)
    #expect(Facts.words(try Self.folded(draws.reversed(), pieces: 600)) == expected)
  }

  @Test(arguments: [11, 12, 13] as [UInt64])
  func keepsWhatNeitherCameFromOutsideNorWasUsed(seed: UInt64) throws {
    let draws = Facts.history(800, seed: seed, counts: false)
    let events = draws.enumerated().map { $1.make(Int64($0) + 1) }
    let capacity = try Self.folded(draws)
    for item in Facts.things {
      var brought = 0.0
      for event in events where event.type == StockMove.type {
        let move = try StockMove(event)
        guard move.item == item else { continue }
        if move.from == nil { brought += move.quantity }
        if move.to == nil { brought -= move.quantity }
      }
      let states = capacity.stockedFacilities.map { capacity.stock($0, item) }
      let there = states.reduce(0) { $0 + $1.quantity }
      // What was issued without being in the book was there all the same.
      let missing = states.reduce(0) { $0 + $1.missing }
      #expect(abs(there - brought - missing) < 1e-9)
      #expect(states.allSatisfy { $0.quantity >= 0 && $0.lots.allSatisfy { $0.quantity > 0 } })
    }
  }

  @Test(arguments: [21, 22] as [UInt64])
  func takesInPiecesWhatItTakesInWhole(seed: UInt64) throws {
    let draws = Facts.history(1_500, seed: seed)
    #expect(
      Facts.words(try Self.folded(draws, pieces: 300)) == Facts.words(try Self.folded(draws)))
  }

  @Test func asksToBeFoldedAnewForWhatLiesTooFarBack() throws {
    let draws = Facts.history(12_000, seed: 7, counts: false)
    var capacity = try Self.folded(draws, pieces: 3)
    let late = StockMove(
      id: "late", item: ID("mask"), quantity: 5, to: ID("h1"), reason: .receipt)
    let event = Facts.event(late, 20_000, at: 0.5)
    #expect(try !capacity.apply([event]))
    let recent = Facts.event(late, 20_001, at: 11_990.5)
    #expect(try capacity.apply([recent]))
  }
}
