import SalusCore

/// The rules by which events make the state of a twin. Pure: the same events give the same state,
/// on every store and in every test.
public enum StateFold {
  /// The state after an event of the twin, as one who sees everything sees it.
  ///
  /// - Parameter state: the state before; nil where the twin was not made yet.
  /// - Returns: nil while the twin is not made.
  public static func apply(_ event: Event, to state: TwinState?) throws(StateFault) -> TwinState? {
    try apply(event, to: state, seen: .all, isRevoked: false, withdrawn: nil, strictly: true)
  }

  /// The state after an event, of which only what lies within bounds is taken.
  ///
  /// - Parameters:
  ///   - state: what the events before it made within the same bounds.
  ///   - sight: facts beyond it are left out. An event of which nothing is seen changes nothing.
  ///   - isRevoked: true where the event's source was revoked: it then says nothing but that a
  ///     twin was made.
  ///   - withdrawn: features of which a seen correction took back what this event says; nil where
  ///     the caller does not know of any later correction.
  ///   - strictly: throws for an event that cannot follow; otherwise it is passed over.
  public static func apply(
    _ event: Event, to state: TwinState?, seen sight: Sight, isRevoked: Bool,
    withdrawn: Set<String>?, strictly: Bool
  ) throws(StateFault) -> TwinState? {
    guard sight.sees(sequence: event.sequence), sight.sees(known: event.known) else {
      return state
    }
    let isNow = sight.sees(valid: event.valid)
    if event.type == StateEvent.created {
      guard isNow else { return state }
      if let state {
        guard !strictly else {
          throw state.isDeleted ? .gone(event.twin) : .existsAlready(event.twin)
        }
        return state
      }
      return try made(by: event, seen: sight, isRevoked: isRevoked, withdrawn: withdrawn)
    }
    guard var state else {
      guard !strictly || !StateEvent.isState(event.type) else {
        throw .unknownTwin(event.twin)
      }
      return nil
    }
    if strictly, state.isDeleted, StateEvent.isState(event.type) { throw .gone(event.twin) }
    let change = try Change(event)
    // A correction takes back what is seen even where it is itself dated later.
    if event.type == StateEvent.corrected, withdrawn == nil, !isRevoked {
      try demandReplacement(by: event, change, of: state, seen: sight)
    }
    guard isNow || change.values.contains(where: { sight.sees(valid: $0.observed) }) else {
      return state
    }
    state.revision = event.revision
    state.head = event.sequence
    guard !isRevoked, !event.isSealed else { return state }
    if isNow { try change.alter(&state) }
    for value in change.values where sight.sees(valid: value.observed) {
      guard !(withdrawn?.contains(value.name) ?? false) else { continue }
      let reading = value.reading(event)
      var feature = state.features[value.name] ?? Feature()
      if event.type == StateEvent.desired {
        if feature.desired.map({ reading.supersedes($0) }) ?? true { feature.desired = reading }
      } else if feature.reported.map({ reading.supersedes($0) }) ?? true {
        feature.reported = reading
      }
      state.features[value.name] = feature
    }
    return state
  }

  /// The state that a whole thread makes within bounds: the definition that every faster way must
  /// agree with.
  ///
  /// - Parameters:
  ///   - thread: all events of the twin, oldest first; later ones than the bounds may be there.
  ///   - revoked: for each revoked source the sequence of its revocation, within the bounds.
  public static func state(
    of thread: [Event], seen sight: Sight = .all, revoked: [String: Int64] = [:]
  ) throws(StateFault) -> TwinState? {
    var withdrawn: [Int64: Set<String>] = [:]
    for event in thread where event.type == StateEvent.corrected {
      guard let target = event.causation, sight.sees(sequence: event.sequence),
        sight.sees(known: event.known), !isRevoked(event, revoked), !event.isSealed
      else { continue }
      for name in try StatedValues.read(event.payload).keys {
        withdrawn[target, default: []].insert(name)
      }
    }
    var state: TwinState?
    for event in thread {
      state = try apply(
        event, to: state, seen: sight, isRevoked: isRevoked(event, revoked),
        withdrawn: withdrawn[event.sequence] ?? [], strictly: false)
    }
    return state
  }

  /// True where the event's source was revoked after it.
  public static func isRevoked(_ event: Event, _ revoked: [String: Int64]) -> Bool {
    guard !revoked.isEmpty, let end = revoked[event.source] else { return false }
    return event.sequence < end
  }

