import SalusAnalyse
import SalusCore
import SalusExample
import SalusTwin

/// What each kind of job asks of the stages: the one place where the loop knows them.
extension Loop {
  func perform(_ job: Job, progress: @Sendable (Double) -> Void) throws -> JobOutcome {
    let settings = configuration
    switch job.kind {
    case .import:
      guard let takeIn = parts.takeIn else { return JobOutcome("no folders are watched") }
      return try takeIn()
    case .pull:
      guard let pull = parts.pull else { return JobOutcome("no feed can be fetched") }
      return try pull(job.subject)
    case .detect: return try station.detectInLoop(ID(job.subject), settings.models)
    case .reproduction:
      let id = ID<Signal>(job.subject)
      let count = try station.estimateReproduction(
        id, serialInterval: settings.serialInterval(of: id))
      return JobOutcome("\(job.subject): \(count) places estimated", read: [job.subject])
    case .forecast: return try station.forecastInLoop(ID(job.subject))
    case .orders, .warnings, .demand, .plan, .notices:
      return try performLater(job, settings)
    case .backup:
      let name = try station.makeBackup(keeping: settings.schedule.backups)
      return JobOutcome("the journal is copied to \(name)", made: [name])
    }
  }

  /// Stages behind the analysis.
  private func performLater(_ job: Job, _ settings: Configuration) throws -> JobOutcome {
    switch job.kind {
    case .warnings:
      _ = try parts.feeds?.review(at: station.loopTime())
      return JobOutcome("")
    case .notices:
      guard let send = parts.send else { return JobOutcome("") }
      return try send()
    default: return JobOutcome("")
    }
  }
}

extension Station {
  /// Lets the example region report one more day: its tables are written and taken in.
  func reportExampleDay(_ day: Int) throws {
    _ = try ExampleRegion.install(
      into: journal, seed: try exampleSeed(), through: day, directory: "\(directory)/example")
  }

  /// Looks for more than usual by the settings in force.
  func detectInLoop(_ id: ID<Signal>, _ models: ModelSettings) throws -> JobOutcome {
    let settings = models.signals[id]?.detection ?? models.detection
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
    guard let panel = try world(.latest).panel(id), let newest = panel.dates.last else {
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
