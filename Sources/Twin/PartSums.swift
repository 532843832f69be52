import SalusCore

/// A signal's values for any place: its own reports, or the sum of its parts.
///
/// Only counts are summed, and only where a place has no reports of its own. A sum takes the parts
/// that are known; it is missing on dates on which fewer than `least` of the parts (weighted by
/// population where all parts have one) have a value. A part that never reports counts as one
/// without a value, so that a few wards are not taken for their district. Parts on whose levels
/// nobody reports do not count: wards are no gap in what hospitals say of their district.
public struct PartSums: Sendable {
  public let panel: Panel
  private let hierarchy: Places
  private let least: Double
  private let rows: [ID<Twin>: Int]
  /// Places on levels that report, and all above them.
  private let speaking: Set<ID<Twin>>

  /// The values of one place.
  public struct Values: Sendable {
    /// One a date; not-a-number where nothing, or too little, is known.
    public var numbers: [Double]
    /// Share of the parts that reported, weighted by residents where all are known; 1 for a place
    /// that reports itself.
    public var reported: [Double]
    /// True where the place does not report itself.
    public var isSum: Bool
  }

  /// A hierarchy that bites its own tail must not run for ever.
  private static let deepest = 16

  /// - Parameter least: share of the parts without which a sum is missing.
  public init(_ panel: Panel, of hierarchy: Places, least: Double = 0.5) {
    self.panel = panel
    self.hierarchy = hierarchy
    self.least = least
    rows = Dictionary(uniqueKeysWithValues: panel.places.enumerated().map { ($1.id, $0) })
    let levels = Set(panel.places.map(\.level))
    var speaking: Set<ID<Twin>> = []
    for place in hierarchy.all where levels.contains(place.level) {
      var next: Place? = place
      // What stands above a marked place is marked already.
      while let place = next, speaking.insert(place.id).inserted {
        next = place.parent.flatMap { hierarchy[$0] }
      }
    }
    self.speaking = speaking
  }

  /// Whether the place reports itself.
  public func isReported(by place: ID<Twin>) -> Bool { rows[place] != nil }

  /// Nil where neither the place nor, for counts, any part of it reports enough for one date.
  public func values(of place: ID<Twin>) -> Values? {
    var done: [ID<Twin>: Values] = [:]
    return values(of: place, depth: 0, &done)
  }

  /// The places that have values, in the order of the hierarchy.
  func all() -> [(place: Place, values: Values)] {
    var done: [ID<Twin>: Values] = [:]
    return hierarchy.all.compactMap { place in
      values(of: place.id, depth: 0, &done).map { (place, $0) }
    }
  }

  private func values(of place: ID<Twin>, depth: Int, _ done: inout [ID<Twin>: Values]) -> Values? {
    let dates = panel.dates.count
    if let row = rows[place] {
      return Values(
        numbers: Array(panel.series(row)), reported: [Double](repeating: 1, count: dates),
        isSum: false)
    }
    if let known = done[place] { return known }
    guard panel.signal.measure == .count, depth < PartSums.deepest else { return nil }
    let parts = hierarchy.children(of: place).filter { speaking.contains($0.id) }
    let isWeighted = parts.allSatisfy { ($0.population ?? 0) > 0 }
    var whole = 0.0
    var known = [Double](repeating: 0, count: dates)
    var sum = Values(
      numbers: [Double](repeating: .nan, count: dates),
      reported: [Double](repeating: 0, count: dates), isSum: true)
    var hasParts = false
    for part in parts {
      let weight = isWeighted ? Double(part.population ?? 1) : 1
      whole += weight
      guard let values = values(of: part.id, depth: depth + 1, &done) else { continue }
      hasParts = true
      for index in 0..<dates where !values.numbers[index].isNaN {
        let number = values.numbers[index]
        sum.numbers[index] = sum.numbers[index].isNaN ? number : sum.numbers[index] + number
        sum.reported[index] += weight * values.reported[index]
        known[index] += weight
      }
    }
    guard hasParts, whole > 0 else { return nil }
    var hasAny = false
    for index in 0..<dates {
      sum.reported[index] /= whole
      if known[index] / whole < least { sum.numbers[index] = .nan }
      hasAny = hasAny || !sum.numbers[index].isNaN
    }
    guard hasAny else { return nil }
    done[place] = sum
    return sum
  }
}
