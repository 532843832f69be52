import SalusAct
import SalusCore
import SalusTwin

extension Reading {
  /// The hand-over note of a shift.
  ///
  /// - Parameters:
  ///   - since: the journal stood there when the shift began; nil goes by `hours`.
  ///   - hours: length of the shift, up to now.
  ///   - zone: whose hours the note tells.
  public func handover(since: Int64?, hours: Double, zone: TimeZoneRules) throws -> Handover {
    let state = try dutyState()
    let now = try moment()
    var from = now + -hours * 3600
    var start: Int64 = 0
    var events: [Event] = []
    if let since {
      start = min(since, version)
      let types = DutyState.types + HandoverInput.types
      let first = EventQuery(types: types, through: start, limit: 1, isDescending: true)
      from = try journal.events(first).first?.valid ?? Instant(startOf: now.date)
      events = try shift(after: start)
    } else {
      // Events are in the order of their commit; what was known before the shift ends the search.
      var bound = version
      search: while bound > 0 {
        let query = EventQuery(
          types: HandoverInput.types, through: bound, limit: 500, isDescending: true)
        let part = try journal.events(query)
        for event in part {
          if event.known <= from {
            start = event.sequence
            break search
          }
          bound = event.sequence - 1
        }
        if part.isEmpty { break }
      }
      events = try shift(after: start)
    }
    var input = HandoverInput(
      from: from, to: now, fromSequence: start, toSequence: version, zone: zone)
    input.events = events
    input.warnings = state.warnings
    input.orders = state.orders
    input.notices = state.notices
    input.feeds = state.feeds
    input.waitingPlan = state.waitingPlan
    input.demand = state.demand
    let before = EventQuery(
      types: [DemandEstimate.type], through: start, limit: 1, isDescending: true)
    input.demandBefore = try journal.events(before).first.map { event in
      try DemandEstimate(event)
    }
    for place in state.places.all { input.names[place.id] = place.name }
    for facility in state.facilities.values { input.names[facility.id] = facility.name }
    for item in state.items.values { input.titles[item.id.text] = item.title }
    input.replan = try deviations().replan
    input.newestBeds = try newest(BedReport.type)
    input.newestStock = try [newest(StockCount.type), newest(StockMove.type)].compactMap { $0 }
      .max()
    let written = EventQuery(
      types: [Handover.type], through: version, limit: 5, isDescending: true)
    input.written = try journal.events(written).filter { $0.sequence > start }.reversed().map {
      Handover.Signature(at: $0.valid, actor: $0.actor, note: $0.payload["note"]?.string)
    }
    return Handover(input)
  }

  private func shift(after start: Int64) throws -> [Event] {
    let query = EventQuery(types: HandoverInput.types, after: start, through: version)
    return try journal.events(query).filter { event in
      view.known.map { event.known <= $0 } ?? true
    }
  }

  private func newest(_ type: String) throws -> Instant? {
    let query = EventQuery(types: [type], through: version, limit: 1, isDescending: true)
    return try journal.events(query).first?.valid
  }

  /// The note as an answer.
  public func handoverAnswer(since: Int64?, hours: Double, zone: TimeZoneRules) throws -> JSON {
    let note = try handover(since: since, hours: hours, zone: zone)
    return .object(stamp + (note.json(in: zone).members ?? []))
  }
}

extension Handover {
  /// The note as answers have it, without the version.
  public func json(in rules: TimeZoneRules) -> JSON {
    [
      "from": JSON(from), "to": JSON(to), "fromSequence": JSON(fromSequence),
      "toSequence": JSON(toSequence), "headline": .string(headline),
      "sections": .array(
        sections.map { section in
          [
            "id": .string(section.kind.rawValue), "title": .string(section.kind.title),
            "items": .array(
              section.items.map { item in
                [
                  "words": .string(item.words),
                  "link": item.link.map { link in
                    [
                      "screen": .string(link.screen),
                      "query": .object([JSON.Member(link.name, .string(link.value))]),
                    ]
                  } ?? .null, "at": JSON(item.at),
                ]
              }),
          ]
        }), "text": .string(text(in: rules)),
      "written": .array(
        written.map { signature in
          [
            "at": JSON(signature.at), "actor": .string(signature.actor),
            "note": JSON(signature.note),
          ]
        }),
    ]
  }
}
