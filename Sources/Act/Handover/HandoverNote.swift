import SalusCore
import SalusTwin

extension Handover {
  /// Writes the note: sentences, the gravest first, numbers with their age.
  public init(_ input: HandoverInput) {
    let past = HandoverPast(input)
    let ahead = HandoverAhead(input)
    from = input.from
    to = input.to
    fromSequence = input.fromSequence
    toSequence = input.toSequence
    zone = input.zone.name
    written = input.written
    headline = ahead.headline
    sections = [
      Section(kind: .changed, items: past.changed),
      Section(kind: .decided, items: past.decided),
      Section(kind: .open, items: ahead.open),
      Section(kind: .next, items: ahead.next),
      Section(kind: .data, items: ahead.data + past.imports),
    ]
  }
}

/// What the shift's events say.
struct HandoverPast {
  private(set) var changed: [Handover.Item] = []
  private(set) var decided: [Handover.Item] = []
  private(set) var imports: [Handover.Item] = []
  private let input: HandoverInput

  init(_ input: HandoverInput) {
    self.input = input
    var graded: [(grade: Int, sequence: Int64, item: Handover.Item)] = []
    var received: [String] = []
    var bound: [String] = []
    var told: [Handover.Item] = []
    var quarantined = 0.0
    var files = 0
    for event in input.events {
      if WarningEvent.types.contains(event.type) {
        if let told = warning(event) {
          switch told {
          case .changed(let grade, let item): graded.append((grade, event.sequence, item))
          case .decided(let item): decided.append(item)
          }
        }
      } else if event.type == "order.executed", let step = try? OrderStep(event),
        let order = input.orders[step.order]
      {
        received.append(
          "\(input.goods(step.quantity ?? 0, order.item)) at \(input.name(order.to)) "
            + "(\(order.id))")
      } else if Orders.types.contains(event.type) {
        // What field systems report happened; only people decide.
        if !Words.isProgram(event.actor) {
          if let item = order(event) { decided.append(item) }
        } else if let step = try? OrderStep(event), step.verb == .bound {
          bound.append("\(step.order) to \(step.executor ?? "nobody")")
        } else if let item = order(event) {
          told.append(item)
        }
      } else if PlanThread.eventTypes.contains(event.type) {
        if let item = plan(event) { decided.append(item) }
      } else if event.type == "import.finished" {
        let refused = event.payload["quarantined"]?.double ?? 0
        if refused > 0 {
          quarantined += refused
          files += 1
        }
      }
    }
    graded.sort { ($0.grade, $0.sequence) < ($1.grade, $1.sequence) }
    changed = graded.map(\.item) + outlook() + told
    if !bound.isEmpty {
      changed.append(
        Handover.Item(
          "Bound as field systems report: \(Words.list(bound, most: 6)).",
          link: Handover.Link("operations", "state", "open")))
    }
    if !received.isEmpty {
      changed.append(
        Handover.Item(
          "Received: \(Words.list(received, most: 6)).",
          link: Handover.Link("operations", "state", "done")))
    }
    if files > 0 {
      imports.append(
        Handover.Item(
          "\(Words.number(quarantined)) rows of \(Words.plural(files, "file")) were quarantined.",
          link: Handover.Link("data", "show", "quarantine")))
    }
  }

  private enum Told {
    case changed(Int, Handover.Item)
    case decided(Handover.Item)
  }

