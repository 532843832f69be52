import SalusCore
import SalusTwin

/// Turns late orders and troubled feeds into causes: one for each plan, and one for each feed.
struct DutyCauses {
  let evidence: Evidence
  let settings: WarningSettings

  func cases() -> [WarningCase] { orders() + feeds() }

  private func orders() -> [WarningCase] {
    let plans = Set(evidence.lateOrders.map(\.plan)).sorted()
    return plans.compactMap { plan in
      let late = evidence.lateOrders.filter { $0.plan == plan }
        .sorted { ($0.due, $0.id) < ($1.due, $1.id) }
      guard let oldest = late.first else { return nil }
      let targets = Set(late.map(\.to))
      let place = targets.count == 1 ? oldest.to : evidence.top
      let hours = (evidence.now - oldest.due) / 3600
      let told = late.map { order in
        "\(order.id) (\(Words.goods(order.remaining, evidence.title(of: order.item.text))) to "
          + "\(evidence.name(of: order.to)), due \(Words.moment(order.due)))"
      }
      return WarningCase(
        what: .order, group: plan.text, place: place, placeName: evidence.name(of: place),
        level: evidence.level(of: place), since: oldest.due.date, day: evidence.day,
        grade: hours >= settings.lateOrderHours ? .third : .fourth,
        headline: "\(Words.plural(late.count, "order")) of \(plan) "
          + (late.count == 1 ? "is late" : "are late"),
        words: "Due and not received: \(Words.list(told, most: 4)).",
        sourceClasses: [], members: late.map(\.id.text))
    }
  }

  private func feeds() -> [WarningCase] {
    evidence.feeds.sorted { $0.feed < $1.feed }.map { feed in
      let isGrave = feed.state == .silent || feed.state == .failing
      let state =
        feed.state == .late ? "is late" : feed.state == .silent ? "is silent" : "is failing"
      var words = Words.capital(feed.words)
      if !words.hasSuffix(".") { words += "." }
      if !feed.affects.isEmpty { words += " It feeds \(Words.list(feed.affects))." }
      return WarningCase(
        what: .feed, group: feed.feed, place: evidence.top,
        placeName: evidence.name(of: evidence.top), level: evidence.level(of: evidence.top),
        since: feed.due?.date ?? evidence.day, day: evidence.day,
        grade: isGrave ? .third : .fourth, headline: "The feed \(feed.title) \(state)",
        words: words, sourceClasses: [], members: [feed.feed])
    }
  }
}
