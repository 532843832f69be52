import SalusCore
import Testing

@testable import SalusTwin

@Suite struct ResolvedTypeTests {
  static func type(_ members: String) throws -> ResolvedType {
    var registry = TypeRegistry()
    let types = try DTDLTests.read(DTDLTests.interface(members))
    try registry.register(types)
    return try registry.resolved(types[types.count - 1].name)
  }

  static let thing = #"""
    "contents": [
      {"@type": "Property", "name": "flag", "schema": "boolean"},
      {"@type": "Property", "name": "small", "schema": "integer", "ucum": "min"},
      {"@type": "Property", "name": "big", "schema": "long"},
      {"@type": "Property", "name": "real", "schema": "double", "ucum": "Cel",
       "plausible": {"low": 30, "high": 43}},
      {"@type": "Property", "name": "single", "schema": "float"},
      {"@type": "Property", "name": "text", "schema": "string"},
      {"@type": "Property", "name": "day", "schema": "date"},
      {"@type": "Property", "name": "moment", "schema": "dateTime"},
      {"@type": "Property", "name": "clock", "schema": "time"},
      {"@type": "Property", "name": "length", "schema": "duration"},
      {"@type": "Property", "name": "place", "schema": "point"},
      {"@type": "Property", "name": "outline", "schema": "polygon"},
      {"@type": "Property", "name": "list", "ucum": "kg",
       "schema": {"@type": "Array", "elementSchema": "double"}},
      {"@type": "Property", "name": "word", "schema": {"@type": "Enum", "valueSchema": "string",
       "enumValues": [{"name": "a", "enumValue": "A"}, {"name": "b", "enumValue": "B"}]}},
      {"@type": "Property", "name": "digit", "schema": {"@type": "Enum",
       "valueSchema": "integer", "enumValues": [{"name": "a", "enumValue": 1}]}},
      {"@type": "Property", "name": "table", "schema": {"@type": "Map",
       "mapKey": {"name": "k", "schema": "string"},
       "mapValue": {"name": "v", "schema": "integer"}}},
      {"@type": "Property", "name": "record", "schema": {"@type": "Object", "fields": [
       {"name": "x", "schema": "integer"}, {"name": "y", "schema": "date"}]}},
      {"@type": "Command", "name": "go"},
      {"@type": "Relationship", "name": "near"}
    ]
    """#

  /// Content, value, and what is kept of it where that is written otherwise.
  static let right: [(String, String, String?)] = [
    ("flag", "true", "true"), ("small", "-2147483648", "-2147483648"), ("small", "5.0", "5"),
    ("big", "9223372036854775807", "9223372036854775807"), ("real", "36.6", "36.6"),
    ("real", "37", "37"), ("single", "1e38", "1e+38"), ("text", "\"\"", "\"\""),
    ("day", "\"2024-02-29\"", "\"2024-02-29\""),
    ("moment", "\"2026-11-20T06:00:00+02:00\"", "\"2026-11-20T06:00:00+02:00\""),
    ("clock", "\"23:59:60Z\"", "\"23:59:60Z\""), ("clock", "\"06:00:00.5-05:00\"", nil),
    ("clock", "\"06:00:00\"", nil), ("length", "\"P1Y2M3W4DT5H6M7.25S\"", nil),
    ("place", #"{"type":"Point","coordinates":[8.5,47.4]}"#, nil),
    ("outline", #"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}"#, nil),
    ("list", "[]", nil), ("list", "[1,2.5]", nil), ("word", "\"B\"", nil), ("digit", "1.0", "1"),
    ("table", #"{"a":1,"b":2}"#, nil), ("table", "{}", nil),
    ("record", #"{"y":"2020-01-01","x":3}"#, #"{"x":3,"y":"2020-01-01"}"#), ("record", "{}", nil),
  ]

  @Test(arguments: right)
  func takesWhatFits(content: String, value: String, kept: String?) throws {
    let type = try ResolvedTypeTests.type(ResolvedTypeTests.thing)
    let json = try JSON(parsing: value)
    #expect(type.fault(in: json, of: content) == nil)
    #expect(try type.conform(json, to: content).description == kept ?? value)
  }

  static let wrong: [(String, String, String)] = [
    ("flag", "1", ""), ("flag", "null", ""), ("small", "2147483648", ""), ("small", "1.5", ""),
    ("small", "\"5\"", ""), ("big", "1e19", ""), ("real", "\"36.6\"", ""), ("real", "null", ""),
    ("single", "1e39", ""), ("text", "5", ""), ("day", "\"2023-02-29\"", ""),
    ("day", "\"20230228\"", ""), ("moment", "\"2026-11-20\"", ""),
    ("moment", "\"2026-11-20T06:00:00\"", ""), ("clock", "\"24:00:00\"", ""),
    ("clock", "\"6:00:00\"", ""), ("clock", "\"06:00:00+5\"", ""), ("length", "\"P\"", ""),
    ("length", "\"PT\"", ""), ("length", "\"1D\"", ""), ("length", "\"P1H\"", ""),
    ("length", "\"P1.5D\"", ""), ("place", #"{"type":"Point","coordinates":[8.5]}"#, ""),
    ("place", #"{"type":"point","coordinates":[8.5,47.4]}"#, ""), ("place", "[8.5,47.4]", ""),
    ("place", #"{"type":"Point","coordinates":[8.5,47.4],"crs":1}"#, ""),
    ("outline", #"{"type":"Polygon","coordinates":[[0,0],[1,0]]}"#, ""),
    ("list", "[1,\"2\"]", "/1"), ("list", "{}", ""), ("word", "\"a\"", ""), ("word", "\"C\"", ""),
    ("digit", "2", ""), ("digit", "\"1\"", ""), ("table", #"{"a/b":1.5}"#, "/a~1b"),
    ("table", #"{"a":1,"a":1}"#, ""), ("record", #"{"x":1,"z":2}"#, ""),
    ("record", #"{"x":"1"}"#, "/x"), ("record", #"{"x":1,"x":1}"#, ""),
  ]

  @Test(arguments: wrong)
  func refusesWhatDoesNotFitAndSaysWhere(content: String, value: String, path: String) throws {
    let type = try ResolvedTypeTests.type(ResolvedTypeTests.thing)
    guard
      case .wrongValue(content, path, _, let accepted)? = type.fault(
        in: try JSON(parsing: value), of: content)
    else {
      Issue.record("\(String(describing: type.fault(in: try JSON(parsing: value), of: content)))")
      return
    }
    #expect(!accepted.isEmpty)
  }

  @Test func convertsWhatIsGivenInAnotherUnit() throws {
    let type = try ResolvedTypeTests.type(ResolvedTypeTests.thing)
    #expect(try abs(type.convert(98.6, unit: "[degF]", of: "real") - 37) < 1e-9)
    #expect(try type.conform(3, unit: "h", to: "small") == 180)
    #expect(try type.conform(0.5, unit: "h", to: "small") == 30)
    #expect(try type.conform([1000, 250], unit: "g", to: "list") == [1, 0.25])
    #expect(try type.convert(37, unit: nil, of: "real") == 37)
    #expect(try type.convert(37, unit: "Cel", of: "real") == 37)
  }

  @Test func refusesUnitsThatDoNotFitNamingBoth() throws {
    let type = try ResolvedTypeTests.type(ResolvedTypeTests.thing)
    #expect(
      type.fault(in: 5, unit: "mm[Hg]", of: "real")
        == .wrongUnit(content: "real", given: "mm[Hg]", declared: "Cel"))
    #expect(
      type.fault(in: 5, unit: "mmHg", of: "real")
        == .unknownUnit(content: "real", given: "mmHg", declared: "Cel"))
    #expect(type.fault(in: 5, unit: "kg", of: "big") == .noUnit(content: "big", given: "kg"))
    #expect(type.fault(in: 1, unit: "s", of: "small") != nil, "a sixtieth of a minute is not whole")
  }

  @Test func refusesContentsThatAreNoneOrTakeNothing() throws {
    let type = try ResolvedTypeTests.type(ResolvedTypeTests.thing)
    #expect(
      type.fault(in: 1, of: "smal")
        == .unknownContent("smal", type: type.name, near: "small"))
    #expect(
      type.fault(in: 1, of: "go") == .takesNoValue("go", type: type.name, kind: "command"))
    #expect(
      type.fault(in: 1, of: "near")
        == .takesNoValue("near", type: type.name, kind: "relationship"))
    #expect(
      type.fault(in: ["big": 1, "flag": 0, "text": "x"])
        == .wrongValue(content: "flag", path: "", given: "0", accepted: "true or false"))
    #expect(type.fault(in: ["big": 1, "flag": true]) == nil)
  }

  @Test func plausibilityIsToldApartFromForm() throws {
    let type = try ResolvedTypeTests.type(ResolvedTypeTests.thing)
    #expect(type.fault(in: 50, of: "real") == nil)
    #expect(!type.isPlausible(50, of: "real"))
    #expect(type.isPlausible(43, of: "real"))
    #expect(type.isPlausible(1e9, of: "big"))
  }

  /// What is kept is kept: checking it again changes nothing, whatever unit it came in.
  @Test func whatIsKeptStaysAsItIs() throws {
    let type = try ResolvedTypeTests.type(ResolvedTypeTests.thing)
    var state: UInt64 = 88_172_645_463_325_252
    for _ in 0..<500 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      let value = Double(Int64(bitPattern: state) >> 40) / 64
      for unit in [nil, "Cel", "K", "[degF]"] {
        let kept = try type.conform(.number(value), unit: unit, to: "real")
        #expect(try type.conform(kept, to: "real") == kept)
        #expect(try JSON(parsing: kept.bytes) == kept)
      }
    }
  }
}

@Suite struct ResolvedRelationsTests {
  private func shipped(_ path: String) throws -> ResolvedType {
    try TypeRegistry.shipped.complete(TypeName(reading: "dtmi:salus:\(path);1"))
  }

  @Test func targetsMustBeOfTheType() throws {
    let (bed, patient, person) = (
      try shipped("care:Bed"), try shipped("person:Patient"), try shipped("person:Person")
    )
    #expect(bed.fault(of: "occupiedBy", to: patient) == nil)
    #expect(
      bed.fault(of: "occupiedBy", to: person)
        == .wrongTarget("occupiedBy", given: person.name, accepted: patient.name))
    // What asks for a person takes a patient.
    #expect(try shipped("case:Contact").fault(of: "partOf", to: patient) == nil)
    #expect(
      bed.fault(of: "occupiedBy", to: patient, count: 2)
        == .tooManyTargets("occupiedBy", count: 2, accepted: 1))
    #expect(
      bed.fault(of: "status", to: patient)
        == .isNo("relationship", "status", type: bed.name, kind: "property"))
    // Without a target any twin will do.
    #expect(try shipped("care:StaffGroup").fault(of: "worksIn", to: bed) == nil)
  }

  @Test func whatRelationshipsCarryIsChecked() throws {
    let person = try shipped("person:Person")
    #expect(
      person.fault(
        inProperties: ["lastContact": "2020-05-06", "proximity": "touched"], of: "contactOf")
        == nil)
    #expect(
      person.fault(inProperties: ["lastContact": "May"], of: "contactOf")
        == .wrongValue(
          content: "contactOf.lastContact", path: "", given: "\"May\"",
          accepted: "a date YYYY-MM-DD"))
    #expect(
      person.fault(inProperties: ["lastcontact": "2020-05-06"], of: "contactOf")
        == .unknownContent(
          "contactOf.lastcontact", type: person.name, near: "contactOf.lastContact"))
  }

  @Test func commandsSayWhatTheyTake() throws {
    let device = try shipped("care:Device")
    #expect(try device.command("setReportPeriod").request?.rule.unit?.text == "s")
    #expect(try device.command("locate").request == nil)
    #expect(throws: TypeFault.isNo("command", "grade", type: device.name, kind: "property")) {
      try device.command("grade")
    }
  }
}
