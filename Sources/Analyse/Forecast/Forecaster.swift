import Glibc
import SalusCore
import SalusNumerics
import SalusTwin

/// Forecasts weekly counts of all places of a signal together.
///
/// Several forecasters that fail in different ways are averaged level by level on the root scale:
/// boosted quantile trees (L), analogs (K) and a seasonal regression (R), pooled over places, and a
/// stochastic epidemic of each place (M), all refitted on the counts that the input holds. There is
/// no way in for later data.
public struct Forecaster: Sendable {
  public static let model = "salus"
  public static let modelVersion = "1"

  public var settings: ForecastSettings

  public init(settings: ForecastSettings = ForecastSettings()) {
    self.settings = settings
  }

  /// Quantiles for the weeks that end on the reference date and after it.
  ///
  /// Equal input, reference date, seed and settings give equal bytes on any number of threads.
  public func forecast(_ input: ForecastInput, reference: CivilDate, seed: Seed)
    throws(ForecastError) -> Forecast
  {
    let input = try checked(input)
    guard let newest = input.dates.last else { throw .empty(input.signal) }
    let lag = reference - newest
    guard lag > 0, lag % 7 == 0 else { throw .reference(reference, newest: newest) }
    guard lag / 7 <= settings.longestLag else {
      throw .stale(reference, newest: newest, weeks: settings.longestLag)
    }
    let horizons = (0..<settings.horizons).map { lag / 7 + $0 }
    let mixtures = mixtures(input, horizons: horizons, seed: seed)
    var locations: [Forecast.Location] = []
    var alone: [ID<Twin>] = []
    for (index, location) in input.locations.enumerated() {
      if let mixture = mixtures[index] {
        locations.append(mixture)
      } else if let quantiles = BaselineForecaster.forecast(
        counts: input.counts[index], horizons: horizons, seed: seed, index: index)
      {
        alone.append(location.id)
        locations.append(
          Forecast.Location(
            place: location.id, quantiles: quantiles.map(Forecaster.tidy), method: "baseline"))
      }
    }
    return Forecast(
      signal: input.signal, referenceDate: reference, newestData: newest, asOf: input.asOf,
      dates: (0..<settings.horizons).map { reference + 7 * $0 }, levels: QuantileLevels.hub,
      locations: locations, model: Forecaster.model, modelVersion: Forecaster.modelVersion,
      parameters: settings.parameters, seed: seed, sequence: input.sequence,
      caution: caution(input, forecast: locations.count, alone: alone, lag: lag / 7))
  }

  /// The input up to the newest week that at least half of the reporting places have told of.
  private func checked(_ input: ForecastInput) throws(ForecastError) -> ForecastInput {
    for (date, next) in zip(input.dates, input.dates.dropFirst()) where next - date != 7 {
      throw .notWeekly(input.signal)
    }
    for series in input.counts {
      if let index = series.firstIndex(where: { $0 < 0 }) {
        throw .negative(input.signal, input.dates[index])
      }
    }
    let weeks = input.dates.indices.last { week in
      let reporting = input.counts.filter { series in
        series[max(0, week - 7)...week].contains { !$0.isNaN }
      }.count
      let present = input.counts.filter { !$0[week].isNaN }.count
      return present > 0 && 2 * present >= reporting
    }
    guard let last = weeks else { throw .empty(input.signal) }
    var trimmed = input
    trimmed.dates = Array(input.dates[...last])
    trimmed.counts = input.counts.map { Array($0[...last]) }
    return trimmed
  }

