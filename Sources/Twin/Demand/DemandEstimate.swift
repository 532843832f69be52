import SalusCore

/// What the coming days will need, at each site and in the whole region, as distributions.
///
/// Every number is a quantile (or a mean, or a probability) over sampled paths, so a total is the
/// total of paths and never of quantiles.
public struct DemandEstimate: Hashable, Sendable {
  public static let type = "demand.estimated"
  /// The twin whose thread holds every estimate.
  public static let twin = ID<Twin>("demand")

  /// The forecast of cases or admissions that the paths were drawn from.
  public struct Source: Hashable, Sendable {
    public var signal: ID<Signal>
    public var referenceDate: CivilDate
    /// The greatest journal sequence behind the forecast's counts.
    public var sequence: Int64
    public var caution: String?

    public init(
      signal: ID<Signal>, referenceDate: CivilDate, sequence: Int64, caution: String? = nil
    ) {
      self.signal = signal
      self.referenceDate = referenceDate
      self.sequence = sequence
      self.caution = caution
    }
  }

  /// `d-` and the sequence of the event that holds it; `d-0` before it is stored.
  public var id: String { "d-\(event)" }
  /// Sequence of the event that holds it; 0 before it is stored.
  public var event: Int64
  /// When the journal took it; nil before it is stored.
  public var made: Instant?
  public var asOf: AsOf
  /// The greatest journal sequence of everything that it was computed from.
  public var sequence: Int64
  /// The last day of which anything is known: the horizon begins the day after.
  public var day: CivilDate
  /// The days of the horizon, `day + 1` first.
  public var dates: [CivilDate]
  /// Probability levels of `need`, rising.
  public var levels: [Double]
  /// Nil where no usable forecast exists and cases were projected by renewal alone.
  public var forecast: Source?
  /// How the paths of cases were made, in words.
  public var method: String
  /// Every setting and every estimated share, in a fixed order.
  public var parameters: JSON
  public var seed: UInt64
  /// How many paths were sampled.
  public var paths: Int
  /// One row for each hospital and resource, by site and then by resource.
  public var rows: [DemandRow]
  /// The same resources for the whole region.
  public var totals: [DemandRow]

  public init(
    event: Int64 = 0, made: Instant? = nil, asOf: AsOf, sequence: Int64, day: CivilDate,
    dates: [CivilDate], levels: [Double], forecast: Source?, method: String, parameters: JSON,
    seed: UInt64, paths: Int, rows: [DemandRow], totals: [DemandRow]
  ) {
    self.event = event
    self.made = made
    self.asOf = asOf
    self.sequence = sequence
    self.day = day
    self.dates = dates
    self.levels = levels
    self.forecast = forecast
    self.method = method
    self.parameters = parameters
    self.seed = seed
    self.paths = paths
    self.rows = rows
    self.totals = totals
  }

  /// The row of a site and resource, among the totals too; nil for none.
  public subscript(site: ID<Twin>, resource: String) -> DemandRow? {
    rows.first { $0.site == site && $0.resource == resource }
      ?? totals.first { $0.site == site && $0.resource == resource }
  }
}
