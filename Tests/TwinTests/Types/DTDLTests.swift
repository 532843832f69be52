import Foundation
import SalusCore
import TestSupport
import Testing

@testable import SalusTwin

@Suite struct DTDLTests {
  static let files = ["interop/dtdl/Thermostat.json", "interop/dtdl/TemperatureController.json"]

  static func read(_ text: String) throws(DTDLFault) -> [TwinType] {
    try DTDL.read(Array(text.utf8))
  }

  /// An interface around members, in version 3 with all extensions.
  static func interface(_ members: String, name: String = "dtmi:test:Thing;1") -> String {
    """
    {"@context": ["dtmi:dtdl:context;3", "dtmi:dtdl:extension:quantitativeTypes;1",
    "dtmi:salus:context;1"], "@id": "\(name)", "@type": "Interface", \(members)}
    """
  }

  static let hasFiles = files.allSatisfy(SharedData.has)
  static let absent: Comment = "needs interop/dtdl/Thermostat.json and TemperatureController.json"

  @Test(.enabled(if: hasFiles, absent), arguments: files)
  func publishedModelsAreReadAndWrittenWithEqualMeaning(file: String) throws {
    let data = try Data(contentsOf: URL(fileURLWithPath: SharedData.path(file)))
    let original = try JSON(parsing: Array(data))
    let types = try DTDL.read(original)
    #expect(types.count == 1)
    let written = DTDL.write(types[0])
    #expect(Canonical.form(written) == Canonical.form(original))
    #expect(try DTDL.read(written) == types)
  }

  @Test(.enabled(if: hasFiles, absent)) func thePublishedThermostatMeansWhatItSays() throws {
    let file = DTDLTests.files[0]
    let data = try Data(contentsOf: URL(fileURLWithPath: SharedData.path(file)))
    var registry = TypeRegistry()
    try registry.register(DTDL.read(Array(data)))
    let type = try registry.complete(TypeName(reading: "dtmi:com:example:Thermostat;1"))
    #expect(try type.content("temperature").kind == .telemetry)
    #expect(try type.content("temperature").unit?.text == "Cel")
    #expect(try type.content("targetTemperature").isWritable)
    #expect(try abs(type.convert(98.6, unit: "[degF]", of: "targetTemperature") - 37) < 1e-9)
    #expect(try type.content("getMaxMinReport").kind == .command)
  }

