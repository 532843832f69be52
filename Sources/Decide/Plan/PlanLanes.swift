import SalusCore

/// What could be moved where: who is short of what, who can spare it, and over which way.
struct PlanLanes: Sendable {
  /// A way for one good on one day.
  struct Lane: Hashable, Sendable, Comparable {
    var good: Int
    var from: Int
    var to: Int
    /// Days after today on which it departs.
    var wave: Int

    static func < (left: Lane, right: Lane) -> Bool {
      (left.good, left.from, left.to, left.wave) < (right.good, right.from, right.to, right.wave)
    }
  }

  /// Where something is expected to lack, by good and then by site.
  let sinks: [PlanQuestion.Key]
  /// What each site can spare of a good, after reserve and own need; only what is positive.
  let spare: [PlanQuestion.Key: Double]
  /// The shortage of each need if nothing is moved.
  let nothing: [PlanQuestion.Key: Shortage]
  /// All lanes between a site that can spare and one that is short.
  let lanes: [Lane]

  /// Expected shortages below this are none.
  static let least = 0.02

  init(_ question: PlanQuestion, _ settings: PlanSettings) {
    let weights = Shortage.weights(question.levels)
    var nothing: [PlanQuestion.Key: Shortage] = [:]
    var sinks: [PlanQuestion.Key] = []
    for key in question.needKeys {
      guard let need = question.needs[key] else { continue }
      let shortage = Shortage(
        need: need, supply: question.supply(key), isConsumed: question.goods[key.good].isConsumed)
      nothing[key] = shortage
      guard shortage.mean(weights) > PlanLanes.least,
        PlanLanes.isLikely(key, need, question, settings, weights)
      else { continue }
      sinks.append(key)
    }
    sinks.sort { ($0.good, $0.site) < ($1.good, $1.site) }
    let short = Set(sinks)
    var spare: [PlanQuestion.Key: Double] = [:]
    for (key, holding) in question.holdings where !short.contains(key) {
      let left = holding.free - PlanLanes.kept(key, question, settings)
      if left > 1e-6 { spare[key] = left }
    }
    var lanes: [Lane] = []
    for sink in sinks {
      for from in question.sites.indices
      where from != sink.site && spare[PlanQuestion.Key(from, sink.good)] != nil {
        guard let minutes = question.minutes[from][sink.site], minutes <= settings.mostMinutes
        else { continue }
        for wave in 0..<max(1, settings.departureDays) {
          lanes.append(Lane(good: sink.good, from: from, to: sink.site, wave: wave))
        }
      }
    }
    self.nothing = nothing
    self.sinks = sinks
    self.spare = spare
    self.lanes = lanes.sorted()
  }

  /// Whether something lacks with enough probability for long enough.
  private static func isLikely(
    _ key: PlanQuestion.Key, _ need: PlanQuestion.Need, _ question: PlanQuestion,
    _ settings: PlanSettings, _ weights: [Double]
  ) -> Bool {
    let days = zip(need.quantiles, question.supply(key)).count { quantiles, supply in
      let risk = zip(quantiles, weights).reduce(0) { $0 + ($1.0 > supply + 1e-9 ? $1.1 : 0) }
      return risk >= settings.leastRisk - 1e-9
    }
    return days >= (question.goods[key.good].isConsumed ? 1 : max(1, settings.leastRiskDays))
  }

  /// What a site keeps for itself: a depot its reserve, a hospital what it may need itself up to
  /// the donor level, and most of its staff.
  static func kept(
    _ key: PlanQuestion.Key, _ question: PlanQuestion, _ settings: PlanSettings
  ) -> Double {
    guard let holding = question.holdings[key] else { return 0 }
    // Shares are of all that there is, so that plan after plan does not eat them up.
    let all = holding.free + holding.promised
    if question.sites[key.site].isDepot { return min(all * settings.reserveShare, holding.free) }
    let good = question.goods[key.good]
    var kept = good.isStaff ? all * (1 - settings.staffShare) : 0
    if let need = question.needs[key] {
      let level = question.levels.firstIndex { $0 >= settings.donorLevel }
      let column = level ?? question.levels.count - 1
      let most = need.quantiles.map { column < $0.count ? $0[column] : 0 }.max() ?? 0
      kept = max(kept, most - holding.fixed)
    }
    return min(max(0, kept), holding.free)
  }
}