  /// A mixture for each place that has what the learners need; nil for the others.
  private func mixtures(_ input: ForecastInput, horizons: [Int], seed: Seed)
    -> [Forecast.Location?]
  {
    let none = [Forecast.Location?](repeating: nil, count: input.locations.count)
    guard input.dates.count >= settings.leastWeeks else { return none }
    let features = WeeklyFeatures(input)
    let rows = TrainingRows(input, features: features, horizons: horizons)
    let counts = horizons.map { horizon in rows.horizons.count { $0 == horizon } }
    guard counts.allSatisfy({ $0 >= settings.leastRows }) else { return none }

    let boosted = BoostedComponent(
      rows, features: features, settings: settings.boosting, bags: settings.bags, seed: seed,
      threads: settings.threads)
    let epidemics = epidemics(input, weeks: horizons.max() ?? 1, seed: seed)
    let week = features.weeks - 1
    let neighbours = settings.neighbours
    // One list a horizon, in it a pair of quantiles (analogs, regression) a place.
    let local = Parallel.map(horizons.count, threads: settings.threads) { index in
      let analogs = AnalogComponent(
        rows, features: features, horizon: horizons[index],
        neighbours: min(neighbours, max(40, counts[index] / 4)))
      let ridge = RidgeComponent(rows, features: features, horizon: horizons[index])
      return input.locations.indices.map { place -> (analog: [Double]?, ridge: [Double]?) in
        guard features.isUsable(place: place, week: week) else { return (nil, nil) }
        let row = features.row(place: place, week: week)
        let near = analogs.neighbours(of: row)
        return (analogs.quantiles(near), ridge?.quantiles(of: row, near: near))
      }
    }
    return input.locations.indices.map { place in
      guard features.isUsable(place: place, week: week), let scale = features.scales[place]
      else { return nil }
      let row = features.row(place: place, week: week)
      let here = features.filled[place][week]
      func points(_ changes: [[Double]]) -> [[Double]] { changes.map { $0.map { here + $0 } } }
      let analogs = local.compactMap { $0[place].analog }
      let ridges = local.compactMap { $0[place].ridge }
      guard analogs.count == horizons.count, ridges.count == horizons.count else { return nil }
      var parts = [
        Mixture.Part(
          .trees, points(horizons.map { boosted.quantiles(of: row, horizon: $0) })),
        Mixture.Part(.analogs, points(analogs)), Mixture.Part(.regression, points(ridges)),
      ]
      if let epidemic = epidemics[place] {
        parts.append(
          Mixture.Part(.epidemic, horizons.map { epidemic[$0 - 1].map { scale.value($0) } }))
      }
      func counts(_ points: [[Double]]) -> [[Double]] {
        points.map { Forecaster.tidy($0.map { scale.count($0) }) }
      }
      return Forecast.Location(
        place: input.locations[place].id,
        quantiles: counts(Mixture.combine(parts, settings: settings)), method: "mixture",
        components: parts.map {
          Forecast.Component(name: $0.source.rawValue, quantiles: counts($0.points))
        })
    }
  }

  /// The stochastic epidemic's quantiles for each place, 1 … `weeks` after the newest date; nil for
  /// places with few cases, and for all where the mixture gives the epidemic no weight.
  private func epidemics(_ input: ForecastInput, weeks: Int, seed: Seed) -> [[[Double]]?] {
    guard Mixture.weight(of: .epidemic, settings) > 0 else {
      return [[[Double]]?](repeating: nil, count: input.locations.count)
    }
    return MechanisticForecaster.forecast(
      counts: input.counts, dates: input.dates,
      populations: input.locations.map { Double($0.population ?? 100_000) }, horizons: weeks,
      seed: seed, threads: settings.threads)
  }

  /// Rising, not negative, to three decimals: what is stored is what is shown and scored.
  static func tidy(_ quantiles: [Double]) -> [Double] {
    quantiles.map { (max(0, $0) * 1000).rounded() / 1000 }.sorted()
  }

  private func caution(_ input: ForecastInput, forecast: Int, alone: [ID<Twin>], lag: Int)
    -> String?
  {
    var reasons: [String] = []
    if alone.count == forecast {
      reasons.append(
        "the history of \(input.dates.count) weeks is too short for more than the last value and "
          + "its usual weekly changes")
    } else {
      if !alone.isEmpty {
        reasons.append(
          "\(alone.count) of \(forecast) places have too few recent values and follow their last "
            + "one")
      }
      if input.dates.count < 52 {
        reasons.append(
          "the history of \(input.dates.count) weeks holds no full year to learn the season from")
      }
    }
    if forecast < input.locations.count {
      reasons.append("\(input.locations.count - forecast) places have no values at all")
    }
    if lag > 2 { reasons.append("the newest data are \(lag) weeks old") }
    guard !reasons.isEmpty else { return nil }
    let text = reasons.joined(separator: "; ")
    return text.prefix(1).uppercased() + text.dropFirst()
  }
}
