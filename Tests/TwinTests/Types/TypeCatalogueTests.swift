import SalusCore
import Testing

@testable import SalusTwin

@Suite struct TypeCatalogueTests {
  private func types() throws -> (added: [TwinType], migration: Migration) {
    let names = try ["A;1", "A;2", "B;1"].map { try TypeRegistryTests.name($0) }
    let added = [
      try TypeRegistryTests.type("B;1", ["b"], extends: ["A;2"]),
      try TypeRegistryTests.type("A;2", ["y"]), try TypeRegistryTests.type("A;1", ["x"]),
    ]
    return (added, Migration(from: names[0], to: names[1], steps: [.rename("x", to: "y")]))
  }

  /// What is registered and what is read back from its events is the same.
  @Test func isRebuiltFromItsEvents() throws {
    let (added, migration) = try types()
    var first = TypeCatalogue()
    var drafts = try first.register(added, migrations: [migration], actor: "a", source: "s")
    #expect(drafts.count == 3)
    #expect(try first.register(added, actor: "a", source: "s").isEmpty)
    drafts.append(try first.register(ProtoTwinTests.adult, actor: "a", source: "s"))
    var second = TypeCatalogue()
    for draft in drafts { try second.take(ProtoTwinTests.event(draft)) }
    #expect(second.types.names == first.types.names)
    #expect(second.types.migrations == first.types.migrations)
    #expect(second.protos == first.protos)
    #expect(try second.types.complete(added[0].name).names == ["y", "b"])
    #expect(second.types.names.count == TypeRegistry.shipped.names.count + 3)
  }

  @Test func whatIsRefusedChangesNothing() throws {
    let (added, _) = try types()
    var catalogue = TypeCatalogue(types: TypeRegistry())
    #expect(throws: TypeProblem.self) {
      try catalogue.register(added, actor: "a", source: "s")
    }
    #expect(catalogue.types.names.isEmpty)
    #expect(throws: ProtoTwinError.self) {
      try catalogue.register(ProtoTwinTests.adult, actor: "a", source: "s")
    }
    var fast = ProtoTwinTests.adult
    fast.values["heartRate"] = "fast"
    var shipped = TypeCatalogue()
    #expect(throws: ProtoTwinError.self) {
      try shipped.register(fast, actor: "a", source: "s")
    }
    #expect(shipped.protos.isEmpty)
  }

  @Test func anEventAgainstTheRulesIsDamage() throws {
    var catalogue = TypeCatalogue(types: TypeRegistry())
    let first = try TypeRegistered(TypeRegistryTests.type("A;1", ["x"]))
    let second = try TypeRegistered(TypeRegistryTests.type("A;1", ["y"]))
    try catalogue.take(ProtoTwinTests.event(first.draft(actor: "a", source: "s")))
    #expect(throws: JournalError.self) {
      try catalogue.take(ProtoTwinTests.event(second.draft(actor: "a", source: "s")))
    }
  }
}
