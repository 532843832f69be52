import SalusAct
import SalusCore
import SalusTwin

/// What waits for somebody, in numbers.
public struct DutyCounts: Hashable, Sendable {
  /// Warnings that wait for a person.
  public var waiting: Int
  public var openOrders: Int
  public var lateOrders: Int
  public var plansWaiting: Int
  public var feedsTroubled: Int

  init(_ state: DutyState) {
    waiting = state.warnings.waiting.count
    openOrders = state.orders.open.count
    lateOrders = state.orders.all.count(where: \.isLate)
    plansWaiting = state.waitingPlan == nil ? 0 : 1
    feedsTroubled = state.feeds.troubled.count
  }

  var members: [JSON.Member] {
    [
      JSON.Member("waiting", JSON(waiting)), JSON.Member("openOrders", JSON(openOrders)),
      JSON.Member("lateOrders", JSON(lateOrders)),
      JSON.Member("plansWaiting", JSON(plansWaiting)),
      JSON.Member("feedsTroubled", JSON(feedsTroubled)),
    ]
  }
}

extension Station {
  /// What waits for somebody now.
  public func dutyCounts() throws -> DutyCounts { DutyCounts(try dutyState()) }
}

extension Reading {
  /// An event of warnings, orders or plans in words, and where to look; nil for any other.
  func dutyWords(_ event: Event) -> (String, link: String?)? {
    guard let state = try? dutyState() else { return nil }
    let who = Words.actor(event.actor, leads: true)
    if WarningEvent.types.contains(event.type) {
      let id = String(event.twin.text.dropFirst("warning:".count))
      guard let happened = try? WarningEvent(event), let warning = state.warnings[ID(id)] else {
        return nil
      }
      let link = "/watch/situation?warning=\(id)"
      switch happened {
      case .raised(let content, _):
        return ("Warning \(id), grade \(content.grade.numeral): \(content.headline)", link)
      case .updated(let content, _, let words):
        return ("Warning \(id), grade \(content.grade.numeral): \(words)", link)
      case .gone(let since):
        return ("Warning \(id): \(since == nil ? "evidence again" : "no evidence any more")", link)
      case .decided(let decision):
        return ("\(who): \(decision.verb.rawValue) \(id), \(warning.content.headline)", link)
      case .expired: return ("Warning \(id) expired: nobody decided in time", link)
      case .ended(let words, _): return ("Warning \(id) ended: \(words)", link)
      }
    }
    if event.type == OrderIssued.type, let order = try? OrderIssued(event).order {
      return (
        "Order \(order.id): \(Reading.words(order, state, event.valid))",
        "/watch/operations?order=\(order.id)"
      )
    }
    if Orders.types.contains(event.type), let step = try? OrderStep(event) {
      return ("Order \(step.order) \(step.words)", "/watch/operations?order=\(step.order)")
    }
    if NoticeEvent.types.contains(event.type), let happened = try? NoticeEvent(event) {
      let id = event.twin.text.dropFirst("notice:".count)
      switch happened {
      case .queued(let notice):
        return ("Notice \(id) to \(notice.recipient): \(notice.subject)", nil)
      case .sent: return ("Notice \(id) sent", nil)
      case .failed(let words, _): return ("Notice \(id) could not be sent: \(words)", nil)
      case .acknowledged: return ("Notice \(id) answered", nil)
      }
    }
    if event.type == Handover.type {
      return ("\(who) handed the shift over", "/watch/handover")
    }
    return nil
  }
}
