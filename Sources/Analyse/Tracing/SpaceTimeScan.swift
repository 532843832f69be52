import Glibc
import SalusCore
import SalusNumerics
import SalusTwin

/// Finds where and when more cases came together than the cases of the place and those of the time
/// explain: the space–time permutation scan statistic (Kulldorff et al. 2005, PLoS Med 2:e59), which
/// needs no population.
public struct SpaceTimeScan: Sendable {
  /// What the scan looks at.
  public struct Settings: Hashable, Sendable {
    /// Greatest radius of a cluster in metres.
    public var radius: Double
    /// Greatest length of a cluster in days, its first and last included.
    public var days: Int
    /// Greatest share of all cases in a cluster's circle, 0 to 0.5.
    public var share: Double
    /// Random orders of the days that the p-values stand on.
    public var replicates: Int
    /// Clusters above this p-value are left out.
    public var significance: Double
    public var seed: Seed
    /// Threads; the result is the same for any number.
    public var threads: Int

    public init(
      radius: Double, days: Int, share: Double = 0.5, replicates: Int = 999,
      significance: Double = 0.05, seed: Seed = 1, threads: Int = 1
    ) {
      self.radius = radius
      self.days = days
      self.share = share
      self.replicates = replicates
      self.significance = significance
      self.seed = seed
      self.threads = threads
    }
  }

  /// More cases in a circle and a span of days than expected.
  public struct Cluster: Hashable, Sendable {
    public var centre: Spot
    /// In metres, from the centre to the farthest case.
    public var radius: Double
    public var from: CivilDate
    public var through: CivilDate
    public var cases: Int
    /// By the cases of the circle at all times and those of the days in all places (eq. 2).
    public var expected: Double
    /// Poisson generalised likelihood ratio (eq. 3), natural logarithm.
    public var logLikelihoodRatio: Double
    /// Rank of the ratio among the greatest of all replicates (Dwass 1957).
    public var pValue: Double
    /// The cases themselves, by day and id.
    public var members: [ID<Twin>]
  }

  public let settings: Settings

  public init(_ settings: Settings) throws(ClusterFault) {
    guard settings.radius >= 0, settings.radius.isFinite else { throw .distance(settings.radius) }
    guard settings.days >= 1 else { throw .days(settings.days) }
    guard settings.share > 0, settings.share <= 0.5 else { throw .share(settings.share) }
    guard (0...99_999).contains(settings.replicates) else {
      throw .replicates(settings.replicates)
    }
    self.settings = settings
  }

  /// Clusters that share no place, the least likely by chance first.
  public func clusters(_ cases: [CasePoint]) throws(ClusterFault) -> [Cluster] {
    guard cases.count <= 20_000 else { throw .tooMany(cases.count) }
    let isPlanar = cases.first?.spot.isPlanar ?? true
    guard cases.allSatisfy({ $0.spot.isPlanar == isPlanar }) else { throw .mixedPlaces }
    guard cases.count >= 2 else { return [] }
    let field = ScanField(cases.sorted { ($0.day, $0.id) < ($1.day, $1.id) }, settings)
    let observed = field.best(days: field.days)
    let seed = settings.seed
    let greatest = Parallel.map(settings.replicates, threads: settings.threads) { replicate in
      var days = field.days
      var stream = Stream(seed, .clusters, replicate)
      stream.shuffle(&days)
      return field.greatest(days: days)
    }
    var taken = Set<Int>()
    var clusters: [Cluster] = []
    for window in observed {
      let zone = field.zone(window)
      guard taken.isDisjoint(with: zone) else { continue }
      taken.formUnion(zone)
      let rank = greatest.count { $0 >= window.ratio }
      let pValue = Double(rank + 1) / Double(settings.replicates + 1)
      // Ratios fall from here on, so no later one can be less likely.
      guard pValue <= settings.significance || settings.replicates == 0 else { break }
      clusters.append(field.cluster(window, pValue: pValue))
    }
    return clusters
  }
}
