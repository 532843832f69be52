import SalusCore

/// The need of one resource at one site over the horizon.
public struct DemandRow: Hashable, Sendable {
  /// A hospital, or the region in the totals.
  public var site: ID<Twin>
  /// `admissions`, `ward-beds`, `icu-beds`, `ventilator`, `icu-nurse`, `ward-nurse`, `doctor`, or the
  /// id of an item that is used up.
  public var resource: String
  /// UCUM.
  public var unit: String
  /// True for what is used up: `need` is then what the stock must have given by the date, beyond the
  /// usual deliveries, and `capacity` the usable stock, so that need above capacity still means
  /// "short". It never falls from date to date.
  public var isCumulative: Bool
  /// What is there now: open beds, machines, staff a day, usable stock; nil where nobody said.
  public var capacity: Double?
  /// What is in use now; nil where nobody said, and for what is used up.
  public var now: Double?
  /// Expected need, one number a date.
  public var mean: [Double]
  /// One list a date, one number a level of the estimate.
  public var need: [[Double]]
  /// Twenty equally likely values of the greatest daily need (use in a day for what is used up):
  /// its quantiles at 0.025, 0.075, ... 0.975.
  public var peak: [Double]
  /// The date of the greatest expected daily need.
  public var peakDate: CivilDate
  /// Nil where the capacity is unknown.
  public var breach: DemandBreach?
  /// Nil for what is not used up, and where the stock is unknown.
  public var cover: DemandCover?

  public init(
    site: ID<Twin>, resource: String, unit: String, isCumulative: Bool, capacity: Double?,
    now: Double?, mean: [Double], need: [[Double]], peak: [Double], peakDate: CivilDate,
    breach: DemandBreach?, cover: DemandCover?
  ) {
    self.site = site
    self.resource = resource
    self.unit = unit
    self.isCumulative = isCumulative
    self.capacity = capacity
    self.now = now
    self.mean = mean
    self.need = need
    self.peak = peak
    self.peakDate = peakDate
    self.breach = breach
    self.cover = cover
  }
}

/// How likely a need is to exceed what is there.
public struct DemandBreach: Hashable, Sendable {
  /// The first date on which it is as likely as not; else the date of the greatest probability.
  public var date: CivilDate
  /// That need exceeds capacity on any day of the horizon.
  public var probability: Double
  /// That need exceeds capacity on the day, one number a date.
  public var byDay: [Double]

  public init(date: CivilDate, probability: Double, byDay: [Double]) {
    self.date = date
    self.probability = probability
    self.byDay = byDay
  }

  /// The greatest probability that need exceeds capacity with on each of so many days; of as many
  /// as there are where the horizon is shorter.
  public func probability(on days: Int) -> Double {
    guard days > 1, !byDay.isEmpty else { return probability }
    return byDay.sorted(by: >)[min(days, byDay.count) - 1]
  }
}

/// How many days the usable stock lasts; beyond the horizon at the use of its last week.
public struct DemandCover: Hashable, Sendable {
  public var median: Double
  /// The 5 % quantile.
  public var lower: Double
  /// The 95 % quantile.
  public var upper: Double

  public init(median: Double, lower: Double, upper: Double) {
    self.median = median
    self.lower = lower
    self.upper = upper
  }
}
