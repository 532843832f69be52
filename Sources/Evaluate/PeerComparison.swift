import Glibc
import SalusCore
import SalusNumerics

/// Scores that another model got for its tasks.
public struct PeerScores: Sendable {
  public var model: String
  public var wis: [TaskID: Double]
  /// Of log(value + 1); may lack tasks.
  public var wisLog: [TaskID: Double]

  public init(model: String, wis: [TaskID: Double], wisLog: [TaskID: Double] = [:]) {
    self.model = model
    self.wis = wis
    self.wisLog = wisLog
  }
}

/// Our scores beside a peer's on the tasks that both answered.
public struct PeerComparison: Hashable, Sendable {
  /// Mean score over the peer's mean score, on the same tasks; below 1 is better than the peer.
  public struct Ratio: Hashable, Sendable {
    public var count: Int
    public var wis: Double
    /// Nil where the peer's scores on the log scale are unknown.
    public var wisLog: Double?

    public var json: JSON {
      ["n": JSON(count), "ratio": JSON(wis), "ratioLog": JSON(wisLog)]
    }
  }

  public var model: String
  public var all: Ratio
  public var withoutNation: Ratio?
  /// By horizon, ascending.
  public var byHorizon: [Int: Ratio]
  /// 95 % interval of `all.wis` by a paired block bootstrap over reference dates; nil for fewer
  /// than 4 dates.
  public var lower: Double?
  public var upper: Double?

  /// Nil where no task is shared.
  public init?(_ tasks: [TaskScore], peer: PeerScores, nation: String, seed: Seed) {
    let shared = tasks.filter { peer.wis[$0.id] != nil }
    guard let all = PeerComparison.ratio(shared, peer) else { return nil }
    model = peer.model
    self.all = all
    withoutNation = PeerComparison.ratio(shared.filter { $0.id.location != nation }, peer)
    byHorizon = Dictionary(grouping: shared, by: \.id.horizon).compactMapValues {
      PeerComparison.ratio($0, peer)
    }
    if let interval = PeerComparison.interval(shared, peer, seed: seed) {
      (lower, upper) = interval
    }
  }

  private static func ratio(_ tasks: [TaskScore], _ peer: PeerScores) -> Ratio? {
    var own = 0.0
    var other = 0.0
    var ownLog = 0.0
    var otherLog = 0.0
    var hasLog = true
    for task in tasks {
      own += task.wis.total
      other += peer.wis[task.id] ?? 0
      ownLog += task.logarithmic.total
      if let score = peer.wisLog[task.id] { otherLog += score } else { hasLog = false }
    }
    guard !tasks.isEmpty, other > 0 else { return nil }
    return Ratio(
      count: tasks.count, wis: own / other,
      wisLog: hasLog && otherLog > 0 ? ownLog / otherLog : nil)
  }

  /// Tasks of a week share their luck, and so do weeks that follow each other: whole blocks of
  /// dates, about the cube root of their number long, are drawn with replacement (circular block
  /// bootstrap, Politis and Romano 1992).
  private static func interval(_ tasks: [TaskScore], _ peer: PeerScores, seed: Seed)
    -> (Double, Double)?
  {
    let byDate = Dictionary(grouping: tasks, by: \.id.referenceDate)
    let sums = byDate.sorted { $0.key < $1.key }.map { _, tasks in
      (
        own: tasks.reduce(0) { $0 + $1.wis.total },
        other: tasks.reduce(0) { $0 + (peer.wis[$1.id] ?? 0) }
      )
    }
    guard sums.count >= 4 else { return nil }
    let length = max(1, Int(cbrt(Double(sums.count)).rounded()))
    var ratios: [Double] = []
    for draw in 0..<1000 {
      var stream = Stream(seed, .bootstrap, draw)
      var own = 0.0
      var other = 0.0
      var taken = 0
      while taken < sums.count {
        let start = stream.uniform(below: sums.count)
        for offset in 0..<min(length, sums.count - taken) {
          own += sums[(start + offset) % sums.count].own
          other += sums[(start + offset) % sums.count].other
        }
        taken += length
      }
      if other > 0 { ratios.append(own / other) }
    }
    ratios.sort()
    guard ratios.count >= 100 else { return nil }
    return (ratios[ratios.count / 40], ratios[ratios.count - 1 - ratios.count / 40])
  }

  public var json: JSON {
    [
      "model": .string(model), "n": JSON(all.count), "ratio": JSON(all.wis),
      "lower": JSON(lower), "upper": JSON(upper), "ratioLog": JSON(all.wisLog),
      "withoutNation": withoutNation?.json ?? .null,
      "byHorizon": .array(
        byHorizon.sorted { $0.key < $1.key }.map { horizon, ratio in
          [
            "horizon": JSON(horizon), "n": JSON(ratio.count), "ratio": JSON(ratio.wis),
            "ratioLog": JSON(ratio.wisLog),
          ]
        }),
    ]
  }
}
