import SalusCore
import Testing

@testable import SalusTwin

@Suite struct TypeRegistryTests {
  static func name(_ text: String) throws -> TypeName { try TypeName(reading: "dtmi:t:" + text) }

  /// A type whose properties are named; `double` unless said otherwise.
  static func type(
    _ name: String, _ properties: [String] = [], extends: [String] = [],
    components: [(String, String)] = []
  ) throws -> TwinType {
    TwinType(
      name: try self.name(name), extends: try extends.map { try self.name($0) },
      contents: properties.map { Content($0, .property(ValueRule(.double), isWritable: false)) }
        + (try components.map { Content($0.0, .component(try self.name($0.1))) }))
  }

  @Test func inheritedContentsComeFirstAndKeepTheirDeclarer() throws {
    var registry = TypeRegistry()
    try registry.register([
      Self.type("C;1", ["c"], extends: ["B;1", "A;1"], components: [("part", "P;1")]),
      Self.type("A;1", ["a"]), Self.type("B;1", ["b"], extends: ["A;1"]),
      Self.type("P;1", ["x", "y"]),
    ])
    let type = try registry.complete(Self.name("C;1"))
    #expect(type.names == ["a", "b", "c", "part", "part/x", "part/y"])
    #expect(type.contents["a"]?.declaredBy == (try Self.name("A;1")))
    #expect(type.contents["part/x"]?.declaredBy == (try Self.name("P;1")))
    #expect(type.valueNames == ["a", "b", "c", "part/x", "part/y"])
    #expect(try registry.isA(Self.name("C;1"), Self.name("A;1")))
    #expect(try !registry.isA(Self.name("C;1"), Self.name("P;1")))
    #expect(type.fault(in: 1, of: "part/x") == nil)
  }

  @Test func aTypeThatExtendsALaterMinorVersionIsAlsoTheEarlierOne() throws {
    var registry = TypeRegistry()
    try registry.register([
      Self.type("A;1", ["a"]), Self.type("A;1.2", ["a", "b"]),
      Self.type("C;1", extends: ["A;1.2"]),
    ])
    #expect(try registry.isA(Self.name("C;1"), Self.name("A;1")))
    #expect(try registry.isA(Self.name("C;1"), Self.name("A;1.1")))
    #expect(try !registry.isA(Self.name("C;1"), Self.name("A;1.3")))
    #expect(try !registry.isA(Self.name("C;1"), Self.name("A;2")))
    #expect(registry.newest("t:A") == (try Self.name("A;1.2")))
    #expect(registry.newest("t:A", major: 2) == nil)
  }

  @Test func whatAComponentHoldsIsAsGraveAsItsHolder() throws {
    var registry = TypeRegistry()
    var holder = try Self.type("H;1", components: [("part", "P;1")])
    holder.dataClass = .identified
    var part = try Self.type("P;1", ["x", "y"])
    part.contents[1].dataClass = .special
    try registry.register([holder, part])
    let type = try registry.complete(holder.name)
    #expect(type.contents["part/x"]?.dataClass == .identified)
    #expect(type.contents["part/y"]?.dataClass == .special)
    #expect(try registry.complete(part.name).contents["x"]?.dataClass == nil)
  }

  @Test func whatComesLaterCompletesWhatWaits() throws {
    var registry = TypeRegistry()
    try registry.register(Self.type("C;1", ["c"], extends: ["B;1"]))
    try registry.register(Self.type("D;1", components: [("part", "C;1")]))
    #expect(try registry.resolved(Self.name("C;1")).unresolved == [Self.name("B;1")])
    #expect(try registry.resolved(Self.name("D;1")).unresolved == [Self.name("B;1")])
    try registry.register(Self.type("B;1", ["b"]))
    #expect(try registry.complete(Self.name("D;1")).contents["part/b"] != nil)
    #expect(registry.unresolved.isEmpty)
  }

  @Test func theOrderOfRegistrationDoesNotMatter() throws {
    let types = [
      try Self.type("A;1", ["a"]), try Self.type("B;1", ["b"], extends: ["A;1"]),
      try Self.type("C;1", ["c"], extends: ["B;1"], components: [("p", "A;1")]),
      try Self.type("A;1.1", ["a", "a2"]),
    ]
    var first: [TypeName: [String]]?
    for start in 0..<types.count {
      var registry = TypeRegistry()
      for step in 0..<types.count { try registry.register(types[(start + step) % types.count]) }
      let names = try Dictionary(
        uniqueKeysWithValues: registry.names.map { ($0, try registry.resolved($0).names) })
      #expect(first == nil || first == names)
      first = names
    }
  }

