import SalusCore
import SalusTwin

/// Which jobs an event calls for: a new report has its signal looked at, what was found has the
/// warnings looked at, and so on around the loop.
///
/// Pure: the loop follows the journal, so it makes no difference whether a report came by a feed,
/// by hand or from another verb.
struct Triggers: Sendable {
  /// Every signal, in order.
  var signals: [String] = []
  /// Weekly counts that are forecast, and daily counts whose reproduction number is estimated.
  var weekly: Set<String> = []
  var daily: Set<String> = []

  /// Types of the events that call for anything; others need not be read.
  static let types = [
    "observations.recorded", "import.undone", "detection.finished", "forecast.issued",
    "demand.estimated", "plan.proposed", "plan.signed", "plan.refused", "beds.reported",
    "staff.reported", "stock.counted", "stock.moved", "stock.reserved", "stock.released",
    "vehicle.reported", "order.issued", "order.bound", "order.sent", "order.started",
    "order.executed", "order.late", "order.cancelled", "warning.raised", "warning.updated",
    "warning.decided", "warning.expired", "warning.ended", "notice.queued", "feed.late",
    "feed.back", "feed.failing", "feed.silent", "signal.registered", "place.registered",
  ]

  func jobs(for event: Event) -> [Job] {
    switch event.type {
    case "observations.recorded": return report(event)
    case "import.undone":
      return signals.flatMap { analysis(of: $0, trigger: "an import was undone") }
    case "detection.finished": return [Job(.warnings, trigger: "detection ran")]
    case "forecast.issued": return [Job(.demand, trigger: "a new forecast")]
    case "demand.estimated":
      return [
        Job(.warnings, trigger: "a new estimate of demand"),
        Job(.plan, trigger: "a new estimate of demand"),
      ]
    case "beds.reported", "staff.reported", "stock.counted", "vehicle.reported":
      return [Job(.demand, trigger: words(event.type))]
    case "stock.moved":
      // Receipts of orders and single issues: the next estimate will see them; orders look now.
      return event.payload["order"]?.string == nil
        ? [Job(.demand, trigger: words(event.type))] : [Job(.orders, trigger: words(event.type))]
    case "plan.signed": return [Job(.orders, trigger: "a plan was signed")]
    case "order.issued", "order.bound", "order.sent", "order.started": return []
    case "order.executed", "order.cancelled":
      return [
        Job(.orders, trigger: words(event.type)), Job(.demand, trigger: words(event.type)),
      ]
    case "order.late", "feed.late", "feed.back", "feed.failing", "feed.silent":
      return [Job(.warnings, trigger: words(event.type))]
    case "warning.raised", "warning.updated", "warning.decided", "warning.expired",
      "warning.ended", "notice.queued":
      return [Job(.notices, trigger: words(event.type))]
    default: return []
    }
  }

  private func report(_ event: Event) -> [Job] {
    // A table with companion columns brings several signals at once.
    let names = (event.payload["signal"]?.string ?? "").split { $0 == "," || $0 == " " }
    return names.flatMap { name in
      let trigger = "new reports of \(name)"
      return analysis(of: String(name), trigger: trigger) + [Job(.demand, trigger: trigger)]
    }
  }

  /// Everything that a signal can be asked.
  func analysis(of signal: String, trigger: String) -> [Job] {
    var jobs = [Job(.detect, signal, trigger: trigger)]
    if daily.contains(signal) { jobs.append(Job(.reproduction, signal, trigger: trigger)) }
    if weekly.contains(signal) { jobs.append(Job(.forecast, signal, trigger: trigger)) }
    return jobs
  }

  private func words(_ type: String) -> String {
    type.split(separator: ".").joined(separator: " ")
  }
}
