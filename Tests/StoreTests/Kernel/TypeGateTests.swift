import SalusCore
import SalusStore
import SalusTwin
import Testing

@Suite struct TypeGateTests {
  private let w = ID<Twin>("w")

  private func bank(_ bench: Bench) throws -> (StoredJournal, TypeName) {
    let bank = try bench.journal()
    let interface: JSON = [
      "@context": "dtmi:dtdl:context;2", "@id": "dtmi:test:care:Bay;1", "@type": "Interface",
      "contents": [
        ["@type": "Property", "name": "beds", "schema": "integer"],
        ["@type": "Property", "name": "site", "schema": "string"],
      ],
    ]
    let type = try #require(try DTDL.read(interface).first)
    _ = try bank.append(TypeRegistered(type).draft(actor: "a", source: "s"))
    return (bank, type.name)
  }

  @Test func keepsWhatFitsInOneForm() throws {
    let bench = try Bench()
    let (bank, bay) = try bank(bench)
    defer { withExtendedLifetime(bench) {} }
    _ = try bank.append(
      TwinCreated(type: bay, values: ["beds": StatedValue(.number(12.0))]).draft(
        w, actor: "a", source: "s"))
    #expect(try bank.state(of: w, at: .latest, on: Branch.main)?.reported("beds") == .integer(12))
    #expect(try bank.registry().names == [bay])
  }

  @Test(arguments: [
    ("beds", StatedValue("many")), ("beds", StatedValue(.number(1.5))), ("bads", StatedValue(1)),
    ("site", StatedValue(4)),
  ])
  func refusesWhatDoesNot(name: String, value: StatedValue) throws {
    let bench = try Bench()
    let (bank, bay) = try bank(bench)
    defer { withExtendedLifetime(bench) {} }
    _ = try bank.append(TwinCreated(type: bay).draft(w, actor: "a", source: "s"))
    let good = TwinValues(["beds": StatedValue(1)]).reported(of: w, actor: "a", source: "s")
    let bad = TwinValues([name: value]).reported(of: w, actor: "a", source: "s")
    var told = ""
    do {
      _ = try bank.append([good, bad], expecting: [], on: Branch.main)
    } catch {
      told = error.description
    }
    #expect(told.contains("draft 1: w, \(name)"), "\(told)")
    #expect(try bank.head(of: Branch.main).sequence == 2)
  }
}
