import SalusCore
import SalusStore
import SalusTwin
import Testing

@Suite struct SearchStoreTests {
  /// Writes between the pages change nothing of what the pages show.
  @Test(arguments: StoreKind.here, ["", "beds", "-beds"])
  func pagesShowOneMoment(kind: StoreKind, sort: String) throws {
    let bench = try Bench(kind)
    let bank = try bench.journal()
    var dice = Dice(3)
    func write(_ id: Int) throws {
      let values = ["beds": StatedValue(.integer(Int64.random(in: 0..<9, using: &dice)))]
      let twin = ID<Twin>("t\(id)")
      let draft =
        try bank.state(of: twin, at: .latest, on: Branch.main) == nil
        ? TwinCreated(type: ward, values: values).draft(twin, actor: "a", source: "s")
        : TwinValues(values).reported(of: twin, actor: "a", source: "s")
      _ = try bank.append(draft)
    }
    for id in 0..<30 { try write(id) }
    _ = try bank.append(
      RelationBegan(
        id: ID("r"), source: ID("t1"), name: "partOf", target: ID("t2"),
        from: Instant(startOf: day("2024-01-01"))
      ).draft(actor: "a", source: "s"))
    var search = try TwinSearch(parsing: "ge(beds,2)", sort: sort, limit: 4)
    var whole = search
    whole.limit = 1_000
    let wanted = try bank.search(whole).items
    var shown: [TwinState] = []
    for _ in 0..<50 {
      let page = try bank.search(search)
      shown += page.items
      guard let next = page.next else { break }
      for _ in 0..<6 { try write(Int.random(in: 0..<45, using: &dice)) }
      search.after = try PageCursor(next.text, for: search, on: Branch.main)
    }
    #expect(shown == wanted && wanted.count > 8)
    let inside = try bank.search(TwinSearch(filter: Filter("within(t2)")))
    #expect(inside.items.map(\.id.text) == ["t1", "t2"])
  }
}
