import Glibc
import SalusAnalyse
import SalusCore
import SalusNumerics
import SalusTwin

/// Seasonal counts of made-up places, to forecast from.
enum ForecastSample {
  /// The Saturday that ends the first week.
  static let start = CivilDate(days: 19_000).onOrAfter(.saturday)

  /// - Parameters:
  ///   - weeks: length of every series.
  ///   - places: parts; one aggregate named `all` is added to them.
  static func input(weeks: Int, places: Int) -> ForecastInput {
    var stream = Stream(17, .test)
    let dates = (0..<weeks).map { start + 7 * $0 }
    var locations: [ForecastInput.Location] = []
    var counts: [[Double]] = []
    var total = [Double](repeating: 0, count: weeks)
    for place in 0..<places {
      let size = 50_000 * (1 + place % 5)
      var series: [Double] = []
      var noise = 0.0
      for week in 0..<weeks {
        noise = 0.8 * noise + 0.2 * (stream.uniform() - 0.5)
        let season = cos(2 * Double.pi * Double(week - 20 - place % 4) / 52)
        let mean = Double(size) / 1000 * exp(1.2 * season + noise - 1)
        series.append(Double(stream.poisson(mean)))
        total[week] += series[week]
      }
      locations.append(
        ForecastInput.Location(id: ID("p\(place)"), population: size, region: "\(place % 3)"))
      counts.append(series)
    }
    locations.append(ForecastInput.Location(id: ID("all"), population: nil, isAggregate: true))
    counts.append(total)
    return ForecastInput(
      signal: ID("cases"), locations: locations, dates: dates, counts: counts, sequence: 42)
  }

  /// A forecaster small enough for a debug build, without the epidemic of each place.
  static func quick(threads: Int = 2) -> Forecaster {
    var settings = ForecastSettings()
    settings.boosting.trees = 4
    settings.bags = 1
    settings.weights = [1, 1, 1, 0]
    settings.threads = threads
    return Forecaster(settings: settings)
  }
}
