import SalusCore
import SalusGovernance
import SalusTwin

/// Writes twins as JSON, straight into bytes: a twin is read far more often than written.
public enum TwinJSON {
  /// All of a state.
  public static func bytes(_ state: TwinState) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(256 + state.features.count * 240)
    write(state, to: &output)
    return output
  }

  static func write(_ state: TwinState, to output: inout [UInt8]) {
    output.append(contentsOf: "{\"id\":".utf8)
    JSON.write(state.id.text, to: &output)
    text(",\"type\":", state.type.text, &output)
    text(",\"role\":", state.role.text, &output)
    text(",\"lifecycle\":", state.lifecycle.text, &output)
    number(",\"revision\":", state.revision, &output)
    number(",\"sequence\":", state.head, &output)
    if state.isDeleted { output.append(contentsOf: ",\"deleted\":true".utf8) }
    if let into = state.mergedInto { text(",\"mergedInto\":", into.text, &output) }
    if let origin = state.derivedFrom { text(",\"derivedFrom\":", origin.text, &output) }
    if let subject = state.subject { text(",\"subject\":", subject.text, &output) }
    if state.isSealed { output.append(contentsOf: ",\"sealed\":true".utf8) }
    if state.isRedacted { output.append(contentsOf: ",\"redacted\":true".utf8) }
    output.append(contentsOf: ",\"aliases\":[".utf8)
    for (index, alias) in state.aliases.enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      text("{\"system\":", alias.system, &output)
      text(",\"value\":", alias.value, &output)
      output.append(UInt8(ascii: "}"))
    }
    output.append(contentsOf: "],\"features\":{".utf8)
    var isFirst = true
    for name in state.features.keys.sorted() {
      guard let feature = state.features[name] else { continue }
      if !isFirst { output.append(UInt8(ascii: ",")) }
      isFirst = false
      JSON.write(name, to: &output)
      output.append(contentsOf: ":{".utf8)
      if let reading = feature.reported {
        output.append(contentsOf: "\"reported\":".utf8)
        write(reading, to: &output)
      }
      if let reading = feature.desired {
        if feature.reported != nil { output.append(UInt8(ascii: ",")) }
        output.append(contentsOf: "\"desired\":".utf8)
        write(reading, to: &output)
      }
      output.append(UInt8(ascii: "}"))
    }
    output.append(contentsOf: "}}".utf8)
  }

  private static func write(_ reading: SalusTwin.Reading, to output: inout [UInt8]) {
    output.append(contentsOf: "{\"value\":".utf8)
    reading.value.write(to: &output)
    if let unit = reading.unit { text(",\"unit\":", unit, &output) }
    text(",\"observed\":", reading.observed.description, &output)
    if reading.known != reading.observed {
      text(",\"known\":", reading.known.description, &output)
    }
    text(",\"recorded\":", reading.recorded.description, &output)
    if reading.quality != .good { text(",\"quality\":", reading.quality.text, &output) }
    text(",\"source\":", reading.source, &output)
    number(",\"event\":", reading.event, &output)
    output.append(UInt8(ascii: "}"))
  }

  private static func text(_ member: StaticString, _ value: String, _ output: inout [UInt8]) {
    member.withUTF8Buffer { output.append(contentsOf: $0) }
    JSON.write(value, to: &output)
  }

  private static func number(_ member: StaticString, _ value: Int64, _ output: inout [UInt8]) {
    member.withUTF8Buffer { output.append(contentsOf: $0) }
    output.append(contentsOf: String(value).utf8)
  }

  /// A page of twins: `twins`, `next` and `sequence`.
  ///
  /// - Parameter select: shows id, type, revision and these values only; empty for all.
  public static func bytes(_ found: Found<TwinState>, select: [FilterPath] = []) -> [UInt8] {
    var output: [UInt8] = Array("{\"twins\":[".utf8)
    for (index, state) in found.items.enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      if select.isEmpty {
        write(state, to: &output)
      } else {
        let shown: JSON = [
          "id": .string(state.id.text), "type": .string(state.type.text),
          "revision": .integer(state.revision),
          "values": .object(
            select.compactMap { path in
              state.value(at: path).map { JSON.Member(path.text, $0) }
            }),
        ]
        shown.write(to: &output)
      }
    }
    output.append(contentsOf: "],\"next\":".utf8)
    JSON(found.next?.text).write(to: &output)
    number(",\"sequence\":", found.sequence, &output)
    output.append(UInt8(ascii: "}"))
    return output
  }

  public static func json(_ entry: HistoryEntry) -> JSON {
    let reading = entry.reading
    var members: [JSON.Member] = [
      .init("feature", .string(entry.feature)), .init("value", reading.value),
      .init("observed", JSON(reading.observed)), .init("known", JSON(reading.known)),
      .init("recorded", JSON(reading.recorded)), .init("quality", .string(reading.quality.text)),
      .init("source", .string(reading.source)), .init("event", .integer(reading.event)),
    ]
    if let unit = reading.unit { members.append(.init("unit", .string(unit))) }
    if entry.isDesired { members.append(.init("desired", true)) }
    if let event = entry.supersededBy { members.append(.init("supersededBy", .integer(event))) }
    if entry.isRevoked { members.append(.init("revoked", true)) }
    if entry.isTainted { members.append(.init("tainted", true)) }
    return .object(members)
  }

  public static func json(_ event: Event) -> JSON {
    var members: [JSON.Member] = [
      .init("sequence", .integer(event.sequence)), .init("type", .string(event.type)),
      .init("twin", .string(event.twin.text)), .init("revision", .integer(event.revision)),
      .init("branch", .string(event.branch.text)), .init("valid", JSON(event.valid)),
      .init("known", JSON(event.known)), .init("recorded", JSON(event.recorded)),
      .init("actor", .string(event.actor)), .init("purpose", .string(event.purpose)),
      .init("source", .string(event.source)),
    ]
    if let cause = event.causation { members.append(.init("causation", .integer(cause))) }
    if event.isSealed { members.append(.init("sealed", true)) }
    if event.accepted + event.duplicate + event.corrected > 0 {
      members.append(.init("accepted", JSON(event.accepted)))
      members.append(.init("duplicate", JSON(event.duplicate)))
      members.append(.init("corrected", JSON(event.corrected)))
    }
    members.append(.init("payload", event.payload))
    members.append(.init("hash", .string(event.hash.description)))
    return .object(members)
  }

  public static func json(_ lineage: Lineage) -> JSON {
    [
      "steps": .array(
        lineage.steps.map { step in
          [
            "depth": JSON(step.depth), "event": json(step.event),
            "inputs": .array(step.inputs.map { .integer($0) }),
            "provenance": step.provenance?.json ?? .null, "tainted": .bool(step.isTainted),
          ]
        }), "cut": .bool(lineage.isCut),
    ]
  }

  public static func json(_ branch: BranchInfo) -> JSON {
    [
      "id": .string(branch.id.text), "parent": JSON(branch.parent?.text),
      "fork": .integer(branch.fork), "head": .integer(branch.head.sequence),
      "hash": .string(branch.head.hash.description), "status": .string(branch.status.rawValue),
      "purpose": .string(branch.purpose), "owner": .string(branch.owner),
      "seed": JSON(branch.seed), "expiry": JSON(branch.expiry), "depth": JSON(branch.depth),
    ]
  }

  public static func json(_ version: SalusTwin.Version) -> JSON {
    [
      "name": .string(version.name), "branch": .string(version.branch.text),
      "sequence": .integer(version.sequence), "hash": .string(version.hash.description),
      "author": .string(version.author), "message": .string(version.message),
      "recorded": JSON(version.recorded),
    ]
  }

  public static func json(_ patch: TwinPatch) -> JSON {
    [
      "twin": .string(patch.twin.text),
      "changes": .array(
        patch.changes.map {
          ["path": .string($0.path), "before": $0.before ?? .null, "after": $0.after ?? .null]
        }),
    ]
  }

  public static func json(_ conflict: MergeConflict) -> JSON {
    [
      "twin": .string(conflict.twin.text), "path": .string(conflict.path),
      "base": conflict.base ?? .null, "ours": conflict.ours ?? .null,
      "theirs": conflict.theirs ?? .null,
    ]
  }

  /// A type in short.
  public static func json(_ type: TwinType, isRegistered: Bool) -> JSON {
    [
      "id": .string(type.name.text), "title": JSON(type.displayName.text()),
      "kind": .string(type.kind.rawValue),
      "extends": .array(type.extends.map { .string($0.text) }),
      "dataClass": JSON(type.dataClass?.label), "registered": .bool(isRegistered),
    ]
  }
}
