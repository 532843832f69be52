import SalusCore
import SalusTwin

/// A signal's values on one time axis for any place: those that report, and, for counts, those
/// whose parts do.
struct SignalGrid: Sendable {
  let signal: Signal
  let dates: [CivilDate]
  let sequence: Int64
  private let places: Places
  private let sums: PartSums

  typealias Values = PartSums.Values

  init(_ panel: Panel, places: Places) {
    signal = panel.signal
    dates = panel.dates
    sequence = panel.sequence
    self.places = places
    sums = PartSums(panel, of: places)
  }

  /// Levels of the places that report, coarse ones first.
  var levels: [Place.Level] { Set(sums.panel.places.map(\.level)).sorted() }

  /// Levels of which some place has values of its own or by its parts, coarse ones first.
  var levelsWithSums: [Place.Level] {
    guard signal.measure == .count else { return levels }
    var found = Set(levels)
    for place in sums.panel.places {
      var parent = place.parent
      var steps = 0
      while let id = parent, let place = places[id], steps < Place.Level.allCases.count {
        found.insert(place.level)
        parent = place.parent
        steps += 1
      }
    }
    return found.sorted()
  }

  /// Nil where neither the place nor, for counts, any part of it reports; by the rule of detection,
  /// so that a page shows the sums that are judged.
  func values(of place: ID<Twin>) -> Values? { sums.values(of: place) }

  /// Whether the place reports the signal itself.
  func isReported(by place: ID<Twin>) -> Bool { sums.isReported(by: place) }

  /// Index of a date on the axis; nil outside and between its steps.
  func index(of date: CivilDate) -> Int? {
    guard let first = dates.first else { return nil }
    let offset = date - first
    guard offset >= 0, offset % signal.period.days == 0 else { return nil }
    let index = offset / signal.period.days
    return index < dates.count ? index : nil
  }
}

/// Sums over seven days, the measure of the map and of the headline numbers.
enum Week {
  /// Days of the seven that must have reported for their sum to be said.
  static let leastDays = 4

  /// For each date the sum over it and the six days before, and what it would be with all seven
  /// days reported; not-a-number where fewer than `leastDays` are known. Weekly values are both.
  static func sums(_ numbers: [Double], period: Period) -> (reported: [Double], scaled: [Double]) {
    guard period == .day else { return (numbers, numbers) }
    var reported = [Double](repeating: .nan, count: numbers.count)
    var scaled = reported
    for end in numbers.indices {
      var sum = 0.0
      var days = 0
      for number in numbers[max(0, end - 6)...end] where !number.isNaN {
        sum += number
        days += 1
      }
      guard days >= leastDays else { continue }
      reported[end] = sum
      scaled[end] = sum * 7 / Double(days)
    }
    return (reported, scaled)
  }
}
