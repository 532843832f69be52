import SalusCore
import SalusTwin

/// What stands at the end of the shift, and what comes.
struct HandoverAhead {
  let input: HandoverInput

  init(_ input: HandoverInput) {
    self.input = input
  }

  private static let aheadHours = 24.0
  private static let staleBeds = 24.0
  private static let staleStock = 7 * 24.0

  private var now: Instant { input.to }

  private var waiting: [Warning] { ordered(input.warnings.waiting) }

  private var late: [Order] {
    input.orders.all.filter(\.isLate).sorted { ($0.due, $0.id) < ($1.due, $1.id) }
  }

  private func ordered(_ warnings: [Warning]) -> [Warning] {
    warnings.sorted { ($0.grade.rawValue, $0.sequence) < ($1.grade.rawValue, $1.sequence) }
  }

  var headline: String {
    var parts: [String] = []
    if let gravest = waiting.first {
      let verb = waiting.count == 1 ? "waits" : "wait"
      parts.append(
        "\(Words.plural(waiting.count, "warning")) \(verb) for a decision, "
          + "the gravest of grade \(gravest.grade.numeral)")
    } else {
      let open = input.warnings.all.count(where: \.isOpen)
      parts.append(
        open == 0
          ? "no warning is open"
          : "no warning waits; \(Words.plural(open, "warning")) stay\(open == 1 ? "s" : "") open")
    }
    if let plan = input.waitingPlan {
      parts.append(
        "plan \(plan.id) with \(Words.plural(plan.moves.count, "move")) waits for a signature")
    }
    let open = input.orders.open.count
    if open > 0 {
      parts.append(
        late.isEmpty
          ? "\(Words.plural(open, "order")) \(open == 1 ? "is" : "are") under way, none late"
          : "\(late.count) of \(Words.plural(open, "open order")) "
            + "\(late.count == 1 ? "is" : "are") late")
    }
    let troubled = input.feeds.troubled.count
    if troubled > 0 {
      parts.append(
        "\(Words.plural(troubled, "feed")) \(troubled == 1 ? "is" : "are") in trouble")
    }
    return Words.capital(parts.joined(separator: "; ")) + "."
  }

  var open: [Handover.Item] {
    var items = waiting.map { warning in
      let expires = warning.expires.map { ", waits until \(input.moment($0))" } ?? ""
      return Handover.Item(
        "[\(warning.grade.numeral)] \(warning.id) \(warning.content.headline)\(expires)."
          // What this shift saw for the first time is told under what changed.
          + (warning.raised > input.from ? "" : " \(warning.content.words)"),
        at: warning.raised, link: Handover.Link("situation", "warning", warning.id.text))
    }
    if let plan = input.waitingPlan {
      items.append(
        Handover.Item(
          "Plan \(plan.id) waits for a signature: \(Words.plural(plan.moves.count, "move")). "
            + plan.sentence,
          at: plan.made, link: Handover.Link("allocation", "plan", plan.id.text)))
    }
    items += late.map { order in
      let minutes = order.lateMinutes(at: now) ?? 0
      return Handover.Item(
        "\(order.id) is \(Deviations.span(minutes)) late: \(goods(order)), "
          + "\(order.executor.map { "with \($0)" } ?? "nobody bound").",
        at: order.due, link: Handover.Link("operations", "order", order.id.text))
    }
    if let replan = input.replan {
      items.append(Handover.Item(replan, link: Handover.Link("operations", "show", "deviations")))
    }
    let settled = ordered(input.warnings.all.filter { $0.isOpen && !$0.state.isWaiting })
    items += settled.map { warning in
      let by = warning.decisions.last { Warning.Verb(rawValue: $0.verb) != nil }?.actor
      let until = warning.until.map { " until \(input.moment($0))" } ?? ""
      return Handover.Item(
        "[\(warning.grade.numeral)] \(warning.id) \(warning.content.headline): "
          + "\(warning.state.rawValue)\(until)\(by.map { " by \(Words.actor($0))" } ?? "").",
        at: warning.raised, link: Handover.Link("situation", "warning", warning.id.text))
    }
    return items
  }

