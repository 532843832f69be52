import SalusCore
import Testing

@testable import SalusTwin

@Suite struct TypeNameTests {
  static let names: [(String, String, Int, Int)] = [
    ("dtmi:salus:care:Hospital;1", "salus:care:Hospital", 1, 0),
    ("dtmi:salus:care:Hospital;1.2", "salus:care:Hospital", 1, 2),
    ("dtmi:com:example:Pump;999999999.999999", "com:example:Pump", 999_999_999, 999_999),
    ("dtmi:a_b:c9;12", "a_b:c9", 12, 0),
    ("dtmi:x;7", "x", 7, 0),
  ]

  @Test(arguments: names)
  func readsPathAndVersion(text: String, path: String, major: Int, minor: Int) throws {
    let name = try TypeName(reading: text)
    #expect(name.path == path)
    #expect(name.major == major)
    #expect(name.minor == minor)
    #expect(name.description == text)
  }

  @Test(arguments: [
    "", "dtmi:", "dtmi:;1", "dtmi:a", "dtmi:a;", "dtmi:a;0", "dtmi:a;01", "dtmi:a;1.0",
    "dtmi:a;1.", "dtmi:a;1.2.3", "dtmi:a;-1", "dtmi:a;1000000000", "dtmi:a;1.1000000",
    "dtmi:a::b;1", "dtmi:9a;1", "dtmi:a_;1", "dtmi:_a;1", "dtmi:a b;1", "dtmi:é;1",
    "DTMI:a;1", "dtmi:a:b;1 ", "urn:a;1", "dtmi:a;1;2",
    "dtmi:" + String(repeating: "a", count: 130) + ";1",
  ])
  func refusesWhatIsNoName(text: String) {
    #expect(TypeName(text) == nil)
    #expect(throws: TypeNameError.self) { try TypeName(reading: text) }
  }

  @Test func ordersByPathThenVersionAsNumbers() throws {
    let texts = ["dtmi:a;1", "dtmi:a;1.9", "dtmi:a;1.10", "dtmi:a;2", "dtmi:a;10", "dtmi:a:b;1"]
    let names = try texts.map { try TypeName(reading: $0) }
    #expect(names.shuffled().sorted().map(\.text) == texts)
  }

  @Test func aLaterMinorVersionFulfilsAnEarlierOne() throws {
    func name(_ version: String) throws -> TypeName {
      try TypeName(reading: "dtmi:a;" + version)
    }
    #expect(try name("1.2").fulfils(name("1")))
    #expect(try name("1.2").fulfils(name("1.2")))
    #expect(try !name("1.2").fulfils(name("1.3")))
    #expect(try !name("2").fulfils(name("1")))
  }
}
