import SalusCore

/// What one event says of a twin, read from its payload.
struct Change {
  /// Empty where the event's type has none.
  let values: [Value]
  private let event: Event

  /// A value with the time when it was so.
  struct Value {
    let name: String
    let stated: StatedValue
    let observed: Instant

    init(_ name: String, _ stated: StatedValue, _ event: Event) {
      self.name = name
      self.stated = stated
      observed = stated.observed ?? event.valid
    }

    func reading(_ event: Event) -> Reading {
      Reading(
        value: stated.value, unit: stated.unit, observed: observed, known: event.known,
        recorded: event.recorded, quality: stated.quality, source: event.source,
        event: event.sequence)
    }
  }

  init(_ event: Event) throws(StateFault) {
    self.event = event
    guard StateEvent.hasValues(event.type), !event.isSealed else {
      values = []
      return
    }
    guard let members = event.payload["values"]?.members else {
      guard event.payload["values"] == nil else {
        throw .unreadable("'values' is an object of feature names and values")
      }
      values = []
      return
    }
    var found: [Value] = []
    found.reserveCapacity(members.count)
    for member in members {
      found.append(Value(member.name, try StatedValue(reading: member.value), event))
    }
    values = found
  }

  /// Makes the changes that are no readings.
  func alter(_ state: inout TwinState) throws(StateFault) {
    switch event.type {
    case StateEvent.deleted: state.isDeleted = true
    case StateEvent.merged:
      guard let into = event.payload["into"]?.string, !into.isEmpty else {
        throw .unreadable("a merge names the twin that it goes into")
      }
      state.mergedInto = ID(into)
    case StateEvent.unmerged: state.mergedInto = nil
    case StateEvent.lifecycle:
      guard let word = event.payload["state"]?.string, let next = Lifecycle(word) else {
        throw .unreadable(
          "the lifecycle is one of unbound, bound, synchronised, stale, done")
      }
      state.lifecycle = next
    case StateEvent.migrated:
      guard let text = event.payload["type"]?.string, let type = TypeName(text) else {
        throw .unreadable("a migration names the new type")
      }
      state.type = type
      for name in event.payload["drops"]?.array ?? [] {
        if let name = name.string { state.features[name] = nil }
      }
    default: break
    }
  }
}
