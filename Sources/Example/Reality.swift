import Glibc
import SalusCore
import SalusNumerics

/// What truly happens in the example region, which the twin never sees: a new infection that
/// spreads between wards with their commuters (chain binomial SEIR, one step a day), people who
/// grow cautious, the usual winter illness beside it, and all reports that follow.
///
/// A value: equal regions and seeds give equal histories, and advancing day by day equals advancing
/// at once, because every draw is keyed by what it is for.
public struct Reality: Sendable {
  public let region: Region
  public let seed: Seed
  public let parameters: RealityParameters
  /// The last day that has happened; -1 before the first.
  public private(set) var day = -1
  /// One a day.
  public private(set) var truth: [Truth] = []

  var cases: ReportLog
  var feverCalls: ReportLog
  /// By district, before day 0.
  let archive: ReportLog
  private let commuting: Commuting
  /// People present in each ward while commuters are where they go.
  private let present: [Double]
  /// Residents by ward and by district.
  private let people: [Double]
  private let districtPeople: [Double]
  private var susceptible: [Int]
  private var exposed: [Int]
  private var infectious: [Int]
  /// Share of contacts given up.
  private var caution = 0.0
  private var winter: SeasonalIllness

  public init(region: Region, seed: Seed, parameters: RealityParameters = RealityParameters()) {
    self.region = region
    self.seed = seed
    self.parameters = parameters
    let count = region.wards.count
    commuting = Commuting(region)
    people = region.wards.map { Double($0.population ?? 0) }
    districtPeople = region.districts.map { Double($0.population ?? 1) }
    present = commuting.present(people)
    susceptible = region.wards.map { $0.population ?? 0 }
    exposed = Array(repeating: 0, count: count)
    infectious = Array(repeating: 0, count: count)
    cases = ReportLog(.cases(parameters), firstDay: 0, places: count)
    feverCalls = ReportLog(.feverCalls(parameters), firstDay: 0, places: count)
    winter = SeasonalIllness(seed, populations: region.districts.map { $0.population ?? 0 })
    archive = Reality.archive(region, seed, .cases(parameters), &winter)
  }

  /// Lets time pass until the end of `day`.
  public mutating func advance(to day: Int) {
    while self.day < day { step() }
  }

  private mutating func step() {
    day += 1
    let today = ExampleCalendar.season(day, amplitude: parameters.seasonality)
    let beta =
      parameters.basicReproduction / parameters.meanInfectious * today * (1 - caution)
    let force = force(beta)
    let arrivals = arrivals()
    let latent = RealityParameters.risk(parameters.latentDays)
    let healing = RealityParameters.risk(parameters.infectiousDays)
    var infections = [Int](repeating: 0, count: susceptible.count)
    var onsets = infections
    for ward in susceptible.indices {
      if force[ward] > 0 {
        var draws = Stream(seed, .infection, day, ward)
        infections[ward] = draws.binomial(
          susceptible[ward], 1 - RealityParameters.survival(force[ward]))
      }
      infections[ward] = min(susceptible[ward], infections[ward] + arrivals[ward])
      if exposed[ward] > 0 {
        var draws = Stream(seed, .progression, day, ward)
        onsets[ward] = draws.binomial(exposed[ward], latent)
      }
      var healed = 0
      if infectious[ward] > 0 {
        var draws = Stream(seed, .recovery, day, ward)
        healed = draws.binomial(infectious[ward], healing)
      }
      susceptible[ward] -= infections[ward]
      exposed[ward] += infections[ward] - onsets[ward]
      infectious[ward] += onsets[ward] - healed
    }
    report(onsets)
    truth.append(
      Truth(
        infections: infections, susceptible: susceptible, exposed: exposed,
        infectious: infectious, reproduction: reproduction(beta)))
    heed()
  }

  /// Hazard of infection a day for a susceptible resident of each ward: sum over q of
  /// tau_pq beta W_q / N_q, where W_q is the infectiousness present in q and N_q the people there.
  private func force(_ beta: Double) -> [Double] {
    var weights = [Double](repeating: 0, count: infectious.count)
    for ward in infectious.indices where infectious[ward] > 0 {
      var draws = Stream(seed, .infection, day, ward, layer: 2)
      weights[ward] = draws.gamma(
        shape: parameters.evenness * Double(infectious[ward]), scale: 1 / parameters.evenness)
    }
    let there = commuting.present(weights)
    return commuting.met(there.indices.map { beta * there[$0] / present[$0] })
  }

