import SalusCore

/// The bytes in which a state is kept: equal states have equal bytes, on every store.
public enum StateCoding {
  /// All of a state but its id, revision and head, which stand beside it.
  public static func body(_ state: TwinState) -> [UInt8] {
    var output = PackedWriter(capacity: 64 + state.features.count * 48)
    output.append(byte: 1)
    output.append(state.type.description)
    output.append(byte: state.role.rawValue)
    output.append(byte: state.lifecycle.rawValue)
    var flags: UInt8 = state.isDeleted ? 1 : 0
    if state.mergedInto != nil { flags |= 2 }
    if state.derivedFrom != nil { flags |= 4 }
    if state.subject != nil { flags |= 8 }
    if state.isSealed { flags |= 16 }
    output.append(byte: flags)
    output.append(state.created)
    if let into = state.mergedInto { output.append(into.text) }
    if let origin = state.derivedFrom { output.append(origin.text) }
    if let subject = state.subject { output.append(subject.text) }
    output.append(UInt64(state.aliases.count))
    for alias in state.aliases {
      output.append(alias.system)
      output.append(alias.value)
    }
    let names = state.features.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    output.append(UInt64(names.count))
    var last = Last()
    for name in names {
      guard let feature = state.features[name] else { continue }
      output.append(name)
      output.append(byte: (feature.reported == nil ? 0 : 1) | (feature.desired == nil ? 0 : 2))
      if let reading = feature.reported { append(reading, after: &last, to: &output) }
      if let reading = feature.desired { append(reading, after: &last, to: &output) }
    }
    return output.bytes
  }

  /// Reads a body; throws where it was not written by `body`.
  public static func state(_ body: [UInt8], id: ID<Twin>, revision: Int64, head: Int64)
    throws(StateFault) -> TwinState
  {
    var input = PackedReader(body)
    guard try input.byte() == 1 else { throw PackedReader.cut }
    // It was a name when it was written.
    let type = TypeName(unchecked: try input.text())
    guard let role = Role(rawValue: try input.byte()),
      let lifecycle = Lifecycle(rawValue: try input.byte())
    else { throw PackedReader.cut }
    let flags = try input.byte()
    var state = TwinState(
      id: id, type: type, role: role, lifecycle: lifecycle, revision: revision, head: head,
      created: try input.integer(), isDeleted: flags & 1 != 0)
    if flags & 2 != 0 { state.mergedInto = ID(try input.text()) }
    if flags & 4 != 0 { state.derivedFrom = ID(try input.text()) }
    if flags & 8 != 0 { state.subject = ID(try input.text()) }
    state.isSealed = flags & 16 != 0
    for _ in 0..<(try input.count()) {
      let system = try input.text()
      state.aliases.append(Alias(system: system, value: try input.text()))
    }
    let count = try input.count()
    state.features.reserveCapacity(count)
    var last = Last()
    for _ in 0..<count {
      let name = try input.text()
      let which = try input.byte()
      var feature = Feature()
      if which & 1 != 0 { feature.reported = try reading(after: &last, &input) }
      if which & 2 != 0 { feature.desired = try reading(after: &last, &input) }
      state.features[name] = feature
    }
    guard input.isAtEnd else { throw PackedReader.cut }
    return state
  }

  /// What the reading before had, which the next most often shares.
  private struct Last {
    var observed: Int64 = 0
    var event: Int64 = 0
    var source = ""
  }

  private static func append(
    _ reading: Reading, after last: inout Last, to output: inout PackedWriter
  ) {
    let isSameSource = reading.source.utf8.elementsEqual(last.source.utf8)
    var flags = reading.quality.rawValue
    if reading.unit != nil { flags |= 4 }
    if isSameSource { flags |= 8 }
    output.append(byte: flags)
    output.append(reading.value)
    if let unit = reading.unit { output.append(unit) }
    if !isSameSource { output.append(reading.source) }
    output.append(reading.observed.microseconds &- last.observed)
    output.append(reading.known.microseconds &- reading.observed.microseconds)
    output.append(reading.recorded.microseconds &- reading.known.microseconds)
    output.append(reading.event &- last.event)
    last = Last(
      observed: reading.observed.microseconds, event: reading.event, source: reading.source)
  }

  private static func reading(after last: inout Last, _ input: inout PackedReader)
    throws(StateFault) -> Reading
  {
    let flags = try input.byte()
    guard let quality = Quality(rawValue: flags & 3) else { throw PackedReader.cut }
    let value = try input.json()
    let unit = flags & 4 != 0 ? try input.text() : nil
    let source = flags & 8 != 0 ? last.source : try input.text()
    let observed = last.observed &+ (try input.integer())
    let known = observed &+ (try input.integer())
    let recorded = known &+ (try input.integer())
    let event = last.event &+ (try input.integer())
    last = Last(observed: observed, event: event, source: source)
    return Reading(
      value: value, unit: unit, observed: Instant(microseconds: observed),
      known: Instant(microseconds: known), recorded: Instant(microseconds: recorded),
      quality: quality, source: source, event: event)
  }
}
