import SalusCore
import SalusTwin

/// All that an estimate of demand is made from, as one view of the twin saw it.
///
/// Series are daily, oldest first, all of `historyDays` values of which the last is of `day`;
/// not-a-number where nothing is known.
public struct DemandInput: Sendable {
  public var asOf: AsOf
  /// The greatest journal sequence behind any number in it.
  public var sequence: Int64
  /// The last day; the horizon begins the day after.
  public var day: CivilDate
  public var historyDays: Int
  /// Stands for the whole in the totals.
  public var region: ID<Twin>
  public var cases: Cases?
  public var forecast: Weekly?
  /// In the order of their ids.
  public var hospitals: [Hospital]
  /// What is used up, in the order of rows.
  public var consumables: [Consumable]
  /// Usable stock outside hospitals, by item; it counts for the region.
  public var depots: [String: [Lot]]
  /// Ventilators outside hospitals.
  public var depotVentilators: Double
  /// What usually comes into the region from outside in a day, by item.
  public var deliveries: [String: Double] = [:]

  /// Reported cases of each place.
  public struct Cases: Sendable {
    public var signal: ID<Signal>
    public var places: [ID<Twin>]
    /// One series a place.
    public var counts: [[Double]]
    /// Share of a day's cases that is reported by now, by age in days from 0; complete beyond.
    public var completeness: [Double]
    /// True where these are admissions themselves, for want of cases: each is then admitted on its
    /// day, and the places are the hospitals.
    public var areAdmissions: Bool

    public init(
      signal: ID<Signal>, places: [ID<Twin>], counts: [[Double]], completeness: [Double] = [],
      areAdmissions: Bool = false
    ) {
      self.signal = signal
      self.places = places
      self.counts = counts
      self.completeness = completeness
      self.areAdmissions = areAdmissions
    }
  }

  /// A forecast of weekly counts for the places of `Cases`.
  public struct Weekly: Sendable {
    public var source: DemandEstimate.Source
    /// Ends of the weeks, rising by 7 days.
    public var dates: [CivilDate]
    public var levels: [Double]
    /// By place in the order of `Cases`, date and level; empty for a place without a forecast.
    public var quantiles: [[[Double]]]
    /// Daily cases of the past weeks over their weekly counts, where the two signals differ.
    public var scale: Double

    public init(
      source: DemandEstimate.Source, dates: [CivilDate], levels: [Double],
      quantiles: [[[Double]]], scale: Double = 1
    ) {
      self.source = source
      self.dates = dates
      self.levels = levels
      self.quantiles = quantiles
      self.scale = scale
    }
  }

  /// Stock of an item with its last usable day.
  public struct Lot: Hashable, Sendable {
    public var quantity: Double
    public var lastDay: CivilDate?

    public init(quantity: Double, lastDay: CivilDate? = nil) {
      self.quantity = quantity
      self.lastDay = lastDay
    }
  }

  /// An item that is used up.
  public struct Consumable: Hashable, Sendable {
    public var item: String
    public var unit: String

    public init(item: String, unit: String) {
      self.item = item
      self.unit = unit
    }
  }

  /// One hospital with its past.
  public struct Hospital: Sendable {
    public var id: ID<Twin>
    /// Share of each place's patients that come here, in the order of `Cases.places`.
    public var shares: [Double]
    /// All admissions of a day, and their share reported by now by age in days from 0.
    public var admissions: [Double]
    /// Occupied beds outside the ICU, and in it; those on a ventilator.
    public var ward: [Double]
    public var icu: [Double]
    public var ventilated: [Double]
    /// Of those, patients of the outbreak; empty where nobody says.
    public var outbreakWard: [Double]
    public var outbreakICU: [Double]
    /// Open beds; nil where nobody said.
    public var wardBeds: Double?
    public var icuBeds: Double?
    public var ventilators: Double?
    /// On the smallest shift, by group.
    public var staff: [String: Double]
    /// Usable stock by item; an item that is missing here was never counted.
    public var stock: [String: [Lot]]
    /// What was used up in the last `usedDays` days, by item.
    public var used: [String: Double]
    /// What usually comes in a day, by item.
    public var deliveries: [String: Double] = [:]

    public init(id: ID<Twin>) {
      self.id = id
      shares = []
      admissions = []
      ward = []
      icu = []
      ventilated = []
      outbreakWard = []
      outbreakICU = []
      staff = [:]
      stock = [:]
      used = [:]
    }
  }

  /// True where beds are counted in the morning: who is admitted on a day is then first counted on
  /// the day after.
  public var isMorningCensus: Bool
  /// Days that `Hospital.used` counts, up to `day`.
  public var usedDays: Int
  /// Share of a day's admissions reported by now, by age in days from 0; complete beyond.
  public var admissionCompleteness: [Double]

  public init(
    asOf: AsOf, sequence: Int64, day: CivilDate, historyDays: Int, region: ID<Twin>
  ) {
    self.asOf = asOf
    self.sequence = sequence
    self.day = day
    self.historyDays = historyDays
    self.region = region
    hospitals = []
    consumables = []
    depots = [:]
    depotVentilators = 0
    usedDays = 14
    isMorningCensus = false
    admissionCompleteness = []
  }
}

/// Why demand could not be estimated.
public enum DemandError: Problem, Hashable {
  case noHospitals
  case badSetting(String, value: String, accepted: String)

  public var kind: ProblemKind {
    switch self {
    case .noHospitals: .notFound
    case .badSetting: .usage
    }
  }

  public var description: String {
    switch self {
    case .noHospitals: "no hospital is registered, so there is no demand to estimate"
    case .badSetting(let name, let value, let accepted):
      "demand cannot be estimated with \(name) = \(value); \(accepted) is accepted"
    }
  }

  public var hint: String? {
    switch self {
    case .noHospitals: "Bring hospitals in with 'salus import facilities FILE.csv'."
    case .badSetting: nil
    }
  }
}