  @Test func ringsAndDepthsAreRefused() throws {
    var registry = TypeRegistry()
    #expect(
      throws: TypeProblem.cycle([
        try Self.name("A;1"), try Self.name("C;1"), try Self.name("B;1"), try Self.name("A;1"),
      ])
    ) {
      try registry.register([
        Self.type("A;1", extends: ["C;1"]), Self.type("B;1", extends: ["A;1"]),
        Self.type("C;1", extends: ["B;1"]),
      ])
    }
    #expect(registry.names.isEmpty)
    #expect(throws: TypeProblem.self) {
      try registry.register(Self.type("S;1", components: [("me", "S;1")]))
    }
    for depth in 0...10 {
      try registry.register(
        Self.type("L\(depth);1", extends: depth == 0 ? [] : ["L\(depth - 1);1"]))
    }
    #expect(throws: TypeProblem.tooDeep(try Self.name("L11;1"), accepted: 10)) {
      try registry.register(Self.type("L11;1", extends: ["L10;1"]))
    }
    // From the top down the chain is refused as well, once its end is known.
    var other = TypeRegistry()
    let chain = try (0...40).map { depth in
      try Self.type("L\(depth);1", extends: depth == 0 ? [] : ["L\(depth - 1);1"])
    }
    #expect(throws: TypeProblem.self) { try other.register(chain.reversed()) }
  }

  @Test func conflictsNameBothDeclarers() throws {
    var registry = TypeRegistry()
    try registry.register([Self.type("A;1", ["x"]), Self.type("B;1", ["x"])])
    #expect(
      throws: TypeProblem.conflict(
        "x", in: try Self.name("C;1"), first: try Self.name("A;1"), second: try Self.name("B;1"))
    ) { try registry.register(Self.type("C;1", extends: ["A;1", "B;1"])) }
    #expect(
      throws: TypeProblem.conflict(
        "x", in: try Self.name("D;1"), first: try Self.name("A;1"), second: try Self.name("D;1"))
    ) { try registry.register(Self.type("D;1", ["x"], extends: ["A;1"])) }
    try registry.register(Self.type("P;1", components: [("inner", "A;1")]))
    #expect(throws: TypeProblem.self) {
      try registry.register(Self.type("Q;1", components: [("outer", "P;1")]))
    }
  }

  @Test func aRegisteredTypeNeverChanges() throws {
    var registry = TypeRegistry()
    try registry.register(Self.type("A;1", ["x"]))
    try registry.register(Self.type("A;1", ["x"]))
    let problem = #expect(throws: TypeProblem.self) {
      try registry.register(Self.type("A;1", ["y"]))
    }
    #expect(problem?.description.contains("'x'") == true)
    #expect(try registry.resolved(Self.name("A;1")).names == ["x"])
  }

  @Test func aFaultyBatchLeavesNothingBehind() throws {
    var registry = TypeRegistry()
    #expect(throws: TypeProblem.self) {
      try registry.register([Self.type("A;1", ["x"]), Self.type("B;1", ["x", "x"])])
    }
    #expect(registry.names.isEmpty)
    #expect(throws: TypeProblem.self) { try registry.register(Self.type("A;1", ["not a name"])) }
  }

  @Test func unknownNamesComeWithTheNearestOne() throws {
    let wanted = try TypeName(reading: "dtmi:salus:care:Hospitl;1")
    let problem = #expect(throws: TypeProblem.self) {
      try TypeRegistry.shipped.resolved(wanted)
    }
    #expect(
      problem == .unknown(wanted, near: try TypeName(reading: "dtmi:salus:care:Hospital;1")))
    #expect(problem?.kind == .notFound)
  }

  /// What a minor version does to a type with a number x in kg, a word w and a relationship r.
  static let minorChanges: [(String, Bool)] = [
    (#""name": "x", "schema": "double", "ucum": "kg", "comment": "other words""#, true),
    (#""name": "x", "schema": "double", "ucum": "kg", "writable": true"#, true),
    (
      #""name": "x", "schema": "double", "ucum": "kg", "codes": ["http://loinc.org|29463-7"]"#,
      true
    ),
    (
      #""name": "x", "schema": "double", "ucum": "kg"}, {"@type": "Property", "name": "new", "schema": "date""#,
      true
    ),
    (#""name": "x", "schema": "double", "ucum": "g""#, false),
    (#""name": "x", "schema": "double""#, false),
    (#""name": "x", "schema": "integer", "ucum": "kg""#, false),
    (#""name": "y", "schema": "double", "ucum": "kg""#, false),
    (
      #""name": "x", "schema": {"@type": "Array", "elementSchema": "double"}, "ucum": "kg""#,
      false
    ),
  ]

  @Test(arguments: minorChanges)
  func aMinorVersionOnlyAdds(members: String, isAccepted: Bool) throws {
    var registry = TypeRegistry()
    let before =
      #""contents": [{"@type": "Property", "name": "x", "schema": "double", "ucum": "kg"}]"#
    try registry.register(DTDLTests.read(DTDLTests.interface(before)))
    let next = try DTDLTests.read(
      DTDLTests.interface(
        #""contents": [{"@type": "Property", \#(members)}]"#, name: "dtmi:test:Thing;1.1"))
    if isAccepted {
      try registry.register(next)
      #expect(registry.newest("test:Thing")?.minor == 1)
    } else {
      let problem = #expect(throws: TypeProblem.self) { try registry.register(next) }
      #expect(problem?.description.contains("'x'") == true)
    }
  }

  static let parts: [(String, String, Bool)] = [
    (
      #""schema": {"@type": "Enum", "valueSchema": "string", "enumValues": [{"name": "a", "enumValue": "a"}]}"#,
      #""schema": {"@type": "Enum", "valueSchema": "string", "enumValues": [{"name": "b", "enumValue": "b"}, {"name": "a", "enumValue": "a"}]}"#,
      true
    ),
    (
      #""schema": {"@type": "Object", "fields": [{"name": "a", "schema": "date"}]}"#,
      #""schema": {"@type": "Object", "fields": [{"name": "a", "schema": "date"}, {"name": "b", "schema": "date"}]}"#,
      true
    ),
    (
      #""schema": {"@type": "Array", "elementSchema": "date"}"#,
      #""schema": {"@type": "Array", "elementSchema": "time"}"#, false
    ),
    (
      #""schema": {"@type": "Map", "mapKey": {"name": "k", "schema": "string"}, "mapValue": {"name": "v", "schema": "date"}}"#,
      #""schema": {"@type": "Map", "mapKey": {"name": "l", "schema": "string"}, "mapValue": {"name": "w", "schema": "date"}}"#,
      true
    ),
  ]

  @Test(arguments: parts)
  func schemasWithPartsGrowButNeverShrink(before: String, after: String, bothWays: Bool) throws {
    func register(_ first: String, _ second: String) throws {
      var registry = TypeRegistry()
      for (schema, version) in [(first, "1"), (second, "1.1")] {
        try registry.register(
          DTDLTests.read(
            DTDLTests.interface(
              #""contents": [{"@type": "Property", "name": "x", \#(schema)}]"#,
              name: "dtmi:test:Thing;" + version)))
      }
    }
    if bothWays { try register(before, after) }
    if before.contains("Map") { return }
    #expect(throws: TypeProblem.self) { try register(after, before) }
  }

  @Test func aMajorVersionNeedsAWayThatFits() throws {
    var registry = TypeRegistry()
    try registry.register(Self.type("A;1", ["x", "y"]))
    let next = try Self.type("A;2", ["x", "z"])
    let (one, two) = (try Self.name("A;1"), try Self.name("A;2"))
    #expect(throws: TypeProblem.needsMigration(from: one, to: two)) { try registry.register(next) }
    let problem = #expect(throws: TypeProblem.self) {
      try registry.register(next, migration: Migration(from: one, to: two))
    }
    #expect(problem?.description.contains("'y' is left over") == true)
    try registry.register(
      next, migration: Migration(from: one, to: two, steps: [.rename("y", to: "z")]))
    #expect(try registry.migration(from: one, to: two).migrate(["y": 3]) == ["z": 3])
    // A minor version of the old major whose new content has no place in the new one.
    #expect(throws: TypeProblem.self) {
      try registry.register(Self.type("A;1.1", ["x", "y", "w"]))
    }
    try registry.register(Self.type("A;1.1", ["x", "y"]))
  }
}
