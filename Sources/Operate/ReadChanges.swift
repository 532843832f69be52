import SalusAnalyse
import SalusCore
import SalusTwin

/// What an event is about, by which clients choose what to listen to.
public enum Topic: String, Sendable, CaseIterable {
  case observations, detection, forecast, reproduction, `import`, warning, order, plan, demand
  case capacity, feed, job, other

  public init(_ type: String) {
    let noun = String(type.prefix { $0 != "." })
    switch noun {
    case "quarantine": self = .import
    case "notice": self = .warning
    case "beds", "staff", "stock", "vehicle", "facility", "unit", "item", "travel":
      self = .capacity
    default: self = Topic(rawValue: noun) ?? .other
    }
  }

  /// Where the address of what changed is.
  var reference: String? {
    switch self {
    case .observations, .import, .other: "/api/v1/summary"
    case .warning: "/api/v1/warnings"
    case .order: "/api/v1/operations"
    case .plan: "/api/v1/plans"
    case .demand: "/api/v1/demand"
    case .capacity: "/api/v1/capacity"
    case .feed: "/api/v1/feeds"
    case .job: "/api/v1/jobs"
    case .detection: "/api/v1/detections"
    case .forecast: "/api/v1/forecasts"
    case .reproduction: "/api/v1/reproduction"
    }
  }
}

extension Reading {
  private static let mostChanges = 20
  private static let mostEvents = 400

  /// The newest events in words, newest first; a file's batches are told as one.
  func changes(since: Int64?) throws -> [JSON] {
    let query = EventQuery(
      after: since ?? 0, through: version, limit: Reading.mostEvents, isDescending: true)
    let events = try journal.events(query).filter { event in
      view.known.map { event.known <= $0 } ?? true
    }
    var changes: [JSON] = []
    var told: Set<String> = []
    for event in events where changes.count < Reading.mostChanges {
      // Of many events about one thing only the newest is told.
      let group: String
      switch event.type {
      case PlaceRegistered.type, SignalRegistered.type, GeoMap.boundaryType, GeoMap.lineType,
        Facility.type, Unit.type, Item.type, Vehicle.type, TravelTable.type:
        group = "reference"
      case BedReport.type, StaffReport.type, StockCount.type, StockMove.type, VehicleReport.type:
        // What a table brought is told by its import, what an order did by the order.
        guard event.source == Station.manualSource else { continue }
        group = "\(event.sequence)"
      case StockReservation.type, StockRelease.type: continue
      // Who saw what is told by the audit; a type comes with the first twin that is of it.
      case "access.granted", "access.used", "access.denied", "access.closed", TypeRegistered.type,
        ProtoTwinRegistered.type:
        continue
      case let type where StateEvent.isState(type) || type.hasPrefix("relation."):
        group = event.twin.text
      case "import.started": continue
      // What a job wrote is told itself; that it failed is told by nothing else.
      case JobFinished.type where event.payload["state"]?.string != JobRun.State.failed.rawValue:
        continue
      case JobFinished.type:
        group = "job/\(event.twin.text)/\(event.payload["subject"]?.string ?? "")"
      case DemandEstimate.type: group = "demand"
      // The decision on the proposal, or the one that took its place, is told.
      case PlanDecided.Verb.superseded.eventType: continue
      case "observations.recorded": group = event.twin.text
      case "forecast.hindcast":
        group = "hindcast/\(event.payload["signal"]?.string ?? "")"
      case Reading.reproductionType:
        group = "reproduction/\(event.payload["signal"]?.string ?? "")"
      case "import.finished":
        told.insert(event.twin.text)
        group = "\(event.sequence)"
      default: group = "\(event.sequence)"
      }
      guard told.insert(group).inserted else { continue }
      changes.append(change(event))
    }
    return changes
  }

  private func change(_ event: Event) -> JSON {
    let topic = Topic(event.type)
    let (text, link) = told(event)
    return [
      "sequence": JSON(event.sequence), "recorded": JSON(event.recorded),
      "kind": .string(topic.rawValue), "text": .string(text), "link": JSON(link),
    ]
  }

