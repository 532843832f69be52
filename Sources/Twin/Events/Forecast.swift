import SalusCore

/// What may happen in the coming weeks: quantiles for each place and week, and all that is needed to
/// make the same forecast again.
public struct Forecast: Hashable, Sendable {
  /// The quantiles of one place.
  public struct Location: Hashable, Sendable {
    public var place: ID<Twin>
    /// One list a date, one number a level, in the signal's unit; rising and not negative.
    public var quantiles: [[Double]]
    /// What made them: `mixture`, or `baseline` where the place has too little history.
    public var method: String
    /// The parts behind a mixture, in the shape of `quantiles`; kept in memory only.
    public var components: [Component]

    public init(
      place: ID<Twin>, quantiles: [[Double]], method: String, components: [Component] = []
    ) {
      self.place = place
      self.quantiles = quantiles
      self.method = method
      self.components = components
    }
  }

  /// One part of a mixture.
  public struct Component: Hashable, Sendable {
    public var name: String
    public var quantiles: [[Double]]

    public init(name: String, quantiles: [[Double]]) {
      self.name = name
      self.quantiles = quantiles
    }
  }

  public var signal: ID<Signal>
  /// The Saturday that horizon 0 ends on.
  public var referenceDate: CivilDate
  /// End of the newest week that the forecast starts from.
  public var newestData: CivilDate
  /// The view of the twin that was asked for.
  public var asOf: AsOf
  /// Ends of the weeks forecast, horizon 0 first.
  public var dates: [CivilDate]
  public var levels: [Double]
  public var locations: [Location]
  public var model: String
  public var modelVersion: String
  /// Settings of the model, in a fixed order.
  public var parameters: JSON
  public var seed: Seed
  /// The greatest journal sequence behind the counts.
  public var sequence: Int64
  /// Why not to rely on it; nil where nothing is known against it.
  public var caution: String?

  public init(
    signal: ID<Signal>, referenceDate: CivilDate, newestData: CivilDate, asOf: AsOf,
    dates: [CivilDate], levels: [Double], locations: [Location], model: String,
    modelVersion: String, parameters: JSON, seed: Seed, sequence: Int64, caution: String?
  ) {
    self.signal = signal
    self.referenceDate = referenceDate
    self.newestData = newestData
    self.asOf = asOf
    self.dates = dates
    self.levels = levels
    self.locations = locations
    self.model = model
    self.modelVersion = modelVersion
    self.parameters = parameters
    self.seed = seed
    self.sequence = sequence
    self.caution = caution
  }

  /// The forecast of one place; nil where it has none.
  public subscript(place: ID<Twin>) -> Location? {
    locations.first { $0.place == place }
  }
}
