import SalusCore
import SalusTwin
import Testing

@Suite struct FilterTests {
  static let ward = twin(
    "ward-7",
    [
      "beds": ["free": 3, "all": 20], "name": "Nord (a)", "open": true, "share": 0.25,
      "code": "01", "since": "2026-03-04", "checked": "2026-03-04T12:00:00Z", "gone": nil,
      "type": "odd", "no": false,
    ], desired: ["pump": ["rate": 5]])

  @Test(arguments: [
    ("eq(type,Ward)", true), ("eq(type,dtmi:salus:care:Ward)", true),
    ("eq(type,\"dtmi:salus:care:Ward;1.2\")", true), ("eq(type,Wards)", false),
    ("ne(type,Ward)", false), ("like(type,War?)", true), ("in(type,(Bed,Ward))", true),
    ("eq(id,ward-7)", true), ("eq(role,individual)", true), ("eq(lifecycle,stale)", false),
    ("gt(beds/free,0)", true), ("gt(beds/free,3)", false), ("ge(beds/free,3)", true),
    ("lt(beds/free,3.5)", true), ("le(beds/all,19)", false), ("eq(share,0.25)", true),
    ("gt(features/beds/reported/free,0)", true), ("eq(features/type,odd)", true),
    ("eq(features/type/reported,odd)", true),
    ("eq(open,true)", true), ("ne(open,true)", false), ("eq(no,false)", true),
    ("eq(code,01)", true), ("eq(code,1)", false), ("eq(code,\"01\")", true),
    ("eq(name,'Nord (a)')", true), ("eq(name,Nord%20%28a%29)", true),
    ("like(name,Nord*)", true), ("like(name,'*(?)')", true), ("like(name,nord*)", false),
    ("exists(beds)", true), ("exists(beds/closed)", false), ("exists(gone)", false),
    ("eq(since,2026-03-04)", true), ("lt(since,2026-03-05)", true),
    ("eq(checked,2026-03-04)", true), ("gt(checked,2026-03-04)", false),
    ("le(checked,2026-03-04)", true), ("gt(checked,2026-03-04T11:59:59Z)", true),
    ("eq(checked,2026-03-04T13:00:00+01:00)", true),
    ("eq(desired/pump/rate,5)", true), ("exists(desired/beds)", false),
    ("ge(observed/beds,2026-01-01)", true), ("lt(observed/beds,2026-01-01)", false),
    ("in(beds/free,(1,2,3))", true), ("and(eq(type,Ward), gt( beds/free , 0 ))", true),
    ("or(eq(type,Bed),gt(beds/free,0))", true), ("not(eq(type,Bed))", true),
    ("lt(name,Z)", true), ("gt(name,Z)", false), ("ne(name,x)", true),
  ])
  func holdsOrNot(text: String, wanted: Bool) throws {
    #expect(try Filter(text).matches(Self.ward) == wanted)
  }

  /// What is missing, or of another kind, is unknown, and so is its negation.
  @Test(arguments: [
    "gt(beds/closed,0)", "ne(beds/closed,0)", "eq(name,5)", "ne(name,5)", "eq(beds,1)",
    "eq(share,text)", "lt(code,5)", "eq(open,1)", "like(beds,*)", "in(nothing,(a,b))",
    "eq(name,2026-01-01)", "within(city)", "eq(observed/none,2026-01-01)",
  ])
  func isUnknownForMissingAndForeignValues(text: String) throws {
    #expect(FilterMatcher(try Filter(text)).answer(Self.ward) == .unknown)
    #expect(FilterMatcher(try Filter("not(\(text))")).answer(Self.ward) == .unknown)
    #expect(try !Filter("and(eq(type,Ward),\(text))").matches(Self.ward))
    #expect(try Filter("or(eq(type,Ward),\(text))").matches(Self.ward))
    #expect(FilterMatcher(try Filter("and(eq(type,Bed),\(text))")).answer(Self.ward) == .no)
  }

  @Test func asksForThePlacesAround() throws {
    let filter = try Filter("within(city-1)")
    #expect(filter.asksForPlace)
    #expect(filter.matches(Self.ward, places: ["ward-7", "city-1"]))
    #expect(!filter.matches(Self.ward, places: ["ward-7"]))
    #expect(try !Filter("eq(type,Ward)").asksForPlace)
  }