  /// People infected elsewhere: none, then the gathering, then a few each day.
  private func arrivals() -> [Int] {
    var arrivals = [Int](repeating: 0, count: susceptible.count)
    var choice = Stream(seed, .importation, 0)
    let begins = parameters.introductionDay - 3 + choice.uniform(below: 7)
    guard day >= begins else { return arrivals }
    if day == begins {
      let hearth = hearth(&choice)
      let around = [hearth, hearth, hearth] + region.neighbours[hearth].prefix(3)
      for guest in 0..<parameters.introduced { arrivals[around[guest % around.count]] += 1 }
    } else {
      var draws = Stream(seed, .importation, day + 1)
      for _ in 0..<draws.poisson(parameters.importsPerDay) {
        arrivals[draws.uniform(below: arrivals.count)] += 1
      }
    }
    return arrivals
  }

  /// The ward of the gathering: well peopled, away from the two districts in the middle.
  private func hearth(_ draws: inout Stream) -> Int {
    let candidates = region.wards.indices.filter { ward in
      let away = region.centres[ward].length
      return region.districtOfWard[ward] >= 2 && away > 9 && away < 20
        && (region.wards[ward].population ?? 0) > 2500
    }
    return candidates.isEmpty ? 0 : candidates[draws.uniform(below: candidates.count)]
  }

  /// Secondary infections of one case in each ward, if all stayed as it is today: mean infectious
  /// days x beta x sum over q of tau_pq S_q / N_q, S_q being the susceptible present in q.
  private func reproduction(_ beta: Double) -> [Double] {
    let there = commuting.present(susceptible.map(Double.init))
    let factor = beta * parameters.meanInfectious
    return commuting.met(there.indices.map { factor * there[$0] / present[$0] })
  }

  private mutating func report(_ onsets: [Int]) {
    let ill = winter.onsets(on: day)
    cases.record(
      onsets: onsets, expected: expected(cases.scheme, ill), size: 1, seed: seed)
    feverCalls.record(
      onsets: onsets, expected: expected(feverCalls.scheme, ill), size: 1, seed: seed)
  }

  /// Mean of the day's reports of each ward that have nothing to do with the new infection.
  ///
  /// - Parameter ill: people of each district who fell ill with the winter's illness.
  private func expected(_ scheme: ReportingScheme, _ ill: [Int]) -> [Double] {
    let base = scheme.backgroundRate(day)
    let seen = scheme.winterShare * scheme.weekdayOfDate[ExampleCalendar.weekday(day).rawValue]
    let rates = ill.indices.map { base + seen * Double(ill[$0]) / districtPeople[$0] }
    return people.indices.map { people[$0] * rates[region.districtOfWard[$0]] }
  }

  /// People read the news: contacts fall while cases are many and come back slowly.
  private mutating func heed() {
    let rate = Double(cases.weekly(endingOn: day - 3)) / Double(Region.residents) * 1e5
    let half = parameters.alarmingRate
    let wanted = parameters.greatestCaution * rate * rate / (rate * rate + half * half)
    let pace = wanted > caution ? parameters.cautionRise : parameters.cautionFade
    caution += (wanted - caution) / pace
  }

  /// Four earlier years by district: winters and background, without the new infection.
  private static func archive(
    _ region: Region, _ seed: Seed, _ scheme: ReportingScheme, _ winter: inout SeasonalIllness
  ) -> ReportLog {
    let first = ExampleCalendar.archiveStart
    var log = ReportLog(scheme, firstDay: first, places: region.districts.count)
    let nobody = [Int](repeating: 0, count: region.districts.count)
    for day in first..<0 {
      let ill = winter.onsets(on: day)
      let weekday = scheme.weekdayOfDate[ExampleCalendar.weekday(day).rawValue]
      let expected = region.districts.indices.map { district in
        scheme.backgroundRate(day) * Double(region.districts[district].population ?? 0)
          + scheme.winterShare * weekday * Double(ill[district])
      }
      log.record(onsets: nobody, expected: expected, size: 35, seed: seed, layer: 8)
    }
    return log
  }
}
