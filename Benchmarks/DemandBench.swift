import FoundationEssentials
import SalusCore
import SalusDecide
import SalusExample
import SalusNumerics
import SalusOperate
import SalusStore
import SalusTwin

/// Replays the example region and judges the estimates of demand made on past days, as they were
/// known then, by what truly came: coverage of intervals and pinball loss of admissions and census.
enum DemandBench {
  /// - Parameter arguments: seeds of the region.
  static func run(_ arguments: [String]) throws {
    let named = arguments.compactMap { UInt64($0) }
    let seeds = named.isEmpty ? [1] : named
    let variants = variants
    var scores = [[Key: Score]](repeating: [:], count: variants.count)
    var seconds = 0.0
    var estimates = 0
    var reading = 0.0
    for seed in seeds {
      let folder = FileManager.default.temporaryDirectory.path + "/salus-demand-\(seed)"
      let station = try prepared(folder, seed: Seed(seed))
      var world = ExampleWorld(region: Region(seed: Seed(seed)), seed: Seed(seed))
      while world.day < last + 30 { world.step() }
      for day in stride(from: first, through: last, by: 7) {
        let date = ExampleCalendar.date(day)
        var all = DemandSettings()
        all.incidence = .both
        // The input of every variant; one that does without the forecast passes it over.
        let before = ContinuousClock.now
        let input = try station.demandInput(all, asOf: .date(date))
        reading += (ContinuousClock.now - before) / .seconds(1)
        for (index, variant) in variants.enumerated() {
          let start = ContinuousClock.now
          let estimate = try DemandModel(variant.settings).estimate(
            input, seed: Seed(UInt64(day)), threads: Station.processors)
          seconds += (ContinuousClock.now - start) / .seconds(1)
          estimates += 1
          judge(estimate, day: day, world, &scores[index])
        }
      }
    }
    let origins = seeds.count * ((last - first) / 7 + 1)
    print("Example region, seeds \(seeds), origins every 7 days from \(first) to \(last)")
    for (variant, scores) in zip(variants, scores) {
      print("\n\(variant.name)")
      print("what            site      days  cover50  cover80  cover95  pinball  bias %     n")
      for key in scores.keys.sorted() { print(line(key, scores[key] ?? Score())) }
    }
    print("\n\(fixed(reading / Double(origins), 3)) s to read the input of a day")
    print("\(fixed(seconds / Double(max(1, estimates)), 3)) s an estimate of 500 paths")
  }

  private static let first = 90
  private static let last = 172

  private static var variants: [(name: String, settings: DemandSettings)] {
    var list: [(name: String, settings: DemandSettings)] = []
    for incidence in [DemandSettings.Incidence.forecast, .renewal, .both] {
      var settings = DemandSettings()
      settings.incidence = incidence
      list.append((incidence.rawValue, settings))
    }
    return list
  }

  /// The region to the end of the period, with a hindcast of each origin.
  private static func prepared(_ folder: String, seed: Seed) throws -> Station {
    let isNew = !Store.exists(in: folder)
    try DataDirectory.create(folder)
    let station = try Station(directory: folder, mode: .create)
    guard isNew else { return station }
    _ = try ExampleRegion.install(
      into: station.journal, seed: seed, through: last + 1, directory: folder + "/example")
    for day in stride(from: first, through: last, by: 7) {
      _ = try station.forecast(
        ExampleSignals.weeklyCases.id, asOf: .date(ExampleCalendar.date(day)))
    }
    return station
  }

  private struct Key: Hashable, Comparable {
    var resource: String
    var isRegion: Bool
    var ahead: Int

    static func < (one: Key, other: Key) -> Bool {
      (one.isRegion ? 0 : 1, one.resource, one.ahead)
        < (other.isRegion ? 0 : 1, other.resource, other.ahead)
    }
  }

  private struct Score {
    var count = 0.0
    var inside = [0.0, 0, 0]
    var pinball = 0.0
    var truth = 0.0
    var middle = 0.0
  }

  private static func judge(
    _ estimate: DemandEstimate, day: Int, _ world: ExampleWorld, _ scores: inout [Key: Score]
  ) {
    let hospitals = world.network.hospitals
    for ahead in [7, 14, 21] {
      let days = world.care.days
      // Hospitals go from morning to morning: a day's admissions are in the state of the next.
      let state = days[day + ahead]
      let admitted = days[day + ahead + 1].map { Double($0.admissions) }
      let truths: [(String, [Double])] = [
        ("admissions", admitted),
        ("ward-beds", state.map { Double($0.usualWard + $0.outbreakWard) }),
        ("icu-beds", state.map { Double($0.needIntensive) }),
        ("ventilator", state.map { Double($0.needVentilated) }),
      ]
      for (resource, values) in truths {
        for (index, hospital) in hospitals.enumerated() {
          add(
            estimate[hospital.id, resource], values[index],
            Key(resource: resource, isRegion: false, ahead: ahead), &scores)
        }
        let total = estimate.totals.first { $0.resource == resource }
        add(
          total, values.reduce(0, +), Key(resource: resource, isRegion: true, ahead: ahead),
          &scores)
      }
    }
  }

  private static func add(
    _ row: DemandRow?, _ truth: Double, _ key: Key, _ scores: inout [Key: Score]
  ) {
    guard let quantiles = row?.need[key.ahead - 1] else { return }
    var score = scores[key] ?? Score()
    score.count += 1
    for (index, bounds) in [(2, 4), (1, 5), (0, 6)].enumerated()
    where quantiles[bounds.0] <= truth && truth <= quantiles[bounds.1] {
      score.inside[index] += 1
    }
    for (level, value) in zip(DemandModel.levels, quantiles) {
      score.pinball +=
        Pinball.loss(value, at: level, observed: truth) / Double(DemandModel.levels.count)
    }
    score.truth += truth
    score.middle += quantiles[3]
    scores[key] = score
  }

  private static func line(_ key: Key, _ score: Score) -> String {
    func padded(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(1, width - text.count))
    }
    func number(_ value: Double, _ decimals: Int, _ width: Int) -> String {
      let text = fixed(value, decimals)
      return String(repeating: " ", count: max(1, width - text.count)) + text
    }
    let count = max(1, score.count)
    return padded(key.resource, 16) + padded(key.isRegion ? "region" : "hospital", 9)
      + number(Double(key.ahead), 0, 5) + score.inside.map { number($0 / count, 2, 9) }.joined()
      + number(score.pinball / count, 2, 9)
      + number(100 * (score.middle / max(1, score.truth) - 1), 1, 8) + number(count, 0, 6)
  }

  private static func fixed(_ value: Double, _ decimals: Int) -> String {
    Format.fixed(value, decimals: decimals)
  }
}