  @Test(.enabled(if: hasFiles, absent))
  func aMissingComponentIsReportedAndBlocksInstantiationOnly() throws {
    var registry = TypeRegistry()
    for file in DTDLTests.files.reversed() {
      let data = try Data(contentsOf: URL(fileURLWithPath: SharedData.path(file)))
      try registry.register(DTDL.read(Array(data)))
    }
    let name = try TypeName(reading: "dtmi:com:example:TemperatureController;1")
    let missing = try TypeName(reading: "dtmi:azure:DeviceManagement:DeviceInformation;1")
    #expect(registry.unresolved == [missing: [name]])
    let type = try registry.resolved(name)
    #expect(type.contents["thermostat1/targetTemperature"]?.content.unit?.text == "Cel")
    #expect(type.contents["thermostat2/temperature"]?.declaredBy.name == "Thermostat")
    #expect(type.fault(in: 7.5, unit: "KiBy", of: "workingSet") == nil)
    #expect(throws: TypeProblem.incomplete(name, missing: [missing])) {
      try registry.complete(name)
    }
  }

  @Test func everythingThatIsUnderstoodIsWrittenAgain() throws {
    let types = try DTDLTests.read(
      DTDLTests.interface(
        #"""
        "displayName": {"en": "Thing", "pt-BR": "Coisa", "de": "Ding"}, "comment": "for a test",
        "description": "A thing.", "extends": [
          {"@id": "dtmi:test:Base;1", "@type": "Interface", "contents": [
            {"@type": "Property", "name": "base", "schema": "time"}]}, "dtmi:test:Other;2.1"],
        "kind": "process", "scale": "organ", "dataClass": "C2",
        "codes": "http://snomed.info/sct|125676002",
        "level": {"autonomy": 5, "updatePeriod": "P1DT12H", "latency": "PT0.5S"},
        "schemas": [
          {"@id": "dtmi:test:Thing:reading;1", "@type": "Object", "fields": [
            {"name": "at", "schema": "dateTime"},
            {"@type": ["Field", "Pressure"], "name": "pressure", "schema": "float",
             "unit": "millimetresOfMercury"}]}],
        "contents": [
          {"@id": "dtmi:test:Thing:a;1", "@type": "Property", "name": "a",
           "schema": "dtmi:test:Thing:reading;1", "writable": true},
          {"@type": "Telemetry", "name": "b", "schema": {"@type": "Array",
           "elementSchema": "dtmi:test:Thing:reading;1"}},
          {"@type": ["RelativeHumidity", "Telemetry"], "name": "c", "schema": "integer",
           "unit": "percent"},
          {"@type": "Property", "name": "d", "schema": {"@type": "Map",
           "mapKey": {"name": "k", "schema": "string"},
           "mapValue": {"name": "v", "schema": "multiPolygon"}}},
          {"@type": "Property", "name": "e", "schema": {"@type": "Enum",
           "valueSchema": "integer", "enumValues": [
           {"name": "one", "enumValue": 1, "codes": ["http://loinc.org|8867-4"]},
           {"name": "two", "enumValue": 2, "displayName": "Two"}]}},
          {"@type": "Command", "name": "f", "request": {"name": "r", "schema": "duration",
           "description": "How long."}, "response": {"@type": ["CommandResponse", "Mass"],
           "name": "s", "schema": "double", "unit": "tonne"}},
          {"@type": "Relationship", "name": "g", "target": "dtmi:test:Base;1",
           "minMultiplicity": 1, "maxMultiplicity": 3, "writable": true, "properties": [
           {"@type": "Property", "name": "since", "schema": "date"}]},
          {"@type": "Component", "name": "h", "schema": {"@id": "dtmi:test:Inner;1",
           "@type": "Interface", "contents": []}},
          {"@type": "Telemetry", "name": "i", "schema": "double", "ucum": "mmol/L",
           "codes": ["http://loinc.org|15074-8"], "plausible": {"low": 1}, "dataClass": "C4"}
        ]
        """#))
    #expect(types.map(\.name.name) == ["Base", "Inner", "Thing"])
    let thing = types[2]
    #expect(thing.displayName.text(in: "de") == "Ding")
    #expect(thing.level?.fidelity.updatePeriod == 129_600)
    #expect(thing["b"]?.schema?.depth == 2)
    #expect(thing["g"]?.edge?.minimum == 1)
    #expect(try DTDL.read(DTDL.write(types)) == types)
    #expect(try DTDL.read(DTDL.write(types).bytes) == types)
  }

  @Test func listsOfListsAreOneDocument() throws {
    let one = #"{"@context": "dtmi:dtdl:context;2", "@id": "dtmi:a;1", "@type": ["Interface"]}"#
    let two = #"{"@context": ["dtmi:dtdl:context;3"], "@id": "dtmi:b;1.4", "@type": "Interface"}"#
    let types = try DTDLTests.read("[[\(one)], [], [[\(two)], \(one)]]")
    #expect(types.map(\.name.text) == ["dtmi:a;1", "dtmi:b;1.4"])
    #expect(types.map(\.dialect) == [.v2, .v3])
  }

  /// What is wrong, where it is told to be, and a word of what is told.
  static let refusals: [(String, String, String)] = [
    (
      #""contents": [{"@type": "Property", "name": "a", "schema": "strnig"}]"#,
      "/contents/0/schema", "string"
    ),
    (
      #""contents": [{"@type": "Property", "name": "a b", "schema": "string"}]"#,
      "/contents/0/name", "letter"
    ),
    (#""contents": [{"@type": "Property", "name": "a"}]"#, "/contents/0", "schema"),
    (
      #""contents": [{"@type": "Gadget", "name": "a", "schema": "string"}]"#,
      "/contents/0/@type", "Property"
    ),
    (
      #""contents": [{"@type": "Property", "name": "a", "schema": "string", "x": 1}]"#,
      "/contents/0/x", "not understood"
    ),
    (
      #""contents": [{"@type": "Property", "name": "a", "schema": "string", "writeable": true}]"#,
      "/contents/0/writeable", "writable"
    ),
    (
      #""contents": [{"@type": ["Telemetry", "Temperature"], "name": "a", "schema": "double"}]"#,
      "/contents/0", "degreeCelsius"
    ),
    (
      #""contents": [{"@type": ["Telemetry", "Temperature"], "name": "a", "schema": "double", "unit": "kelvins"}]"#,
      "/contents/0/unit", "kelvin"
    ),
    (
      #""contents": [{"@type": ["Telemetry", "SoundPressure"], "name": "a", "schema": "double", "unit": "decibel"}]"#,
      "/contents/0/unit", "converts"
    ),
    (
      #""contents": [{"@type": ["Telemetry", "Temperature"], "name": "a", "schema": "string", "unit": "kelvin"}]"#,
      "/contents/0", "double"
    ),
    (
      #""contents": [{"@type": "Telemetry", "name": "a", "schema": "double", "unit": "kelvin"}]"#,
      "/contents/0/unit", "semantic type"
    ),
    (
      #""contents": [{"@type": "Telemetry", "name": "a", "schema": "double", "ucum": "parsec"}]"#,
      "/contents/0/ucum", "UCUM"
    ),
    (
      #""contents": [{"@type": "Telemetry", "name": "a", "schema": "string", "ucum": "kg"}]"#,
      "/contents/0/ucum", "number"
    ),
    (
      #""contents": [{"@type": "Telemetry", "name": "a", "schema": "double", "codes": ["http://loinc.org|8867-5"]}]"#,
      "/contents/0/codes/0", "check digit"
    ),
    (
      #""contents": [{"@type": "Telemetry", "name": "a", "schema": "double", "plausible": {"low": 2, "high": 1}}]"#,
      "/contents/0/plausible", "low first"
    ),
    (
      #""contents": [{"@type": "Relationship", "name": "a", "maxMultiplicity": 0}]"#,
      "/contents/0/maxMultiplicity", "from 1"
    ),
    (
      #""contents": [{"@type": "Relationship", "name": "a", "minMultiplicity": 3, "maxMultiplicity": 2}]"#,
      "/contents/0/maxMultiplicity", "minMultiplicity"
    ),
    (
      #""contents": [{"@type": "Relationship", "name": "a", "target": "Thing"}]"#,
      "/contents/0/target", "dtmi:"
    ),
    (
      #""contents": [{"@type": "Component", "name": "a", "schema": "string"}]"#,
      "/contents/0/schema", "dtmi:"
    ),
    (
      #""contents": [{"@type": "Property", "name": "a", "schema": "date"}, {"@type": "Property", "name": "a", "schema": "date"}]"#,
      "/contents/1", "twice"
    ),
    (#""contents": {"@type": "Property"}"#, "/contents", "list"),
    (
      #""contents": [{"@type": "Property", "name": "a", "schema": {"@type": "Enum", "valueSchema": "string", "enumValues": [{"name": "x", "enumValue": 1}]}}]"#,
      "/contents/0/schema/enumValues/0/enumValue", "text"
    ),
    (
      #""contents": [{"@type": "Property", "name": "a", "schema": {"@type": "Map", "mapKey": {"name": "k", "schema": "integer"}, "mapValue": {"name": "v", "schema": "date"}}}]"#,
      "/contents/0/schema/mapKey/schema", "string"
    ),
    (
      #""contents": [{"@type": "Property", "name": "a", "schema": {"@type": "Object", "fields": [{"name": "x", "schema": "date"}, {"name": "x", "schema": "date"}]}}]"#,
      "/contents/0/schema/fields/1", "twice"
    ),
    (
      #""displayName": {"en": "a", "english language": "b"}"#, "/displayName/english language",
      "language"
    ),
    (#""displayName": 3"#, "/displayName", "text"),
    (#""kind": "machine""#, "/kind", "physical"),
    (#""dataClass": "C9""#, "/dataClass", "C4"),
    (#""level": {"autonomy": 6}"#, "/level/autonomy", "5 act"),
    (#""level": {"autonomy": 1, "latency": "P1M"}"#, "/level/latency", "hours"),
    (#""extends": ["dtmi:a;1", "dtmi:a;1"]"#, "/extends/1", "twice"),
    (#""extends": "dtmi:dtdl:class:Interface;2""#, "/extends", "reserved"),
    (
      #""schemas": [{"@id": "dtmi:s;1", "@type": "Array", "elementSchema": "dtmi:s;1"}]"#,
      "/schemas/0/elementSchema", "holds itself"
    ),
    (
      #""contents": [{"@type": "Property", "name": "a", "schema": {"@type": "Array", "elementSchema": {"@type": "Array", "elementSchema": {"@type": "Array", "elementSchema": {"@type": "Array", "elementSchema": {"@type": "Array", "elementSchema": {"@type": "Array", "elementSchema": "date"}}}}}}}]"#,
      "/contents/0/schema", "at most 5"
    ),
    (#""contents": [], "contents": []"#, "/contents", "twice"),
  ]

  @Test(arguments: refusals)
  func whatIsNotUnderstoodIsRefusedWithItsPlace(members: String, path: String, word: String) {
    let fault = #expect(throws: DTDLFault.self) {
      try DTDLTests.read(DTDLTests.interface(members))
    }
    #expect(fault?.path == path)
    #expect(fault?.description.contains(word) == true, "\(fault?.description ?? "")")
  }

  static let documents: [(String, String)] = [
    ("", ""), ("{", ""), ("7", ""), ("[7]", "/0"), ("null", ""),
    (#"{"@id": "dtmi:a;1", "@type": "Interface"}"#, ""),
    (#"{"@context": "dtmi:dtdl:context;4", "@id": "dtmi:a;1", "@type": "Interface"}"#, "/@context"),
    (
      #"{"@context": ["dtmi:salus:context;1", "dtmi:dtdl:context;3"], "@id": "dtmi:a;1", "@type": "Interface"}"#,
      "/@context/0"
    ),
    (
      #"{"@context": ["dtmi:dtdl:context;3", "dtmi:dtdl:extension:mqtt;1"], "@id": "dtmi:a;1", "@type": "Interface"}"#,
      "/@context/1"
    ),
    (#"{"@context": "dtmi:dtdl:context;2", "@id": "dtmi:a;1.2", "@type": "Interface"}"#, ""),
    (
      #"{"@context": "dtmi:dtdl:context;2", "@id": "dtmi:a;1", "@type": "Interface", "kind": "process"}"#,
      "/kind"
    ),
    (
      #"{"@context": "dtmi:dtdl:context;3", "@id": "dtmi:a;1", "@type": "Interface", "contents": [{"@type": ["Telemetry", "Temperature"], "name": "a", "schema": "double", "unit": "kelvin"}]}"#,
      "/contents/0/@type/1"
    ),
    (
      #"{"@context": "dtmi:dtdl:context;2", "@id": "dtmi:a;1", "@type": "Interface", "contents": [{"@type": "Property", "name": "a", "schema": "point"}]}"#,
      "/contents/0"
    ),
    (
      #"{"@context": "dtmi:dtdl:context;2", "@id": "dtmi:a;1", "@type": "Interface", "extends": ["dtmi:b;1", "dtmi:c;1", "dtmi:d;1"]}"#,
      "/extends"
    ),
    (
      #"{"@context": "dtmi:dtdl:context;3", "@id": "dtmi:a;1", "@type": "Interface", "contents": [{"@type": "Relationship", "name": "r", "minMultiplicity": 1}]}"#,
      "/contents/0/minMultiplicity"
    ),
    (
      #"[{"@context": "dtmi:dtdl:context;3", "@id": "dtmi:a;1", "@type": "Interface"}, {"@context": "dtmi:dtdl:context;3", "@id": "dtmi:a;1", "@type": "Interface", "comment": "other"}]"#,
      "/1"
    ),
  ]

  @Test(arguments: documents)
  func documentsThatAreNoneAreRefusedWithTheirPlace(text: String, path: String) {
    let fault = #expect(throws: DTDLFault.self) { try DTDLTests.read(text) }
    #expect(fault?.path == path, "\(fault?.description ?? "")")
  }

  /// Five schemas of thirty fields, each a reference to the one before, stand for 24 million values;
  /// a chain of references stands for a deep one.
  @Test func fewWordsThatStandForVeryManyAreRefused() throws {
    func schemas(_ count: Int, fields: Int) -> String {
      (0..<count).map { level in
        let inner = level == 0 ? "date" : "dtmi:s\(level - 1);1"
        let list = (0..<fields).map { #"{"name": "f\#($0)", "schema": "\#(inner)"}"# }
        return
          #"{"@id": "dtmi:s\#(level);1", "@type": "Object", "fields": [\#(list.joined(separator: ","))]}"#
      }.joined(separator: ",")
    }
    let wide = #expect(throws: DTDLFault.self) {
      try DTDLTests.read(DTDLTests.interface("\"schemas\": [\(schemas(5, fields: 30))]"))
    }
    #expect(wide?.what.contains("100000") == true, "\(wide?.description ?? "")")
    let deep = #expect(throws: DTDLFault.self) {
      try DTDLTests.read(DTDLTests.interface("\"schemas\": [\(schemas(20, fields: 1))]"))
    }
    #expect(deep?.what.contains("nested") == true, "\(deep?.description ?? "")")
    #expect(throws: Never.self) {
      try DTDLTests.read(DTDLTests.interface("\"schemas\": [\(schemas(5, fields: 3))]"))
    }
  }

  /// Whatever is cut off or changed in a document is read or refused, and never ends the program.
  @Test func damagedDocumentsNeverStopTheReader() throws {
    let text = Array(ShippedTypes.organisations.utf8)
    var refused = 0
    for step in stride(from: 3, to: text.count, by: 41) {
      if (try? DTDL.read(Array(text[..<step]))) == nil { refused += 1 }
      var changed = text
      changed[step] = UInt8(ascii: "\"")
      if (try? DTDL.read(changed)) == nil { refused += 1 }
    }
    #expect(refused > text.count / 41)
  }
}

/// A form in which equal meanings are equal: no white space, members sorted, lists of one opened,
/// texts in English without their language, sets in order.
enum Canonical {
  static func form(_ json: JSON) -> JSON {
    switch json {
    case .array(let values):
      let forms = values.map { form($0) }
      return forms.count == 1 ? forms[0] : .array(forms)
    case .object(let members):
      return .object(
        members.map { member in
          JSON.Member(
            member.name,
            member.name == "@type" && member.value.array != nil
              ? .array((member.value.array ?? []).sorted { $0.description < $1.description })
              : form(member.value))
        }.sorted { $0.name < $1.name })
    default: return json
    }
  }
}
