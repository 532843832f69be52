import SalusAnalyse
import SalusCore
import SalusNumerics
import SalusTwin

extension Station {
  /// Forecasts a signal as of a moment and keeps the forecast; asking again with the same inputs
  /// returns the stored one.
  ///
  /// The reference date is the first Saturday on or after the as-of date; for the newest view and
  /// for a sequence, on or after the day on which the newest visible value was published. It is
  /// issued where that date has not passed, and a hindcast otherwise.
  ///
  /// - Parameter reference: another Saturday instead.
  public func forecast(_ id: ID<Signal>, asOf: AsOf, reference: CivilDate? = nil) throws
    -> ForecastRecord
  {
    let world = try world(asOf)
    try Station.checkForecast(of: try signal(id, in: world))
    let panel = try panel(id, in: world)
    let input = ForecastInput(panel, asOf: asOf)
    let saturday = reference ?? Station.reference(for: asOf, panel: panel)
    let kind: ForecastRecord.Kind = saturday >= (try today()) ? .issued : .hindcast
    let forecaster = Forecaster()
    let seed = Station.seed(signal: id, reference: saturday)
    if let stored = try storedForecast(
      id, asOf: asOf, reference: saturday, seed: seed, sequence: panel.sequence)
    {
      return stored
    }
    let forecast = try forecaster.forecast(input, reference: saturday, seed: seed)
    let record = ForecastRecord(kind: kind, forecast: forecast)
    if journal.isWritable {
      _ = try journal.append(record.draft(actor: actor, source: "analyse/forecast"))
    }
    return record
  }

  /// Forecasts are made of weekly counts; daily series and shares are refused.
  static func checkForecast(of signal: Signal) throws(StationError) {
    guard signal.period == .week else {
      throw .input(
        "'\(signal.id)' is reported by the \(signal.period.rawValue); weekly counts can be forecast"
      )
    }
    guard signal.measure == .count else {
      throw .input(
        "'\(signal.id)' is a \(signal.measure.rawValue), no count; weekly counts can be forecast")
    }
  }

  static func reference(for asOf: AsOf, panel: Panel) -> CivilDate {
    switch asOf {
    case .date(let date): date.onOrAfter(.saturday)
    case .latest, .version: panel.known.date.onOrAfter(.saturday)
    }
  }

  /// FNV-1a (Fowler, Noll, Vo) of what the forecast is for, so that no journal position enters.
  static func seed(signal: ID<Signal>, reference: CivilDate) -> Seed {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in "\(signal)/\(reference)".utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }
    return Seed(hash)
  }

  private func storedForecast(
    _ id: ID<Signal>, asOf: AsOf, reference: CivilDate, seed: Seed, sequence: Int64
  ) throws -> ForecastRecord? {
    let query = EventQuery(
      types: ForecastRecord.eventTypes, twin: ID("signal:\(id)"), after: sequence)
    for event in try journal.events(query) where event.valid == Instant(startOf: reference) {
      let record = try ForecastRecord(event)
      let forecast = record.forecast
      if forecast.asOf == asOf, forecast.sequence == sequence, forecast.seed == seed,
        forecast.model == Forecaster.model, forecast.modelVersion == Forecaster.modelVersion
      {
        return record
      }
    }
    return nil
  }
}