  private func warning(_ event: Event) -> Told? {
    let id = ID<Warning>(String(event.twin.text.dropFirst("warning:".count)))
    guard let happened = try? WarningEvent(event), let warning = input.warnings[id] else {
      return nil
    }
    let link = Handover.Link("situation", "warning", id.text)
    let grade = warning.grade
    func change(_ words: String) -> Told {
      .changed(grade.rawValue, Handover.Item(words, at: event.valid, link: link))
    }
    switch happened {
    case .raised(let content, _):
      return change(
        "[\(content.grade.numeral)] \(id) \(content.headline). \(content.words)")
    case .updated(let content, let expires, let words):
      guard expires != nil else { return nil }
      return change("[\(content.grade.numeral)] \(id) waits again: \(words). \(content.headline).")
    case .gone: return nil
    case .expired:
      return change("\(id) expired: nobody decided in time (\(warning.content.headline)).")
    case .ended(let words, _): return change("\(id) ended: \(words).")
    case .decided(let decision):
      let who = Words.actor(event.actor, leads: true)
      var words =
        "\(who) \(HandoverPast.past(decision.verb)) \(id) [\(grade.numeral)] "
        + Words.inSentence(warning.content.headline)
      if let until = decision.until { words += ", until \(input.moment(until))" }
      if let reason = decision.reason { words += ": \(reason.words)" }
      if let note = decision.note, !note.isEmpty { words += " (\(note))" }
      return .decided(Handover.Item(words + ".", at: event.valid, link: link))
    }
  }

  static func past(_ verb: Warning.Verb) -> String {
    switch verb {
    case .confirm: "confirmed"
    case .watch: "keeps watch on"
    case .shelve: "shelved"
    case .dismiss: "dismissed"
    case .acknowledge: "has seen"
    }
  }

  private func order(_ event: Event) -> Handover.Item? {
    guard let step = try? OrderStep(event), let order = input.orders[step.order] else { return nil }
    let link = Handover.Link("operations", "order", order.id.text)
    let who = Words.actor(event.actor, leads: true)
    switch step.verb {
    case .bound:
      return Handover.Item(
        "\(who) bound \(order.id) to \(step.executor ?? "nobody").", at: event.valid,
        link: link)
    case .cancelled:
      let note = step.note.map { ": \($0)" } ?? ""
      return Handover.Item(
        "\(who) cancelled \(order.id)\(note).", at: event.valid, link: link)
    case .sent, .started, .executed, .late: return nil
    }
  }

  private func plan(_ event: Event) -> Handover.Item? {
    guard let decision = try? PlanDecided(event), decision.verb != .superseded else { return nil }
    let orders = input.orders.all.count { $0.plan == decision.plan }
    var words =
      "\(Words.actor(event.actor, leads: true)) \(decision.verb.rawValue) plan \(decision.plan)"
    if decision.verb == .signed, orders > 0 { words += ": \(Words.plural(orders, "order"))" }
    if let reason = decision.reason, !reason.isEmpty { words += " (\(reason))" }
    return Handover.Item(
      words + ".", at: event.valid, link: Handover.Link("allocation", "plan", decision.plan.text))
  }

  /// How the outlook for the region moved in the shift.
  private func outlook() -> [Handover.Item] {
    guard let demand = input.demand else { return [] }
    return ["icu-beds", "ventilator", "ward-beds"].compactMap { resource in
      guard let row = demand.totals.first(where: { $0.resource == resource }),
        row.peak.count >= 20
      else { return nil }
      var words =
        "\(input.title(resource)): the peak is expected at "
        + "\(HandoverPast.range(row.peak)) around \(Words.day(row.peakDate))"
      if let before = input.demandBefore?.totals.first(where: { $0.resource == resource }),
        before.peak.count >= 20, input.demandBefore?.event != demand.event
      {
        words += ", \(Words.number(((before.peak[9] + before.peak[10]) / 2).rounded())) before"
      }
      if let capacity = row.capacity { words += "; \(Words.number(capacity)) are there" }
      words += " (estimate of \(Words.day(demand.day)))."
      return Handover.Item(words, link: Handover.Link("demand", "resource", resource))
    }
  }

  /// `31 (22–44)`.
  static func range(_ peak: [Double]) -> String {
    let middle = ((peak[9] + peak[10]) / 2).rounded()
    return "\(Words.number(middle)) (\(Words.number(peak[0].rounded()))–"
      + "\(Words.number(peak[19].rounded())))"
  }
}
