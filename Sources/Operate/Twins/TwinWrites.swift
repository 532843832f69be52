import SalusCore
import SalusGovernance
import SalusStore
import SalusTwin

/// What a write demands of the twin as it stands, and under which name a repeat is known.
public struct WriteTerms: Hashable, Sendable {
  /// The twin must be at one of these revisions; nil for any.
  public var revisions: [Int64]?
  /// The twin must not be there yet.
  public var isAbsent: Bool
  /// The same key of the same source writes once.
  public var key: String?

  public init(revisions: [Int64]? = nil, isAbsent: Bool = false, key: String? = nil) {
    self.revisions = revisions
    self.isAbsent = isAbsent
    self.key = key
  }

  func conditions(_ twin: ID<Twin>) -> [Condition] {
    var conditions: [Condition] = revisions.map { [.anyOf(twin, $0)] } ?? []
    if isAbsent { conditions.append(.absent(twin)) }
    return conditions
  }
}

/// What became of a write.
public struct Written: Hashable, Sendable {
  public var twin: ID<Twin>
  public var receipt: Receipt

  /// Members `id`, `revision`, `sequence`, `unchanged`, `replayed`.
  public var json: JSON {
    [
      "id": .string(twin.text), "revision": JSON(receipt.revision),
      "sequence": .integer(receipt.sequence), "unchanged": .bool(receipt.isUnchanged),
      "replayed": .bool(receipt.isReplay),
    ]
  }
}

extension TwinDesk {
  /// Makes a twin from an object with `type` and any of `id`, `role`, `aliases`, `values`,
  /// `derivedFrom`, `valid`, `known`, `source`.
  ///
  /// A type that comes with the program is registered on the branch when it is first used.
  public func create(
    _ body: JSON, on branch: ID<Branch> = Branch.main, terms: WriteTerms = WriteTerms(),
    source: String = "manual"
  ) throws -> Written {
    try checkBranch(branch)
    let text = try TwinDesk.text(body, "type", "a type such as dtmi:salus:care:Unit;1")
    let (registry, name) = try typed(text, on: branch)
    let made = try TwinDesk.id(body, of: name)
    var created: TwinCreated
    do {
      created = try TwinCreated(TwinDesk.replacing("type", in: body, by: .string(name.text)))
    } catch {
      throw JournalError.refused(type: StateEvent.created, reason: "\(error)")
    }
    let (values, dataClass) = try registry.conform(created.values, to: name)
    created.values = values
    var draft = created.draft(
      made, valid: try TwinDesk.time(body, "valid"), known: try TwinDesk.time(body, "known"),
      actor: actor, source: body["source"]?.string ?? source, key: terms.key)
    draft.dataClass = dataClass
    if terms.key == nil, !terms.isAbsent,
      try journal.state(of: made, at: .latest, on: branch) != nil
    {
      throw TwinProblem.exists(made)
    }
    do {
      return try write(draft, terms, on: branch)
    } catch JournalError.refused(let type, let reason) {
      guard try journal.state(of: made, at: .latest, on: branch) != nil else {
        throw JournalError.refused(type: type, reason: reason)
      }
      throw TwinProblem.exists(made)
    }
  }

  /// Reports values from an object with `values` and any of `valid`, `known`, `source`, and
  /// `supersedes` (sequence of the event that is corrected); or `lifecycle`; or `delete`.
  public func report(
    _ id: ID<Twin>, _ body: JSON, on branch: ID<Branch> = Branch.main,
    terms: WriteTerms = WriteTerms(), source: String = "manual"
  ) throws -> Written {
    guard let state = try journal.state(of: id, at: .latest, on: branch) else {
      throw TwinProblem.unknown(id, branch)
    }
    if terms.isAbsent {
      throw JournalError.staleRevision(id, expected: 0, current: state.revision)
    }
    guard !state.isDeleted else { throw TwinProblem.deleted(id) }
    var draft = try change(body, of: state, on: branch)
    draft.valid = try TwinDesk.time(body, "valid")
    draft.known = try TwinDesk.time(body, "known")
    draft.source = body["source"]?.string ?? source
    draft.key = terms.key
    return try write(draft, terms, on: branch)
  }

