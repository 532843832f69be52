import SalusAct
import SalusCore
import SalusExample
import SalusTwin

extension Reading {
  /// The folds of warnings, notices and orders as the reading sees them.
  func dutyState() throws -> DutyState {
    if let kept = keptDuty() { return kept }
    let state: DutyState
    if view.known == nil, let duty {
      state = try duty.current(journal, through: version)
    } else {
      var fresh = DutyState()
      try fresh.advance(journal, at: view, through: min(view.sequence ?? version, version))
      state = fresh
    }
    keep(state)
    return state
  }

  /// The moment that the reading speaks of: the end of the day asked for, the example region's
  /// day, else the newest event.
  func moment() throws -> Instant {
    if let known = view.known { return known }
    let example = EventQuery(
      types: [ExampleRegion.advanced], through: version, limit: 1, isDescending: true)
    let newest = EventQuery(types: DutyState.types, through: version, limit: 1, isDescending: true)
    if let day = try journal.events(example).first?.payload["date"]?.string
      .flatMap({ CivilDate($0) })
    {
      // What was decided on the day may be told with a later clock.
      return max(Instant(startOf: day), try journal.events(newest).first?.valid ?? .beginning)
    }
    let last = EventQuery(through: version, limit: 1, isDescending: true)
    return try journal.events(last).first?.recorded ?? .beginning
  }

  /// `id` and `name` of a facility or place.
  static func ref(_ id: ID<Twin>, _ state: DutyState) -> JSON {
    ["id": .string(id.text), "name": .string(state.name(of: id))]
  }

  /// A page of a list, and the id after which the next one goes on.
  static func page<Element>(
    _ all: [Element], limit: Int, cursor: String?, id: (Element) -> String
  ) throws(ReadError) -> (page: ArraySlice<Element>, next: String?) {
    var start = 0
    if let cursor {
      guard let index = all.firstIndex(where: { id($0) == cursor }) else {
        throw .bad(parameter: "cursor", value: cursor, accepted: "the 'next' of the answer before")
      }
      start = index + 1
    }
    let page = all[start...].prefix(limit)
    return (page, start + page.count < all.count ? page.last.map(id) : nil)
  }
}