  private func told(_ event: Event) -> (String, link: String?) {
    let body = event.payload
    let title = body["signal"]?.string.map { world.signal(ID($0))?.title ?? $0 }
    let file = body["file"]?.string
    func count(_ name: String) -> String { Words.number(body[name]?.double ?? 0) }
    switch event.type {
    case DetectionFinished.type:
      guard let run = try? DetectionFinished(event) else { break }
      let found = run.detections.count
      let text =
        "\(title ?? run.signal.text): \(Words.plural(found, "open detection")) "
        + "among \(Words.number(Double(run.series))) series"
      return (text, "/watch/signals?signal=\(run.signal)")
    case "forecast.issued", "forecast.hindcast":
      let kind = event.type == "forecast.issued" ? "Forecast" : "Hindcast"
      let date = body["referenceDate"]?.string.flatMap { CivilDate($0) }
      let text =
        "\(kind) of \(title ?? "a signal")"
        + (date.map { " for the week to \(Words.day($0, beside: event.valid.date))" } ?? "")
      return (text, body["signal"]?.string.map { "/watch/forecasts?signal=\($0)" })
    case Reading.reproductionType:
      let name = world.places[event.twin]?.name ?? event.twin.text
      let number = Reading.newest(event).flatMap { $0["mean"]?.double }.map(Words.ratio)
      return (
        "Reproduction number in \(name)" + (number.map { ": \($0)" } ?? ""), "/watch/situation"
      )
    case "import.finished":
      let text =
        "Import of \(file ?? title ?? "a file"): \(count("accepted")) accepted, "
        + "\(count("corrected")) corrected, \(count("quarantined")) quarantined"
      return (text, nil)
    case BedReport.type, StaffReport.type, StockCount.type, StockMove.type:
      guard let words = try? manualWords(event) else { break }
      return (words, "/watch/beds")
    case _ where FeedChanged.types.contains(event.type):
      guard let change = try? FeedChanged(event) else { break }
      return ("\(change.title): \(change.words)", "/watch/data")
    case Plan.type:
      guard let plan = try? Plan(event) else { break }
      let name = plan.amendments.isEmpty ? "Plan \(plan.id)" : "Plan \(plan.id), amended"
      return ("\(name): \(plan.sentence)", "/watch/allocation?plan=\(plan.id)")
    case PlanDecided.Verb.signed.eventType, PlanDecided.Verb.refused.eventType:
      guard let decided = try? PlanDecided(event) else { break }
      let reason = decided.reason.map { ": \($0)" } ?? ""
      let who = Words.actor(event.actor, leads: true)
      return (
        "\(who) \(decided.verb.rawValue) plan \(decided.plan)\(reason)",
        "/watch/allocation?plan=\(decided.plan)"
      )
    case DemandEstimate.type:
      return ("What will be needed, worked out anew", "/watch/demand")
    case JobFinished.type:
      guard let run = JobFinished.run(event) else { break }
      return ("\(run.job.title) failed: \(run.words)", "/watch/data")
    case Configuration.applied: return ("Another configuration is in force", nil)
    case "import.undone": return ("Import of \(file ?? "a file") undone", nil)
    case "quarantine.recorded": return ("Rows of \(file ?? "a file") quarantined", nil)
    case "example.advanced": return ("The example region moved on", nil)
    case "observations.recorded":
      return ((title ?? file).map { "New reports: \($0)" } ?? "New reports", nil)
    case PlaceRegistered.type, SignalRegistered.type, GeoMap.boundaryType, GeoMap.lineType:
      return ("Places, signals and boundaries registered", nil)
    case Facility.type, Unit.type, Item.type, Vehicle.type, TravelTable.type:
      return ("Hospitals, depots, items and vehicles registered", nil)
    default: if let told = dutyWords(event) { return told }
    }
    let words = event.type.split(separator: ".").joined(separator: " ")
    return (words.prefix(1).uppercased() + words.dropFirst(), nil)
  }

  /// A report by hand in words.
  private func manualWords(_ event: Event) throws -> String {
    let capacity = try capacity()
    func site(_ id: ID<Twin>) -> String { capacity.facilities[id]?.name ?? id.text }
    func title(_ id: ID<Item>) -> String { capacity.itemsByID[id]?.title ?? id.text }
    switch event.type {
    case BedReport.type:
      let report = try BedReport(event)
      let unit = capacity.unitsByID[report.unit]
      let name = unit.map { "\(site($0.hospital)), \($0.name)" } ?? report.unit.text
      return "\(name): \(report.occupied) of \(report.open) open beds occupied"
    case StaffReport.type:
      let report = try StaffReport(event)
      return "\(site(report.hospital)): \(report.onShift) "
        + "\(CapacityWords.title(report.group)) on shift"
    case StockCount.type:
      let count = try StockCount(event)
      let sum = count.lots.reduce(0) { $0 + $1.quantity }
      return "\(site(count.facility)): \(Amount(sum)) of \(title(count.item)) counted"
    default:
      let move = try StockMove(event)
      return "\(Amount(move.quantity)) of \(title(move.item)) moved from "
        + "\(move.from.map(site) ?? "outside") to \(move.to.map(site) ?? "use")"
    }
  }
}
