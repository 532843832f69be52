import SalusCore
import SalusTwin

/// How much of a value is in after so many days, measured from the vintages of the signal itself.
///
/// For settled dates the values known at each age are summed over places and divided by the sum of
/// the values known now.
struct DelayProfile: Sendable {
  /// By age in days; nil where the vintages tell nothing, as with values that came all at once.
  private let shares: [Double]?
  /// The day of the newest publication.
  let now: CivilDate?

  /// Below this share a value is called provisional.
  static let settled = 0.95
  /// Periods of history that are looked at, beyond the oldest age.
  private static let periods = 60

  init(_ signal: Signal, newest: CivilDate?, _ journal: any Journal, at view: View)
    throws(JournalError)
  {
    let oldest = signal.period == .day ? 28 : 70
    guard let newest else {
      shares = nil
      now = nil
      return
    }
    let query = ObservationQuery(
      signal: signal.id, from: newest - (oldest + DelayProfile.periods * signal.period.days / 2))
    let rows = try journal.vintages(query, at: view).map(\.observation)
    let latest = rows.map(\.known.date).max() ?? newest
    now = latest
    var sums = [Double](repeating: 0, count: oldest + 1)
    var total = 0.0
    var start = rows.startIndex
    while start < rows.endIndex {
      var end = start + 1
      while end < rows.endIndex, rows[end].twin == rows[start].twin,
        rows[end].valid == rows[start].valid
      {
        end += 1
      }
      total += DelayProfile.add(rows[start..<end], now: latest, to: &sums)
      start = end
    }
    shares = total > 0 ? sums.map { min(1, max(0, $0 / total)) } : nil
  }

  /// Adds what was known of one value at each age; returns the value known now, or 0 where it is
  /// not settled or came too late to tell.
  private static func add(
    _ vintages: ArraySlice<Observation>, now: CivilDate, to sums: inout [Double]
  ) -> Double {
    guard let first = vintages.first, let final = vintages.last?.value, final > 0 else { return 0 }
    let date = first.valid.date
    let oldest = sums.count - 1
    guard now - date >= oldest, first.known.date - date <= oldest else { return 0 }
    var known = 0.0
    var next = vintages.startIndex
    for age in 0...oldest {
      while next < vintages.endIndex, vintages[next].known.date - date <= age {
        known = vintages[next].value ?? 0
        next += 1
      }
      sums[age] += known
    }
    return final
  }

  /// Share of a settled value that was in so many days after its date; nil where nothing is known.
  func share(after days: Int) -> Double? {
    shares.map { $0[min(max(days, 0), $0.count - 1)] }
  }

  /// Share of the value for a date that is in now; nil where nothing is known about delays.
  func completeness(of date: CivilDate) -> Double? {
    guard let shares, let now else { return nil }
    return shares[min(max(now - date, 0), shares.count - 1)]
  }

  /// The same for a place that is the sum of parts, of which some may not have reported.
  func completeness(of date: CivilDate, reported: Double) -> Double? {
    guard let share = completeness(of: date) else { return reported < 1 ? reported : nil }
    return min(share, reported)
  }

  func isProvisional(_ completeness: Double?) -> Bool {
    (completeness ?? 1) < DelayProfile.settled
  }
}
