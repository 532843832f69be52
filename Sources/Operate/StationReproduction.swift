import SalusAnalyse
import SalusCore
import SalusTwin

extension Station {
  /// How long one case takes to lead to the next, where nobody has said it of a signal's disease:
  /// mean and standard deviation in days, as of the example region and of many respiratory
  /// infections. The event says that it was assumed.
  public static let assumedSerialInterval = (mean: 6.0, sd: 4.0)

  /// Days whose numbers an estimate keeps: a longer past would make each day's events longer than
  /// those of the day before for ever, and stands in the estimates of then.
  static let mostReproductionDays = 120

  /// Estimates the reproduction number over time from daily counts, for every place above the
  /// wards that has them, and keeps it; asking again with the same inputs writes nothing.
  ///
  /// Days whose reports are not yet nearly complete are left out, for late reports would look like
  /// falling spread.
  ///
  /// - Parameter serialInterval: of the disease; nil assumes one.
  /// - Returns: how many places have an estimate; 0 for signals that are no daily counts.
  public func estimateReproduction(
    _ id: ID<Signal>, asOf: AsOf = .latest, serialInterval: ModelSettings.SerialInterval? = nil
  ) throws -> Int {
    let head = try journal.head(of: Branch.main).sequence
    let version = if case .version(let sequence) = asOf { min(sequence, head) } else { head }
    let reading = try Reading(journal, asOf: asOf, version: version, panels: panels)
    let signal = try reading.signal(id.text)
    guard signal.period == .day, signal.measure == .count, let grid = try reading.grid(signal)
    else {
      return 0
    }
    let interval = serialInterval ?? ModelSettings().serialInterval
    let (mean, sd) = (interval.mean, interval.sd)
    // Thirty days hold the usual intervals; longer ones need four standard deviations more.
    let steps = max(30, Int((mean + 4 * sd).rounded(.up)))
    let method = try Reproduction(SerialInterval(mean: mean, sd: sd, steps: steps))
    var drafts: [Draft] = []
    for place in reading.world.places.all where place.level < .ward {
      let series = try reading.series(signal, of: place.id)
      let settled = series.provisional.lastIndex(of: false).map { $0 + 1 } ?? 0
      // What came before the first report is unknown, not nought.
      guard let first = series.values[..<settled].firstIndex(where: { !$0.isNaN }) else { continue }
      let estimates = try method.estimate(Array(series.values[first..<settled]))
        .suffix(Station.mostReproductionDays)
      guard !estimates.isEmpty else { continue }
      func list(_ value: (ReproductionEstimate) -> Double) -> JSON {
        .array(estimates.map { .number(Reading.rounded(value($0))) })
      }
      let payload: JSON = [
        "signal": .string(id.text), "asOf": .string(asOf.description),
        "sequence": JSON(grid.sequence), "window": JSON(method.window),
        "serialInterval": [
          "mean": JSON(mean), "sd": JSON(sd), "assumed": .bool(interval.isAssumed),
        ],
        "dates": .array(estimates.map { JSON(series.dates[first + $0.rows.upperBound]) }),
        "mean": list(\.mean), "lower": list { $0.quantile(0.025) },
        "upper": list { $0.quantile(0.975) },
        "weak": .array(estimates.map { .bool($0.isWeak) }),
      ]
      drafts.append(
        Draft(
          type: Reading.reproductionType, twin: place.id, payload: payload, actor: actor,
          source: "analyse/reproduction",
          key: "\(id)/\(place.id)/\(asOf)/v\(grid.sequence)/\(payload.contentMark)"))
    }
    if journal.isWritable, !drafts.isEmpty {
      _ = try journal.append(drafts, expecting: [], on: Branch.main)
    }
    return drafts.count
  }
}