  /// Earliest and latest moment that the event speaks of: its own and those of its values.
  public static func span(_ event: Event) throws(StateFault) -> ClosedRange<Instant> {
    // A correction may take back what is older than itself.
    if event.type == StateEvent.corrected { return Instant.farPast...event.valid }
    var first = event.valid
    var last = event.valid
    if event.type == StateEvent.created || StateEvent.hasValues(event.type) {
      for value in try StatedValues.read(event.payload).values {
        guard let observed = value.observed else { continue }
        first = min(first, observed)
        last = max(last, observed)
      }
    }
    return first...last
  }

  /// True where the event would leave everything as it is: the same values from the same source,
  /// with no time of their own or the same times.
  ///
  /// - Parameters:
  ///   - draft: of type `twin.reported`, `twin.desired` or `twin.lifecycle`; others always change
  ///     something.
  public static func changesNothing(_ draft: Draft, _ state: TwinState) throws(StateFault) -> Bool {
    switch draft.type {
    case StateEvent.lifecycle:
      return draft.payload["state"]?.string == state.lifecycle.text
    case StateEvent.reported, StateEvent.desired:
      let values = try StatedValues.read(draft.payload)
      return values.allSatisfy { name, stated in
        let feature = state.features[name]
        let current = draft.type == StateEvent.desired ? feature?.desired : feature?.reported
        guard let current, current.value == stated.value, current.unit == stated.unit,
          current.quality == stated.quality, current.source == draft.source
        else { return false }
        guard let time = stated.observed ?? draft.valid else { return true }
        return time == current.observed && (draft.known.map { $0 == current.known } ?? true)
      }
    default: return false
    }
  }

  /// Throws where a correction takes back a reading that counts without giving one that counts
  /// instead: any earlier reading may then be the next.
  private static func demandReplacement(
    by event: Event, _ change: Change, of state: TwinState, seen sight: Sight
  ) throws(StateFault) {
    for value in change.values {
      guard let current = state.features[value.name]?.reported, current.event == event.causation
      else { continue }
      guard sight.sees(valid: value.observed), value.reading(event).supersedes(current) else {
        throw .needsHistory(event.twin)
      }
    }
  }

  private static func made(
    by event: Event, seen sight: Sight, isRevoked: Bool, withdrawn: Set<String>?
  ) throws(StateFault) -> TwinState {
    guard !event.isSealed else { return sealedMade(by: event) }
    let body = try TwinCreated(event.payload)
    var state = TwinState(
      id: event.twin, type: body.type, role: body.role, revision: event.revision,
      head: event.sequence, created: event.sequence, derivedFrom: body.derivedFrom,
      aliases: body.aliases.sorted(), subject: event.subject)
    guard !isRevoked else { return state }
    for (name, stated) in body.values where !(withdrawn?.contains(name) ?? false) {
      let value = Change.Value(name, stated, event)
      guard sight.sees(valid: value.observed) else { continue }
      state.features[name] = Feature(reported: value.reading(event))
    }
    return state
  }

  /// A twin of which only the header is known, since its making cannot be opened any more.
  private static func sealedMade(by event: Event) -> TwinState {
    TwinState(
      id: event.twin, type: .unknown, revision: event.revision, head: event.sequence,
      created: event.sequence, subject: event.subject, isSealed: true)
  }
}

extension StateEvent {
  /// True for events whose payload has a member `values` that is folded.
  static func hasValues(_ type: String) -> Bool {
    type == reported || type == desired || type == corrected || type == migrated
  }
}

extension Instant {
  /// Before every moment that can be told.
  public static let farPast = Instant(microseconds: .min)
}

extension TypeName {
  /// The type of a twin whose making cannot be opened.
  public static let unknown = TypeName(unchecked: "dtmi:salus:core:Unknown;1")
}

extension StateFold {
  /// The values that an event states, in name order, as readings.
  public static func readings(_ event: Event) throws(StateFault) -> [(String, Reading)] {
    guard event.type == StateEvent.created || StateEvent.hasValues(event.type), !event.isSealed
    else { return [] }
    return try StatedValues.read(event.payload)
      .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      .map { ($0.key, Change.Value($0.key, $0.value, event).reading(event)) }
  }
}