  @Test(arguments: [
    ("eq(type,Ward", "expected ')' at character 13"),
    ("and(eq(a,1),gt(b,0)", "expected ')' at character 20"),
    ("eq(type Ward)", "expected ',' at character 9"),
    ("", "expected a word such as 'and' or 'eq' at character 1"),
    ("and()", "expected a word such as 'and' or 'eq' at character 5"),
    ("adn(eq(a,1))", "unknown word 'adn' (did you mean 'and'?) at character 1"),
    ("eq(a,1))", "expected the end of the filter at character 8"),
    ("eq(a,)", "expected a value at character 6"), ("eq(,1)", "expected a path such as"),
    ("eq(a//b,1)", "expected a path such as beds/free at character 6"),
    ("eq(a,\"x)", "the quote has no end, it begins at character 6"),
    ("eq(a,%2)", "expected two hexadecimal digits after '%' at character 6"),
    ("eq(a,%FF)", "percent-encoded bytes are no UTF-8 at character 6"),
    ("eq(a,null)", "null is no value"), ("eq(a,2026-02-30)", "'2026-02-30' is no number, day"),
    ("eq(a,1e999)", "'1e999' is no number"),
    ("lt(a,true)", "'lt' needs a value that has an order at character 6"),
    ("eq(observed/a,5)", "expected a date or a time at character 15"),
    ("eq(desired,5)", "'desired' names nothing of a twin at character 4"),
    ("in(a,1)", "expected '(' at character 6"), ("in(a,())", "expected a value at character 7"),
    ("eq(ä,1", "expected ')' at character 7"), ("eq(a,'\\q')", "escapes of JSON"),
    ("eq(a/b/c/d/e/f/g/h/i/j/k,1)", "names nothing of a twin at character 4"),
  ])
  func marksWhereItWentWrong(text: String, message: String) {
    do {
      let filter = try Filter(text)
      Issue.record("read as \(filter)")
    } catch {
      #expect(error.description.contains(message), "\(error)")
    }
  }

  @Test func boundsDepthAndLength() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "not(", count: depth - 1) + "exists(a)"
        + String(repeating: ")", count: depth - 1)
    }
    _ = try Filter(nested(64))
    #expect(throws: FilterProblem.self) { try Filter(nested(65)) }
    #expect(throws: FilterProblem.self) { try Filter(nested(1_000_000)) }
    let list = String(repeating: "1234567,", count: 1023) + "1"
    #expect(throws: FilterProblem.self) { try Filter("in(a,(\(list)))") }
    #expect(throws: FilterProblem.self) {
      try Filter("like(a,\(String(repeating: "*", count: 257)))")
    }
    let both = try Filter("in(a,(\(list.prefix(5000))1))")
    #expect(throws: FilterProblem.self) { try both.and(both) }
    #expect(
      try Filter("exists(a)").without(Filter("exists(b)")).text == "and(exists(a),not(exists(b)))")
  }

  /// Patterns with many stars cost the product of lengths, not more.
  @Test func patternsStayCheap() throws {
    let pattern = String(repeating: "a*", count: 120) + "b"
    let long = twin("x", ["name": .string(String(repeating: "a", count: 5000))])
    #expect(try !Filter("like(name,\(pattern))").matches(long))
  }
}

@Suite struct FilterLawTests {
  /// Reading the text of a filter gives the same filter and the same text.
  @Test func readsWhatItWrote() throws {
    var dice = GraphDice(1)
    for _ in 0..<3000 {
      let text = Self.filter(depth: 4, &dice)
      let filter = try Filter(text)
      let again = try Filter(filter.text)
      #expect(again == filter)
      #expect(again.text == filter.text)
    }
  }

