import SalusCore
import SalusGovernance
import Testing

@testable import SalusTwin

@Suite struct ProtoTwinTests {
  static let adult = ProtoTwin(
    id: ID("resting-adult"), type: TypeName(unchecked: "dtmi:salus:person:Patient;1"),
    displayName: LocalText([.init(language: "en", text: "Resting adult")]),
    values: ["heartRate": 70, "respiratoryRate": 14, "bodyTemperature": 36.8, "sex": "unknown"],
    processes: [.init("physiology.resting", parameters: ["step": 60])])

  /// As the journal gives it back.
  static func event(_ draft: Draft) throws -> Event {
    Event(
      sequence: 7, branch: Branch.main, twin: draft.twin, revision: 1, type: draft.type,
      version: draft.version, valid: .beginning, known: .beginning, recorded: .beginning,
      payload: try JSON(parsing: draft.payload.bytes), actor: draft.actor,
      purpose: draft.purpose, source: draft.source, previous: Digest(of: []),
      hash: Digest(of: []))
  }

  @Test func anIndividualHasThePatternsValuesAndItsOwn() throws {
    let one = try Self.adult.individual(
      ID("p1"), values: ["heartRate": 88, "sex": "female"], in: .shipped)
    #expect(
      one.values == [
        "heartRate": 88, "respiratoryRate": 14, "bodyTemperature": 36.8, "sex": "female",
      ])
    #expect(one.derivedFrom == ID("proto:resting-adult"))
    #expect(one.type == Self.adult.type)
    #expect(one.processes == Self.adult.processes)
    #expect(try Self.adult.fault(in: .shipped) == nil)
  }

  @Test func whatTheTypeDoesNotTakeIsRefused() throws {
    #expect(throws: ProtoTwinError.self) {
      try Self.adult.individual(ID("p1"), values: ["heartRate": "fast"], in: .shipped)
    }
    #expect(throws: ProtoTwinError.self) {
      try Self.adult.individual(ID("p1"), values: ["hartRate": 70], in: .shipped)
    }
    let hospital = TypeName(unchecked: "dtmi:salus:care:Hospital;1")
    #expect(
      throws: ProtoTwinError.otherType(hospital, pattern: Self.adult.id, of: Self.adult.type)
    ) { try Self.adult.individual(ID("p1"), type: hospital, in: .shipped) }
    #expect(throws: ProtoTwinError.self) {
      try Self.adult.individual(ID("p1"), in: TypeRegistry())
    }
  }

  @Test func isToldAndReadBackAsAnEvent() throws {
    let event = try Self.event(ProtoTwinRegistered(Self.adult).draft(actor: "a", source: "s"))
    #expect(event.twin == ID("proto:resting-adult"))
    #expect(try ProtoTwinRegistered(event).proto == Self.adult)
    var wrong = event
    wrong.payload = ["id": "x", "type": "Person"]
    #expect(throws: JournalError.self) { try ProtoTwinRegistered(wrong) }
  }

  @Test func typesAreToldAndReadBackAsEvents() throws {
    for name in TypeRegistry.shipped.names {
      let type = try #require(TypeRegistry.shipped[name])
      let event = try Self.event(TypeRegistered(type).draft(actor: "a", source: "s"))
      #expect(event.twin == TypeRegistered.twin(of: name))
      let read = try TypeRegistered(event)
      #expect(read.registered == type)
      #expect(read.migration == nil)
    }
    let migration = Migration(
      from: TypeName(unchecked: "dtmi:a;1"), to: TypeName(unchecked: "dtmi:a;2"),
      steps: [.drop("x")])
    let type = TwinType(name: TypeName(unchecked: "dtmi:a;2"))
    let event = try Self.event(
      TypeRegistered(type, migration: migration).draft(actor: "a", source: "s"))
    #expect(try TypeRegistered(event).migration == migration)
    var wrong = event
    wrong.payload = ["dtdl": ["@id": "dtmi:a;2"]]
    #expect(throws: JournalError.self) { try TypeRegistered(wrong) }
    wrong.payload = ["dtdl": []]
    #expect(throws: JournalError.self) { try TypeRegistered(wrong) }
  }
}
