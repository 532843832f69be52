import SalusCore
import SalusNumerics

/// The usual winter illness: for each season from July to June a stochastic SEIR in the districts,
/// milder or sharper by chance. It gives the archive its history and the new outbreak its noise.
struct SeasonalIllness: Sendable {
  private let seed: Seed
  private let populations: [Int]
  /// By season (the year in which it begins): onsets, day-major, districts inside.
  private var onsets: [Int: [Int]] = [:]

  private static let days = 365
  private static let susceptibleShare = 0.55
  private static let mixing = 0.2
  private static let latent = RealityParameters.risk(1.8)
  private static let healing = RealityParameters.risk(3.0)

  init(_ seed: Seed, populations: [Int]) {
    self.seed = seed
    self.populations = populations
  }

  /// People of each district who fell ill on a day.
  mutating func onsets(on day: Int) -> [Int] {
    let year =
      ExampleCalendar.date(day).month >= 7
      ? ExampleCalendar.date(day).year : ExampleCalendar.date(day).year - 1
    let first = SeasonalIllness.start(year)
    if onsets[year] == nil { onsets[year] = simulate(year, from: first) }
    let offset = (day - first) * populations.count
    guard let known = onsets[year], offset + populations.count <= known.count else {
      return [Int](repeating: 0, count: populations.count)
    }
    return Array(known[offset..<offset + populations.count])
  }

  /// 1 July of a year as a day number.
  private static func start(_ year: Int) -> Int {
    // 2025-07-01 is day -184; leap days lie in February and belong to the season before.
    let years = year - 2025
    let leaps = (year / 4 - year / 100 + year / 400) - (2025 / 4 - 2025 / 100 + 2025 / 400)
    return -184 + 365 * years + leaps
  }

  private func simulate(_ year: Int, from first: Int) -> [Int] {
    var draws = Stream(seed, .importation, year, 0, layer: 1)
    let strength = 1.27 + 0.2 * draws.uniform()
    let arrival = 85 + draws.uniform(below: 40)
    var susceptible = populations.map { Int(Double($0) * SeasonalIllness.susceptibleShare) }
    var exposed = [Int](repeating: 0, count: populations.count)
    var infectious = exposed
    let pools = susceptible.map(Double.init)
    let everyone = pools.reduce(0, +)
    var result: [Int] = []
    result.reserveCapacity(SeasonalIllness.days * populations.count)
    for offset in 0...SeasonalIllness.days {
      let beta =
        strength * SeasonalIllness.healing
        * ExampleCalendar.season(first + offset, amplitude: 0.12)
      let abroad = Double(infectious.reduce(0, +)) / everyone
      for place in populations.indices {
        var draws = Stream(seed, .infection, first + offset, place, layer: 1)
        let local = Double(infectious[place]) / pools[place]
        let force =
          beta * ((1 - SeasonalIllness.mixing) * local + SeasonalIllness.mixing * abroad)
        var infected = draws.binomial(susceptible[place], risk(force))
        if offset >= arrival, offset < arrival + 40 {
          infected = min(susceptible[place], infected + draws.poisson(0.5))
        }
        let onset = draws.binomial(exposed[place], SeasonalIllness.latent)
        let healed = draws.binomial(infectious[place], SeasonalIllness.healing)
        susceptible[place] -= infected
        exposed[place] += infected - onset
        infectious[place] += onset - healed
        result.append(onset)
      }
    }
    return result
  }

  private func risk(_ force: Double) -> Double { 1 - RealityParameters.survival(force) }
}