  private func change(_ body: JSON, of state: TwinState, on branch: ID<Branch>) throws -> Draft {
    if body["delete"]?.bool == true {
      return Draft(
        type: StateEvent.deleted, twin: state.id,
        payload: body["reason"].map { ["reason": $0] } ?? [:], actor: actor, source: "")
    }
    if let word = body["lifecycle"] {
      guard let next = word.string.flatMap({ Lifecycle($0) }) else {
        throw TwinProblem.bad(
          "lifecycle", given: word.description,
          accepted: Lifecycle.allCases.map(\.text).joined(separator: ", "))
      }
      return Draft(
        type: StateEvent.lifecycle, twin: state.id, payload: ["state": .string(next.text)],
        actor: actor, source: "")
    }
    guard body["values"]?.members?.isEmpty == false else {
      throw TwinProblem.missing("values", accepted: "an object of feature names and values")
    }
    let stated: [String: StatedValue]
    do {
      stated = try StatedValues.read(body)
    } catch {
      throw JournalError.refused(type: StateEvent.reported, reason: "\(error)")
    }
    let (values, dataClass) = try types.registry(journal, on: branch)
      .conform(stated, to: state.type)
    let said = TwinValues(values)
    var draft: Draft
    if let member = body["supersedes"] {
      guard let superseded = member.integer else {
        throw TwinProblem.bad(
          "supersedes", given: member.description, accepted: "the sequence of an event")
      }
      draft = said.corrected(of: state.id, superseding: superseded, actor: actor, source: "")
    } else {
      draft = said.reported(of: state.id, actor: actor, source: "")
    }
    draft.dataClass = dataClass
    return draft
  }

  private func write(_ draft: Draft, _ terms: WriteTerms, on branch: ID<Branch>) throws -> Written {
    do {
      return try written(
        journal.append([draft], expecting: terms.conditions(draft.twin), on: branch), draft.twin)
    } catch JournalError.staleRevision(let twin, let expected, let current) {
      // A repeat of what was acknowledged before must hear the same answer, although the twin has
      // moved on by that very write.
      guard let key = draft.key, try isKnown(key, draft, on: branch) else {
        throw JournalError.staleRevision(twin, expected: expected, current: current)
      }
      return try written(journal.append([draft], expecting: [], on: branch), draft.twin)
    }
  }

  private func isKnown(_ key: String, _ draft: Draft, on branch: ID<Branch>) throws -> Bool {
    try journal.events(
      EventQuery(
        branch: branch, types: [draft.type], twin: draft.twin, limit: 1_000, isDescending: true)
    ).contains { $0.key == key && $0.source == draft.source }
  }

  private func written(_ receipts: [Receipt], _ twin: ID<Twin>) throws(JournalError) -> Written {
    guard let receipt = receipts.first else { throw .corrupt("no receipt for a draft") }
    return Written(twin: twin, receipt: receipt)
  }

  /// The type of that name with the registry that it stands in; shipped types are registered on
  /// the branch where it lacks them.
  func typed(_ text: String, on branch: ID<Branch>) throws -> (TypeRegistry, TypeName) {
    let known = try types.registry(journal, on: branch)
    if let name = known.meant(text) { return (known, name) }
    guard TypeRegistry.shipped.meant(text) != nil else {
      let names = try registry(on: branch).names
      let near =
        NearestWord.find(text, among: names.map(\.text))
        ?? NearestWord.find(text, among: names.map(\.name))
      throw TwinProblem.unknownType(text, near: near)
    }
    let drafts = TypeRegistry.shipped.names.filter { known[$0] == nil }
      .compactMap { TypeRegistry.shipped[$0] }.map { type in
        var draft = TypeRegistered(type).draft(actor: actor, source: "salus.types")
        draft.key = type.name.text
        return draft
      }
    _ = try journal.append(drafts, expecting: [], on: branch)
    let registry = try types.registry(journal, on: branch)
    guard let name = registry.meant(text) else {
      throw TwinProblem.unknownType(text, near: nil)
    }
    return (registry, name)
  }

  // MARK: - Members

  static func text(_ body: JSON, _ name: String, _ accepted: String) throws(TwinProblem) -> String {
    guard let member = body[name], member != .null else {
      throw .missing(name, accepted: accepted)
    }
    guard let text = member.string, !text.isEmpty else {
      throw .bad(name, given: member.description, accepted: accepted)
    }
    return text
  }

  static func time(_ body: JSON, _ name: String) throws(TwinProblem) -> Instant? {
    guard let member = body[name], member != .null else { return nil }
    guard let time = member.string.flatMap({ Instant($0) }) else {
      throw .bad(
        name, given: member.description, accepted: "a moment such as 2026-05-08T06:00:00Z")
    }
    return time
  }

  private static func id(_ body: JSON, of type: TypeName) throws(TwinProblem) -> ID<Twin> {
    guard body["id"] != nil else {
      let word = String(UInt64.random(in: .min ... .max), radix: 36)
      return ID("\(type.name.lowercased()):\(word)")
    }
    let text = try text(body, "id", "a text without spaces")
    guard !text.contains(where: \.isWhitespace), !text.contains("/"), text.utf8.count <= 500 else {
      throw .bad("id", given: text, accepted: "a text without spaces and slashes, up to 500 bytes,")
    }
    return ID(text)
  }

  private static func replacing(_ name: String, in body: JSON, by value: JSON) -> JSON {
    .object((body.members ?? []).filter { $0.name != name } + [JSON.Member(name, value)])
  }
}
