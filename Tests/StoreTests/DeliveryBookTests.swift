import SalusCore
import SalusStore
import SalusTwin
import Testing

@Suite struct DeliveryBookTests {
  static let id = ID<Subscription>("s")
  static let now = Instant(microseconds: 1_700_000_000_000_000)

  @Test(arguments: StoreKind.here)
  func givesOneServerLeaveAtATime(kind: StoreKind) throws {
    let bench = try Bench(kind)
    let journal = try bench.journal()
    let first = try journal.claim(
      Self.id, start: 7, by: "one", at: Self.now, until: Self.now + 60)
    #expect(first == DeliveryCursor(Self.id, position: 7))
    #expect(
      try journal.claim(Self.id, start: 7, by: "two", at: Self.now + 59, until: Self.now + 99)
        == nil)
    var moved = try #require(first)
    moved.pass(9)
    try journal.save([moved], dead: [], by: "one")
    let second = try journal.claim(
      Self.id, start: 7, by: "two", at: Self.now + 60, until: Self.now + 120)
    #expect(second?.position == 9)
    // The first was thought dead; what it says now is late.
    moved.pass(8)
    try journal.save([DeliveryCursor(Self.id, position: 1)], dead: [], by: "one")
    #expect(try journal.cursor(of: Self.id)?.position == 9)
    try journal.release("two")
    #expect(
      try journal.claim(Self.id, start: 0, by: "one", at: Self.now, until: Self.now + 1) != nil)
  }

  @Test(arguments: StoreKind.here)
  func keepsPlacesFailuresAndDeadLetters(kind: StoreKind) throws {
    let bench = try Bench(kind)
    var cursor = DeliveryCursor(
      Self.id, position: 5, failures: 3, refusals: 2, due: Self.now + 4, words: "away")
    do {
      let journal = try bench.journal()
      _ = try journal.claim(Self.id, start: 0, by: "one", at: Self.now, until: Self.now + 60)
      let letters = (1...3).map {
        DeadLetter(
          subscription: Self.id, sequence: Int64($0), at: Self.now, status: 400 + $0, words: "no")
      }
      try journal.save([cursor], dead: letters, by: "one")
    }
    let journal = try bench.journal(.write)
    #expect(try journal.cursor(of: Self.id) == cursor)
    let letters = try journal.deadLetters(of: Self.id, after: 1, limit: 10)
    #expect(letters.map(\.sequence) == [2, 3] && letters[0].status == 402)
    try journal.bury(letters[0])
    #expect(try journal.deadLetters(of: Self.id, after: 0, limit: 10).map(\.sequence) == [1, 3])
    try journal.move(Self.id, to: 2)
    cursor = try #require(try journal.cursor(of: Self.id))
    #expect(cursor == DeliveryCursor(Self.id, position: 2))
    try journal.forget(Self.id)
    #expect(try journal.cursor(of: Self.id) == nil)
    #expect(try journal.deadLetters(of: Self.id, after: 0, limit: 10).isEmpty)
  }
}
