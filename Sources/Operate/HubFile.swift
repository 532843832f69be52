import SalusAnalyse
import SalusCore
import SalusSense
import SalusTwin

extension Forecast {
  /// The forecast as a hubverse model-output file.
  ///
  /// Places go by their FIPS code, the United States by `US`, others by their id.
  ///
  /// - Parameter target: the hub's name of what is forecast; nil names it after the signal.
  public func hubFile(places: Places, target: String? = nil) -> [UInt8] {
    var tasks: [ForecastTask] = []
    for location in locations {
      let code = Forecast.hubCode(of: location.place, in: places)
      for (horizon, quantiles) in location.quantiles.enumerated() {
        tasks.append(
          ForecastTask(
            referenceDate: referenceDate, location: code, horizon: horizon,
            targetEndDate: dates[horizon], levels: levels, values: quantiles))
      }
    }
    return ForecastFile.csv(tasks, target: target ?? Forecast.hubTarget(of: signal))
  }

  static func hubCode(of id: ID<Twin>, in places: Places) -> String {
    places[id]?.codes["fips"] ?? HubLocation.code(of: id) ?? id.text
  }

  /// The target names of the CDC's hubs for the signals that they ask for; else the signal's own.
  static func hubTarget(of signal: ID<Signal>) -> String {
    for disease in ["flu", "covid", "rsv"] where signal.text.hasPrefix(disease) {
      return "wk inc \(disease) hosp"
    }
    return signal.text
  }

  /// Index of the level nearest to `level`.
  public func index(of level: Double) -> Int {
    levels.indices.min { abs(levels[$0] - level) < abs(levels[$1] - level) } ?? 0
  }
}

extension ForecastRecord {
  /// What was made, in one sentence.
  public var sentence: String {
    let word = kind == .issued ? "Forecast" : "Hindcast"
    return "\(word) of \(forecast.signal) for the week to \(forecast.referenceDate) and "
      + "\(forecast.dates.count - 1) more, \(forecast.locations.count) places, from data to "
      + "\(forecast.newestData) as of \(forecast.asOf)"
  }
}
