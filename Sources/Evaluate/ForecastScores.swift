import SalusCore
import SalusNumerics

/// How good a set of forecasts was: against what came true, and beside other models.
public struct ForecastScores: Sendable {
  /// The code of the place that holds all others, reported with and without, for its size rules
  /// every mean.
  public let nation: String
  /// In order of date, place and horizon.
  public let tasks: [TaskScore]
  /// Forecasts for which nothing came true yet, or whose truth is missing.
  public let unscored: Int
  public let overall: ScoreSummary?
  public let withoutNation: ScoreSummary?
  /// Summaries by horizon.
  public let byHorizon: [Int: ScoreSummary]
  /// Peers with at least one task in common, by name.
  public let peers: [PeerComparison]
  /// Shares of tasks whose observed value fell in each tenth of its forecast distribution; .1 each
  /// when calibrated.
  public let tenths: [Double]

  /// - Parameters:
  ///   - seed: of the bootstrap behind the intervals of ratios.
  public init(
    _ forecasts: [TaskForecast], truth: [Outcome: Double], peers: [PeerScores] = [],
    nation: String = "US", seed: Seed = 1
  ) {
    self.nation = nation
    var scored: [TaskScore] = []
    for forecast in forecasts {
      let outcome = Outcome(location: forecast.id.location, date: forecast.id.targetDate)
      if let observed = truth[outcome], !observed.isNaN {
        scored.append(TaskScore(forecast, observed: observed))
      }
    }
    scored.sort { $0.id < $1.id }
    tasks = scored
    unscored = forecasts.count - scored.count
    overall = ScoreSummary(scored)
    withoutNation = ScoreSummary(scored.filter { $0.id.location != nation })
    byHorizon = Dictionary(grouping: scored, by: \.id.horizon).compactMapValues(ScoreSummary.init)
    self.peers = peers.compactMap {
      PeerComparison(scored, peer: $0, nation: nation, seed: seed)
    }.sorted { $0.model.utf8.lexicographicallyPrecedes($1.model.utf8) }
    var counts = [Double](repeating: 0, count: 10)
    for task in scored { counts[min(9, Int(task.transform * 10))] += 1 }
    tenths = counts.map { scored.isEmpty ? 0 : $0 / Double(scored.count) }
  }

  /// Everything but the single tasks, members in a fixed order.
  public var json: JSON {
    [
      "n": JSON(tasks.count), "unscored": JSON(unscored),
      "overall": overall?.json ?? .null, "withoutNation": withoutNation?.json ?? .null,
      "byHorizon": .array(
        byHorizon.sorted { $0.key < $1.key }.map { horizon, summary in
          .object(
            [JSON.Member("horizon", JSON(horizon))] + (summary.json.members ?? []))
        }),
      "tenths": .array(tenths.map { .number($0) }),
      "peers": .array(peers.map(\.json)),
    ]
  }
}
