import SalusCore
import SalusTwin

/// All that a forecaster sees: weekly counts by place, as they were known at one moment.
public struct ForecastInput: Sendable {
  /// One place whose counts are forecast.
  public struct Location: Hashable, Sendable {
    public var id: ID<Twin>
    /// Residents; nil where nobody said, which takes 100 000.
    public var population: Int?
    /// Name of the group of neighbouring places that shares its trend, such as an HHS region.
    public var region: String?
    /// True where other places of the input are parts of this one, so that it does not count twice
    /// in means over places.
    public var isAggregate: Bool

    public init(id: ID<Twin>, population: Int?, region: String? = nil, isAggregate: Bool = false) {
      self.id = id
      self.population = population
      self.region = region
      self.isAggregate = isAggregate
    }
  }

  public var signal: ID<Signal>
  public var locations: [Location]
  /// Week-ending dates without gaps, oldest first.
  public var dates: [CivilDate]
  /// A series for each location, a value for each date; not-a-number where nothing is known.
  public var counts: [[Double]]
  /// The greatest journal sequence behind the counts.
  public var sequence: Int64
  public var asOf: AsOf
  /// Weeks whose reports were partial for a documented reason; they count a quarter in training.
  public var partialWeeks: ClosedRange<CivilDate>?

  public init(
    signal: ID<Signal>, locations: [Location], dates: [CivilDate], counts: [[Double]],
    sequence: Int64 = 0, asOf: AsOf = .latest, partialWeeks: ClosedRange<CivilDate>? = nil
  ) {
    precondition(counts.count == locations.count, "a series for each location")
    precondition(counts.allSatisfy { $0.count == dates.count }, "a value for each date")
    self.signal = signal
    self.locations = locations
    self.dates = dates
    self.counts = counts
    self.sequence = sequence
    self.asOf = asOf
    self.partialWeeks = partialWeeks
  }

  /// Takes a panel of weekly counts as a view of the twin saw it.
  ///
  /// Regions come from the code `hhs` of a place, or from its postal code where that is missing.
  /// Places of the United States get the pause of mandatory hospital reporting from 2024-05-01 to
  /// 2024-10-31 as partial weeks.
  public init(_ panel: Panel, asOf: AsOf = .latest) {
    let parents = Set(panel.places.compactMap(\.parent))
    let hasParts = panel.places.contains { $0.level != .nation }
    let locations = panel.places.map { place in
      Location(
        id: place.id, population: place.population,
        region: place.codes["hhs"] ?? place.codes["postal"].flatMap(HHSRegions.region(postal:)),
        isAggregate: parents.contains(place.id) || (place.level == .nation && hasParts))
    }
    let isAmerican = panel.places.contains { $0.codes["fips"] != nil }
    self.init(
      signal: panel.signal.id, locations: locations, dates: panel.dates,
      counts: panel.places.indices.map { Array(panel.series($0)) }, sequence: panel.sequence,
      asOf: asOf, partialWeeks: isAmerican ? ForecastInput.reportingPause : nil)
  }

  /// Week-ending Saturdays while reports of US hospitals were not mandatory.
  public static let reportingPause: ClosedRange<CivilDate>? = {
    guard let first = CivilDate(year: 2024, month: 5, day: 4),
      let last = CivilDate(year: 2024, month: 11, day: 2)
    else { return nil }
    return first...last
  }()
}
