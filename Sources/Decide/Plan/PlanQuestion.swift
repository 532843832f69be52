import SalusCore
import SalusTwin

/// What a plan is to answer: who has what, who will need what, and what can carry it.
///
/// Sites and goods stand in the order of their ids, so that the answer does not depend on the order
/// in which they were told.
public struct PlanQuestion: Hashable, Sendable {
  /// A hospital or a depot.
  public struct Site: Hashable, Sendable {
    public var id: ID<Twin>
    public var name: String
    public var isDepot: Bool
    public var district: ID<Twin>?

    public init(id: ID<Twin>, name: String, isDepot: Bool, district: ID<Twin>? = nil) {
      self.id = id
      self.name = name
      self.isDepot = isDepot
      self.district = district
    }
  }

  /// Something that can be moved: an item in stock, or a group of staff.
  public struct Good: Hashable, Sendable {
    public var id: String
    public var title: String
    public var unit: String
    /// True for what is used up, false for what is in use and comes free again.
    public var isConsumed: Bool
    /// Cubic metres of one unit; nil for what needs no vehicle.
    public var volume: Double?
    /// Patient-days that one unit short (for a day, where it is not used up) costs.
    public var value: Double
    public var isStaff: Bool

    public init(
      id: String, title: String, unit: String, isConsumed: Bool, volume: Double?, value: Double,
      isStaff: Bool = false
    ) {
      self.id = id
      self.title = title
      self.unit = unit
      self.isConsumed = isConsumed
      self.volume = volume
      self.value = value
      self.isStaff = isStaff
    }
  }

  /// What a site has of a good.
  public struct Holding: Hashable, Sendable {
    /// Usable and promised to nobody.
    public var free: Double
    /// Promised to open orders: no longer free, and still part of what shares are taken of.
    public var promised: Double
    /// What helps beside it and cannot be moved, such as the beds of a unit.
    public var fixed: Double
    /// What is under way to it, and the day of the horizon from which it is there.
    public var incoming: [Arrival]
    /// In the order of use; empty where lots do not matter.
    public var lots: [Lot]

    public init(
      free: Double, promised: Double = 0, fixed: Double = 0, incoming: [Arrival] = [],
      lots: [Lot] = []
    ) {
      self.free = free
      self.promised = promised
      self.fixed = fixed
      self.incoming = incoming
      self.lots = lots
    }
  }

  /// So much from a day of the horizon on.
  public struct Arrival: Hashable, Sendable {
    public var day: Int
    public var quantity: Double

    public init(day: Int, quantity: Double) {
      self.day = day
      self.quantity = quantity
    }
  }

  /// The need of a good at a hospital.
  public struct Need: Hashable, Sendable {
    /// One row a day, one number a level, rising; summed from the first day on for what is used up.
    public var quantiles: [[Double]]
    /// Expected need; one number a day, of the day alone.
    public var mean: [Double]

    public init(quantiles: [[Double]], mean: [Double]) {
      self.quantiles = quantiles
      self.mean = mean
    }
  }

  /// The vehicles of a depot.
  public struct Fleet: Hashable, Sendable {
    public var site: Int
    public var vehicles: [Vehicle]

    public init(site: Int, vehicles: [Vehicle]) {
      self.site = site
      self.vehicles = vehicles
    }

    /// Load space of a vehicle: the mean, in cubic metres.
    var space: Double {
      vehicles.isEmpty
        ? 0 : vehicles.reduce(0) { $0 + $1.capacity } / Double(vehicles.count)
    }
  }

  /// A site and a good, by their places in the lists.
  public struct Key: Hashable, Sendable {
    public var site: Int
    public var good: Int

    public init(_ site: Int, _ good: Int) {
      self.site = site
      self.good = good
    }
  }

  public var now: Instant
  /// The days of the horizon.
  public var dates: [CivilDate]
  /// Probability levels of needs, rising.
  public var levels: [Double]
  public var sites: [Site]
  public var goods: [Good]
  public var holdings: [Key: Holding]
  public var needs: [Key: Need]
  /// One row a site to leave from; nil where no way is known.
  public var minutes: [[Double?]]
  public var fleets: [Fleet]
  /// The estimate that needs come from: `d-120`.
  public var demand: String

  public init(
    now: Instant, dates: [CivilDate], levels: [Double], sites: [Site], goods: [Good],
    holdings: [Key: Holding], needs: [Key: Need], minutes: [[Double?]], fleets: [Fleet],
    demand: String
  ) {
    self.now = now
    self.dates = dates
    self.levels = levels
    self.sites = sites
    self.goods = goods
    self.holdings = holdings
    self.needs = needs
    self.minutes = minutes
    self.fleets = fleets
    self.demand = demand
  }

  /// The day of the horizon on which something that arrives at a moment can be used.
  func day(of arrival: Instant) -> Int {
    guard let first = dates.first else { return 0 }
    return max(0, arrival.date - first)
  }

  /// What is there on each day if nothing is moved, arrivals under way included.
  func supply(_ key: Key) -> [Double] {
    let holding = holdings[key] ?? Holding(free: 0)
    var supply = [Double](repeating: holding.free + holding.fixed, count: dates.count)
    for arrival in holding.incoming where arrival.day < dates.count {
      for day in max(0, arrival.day)..<dates.count { supply[day] += arrival.quantity }
    }
    return supply
  }

  func index(of site: ID<Twin>) -> Int? { sites.firstIndex { $0.id == site } }

  func index(ofGood id: String) -> Int? { goods.firstIndex { $0.id == id } }

  /// All keys of needs in a fixed order.
  var needKeys: [Key] {
    needs.keys.sorted { ($0.site, $0.good) < ($1.site, $1.good) }
  }
}
