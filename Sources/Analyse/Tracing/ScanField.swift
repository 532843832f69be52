import Glibc
import SalusCore
import SalusTwin

/// The cases of a scan by place, with the circles around each place.
struct ScanField: Sendable {
  /// The best span of days of one centre's best circle.
  struct Window: Sendable {
    var centre: Int
    /// Places of the circle: the first so many neighbours of the centre.
    var places: Int
    var first: Int32
    var last: Int32
    var cases: Int
    var expected: Double
    var ratio: Double
  }

  private let cases: [CasePoint]
  /// Days of the cases since the first of them, in the order of `cases`.
  let days: [Int32]
  /// Places by first appearance, and their cases.
  private let spots: [Spot]
  private let casesOf: [[Int32]]
  private let placeOf: [Int32]
  /// By centre: places by distance, the centre first; a circle ends only where `ends` says so, for
  /// places at one distance belong together.
  private let neighbours: [[(place: Int32, isEnd: Bool)]]
  /// Cases up to the end of each day.
  private let through: [Int32]
  /// n log n and log n for whole numbers up to the number of cases.
  private let nLogN: [Double]
  private let logs: [Double]
  private let longest: Int32

  init(_ cases: [CasePoint], _ settings: SpaceTimeScan.Settings) {
    self.cases = cases
    let start = cases.map(\.day).min() ?? .first
    days = cases.map { Int32($0.day - start) }
    var numbers: [Spot: Int] = [:]
    var spots: [Spot] = []
    var casesOf: [[Int32]] = []
    var placeOf: [Int32] = []
    for (index, point) in cases.enumerated() {
      let number = numbers[point.spot] ?? spots.count
      if number == spots.count {
        numbers[point.spot] = number
        spots.append(point.spot)
        casesOf.append([])
      }
      casesOf[number].append(Int32(index))
      placeOf.append(Int32(number))
    }
    let most = max(1, Int(settings.share * Double(cases.count)))
    neighbours = spots.indices.map { [spots, casesOf] centre in
      ScanField.circle(around: centre, spots, casesOf, radius: settings.radius, most: most)
    }
    var through = [Int32](repeating: 0, count: Int(days.max() ?? 0) + 1)
    for day in days { through[Int(day)] += 1 }
    for day in through.indices.dropFirst() { through[day] += through[day - 1] }
    self.spots = spots
    self.casesOf = casesOf
    self.placeOf = placeOf
    self.through = through
    logs = (0...cases.count).map { $0 == 0 ? 0 : log(Double($0)) }
    nLogN = logs.enumerated().map { Double($0.offset) * $0.element }
    longest = Int32(clamping: settings.days)
  }

  private static func circle(
    around centre: Int, _ spots: [Spot], _ casesOf: [[Int32]], radius: Double, most: Int
  ) -> [(place: Int32, isEnd: Bool)] {
    var near: [(distance: Double, place: Int32)] = []
    for (place, spot) in spots.enumerated() {
      let distance = spots[centre].distance(to: spot)
      if distance <= radius { near.append((distance, Int32(place))) }
    }
    near.sort { ($0.distance, $0.place) < ($1.distance, $1.place) }
    var circle: [(place: Int32, isEnd: Bool)] = []
    var count = 0
    var ended = 0
    for (index, entry) in near.enumerated() {
      count += casesOf[Int(entry.place)].count
      if count > most { break }
      let isEnd = index + 1 == near.count || near[index + 1].distance > entry.distance
      circle.append((entry.place, isEnd))
      if isEnd { ended = circle.count }
    }
    return Array(circle.prefix(ended))
  }

  /// The best window of each centre that has one, greatest ratio first.
  func best(days: [Int32]) -> [Window] {
    var found: [Window] = []
    var inZone: [Int32] = []
    for centre in spots.indices {
      var best: Window?
      scan(centre, days, &inZone) { window in
        if window.ratio > best?.ratio ?? 0 { best = window }
      }
      if let best { found.append(best) }
    }
    return found.sorted {
      ($1.ratio, $0.centre, $0.first) < ($0.ratio, $1.centre, $1.first)
    }
  }

  /// The greatest ratio of any centre; 0 for none.
  func greatest(days: [Int32]) -> Double {
    var greatest = 0.0
    var inZone: [Int32] = []
    for centre in spots.indices {
      scan(centre, days, &inZone) { greatest = max(greatest, $0.ratio) }
    }
    return greatest
  }

  /// Calls `body` for each circle of the centre and each span that begins and ends on days with a
  /// case in it: any other span holds the same cases and expects more.
  @inline(__always)
  private func scan(
    _ centre: Int, _ days: [Int32], _ inZone: inout [Int32], _ body: (Window) -> Void
  ) {
    inZone.removeAll(keepingCapacity: true)
    let total = cases.count
    for (index, neighbour) in neighbours[centre].enumerated() {
      for number in casesOf[Int(neighbour.place)] {
        let day = days[Int(number)]
        // Days in rising order; the lists are short.
        var place = inZone.count
        inZone.append(day)
        while place > 0, inZone[place - 1] > day {
          inZone[place] = inZone[place - 1]
          place -= 1
        }
        inZone[place] = day
      }
      guard neighbour.isEnd, inZone.count > 1 else { continue }
      let share = Double(inZone.count) / Double(total)
      for first in inZone.indices where first == 0 || inZone[first - 1] != inZone[first] {
        let from = inZone[first]
        let before = from == 0 ? 0 : through[Int(from) - 1]
        for last in first..<inZone.count {
          guard inZone[last] - from < longest else { break }
          if last + 1 < inZone.count, inZone[last + 1] == inZone[last] { continue }
          let count = last - first + 1
          let inDays = Int(through[Int(inZone[last])] - before)
          let expected = share * Double(inDays)
          guard count > 1, Double(count) > expected else { continue }
          let rest = total - count
          let ratio =
            nLogN[count] - Double(count) * (logs[inZone.count] + logs[inDays] - logs[total])
            + nLogN[rest] - Double(rest) * log(Double(total) - expected)
          body(
            Window(
              centre: centre, places: index + 1, first: from, last: inZone[last], cases: count,
              expected: expected, ratio: ratio))
        }
      }
    }
  }

  /// Numbers of the places in a window's circle.
  func zone(_ window: Window) -> [Int] {
    neighbours[window.centre].prefix(window.places).map { Int($0.place) }
  }

  func cluster(_ window: Window, pValue: Double) -> SpaceTimeScan.Cluster {
    let zone = zone(window)
    let places = Set(zone)
    let members = cases.indices.filter {
      places.contains(Int(placeOf[$0])) && (window.first...window.last).contains(days[$0])
    }
    let start = cases[0].day
    let centre = spots[window.centre]
    return SpaceTimeScan.Cluster(
      centre: centre, radius: zone.map { centre.distance(to: spots[$0]) }.max() ?? 0,
      from: start + Int(window.first), through: start + Int(window.last), cases: window.cases,
      expected: window.expected, logLikelihoodRatio: window.ratio, pValue: pValue,
      members: members.map { cases[$0].id })
  }
}
