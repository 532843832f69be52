import SalusCore
import Testing

@testable import SalusTwin

@Suite struct MigrationTests {
  static func name(_ version: Int) throws -> TypeName {
    try TypeName(reading: "dtmi:t:A;\(version)")
  }

  static func unit(_ text: String) throws -> UnitCode { try UnitCode(text) }

  @Test func doesItsStepsInOrder() throws {
    let migration = try Migration(
      from: Self.name(1), to: Self.name(2),
      steps: [
        .rename("temp", to: "temperature"),
        .convert("temperature", from: Self.unit("Cel"), to: Self.unit("K")),
        .drop("old"), .defaultTo("state", "ok"), .defaultTo("kept", 1),
        .map("code", [.init(1, "one"), .init(2, "two")], otherwise: "other"),
        .rename("left", to: "part"),
      ])
    let values: [String: JSON] = [
      "temp": 0, "old": true, "kept": 7, "code": 2, "left/x": 1, "leftover": 2,
    ]
    let migrated = try migration.migrate(values)
    #expect(
      migrated == [
        "temperature": 273.15, "state": "ok", "kept": 7, "code": "two", "part/x": 1,
        "leftover": 2,
      ])
  }

  @Test func saysWhichStepFailed() throws {
    let rename = try Migration(
      from: Self.name(1), to: Self.name(2), steps: [.drop("c"), .rename("a", to: "b")])
    let fault = #expect(throws: MigrationFault.self) { try rename.migrate(["a": 1, "b": 2]) }
    #expect(fault?.step == 2)
    #expect(fault?.reason == .occupied("b"))
    let convert = try Migration(
      from: Self.name(1), to: Self.name(2),
      steps: [.convert("a", from: Self.unit("kg"), to: Self.unit("g"))])
    #expect(throws: MigrationFault.self) { try convert.migrate(["a": "heavy"]) }
    #expect(try convert.migrate(["a": .null, "b": "x"]) == ["a": .null, "b": "x"])
    #expect(try convert.migrate(["a": [1, 2.5]]) == ["a": [1000, 2500]])
  }

  /// Steps and values drawn at random from a few names, so that they meet.
  struct Draws {
    var dice: CapacityFacts.Dice

    mutating func name() -> String { ["a", "b", "c", "d", "p", "p/x", "p/y"][dice.roll(7)] }

    mutating func value() -> JSON { [1, 2.5, "one", true, [1, 2], .null][dice.roll(6)] }

    mutating func steps() throws -> [Migration.Step] {
      let units = [try UnitCode("kg"), try UnitCode("g"), try UnitCode("mg")]
      var steps: [Migration.Step] = []
      for _ in 0..<(1 + dice.roll(5)) {
        switch dice.roll(5) {
        case 0: steps.append(.rename(name(), to: name()))
        case 1: steps.append(.drop(name()))
        case 2: steps.append(.defaultTo(name(), value()))
        case 3:
          steps.append(.convert(name(), from: units[dice.roll(3)], to: units[dice.roll(3)]))
        default:
          steps.append(
            .map(
              name(), [.init(value(), value())], otherwise: dice.roll(2) == 0 ? nil : value()))
        }
      }
      return steps
    }
  }

  @Test func oneAfterTheOtherEqualsBothTogether() throws {
    var draws = Draws(dice: .init(20_261_120))
    var done = 0
    for _ in 0..<2000 {
      let first = try Migration(from: Self.name(1), to: Self.name(2), steps: draws.steps())
      let second = try Migration(from: Self.name(2), to: Self.name(3), steps: draws.steps())
      var values: [String: JSON] = [:]
      for _ in 0..<4 { values[draws.name()] = draws.value() }
      let both = try first.followed(by: second)
      let stepwise = try? second.migrate(first.migrate(values))
      #expect((try? both.migrate(values)) == stepwise)
      if stepwise != nil { done += 1 }
      #expect(try Migration(JSON(parsing: both.json.bytes)) == both)
    }
    #expect(done > 500)
  }

  @Test func theRegistryJoinsTheWaysOverAllMajorVersions() throws {
    var registry = TypeRegistry()
    try registry.register(
      [
        TypeRegistryTests.type("A;1", ["x"]), TypeRegistryTests.type("A;2", ["y"]),
        TypeRegistryTests.type("A;3", ["z"]), TypeRegistryTests.type("A;3.4", ["z", "w"]),
      ],
      migrations: [
        Migration(from: Self.name(1), to: Self.name(2), steps: [.rename("x", to: "y")]),
        Migration(from: Self.name(2), to: Self.name(3), steps: [.rename("y", to: "z")]),
      ])
    let last = try TypeName(reading: "dtmi:t:A;3.4")
    let whole = try registry.migration(from: Self.name(1), to: last)
    #expect(try whole.migrate(["x": 5]) == ["z": 5])
    #expect(try registry.migration(from: last, to: last).steps.isEmpty)
    #expect(throws: TypeProblem.noWay(from: try Self.name(2), to: try Self.name(1))) {
      try registry.migration(from: Self.name(2), to: Self.name(1))
    }
  }

  /// Steps of a migration from x in degF, y a word, p/q a number to x in Cel, y another word; and a
  /// word of the fault, nil for none.
  static let fits: [(String, String?)] = [
    (
      #"{"step": "convert", "name": "x", "from": "[degF]", "to": "Cel"}, {"step": "map", "name": "y", "values": [["a", "A"], ["b", "B"]]}, {"step": "drop", "name": "p"}"#,
      nil
    ),
    (
      #"{"step": "map", "name": "y", "values": [["a", "A"]], "otherwise": "B"}, {"step": "drop", "name": "p/q"}, {"step": "convert", "name": "x", "from": "[degF]", "to": "Cel"}"#,
      nil
    ),
    (
      #"{"step": "map", "name": "y", "values": [["a", "A"], ["b", "B"]]}, {"step": "drop", "name": "p"}"#,
      "wanted in 'Cel'"
    ),
    (
      #"{"step": "convert", "name": "x", "from": "K", "to": "Cel"}, {"step": "map", "name": "y", "values": [["a", "A"], ["b", "B"]]}, {"step": "drop", "name": "p"}"#,
      "converted from 'K'"
    ),
    (
      #"{"step": "convert", "name": "x", "from": "[degF]", "to": "Cel"}, {"step": "map", "name": "y", "values": [["a", "A"]]}, {"step": "drop", "name": "p"}"#,
      "may be \"b\""
    ),
    (
      #"{"step": "convert", "name": "x", "from": "[degF]", "to": "Cel"}, {"step": "map", "name": "y", "values": [["a", "A"], ["b", "B"]]}"#,
      "'p/q' is left over"
    ),
    (#"{"step": "drop", "name": "nothing"}"#, "no 'nothing' to drop"),
    (
      #"{"step": "drop", "name": "x"}, {"step": "default", "name": "x", "value": "warm"}, {"step": "drop", "name": "y"}, {"step": "drop", "name": "p"}"#,
      "a number is accepted"
    ),
  ]

  @Test(arguments: fits)
  func aMigrationThatLeavesMisfitsIsRefused(steps: String, word: String?) throws {
    func enumeration(_ words: String...) -> String {
      let values = words.map { #"{"name": "\#($0)", "enumValue": "\#($0)"}"# }
      return
        #"{"@type": "Enum", "valueSchema": "string", "enumValues": [\#(values.joined(separator: ","))]}"#
    }
    let part =
      #"{"@context": "dtmi:dtdl:context;3", "@id": "dtmi:test:Part;1", "@type": "Interface", "contents": [{"@type": "Property", "name": "q", "schema": "double"}]}"#
    let before = try DTDLTests.read(
      DTDLTests.interface(
        #""contents": [{"@type": "Property", "name": "x", "schema": "double", "ucum": "[degF]"}, {"@type": "Property", "name": "y", "schema": \#(enumeration("a", "b"))}, {"@type": "Component", "name": "p", "schema": \#(part)}]"#
      ))
    let after = try DTDLTests.read(
      DTDLTests.interface(
        #""contents": [{"@type": "Property", "name": "x", "schema": "double", "ucum": "Cel"}, {"@type": "Property", "name": "y", "schema": \#(enumeration("A", "B"))}]"#,
        name: "dtmi:test:Thing;2"))
    let migration = try Migration(
      JSON(
        parsing:
          #"{"from": "dtmi:test:Thing;1", "to": "dtmi:test:Thing;2", "steps": [\#(steps)]}"#))
    var registry = TypeRegistry()
    try registry.register(before)
    guard let word else {
      try registry.register(after, migrations: [migration])
      let values = try migration.migrate(["x": 212, "y": "a", "p/q": 1])
      let type = try registry.complete(migration.to)
      #expect(type.fault(in: values) == nil)
      return
    }
    let problem = #expect(throws: TypeProblem.self) {
      try registry.register(after, migrations: [migration])
    }
    #expect(problem?.description.contains(word) == true, "\(problem?.description ?? "")")
  }

  @Test(arguments: [
    (#"{}"#, "/from"), (#"{"from": "dtmi:a;1", "to": "dtmi:a;2"}"#, "/steps"),
    (#"{"from": "dtmi:a", "to": "dtmi:a;2", "steps": []}"#, "/from"),
    (#"{"from": "dtmi:a;1", "to": "dtmi:a;2", "steps": [], "x": 1}"#, "/x"),
    (#"{"from": "dtmi:a;1", "to": "dtmi:a;2", "steps": [{"step": "guess"}]}"#, "/steps/0/step"),
    (#"{"from": "dtmi:a;1", "to": "dtmi:a;2", "steps": [{"step": "drop"}]}"#, "/steps/0/name"),
    (
      #"{"from": "dtmi:a;1", "to": "dtmi:a;2", "steps": [{"step": "convert", "name": "a", "from": "kg", "to": "stone"}]}"#,
      "/steps/0/to"
    ),
    (
      #"{"from": "dtmi:a;1", "to": "dtmi:a;2", "steps": [{"step": "map", "name": "a", "values": [[1]]}]}"#,
      "/steps/0/values/0"
    ), ("[]", ""),
  ])
  func whatIsNoMigrationIsRefusedWithItsPlace(text: String, path: String) throws {
    let json = try JSON(parsing: text)
    let error = #expect(throws: MigrationReadingError.self) { try Migration(json) }
    guard case .wrong(path, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
