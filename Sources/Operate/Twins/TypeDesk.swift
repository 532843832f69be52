import SalusCore
import SalusTwin

extension TwinDesk {
  /// All types in short; those that come with the program are registered when first used.
  public func typeList(on branch: ID<Branch> = Branch.main) throws -> JSON {
    try checkBranch(branch)
    let known = try types.registry(journal, on: branch)
    let all = try registry(on: branch)
    return [
      "types": .array(
        all.names.compactMap { name in
          all[name].map { TwinJSON.json($0, isRegistered: known[name] != nil) }
        })
    ]
  }

  /// One type in DTDL.
  public func type(_ text: String, on branch: ID<Branch> = Branch.main) throws -> JSON {
    let all = try registry(on: branch)
    guard let name = all.meant(text), let type = all[name] else {
      throw TwinProblem.unknownType(
        text,
        near: NearestWord.find(text, among: all.names.map(\.text))
          ?? NearestWord.find(text, among: all.names.map(\.name)))
    }
    return DTDL.write(type)
  }

  /// Registers an interface, or `types`, a list of interfaces, all or none; `migrations` lead from
  /// earlier major versions.
  public func register(
    _ body: JSON, on branch: ID<Branch> = Branch.main, source: String = "manual"
  ) throws -> JSON {
    try checkBranch(branch)
    let added = try DTDL.read(body["types"] ?? body)
    var migrations: [Migration] = []
    for json in body["migrations"]?.array ?? [] { migrations.append(try Migration(json)) }
    var next = try types.registry(journal, on: branch)
    let known = next
    let shipped = TypeRegistry.shipped
    // What the new ones need and the program brings is registered with them.
    var needed: [TwinType] = []
    var open = added.flatMap(\.needs)
    while let name = open.popLast() {
      guard known[name] == nil, !needed.contains(where: { $0.name == name }),
        let type = shipped[name]
      else { continue }
      needed.append(type)
      open += type.needs
    }
    try next.register(needed + added, migrations: migrations)
    let drafts = (needed + added).filter { known[$0.name] == nil }.map { type in
      var draft = TypeRegistered(type, migration: migrations.first { $0.to == type.name })
        .draft(actor: actor, source: source)
      draft.known = .beginning
      return draft
    }
    if !drafts.isEmpty { _ = try journal.append(drafts, expecting: [], on: branch) }
    return ["registered": .array(drafts.map { .string(String($0.twin.text.dropFirst(5))) })]
  }
}
