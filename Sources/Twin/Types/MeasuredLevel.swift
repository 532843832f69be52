import SalusCore

/// How faithful a twin really was and how much it may do now, measured from its reports.
///
/// A pure function of reports, forecasts and the moment: shown beside what the type declares.
public struct MeasuredLevel: Hashable, Sendable {
  /// Measured where there are reports to measure by; spatial and temporal detail as declared.
  public let fidelity: Fidelity
  /// Never above what is declared; at most `alert` while the twin is stale.
  public let autonomy: Autonomy
  /// Seconds since the newest report was so in the world; nil without a report.
  public let age: Double?
  /// The newest report is older than the twin may be, or there is none.
  public let isStale: Bool
  /// Mean absolute difference of forecast and next report; nil without a pair.
  public let error: Double?
  /// `error` over that of a forecast that everything stays as it is (Hyndman and Koehler 2006,
  /// mean absolute scaled error): below 1 the twin foresees, above it does not. Nil without a pair
  /// or where nothing ever changed.
  public let scaledError: Double?
  /// Why the autonomy is below what is declared; nil where it is not.
  public let reason: Reason?

  /// When a report was so in the world, and when it was here.
  public struct Report: Hashable, Sendable {
    public let valid: Instant
    public let recorded: Instant

    public init(valid: Instant, recorded: Instant) {
      self.valid = valid
      self.recorded = recorded
    }
  }

  /// What was forecast, what was then reported, and the report before it.
  public struct Check: Hashable, Sendable {
    public let predicted: Double
    public let reported: Double
    public let previous: Double

    public init(predicted: Double, reported: Double, previous: Double) {
      self.predicted = predicted
      self.reported = reported
      self.previous = previous
    }
  }

  /// What keeps a twin from what its type declares.
  public enum Reason: String, Hashable, Sendable {
    /// Reports stopped.
    case stale
    /// Its forecasts are no better than that everything stays as it is.
    case forecasts
  }

  /// How many update periods a twin may miss before it is stale.
  public static let patience = 3.0

  /// Measures a level.
  ///
  /// - Parameters:
  ///   - reports: in any order; those recorded after `now` are not seen.
  ///   - checks: pairs of forecast and next report; those that are not finite are left out.
  ///   - declared: what the type says.
  ///   - staleAfter: seconds; nil for three declared update periods, and never where the type
  ///     declares none.
  public init(
    reports: [Report], checks: [Check] = [], declared: Level, staleAfter: Double? = nil,
    at now: Instant
  ) {
    let seen = reports.filter { $0.recorded <= now && $0.valid <= now }
    let moments = Set(seen.map(\.valid)).sorted()
    let limit =
      staleAfter ?? declared.fidelity.updatePeriod.map { $0 * MeasuredLevel.patience }
    age = moments.last.map { now - $0 }
    isStale = age.map { age in limit.map { age > $0 } ?? false } ?? true

    var fidelity = declared.fidelity
    fidelity.updatePeriod = MeasuredLevel.median(
      zip(moments, moments.dropFirst()).map { $1 - $0 })
    fidelity.latency = MeasuredLevel.median(seen.map { max(0, $0.recorded - $0.valid) })
    self.fidelity = fidelity

    let pairs = checks.filter {
      $0.predicted.isFinite && $0.reported.isFinite && $0.previous.isFinite
    }
    let misses = pairs.map { abs($0.predicted - $0.reported) }
    let moves = pairs.map { abs($0.previous - $0.reported) }
    error = pairs.isEmpty ? nil : misses.reduce(0, +) / Double(pairs.count)
    let moved = moves.reduce(0, +)
    scaledError = moved > 0 ? misses.reduce(0, +) / moved : nil

    if isStale, declared.autonomy > .alert {
      autonomy = .alert
      reason = .stale
    } else if let scaledError, scaledError > 1, declared.autonomy > .alert {
      autonomy = .alert
      reason = .forecasts
    } else {
      autonomy = declared.autonomy
      reason = nil
    }
  }

  /// The middle value, the mean of the middle two; nil for none.
  private static func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2)
      ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }
}
