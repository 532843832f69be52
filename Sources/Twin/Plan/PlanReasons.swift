import SalusCore

extension Plan {
  /// A figure that is uncertain: its mean and median, and the bounds that it stays between with
  /// probability 90 % (5 % below, 5 % above).
  public struct Spread: Hashable, Sendable {
    public var mean: Double
    public var median: Double
    public var lower: Double
    public var upper: Double

    public init(mean: Double, median: Double, lower: Double, upper: Double) {
      self.mean = mean
      self.median = median
      self.lower = lower
      self.upper = upper
    }
  }

  /// How much of one thing lacks at one place over the horizon, in units times days.
  public struct Unmet: Hashable, Sendable {
    public var site: ID<Twin>
    public var resource: String
    public var title: String
    public var unit: String
    /// If nobody does anything.
    public var nothing: Spread
    public var plan: Spread

    public init(
      site: ID<Twin>, resource: String, title: String, unit: String, nothing: Spread, plan: Spread
    ) {
      self.site = site
      self.resource = resource
      self.title = title
      self.unit = unit
      self.nothing = nothing
      self.plan = plan
    }
  }

  /// One line of what the plan buys.
  public struct Total: Hashable, Sendable {
    public var label: String
    public var unit: String
    public var nothing: Spread
    public var plan: Spread
    /// With as many vehicles as wanted; nil where that was not asked.
    public var best: Spread?

    public init(label: String, unit: String, nothing: Spread, plan: Spread, best: Spread? = nil) {
      self.label = label
      self.unit = unit
      self.nothing = nothing
      self.plan = plan
      self.best = best
    }
  }

  /// A limit that the plan runs into.
  public struct Binding: Hashable, Sendable {
    public var words: String
    /// Unit-days of unmet need that one more unit of the limit would save; nil where unknown.
    public var gain: Double?
    public var unit: String

    public init(words: String, gain: Double?, unit: String) {
      self.words = words
      self.gain = gain
      self.unit = unit
    }
  }

  /// A move that looks sensible and is not part of the plan.
  public struct Rejected: Hashable, Sendable {
    public var item: String
    public var title: String
    public var from: ID<Twin>
    public var to: ID<Twin>
    public var why: String

    public init(item: String, title: String, from: ID<Twin>, to: ID<Twin>, why: String) {
      self.item = item
      self.title = title
      self.from = from
      self.to = to
      self.why = why
    }
  }

  /// The share of a district's need that is met, against the least share that was promised.
  public struct Floor: Hashable, Sendable {
    public var district: ID<Twin>
    /// From 0 to 1.
    public var coverage: Double
    public var floor: Double
    public var isHeld: Bool
    public var isVulnerable: Bool

    public init(
      district: ID<Twin>, coverage: Double, floor: Double, isHeld: Bool, isVulnerable: Bool
    ) {
      self.district = district
      self.coverage = coverage
      self.floor = floor
      self.isHeld = isHeld
      self.isVulnerable = isVulnerable
    }
  }

  /// A rule that was given up, and by how much.
  public struct Relaxation: Hashable, Sendable {
    /// The rule's name in the programme, such as `reserve/averlyn-s1/ventilator`.
    public var constraint: String
    public var words: String
    public var by: Double
    public var unit: String

    public init(constraint: String, words: String, by: Double, unit: String) {
      self.constraint = constraint
      self.words = words
      self.by = by
      self.unit = unit
    }
  }
}
