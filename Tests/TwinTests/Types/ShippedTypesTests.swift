import SalusCore
import SalusGovernance
import Testing

@testable import SalusTwin

@Suite struct ShippedTypesTests {
  static let groups = ShippedTypes.documents.map(\.group)

  @Test(arguments: groups)
  func everyGroupIsRead(group: String) throws {
    let text = try #require(ShippedTypes.documents.first { $0.group == group }?.text)
    let types = try ShippedTypes.read(text)
    #expect(!types.isEmpty)
    for type in types {
      #expect(try TypeRegistry.shipped.complete(type.name).isComplete)
      #expect(type.name.path.hasPrefix("salus:"))
      #expect(type.level != nil || type.name.name == "Place", "\(type.name) declares no level")
      #expect(try DTDL.read(DTDL.write(type)) == [type])
    }
  }

  @Test(arguments: [
    "place:Nation", "place:Region", "place:District", "place:Ward", "person:Household",
    "person:Person",
    "person:Patient", "care:Hospital", "care:Unit", "care:Bed", "care:StaffGroup", "care:Device",
    "supply:Depot", "supply:StockItem", "supply:Vehicle", "pathogen:VirusVariant",
    "organisation:Organisation", "case:Case", "case:Contact", "case:Exposure", "case:Gathering",
    "case:Sample", "case:Visit", "case:Outbreak", "case:Task", "case:Immunization",
    "case:TravelEntry", "case:Hospitalisation", "person:LocationTrace",
  ])
  func isShipped(path: String) throws {
    let name = try TypeName(reading: "dtmi:salus:\(path);1")
    #expect(TypeRegistry.shipped[name] != nil)
  }

  @Test func nothingThatIsNeededOrPointedAtIsMissing() throws {
    let registry = TypeRegistry.shipped
    #expect(registry.unresolved.isEmpty)
    for name in registry.names {
      for (key, entry) in try registry.resolved(name).contents {
        guard let target = entry.content.edge?.target else { continue }
        #expect(registry[target] != nil, "\(name) \(key) points at \(target)")
      }
    }
  }

  static let classes: [(String, String, DataClass)] = [
    ("person:Person", "given", .identified), ("person:Patient", "heartRate", .identified),
    ("case:Case", "onset", .identified), ("case:Contact", "lastContact", .identified),
    ("person:LocationTrace", "position", .special), ("person:Person", "position", .special),
    ("person:Patient", "position", .special), ("case:Case", "latitude", .special),
    ("place:Ward", "incidence", .aggregate),
  ]

  @Test(arguments: classes)
  func personalContentsCarryTheirClass(path: String, content: String, expected: DataClass) throws {
    let type = try TypeRegistry.shipped.resolved(TypeName(reading: "dtmi:salus:\(path);1"))
    #expect(type.contents[content]?.dataClass == expected)
  }

  /// Code and unit of each vital sign as FHIR's vital signs profile has them.
  static let vitals = [
    ("heartRate", "8867-4", "/min"), ("respiratoryRate", "9279-1", "/min"),
    ("oxygenSaturation", "59408-5", "%"), ("bodyTemperature", "8310-5", "Cel"),
    ("systolicPressure", "8480-6", "mm[Hg]"), ("diastolicPressure", "8462-4", "mm[Hg]"),
    ("weight", "29463-7", "kg"), ("height", "8302-2", "cm"), ("bodyMassIndex", "39156-5", "kg/m2"),
    ("bloodGlucose", "15074-8", "mmol/L"),
  ]

  @Test(arguments: vitals)
  func vitalSignsHaveTheirCodeAndUnit(name: String, code: String, unit: String) throws {
    let patient = try TypeRegistry.shipped.resolved(
      TypeName(reading: "dtmi:salus:person:Patient;1"))
    let content = try patient.content(name)
    #expect(content.codes.contains(try CodeBinding(.loinc, code)))
    #expect(content.unit?.text == unit)
  }

  @Test func aPatientIsAPersonAndANationAPlace() throws {
    func name(_ path: String) throws -> TypeName {
      try TypeName(reading: "dtmi:salus:\(path);1")
    }
    #expect(try TypeRegistry.shipped.isA(name("person:Patient"), name("person:Person")))
    #expect(try TypeRegistry.shipped.isA(name("place:Nation"), name("place:Place")))
    #expect(try !TypeRegistry.shipped.isA(name("person:Person"), name("person:Patient")))
  }
}