  /// `12 ventilators for St Mary`.
  private func goods(_ order: Order) -> String {
    "\(input.goods(order.remaining, order.item)) for \(input.name(order.to))"
  }

  var next: [Handover.Item] {
    let until = now + HandoverAhead.aheadHours * 3600
    var items: [Handover.Item] = []
    for order in input.orders.open where !order.isLate && order.due <= until {
      items.append(
        Handover.Item(
          "\(input.moment(order.due)): \(order.id) is due, \(goods(order)).", at: order.due,
          link: Handover.Link("operations", "order", order.id.text)))
    }
    for warning in input.warnings.all where !warning.isOver {
      let link = Handover.Link("situation", "warning", warning.id.text)
      if warning.state.isWaiting, let expires = warning.expires, expires <= until {
        items.append(
          Handover.Item(
            "\(input.moment(expires)): \(warning.id) expires unless somebody decides.",
            at: expires, link: link))
      }
      if warning.state == .shelved, let back = warning.until, back <= until {
        items.append(
          Handover.Item(
            "\(input.moment(back)): \(warning.id) comes back from the shelf.", at: back,
            link: link))
      }
    }
    for notice in input.notices.all where notice.standing(at: now) == "held" {
      guard let held = notice.notBefore else { continue }
      items.append(
        Handover.Item(
          "\(input.moment(held)): a notice to \(notice.recipient) goes out (\(notice.subject)).",
          at: held))
    }
    items.sort { ($0.at ?? now, $0.words) < ($1.at ?? now, $1.words) }
    return items + breaches
  }

  /// Shortages as likely as not, the soonest first.
  private var breaches: [Handover.Item] {
    guard let demand = input.demand else { return [] }
    let rows = demand.rows.filter { !$0.isCumulative && ($0.breach?.probability ?? 0) >= 0.5 }
      .sorted { left, right in
        let a = left.breach?.date ?? .last
        let b = right.breach?.date ?? .last
        return a != b ? a < b : (left.site, left.resource) < (right.site, right.resource)
      }
    return rows.prefix(6).compactMap { row in
      guard let breach = row.breach, let capacity = row.capacity else { return nil }
      return Handover.Item(
        "\(Words.day(breach.date)): \(Words.inSentence(input.title(row.resource))) at "
          + "\(input.name(row.site)) are likely to exceed \(Words.number(capacity)) "
          + "(\(Words.chances(breach.probability)); estimate of \(Words.day(demand.day))).",
        at: Instant(startOf: breach.date),
        link: Handover.Link("demand", "site", row.site.text))
    }
  }

  var data: [Handover.Item] {
    var items = input.feeds.troubled.map { feed in
      let last = feed.last.map { ", last report \(input.moment($0))" } ?? ""
      var words = Words.capital(feed.words)
      if words.hasSuffix(".") { words.removeLast() }
      return Handover.Item(
        "\(feed.title): \(words)\(last).", link: Handover.Link("data", "feed", feed.feed))
    }
    for feed in input.feeds.feeds.keys.sorted() where input.feeds.feeds[feed]?.isPaused == true {
      items.append(
        Handover.Item("The feed \(feed) is paused.", link: Handover.Link("data", "feed", feed)))
    }
    let failed = input.notices.all.filter { $0.state == .failed }
    if let last = failed.last {
      let again = last.nextTry.map { ", tried again \(input.moment($0))" } ?? ""
      items.append(
        Handover.Item(
          "\(Words.plural(failed.count, "notice")) could not be sent: \(last.words)\(again)."))
    }
    items += age("Beds were", input.newestBeds, stale: HandoverAhead.staleBeds)
    items += age("Stock was", input.newestStock, stale: HandoverAhead.staleStock)
    return items
  }

  private func age(_ subject: String, _ newest: Instant?, stale: Double) -> [Handover.Item] {
    guard let newest else { return [] }
    let hours = max(0, (now - newest) / 3600)
    let age = hours < 48 ? Words.plural(Int(hours), "hour") : Words.plural(Int(hours / 24), "day")
    return [
      Handover.Item(
        "\(subject) last reported \(input.moment(newest)), \(age) ago"
          + (hours > stale ? ": that is too old." : "."), at: newest)
    ]
  }
}
