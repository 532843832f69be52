import SalusCore
import SalusTwin
import Testing

/// States of many twins over time: what a store would answer.
struct StateLog {
  var changes: [(sequence: Int64, state: TwinState)] = []
  var sequence: Int64 = 0

  mutating func write(_ id: String, _ values: [String: JSON], isDeleted: Bool = false) {
    sequence += 1
    var state = twin(id, values, head: sequence)
    state.isDeleted = isDeleted
    changes.append((sequence, state))
  }

  func states(at sequence: Int64) -> [TwinState] {
    var latest: [ID<Twin>: TwinState] = [:]
    for change in changes where change.sequence <= sequence {
      latest[change.state.id] = change.state
    }
    return latest.values.filter { !$0.isDeleted }
  }

  func page(_ search: TwinSearch) -> Found<TwinState> {
    let at = search.after?.sequence ?? sequence
    return search.page(of: states(at: at), on: Branch.main, at: at)
  }
}

@Suite struct TwinSearchTests {
  /// Random writes between the pages: each page follows the one before, none is shown twice, and
  /// together they are what the first page's moment held, in its order.
  @Test(arguments: Array(1...20) as [UInt64])
  func pagesNeitherLoopNorSkip(seed: UInt64) throws {
    var dice = GraphDice(seed)
    var log = StateLog()
    func write() {
      let values: [String: JSON] = [
        "n": dice.pick([1, 2, 3, 2.5, "x", nil, true]), "m": .integer(Int64(dice.below(4))),
      ]
      log.write("t\(dice.below(60))", values, isDeleted: dice.below(8) == 0)
    }
    for _ in 0..<150 { write() }
    let sort = dice.pick(["", "n", "-n", "m,-n", "-m", "id", "-observed/n"])
    var search = try TwinSearch(
      parsing: dice.pick(["", "exists(m)", "ge(m,1)"]), sort: sort, limit: 1 + dice.below(9))
    let first = log.page(search)
    var whole = search
    whole.limit = TwinSearch.most
    let wanted = log.page(whole).items
    var shown = first.items
    var next = first.next
    var pages = 1
    while let cursor = next, pages < 200 {
      for _ in 0..<dice.below(12) { write() }
      search.after = try PageCursor(cursor.text, for: search, on: Branch.main)
      let page = log.page(search)
      #expect(page.sequence == first.sequence && !page.items.isEmpty)
      shown += page.items
      next = page.next
      pages += 1
    }
    #expect(next == nil)
    #expect(shown == wanted)
    #expect(Set(shown.map(\.id)).count == shown.count)
  }

  @Test func ordersByValuesThenIdAndMissingLast() throws {
    var log = StateLog()
    for (id, value) in [
      ("e", 2), ("d", "b"), ("c", nil), ("b", 2.0), ("a", true), ("f", "B"), ("g", 10),
    ] as [(String, JSON)] {
      log.write(id, ["n": value])
    }
    func order(_ sort: String) throws -> String {
      log.page(try TwinSearch(parsing: nil, sort: sort)).items.map(\.id.text).joined()
    }
    #expect(try order("n") == "abegfdc")
    #expect(try order("-n") == "dfgbeac")
    #expect(try order("") == "abcdefg")
    #expect(try order("-id") == "gfedcba")
  }

  @Test func refusesForeignAndDamagedCursors() throws {
    var log = StateLog()
    for index in 0..<9 { log.write("t\(index)", ["n": .integer(Int64(index))]) }
    let search = try TwinSearch(parsing: "ge(n,0)", sort: "-n", limit: 2)
    let cursor = try #require(log.page(search).next)
    let text = cursor.text
    #expect(try PageCursor(text, for: search, on: Branch.main) == cursor)
    // The page size and what is shown may change from page to page.
    let shown = try TwinSearch(
      parsing: "ge( n , 0 )", select: "n", sort: "-n", limit: 5, after: text)
    #expect(log.page(shown).items.map(\.id.text) == ["t6", "t5", "t4", "t3", "t2"])
    for (filter, sort) in [("ge(n,1)", "-n"), ("ge(n,0)", "n"), ("", "-n"), ("ge(n,0)", "")] {
      do {
        _ = try TwinSearch(parsing: filter, sort: sort, after: text)
        Issue.record("took a cursor of another query")
      } catch {
        guard case .cursorOfAnotherQuery = error else {
          Issue.record("\(error)")
          continue
        }
      }
    }
    #expect(throws: QueryProblem.cursorOfAnotherBranch(Branch.main, asked: "drill")) {
      try PageCursor(text, for: search, on: "drill")
    }
    var dice = GraphDice(4)
    for _ in 0..<500 {
      var bytes = Array(text.utf8)
      let at = dice.below(bytes.count)
      switch dice.below(3) {
      case 0: bytes.remove(at: at)
      case 1: bytes[at] = bytes[at] == 65 ? 66 : 65
      default: bytes.removeLast(1 + dice.below(bytes.count - 1))
      }
      let broken = String(decoding: bytes, as: UTF8.self)
      #expect(throws: QueryProblem.damagedCursor) {
        try PageCursor(broken, for: search, on: Branch.main)
      }
    }
    #expect(throws: QueryProblem.self) { try TwinSearch(parsing: nil, limit: 0) }
    #expect(throws: QueryProblem.self) { try TwinSearch(parsing: nil, limit: 10_001) }
    #expect(throws: QueryProblem.self) { try TwinSearch(parsing: nil, sort: "a,,b") }
    #expect(throws: QueryProblem.self) { try TwinSearch(parsing: "eq(a") }
  }
}
