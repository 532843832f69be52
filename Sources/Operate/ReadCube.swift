import SalusCore
import SalusTwin

/// Classes of a signal for every day and region of a level: what the map draws.
public struct Cube: Sendable {
  /// One line of JSON that describes the bytes.
  public let head: JSON
  /// One byte a (day, region), day-major: index of the break interval, 254 suppressed, 255 missing.
  public let classes: [UInt8]
}

/// The numbers behind a cube.
struct CubeNumbers {
  let signal: Signal
  let level: Place.Level
  let regions: [Place]
  let dates: [CivilDate]
  /// Day-major, as reported; not-a-number for missing.
  let sums: [Double]
  /// Per 100 000 residents in seven days, or the signal's own unit for rates.
  let rates: [Double]
  let breaks: [Double]

  static let missing: UInt8 = 255
  static let suppressed: UInt8 = 254
  /// Fewer cases than these, but not none, are not shown.
  static let floor = 5.0

  func `class`(_ index: Int) -> UInt8 {
    let rate = rates[index]
    if rate.isNaN { return CubeNumbers.missing }
    if isSuppressed(index) { return CubeNumbers.suppressed }
    var level = breaks.count - 1
    while level > 0, rate < breaks[level] { level -= 1 }
    return UInt8(level)
  }

  func isSuppressed(_ index: Int) -> Bool {
    signal.measure == .count && sums[index] > 0 && sums[index] < CubeNumbers.floor
  }

  /// 0, 1, 5, 15, 40, 80, 120 times the smallest of 1, 2, 5 and their tenfolds for which no more
  /// than a fiftieth of the rates above nothing lies beyond the last break. One set holds for the whole
  /// period, so that a colour means the same on each day.
  static func breaks(for rates: [Double]) -> [Double] {
    let ladder = [0.0, 1, 5, 15, 40, 80, 120]
    let sorted = rates.filter { $0 > 0 }.sorted()
    guard !sorted.isEmpty else { return ladder }
    let high = sorted[sorted.count * 98 / 100]
    var decade = 0.001
    while decade < 1e6 {
      for step in [1.0, 2, 5] where 120 * step * decade >= high {
        // Rounded, for a tenth of a tenth is not a hundredth in binary.
        return ladder.map { ($0 * step * decade * 1e6).rounded() / 1e6 }
      }
      decade *= 10
    }
    return ladder
  }
}

extension ReadModel {
  /// The numbers of a cube over its whole period.
  func numbers(signal name: String, level levelName: String, in reading: Reading) throws
    -> CubeNumbers
  {
    let signal = try reading.signal(name)
    let level = try Reading.level(levelName)
    let map = try map(of: level, in: reading)
    let regions = map?.regions.map(\.place) ?? reading.world.places.at(level)
    guard let grid = try reading.grid(signal), grid.levelsWithSums.contains(level) else {
      throw ReadError.notMeasured(
        signal: name, level: level, levels: try reading.grid(signal)?.levelsWithSums ?? [])
    }
    let days = grid.dates.count
    var sums = [Double](repeating: .nan, count: days * regions.count)
    var rates = sums
    for (column, region) in regions.enumerated() {
      guard let values = grid.values(of: region.id) else { continue }
      let isRate = signal.measure == .rate
      let weekly =
        isRate
        ? (values.numbers, values.numbers) : Week.sums(values.numbers, period: signal.period)
      let scale = isRate ? 1 : 100_000 / Double(region.population ?? 0)
      guard scale.isFinite else { continue }
      for day in 0..<days {
        sums[day * regions.count + column] = weekly.0[day]
        rates[day * regions.count + column] = weekly.1[day] * scale
      }
    }
    return CubeNumbers(
      signal: signal, level: level, regions: regions, dates: grid.dates, sums: sums, rates: rates,
      breaks: CubeNumbers.breaks(for: rates))
  }

  /// Classes for every date and region.
  public func cube(
    signal: String, level: String, from: CivilDate?, to: CivilDate?, in reading: Reading
  ) throws -> Cube {
    let numbers = try numbers(signal: signal, level: level, in: reading)
    let kept = numbers.dates.indices.filter { index in
      let date = numbers.dates[index]
      return (from.map { date >= $0 } ?? true) && (to.map { date <= $0 } ?? true)
    }
    let count = numbers.regions.count
    var classes: [UInt8] = []
    classes.reserveCapacity(kept.count * count)
    for day in kept {
      for region in 0..<count { classes.append(numbers.class(day * count + region)) }
    }
    let delay = try reading.delay(numbers.signal)
    let provisional = kept.map { numbers.dates[$0] }.first {
      delay.isProvisional(delay.completeness(of: $0))
    }
    let head: JSON = [
      "signal": .string(signal), "level": .string(level),
      "from": JSON(kept.first.map { numbers.dates[$0] }), "days": JSON(kept.count),
      "step": JSON(numbers.signal.period.days),
      "regions": .array(numbers.regions.map { .string($0.id.text) }), "regionCount": JSON(count),
      "breaks": .array(numbers.breaks.map { .number($0) }),
      "unit": .string(
        numbers.signal.measure == .rate ? numbers.signal.unit : "per 100 000 in 7 days"),
      "version": JSON(reading.version), "provisionalFrom": JSON(provisional),
    ]
    return Cube(head: head, classes: classes)
  }

  /// The same for one day as a table, with the numbers themselves.
  ///
  /// - Parameter day: nil for the newest.
  public func cubeTable(signal: String, level: String, day: CivilDate?, in reading: Reading) throws
    -> JSON
  {
    let numbers = try numbers(signal: signal, level: level, in: reading)
    // A weekly axis answers for any day of the week before its date.
    let wanted = day ?? numbers.dates.last
    let index = numbers.dates.indices.first { index in
      guard let wanted else { return false }
      let gap = numbers.dates[index] - wanted
      return gap >= 0 && gap < numbers.signal.period.days
    }
    let count = numbers.regions.count
    let back = 7 / numbers.signal.period.days
    var rows: [JSON] = []
    for (column, region) in numbers.regions.enumerated() {
      var members: [JSON.Member] = [
        JSON.Member("place", .string(region.id.text)), JSON.Member("name", .string(region.name)),
        JSON.Member("population", JSON(region.population)),
      ]
      guard let index else {
        members += [
          JSON.Member("cases7d", .null), JSON.Member("rate", .null),
          JSON.Member("class", .integer(Int64(CubeNumbers.missing))),
          JSON.Member("change", .null),
        ]
        rows.append(.object(members))
        continue
      }
      let cell = index * count + column
      let isHidden = numbers.isSuppressed(cell)
      var change = Double.nan
      if index >= back, !isHidden {
        let before = cell - back * count
        if numbers.sums[before] >= CubeNumbers.floor {
          change = numbers.rates[cell] / numbers.rates[before] - 1
        }
      }
      members += [
        JSON.Member("cases7d", isHidden ? .null : Reading.value(numbers.sums[cell])),
        JSON.Member("rate", isHidden ? .null : Reading.value(Reading.tenth(numbers.rates[cell]))),
        JSON.Member("class", .integer(Int64(numbers.class(cell)))),
        JSON.Member("change", Reading.value(Reading.rounded(change))),
      ]
      rows.append(.object(members))
    }
    return reading.answer([
      "signal": .string(signal), "level": .string(level), "day": JSON(wanted),
      "breaks": .array(numbers.breaks.map { .number($0) }), "rows": .array(rows),
    ])
  }
}

extension Reading {
  static func tenth(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}