  /// Broken texts are refused with a position inside them, and nothing worse happens.
  @Test func survivesBrokenTexts() {
    var dice = GraphDice(2)
    let signs = Array("(),\"'%\\ */andeqgtin019-:Tü".utf8)
    for _ in 0..<20_000 {
      var bytes = Array(Self.filter(depth: 3, &dice).utf8)
      for _ in 0...dice.below(4) where !bytes.isEmpty {
        let at = dice.below(bytes.count)
        switch dice.below(4) {
        case 0: bytes.remove(at: at)
        case 1: bytes.insert(dice.pick(signs), at: at)
        case 2: bytes[at] = UInt8(dice.below(256))
        default: bytes.removeLast(dice.below(bytes.count))
        }
      }
      let text = String(decoding: bytes, as: UTF8.self)
      do {
        let filter = try Filter(text)
        #expect(throws: Never.self) { try Filter(filter.text) }
        _ = filter.matches(FilterTests.ward)
      } catch {
        #expect((1...text.count + 1).contains(error.character), "\(text): \(error)")
      }
    }
  }

  /// De Morgan, double negation and the opposite of a comparison hold for every answer.
  @Test func keepsTheLawsOfThreeValues() throws {
    var dice = GraphDice(3)
    let opposites = [("eq", "ne"), ("lt", "ge"), ("le", "gt")]
    for _ in 0..<2000 {
      let a = Self.filter(depth: 2, &dice)
      let b = Self.filter(depth: 2, &dice)
      let state = Self.state(&dice)
      func answer(_ text: String) throws -> FilterMatcher.Answer {
        FilterMatcher(try Filter(text)).answer(state, places: ["p1", "x"])
      }
      #expect(try answer("not(and(\(a),\(b)))") == answer("or(not(\(a)),not(\(b)))"))
      #expect(try answer("not(not(\(a)))") == answer(a))
      #expect(try answer("and(\(a),\(b))") == answer("and(\(b),\(a))"))
      let (one, other) = dice.pick(opposites)
      let operands = "(\(dice.pick(Self.paths)),\(dice.pick(["1", "7", "abc", "2026-01-01"])))"
      #expect(try answer("not(\(one)\(operands))") == answer(other + operands))
    }
  }

  static let paths = [
    "a", "b", "a/x", "desired/a", "features/id", "features/a/reported/x", "a%20b", "ü", "a%2Fb",
  ]

  static func state(_ dice: inout GraphDice) -> TwinState {
    var values: [String: JSON] = [:]
    let all: [JSON] = [1, 2.5, 7, "abc", "ABC", "2026-01-01", true, nil, ["x": 7], ["x": "abc"]]
    for name in ["a", "b", "a b", "ü", "id"] where dice.below(3) > 0 {
      values[name] = dice.pick(all)
    }
    return twin("x", values, desired: dice.below(2) == 0 ? ["a": dice.pick(all)] : [:])
  }

  static func filter(depth: Int, _ dice: inout GraphDice) -> String {
    let values = [
      "1", "-2.5", "7", "1e3", "abc", "\"1\"", "'it''s'", "true", "2026-01-01",
      "2026-01-01T10:00:00.5Z", "01", "%22", "\"a\\\"b\\u00e9\\n\"", "ü", "''", "-0", "a:b;c*",
      "'2026-01-01'", "'true'",
    ]
    let ordered = ["1", "7", "abc", "2026-01-01", "'x,y'"]
    func value(_ list: [String]) -> String {
      let text = dice.pick(list)
      return text == "'it''s'" ? "\"it's\"" : text
    }
    let path = dice.pick(paths)
    guard depth > 1, dice.below(4) > 0 else {
      switch dice.below(7) {
      case 0: return "exists(\(path))"
      case 1: return "like(\(path),\(dice.pick(["a*", "'*?b'", "?", "\"\""])))"
      case 2: return "in(\(path),(\(value(values)),\(value(values))))"
      case 3: return "within(\(dice.pick(["p1", "'p 2'", "urn:salus:twin:b:1"])))"
      case 4: return "\(dice.pick(["eq", "ne"]))(\(path),\(value(values)))"
      case 5: return "eq(\(dice.pick(["type", "id", "role"])),\(dice.pick(["Ward", "x", "5"])))"
      default: return "\(dice.pick(["lt", "le", "gt", "ge"]))(\(path),\(value(ordered)))"
      }
    }
    switch dice.below(3) {
    case 0: return "not(\(filter(depth: depth - 1, &dice)))"
    default:
      let parts = (0...dice.below(3)).map { _ in filter(depth: depth - 1, &dice) }
      return "\(dice.pick(["and", "or"]))(\(parts.joined(separator: dice.pick([",", " , "]))))"
    }
  }
}
