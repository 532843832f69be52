import SalusAnalyse
import SalusCore
import SalusDecide
import SalusTwin

/// What each kind of job asks of the stages: the one place where the loop knows them.
extension Loop {
  func perform(_ job: Job, progress: @Sendable (Double) -> Void) throws -> JobOutcome {
    let settings = configuration
    switch job.kind {
    case .import: return takeIn()
    case .pull:
      guard let feeds = parts?.feeds else { return JobOutcome("there are no feeds") }
      return JobOutcome(
        try feeds.work(job.subject).map(\.words).joined(separator: "; "), read: [job.subject])
    case .feeds: return try reviewFeeds()
    case .detect: return try station.detectInLoop(ID(job.subject), settings.models)
    case .reproduction:
      let id = ID<Signal>(job.subject)
      let count = try station.estimateReproduction(
        id, serialInterval: settings.serialInterval(of: id))
      return JobOutcome("\(job.subject): \(count) places estimated", read: [job.subject])
    case .forecast: return try station.forecastInLoop(ID(job.subject))
    case .demand: return try station.demandInLoop(settings.demand)
    case .orders:
      let late = try station.reviewOrders(at: station.loopTime())
      return JobOutcome(
        late.isEmpty ? "" : "late: \(late.map(\.text).joined(separator: ", "))")
    case .warnings:
      let changed = try station.reviewWarnings(settings.warnings, at: station.loopTime())
      return JobOutcome(
        changed.isEmpty
          ? "no warning changed" : "changed: \(changed.map(\.text).joined(separator: ", "))")
    case .plan:
      guard let plan = try station.proposePlan(settings.plan) else {
        return JobOutcome("nothing is worth moving")
      }
      return JobOutcome("plan \(plan.id) stands: \(plan.moves.count) moves")
    case .notices: return try tell(settings)
    case .backup:
      let name = try station.makeBackup(keeping: settings.schedule.backups)
      return JobOutcome("the journal is copied to \(name)", made: [name])
    }
  }
}

extension Station {
  /// Computes what the coming days will need, where there are hospitals to need it.
  func demandInLoop(_ settings: DemandSettings) throws -> JobOutcome {
    do {
      let estimate = try estimateDemand(settings)
      return JobOutcome(
        "demand after \(estimate.day): \(estimate.rows.count) rows",
        read: ["everything to v\(estimate.sequence)"])
    } catch DemandError.noHospitals {
      return JobOutcome("no hospitals are registered")
    }
  }

  /// Looks for more than usual by the settings in force.
  func detectInLoop(_ id: ID<Signal>, _ models: ModelSettings) throws -> JobOutcome {
    let settings = models.detection(of: id)
    guard settings.isOn else { return JobOutcome("\(id) is not looked at") }
    do {
      let run = try detect(
        id, asOf: .latest, method: settings.method?.rawValue, preset: settings.preset?.rawValue)
      return JobOutcome(run.sentence, read: ["\(id) to v\(run.sequence)"])
    } catch StationError.nothingVisible {
      return JobOutcome("\(id) has no values yet")
    }
  }

  /// Forecasts a weekly count where its newest week is new; a week that was only corrected is not
  /// forecast again.
  func forecastInLoop(_ id: ID<Signal>) throws -> JobOutcome {
    guard let panel = try panels.panel(id, in: world(.latest), of: journal),
      let newest = panel.dates.last
    else {
      return JobOutcome("\(id) has no values yet")
    }
    let reference = Station.reference(for: .latest, panel: panel)
    let query = EventQuery(
      types: ForecastRecord.eventTypes, twin: ID("signal:\(id)"), limit: 1, isDescending: true)
    if let last = try journal.events(query).first?.payload,
      let known = last["newestData"]?.string.flatMap({ CivilDate($0) }), known >= newest,
      let date = last["referenceDate"]?.string.flatMap({ CivilDate($0) }), date >= reference
    {
      return JobOutcome("\(id): the week to \(newest) is forecast already")
    }
    do {
      _ = try forecast(id, asOf: .latest, reference: reference)
      return JobOutcome(
        "\(id): forecast from \(reference) on, by data to \(newest)",
        read: ["\(id) to v\(panel.sequence)"])
    } catch let error as ForecastError {
      // Too little history is no failure; the page says so.
      return JobOutcome("\(id) cannot be forecast: \(error)")
    }
  }
}
