import SalusCore
import Testing

@testable import SalusServe

@Suite struct DoorTests {
  private var door: Door { Door(token: StartToken("0123456789abcdef0123") ?? StartToken()) }

  @Test(arguments: [
    "127.0.0.1", "127.0.0.1:8080", "localhost", "LOCALHOST:1", "[::1]", "[::1]:65535",
  ])
  func answersForItsOwnNames(host: String) throws {
    try door.checkOrigin(Door.Papers(host: host))
  }

  @Test(arguments: [
    "", "example.org", "127.0.0.1.example.org", "localhost:", "localhost:80:80", "localhost:x",
    "[::1", "[::1]x", "127.0.0.2", "localhost.", "127.0.0.1@evil:80",
  ])
  func answersForNoOther(host: String) {
    #expect(throws: Refusal.self) { try door.checkOrigin(Door.Papers(host: host)) }
  }

  @Test(arguments: [
    ("http://127.0.0.1:80", true), ("http://127.0.0.1:81", false), ("https://127.0.0.1:80", false),
    ("null", false), ("http://example.org", false),
  ])
  func takesRequestsFromItsOwnPagesOnly(origin: String, isGood: Bool) {
    let papers = Door.Papers(host: "127.0.0.1:80", origin: origin)
    let isTaken = (try? door.checkOrigin(papers)) != nil
    #expect(isTaken == isGood)
  }

  @Test(arguments: [
    (Optional("Bearer 0123456789abcdef0123"), String?.none, true),
    ("bearer  0123456789abcdef0123", nil, true), (nil, "a=b; salus=0123456789abcdef0123", true),
    (nil, "salus=0123456789abcdef0124", false), (nil, "xsalus=0123456789abcdef0123", false),
    ("Bearer 0123456789abcdef012", nil, false), ("Bearer 0123456789abcdef01234", nil, false),
    ("Basic 0123456789abcdef0123", nil, false), ("Bearer ", nil, false), (nil, nil, false),
  ])
  func knowsTheToken(authorization: String?, cookie: String?, isGood: Bool) {
    let papers = Door.Papers(host: "localhost", authorization: authorization, cookie: cookie)
    let isTaken = (try? door.checkToken(papers)) != nil
    #expect(isTaken == isGood)
  }

  @Test func makesTokensThatDiffer() {
    let tokens = Set((0..<100).map { _ in StartToken().text })
    #expect(tokens.count == 100)
    #expect(tokens.allSatisfy { $0.count == 32 && StartToken($0) != nil })
    #expect(StartToken("short") == nil)
    #expect(StartToken("0123456789abcdef; x") == nil)
  }
}

@Suite struct TargetTests {
  @Test func takesAnAddressApart() throws {
    let target = try #require(Target("/api/v1/geo/a%20b?x=1&y=a+b%26c&flag&z="))
    #expect(target.path == "/api/v1/geo/a b")
    #expect(
      target.query == [
        QueryItem("x", "1"), QueryItem("y", "a b&c"), QueryItem("flag", ""), QueryItem("z", ""),
      ])
  }

  @Test(arguments: ["", "x", "http://a/", "/%", "/%4", "/%zz", "/%00", "/%ff", "/a?b=%0a", "*"])
  func refusesWhatIsNone(text: String) {
    #expect(Target(text) == nil)
  }

  @Test(arguments: [
    ("text/csv", Format.csv), ("*/*", .json), ("text/*", .csv), ("image/png", .json),
    ("application/json;q=0.1, text/csv", .csv), ("text/csv;q=0, application/json", .json),
  ])
  func choosesTheFormat(accept: String, expected: Format) {
    #expect(Format.chosen(from: [.json, .csv], accept: accept) == expected)
  }

  @Test func compressesTheSameWayAndOnlyWhenWelcome() throws {
    let text = Array(String(repeating: "salus ", count: 500).utf8)
    let packed = try #require(Gzip.packed(text))
    #expect(packed.count < 100 && packed == Gzip.packed(text))
    #expect(Array(packed.prefix(2)) == [0x1F, 0x8B])
    #expect(Gzip.packed([1, 2, 3]) == nil)
    #expect(Gzip.isAccepted("br, gzip;q=0.5") && !Gzip.isAccepted("gzip;q=0, br"))
    #expect(!Gzip.isAccepted(nil) && Gzip.isAccepted("*"))
  }

  @Test func keepsSpreadsheetsFromRunningNames() {
    let rows: JSON = [["a": "=1+1", "b": -2.5], ["a": "x,\"y\"", "b": nil]]
    let text = String(decoding: CSVText.rows(rows), as: UTF8.self)
    #expect(text == "a,b\n'=1+1,-2.5\n\"x,\"\"y\"\"\",\n")
  }
}
