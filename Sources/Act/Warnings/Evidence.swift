import SalusCore
import SalusTwin

/// All that warnings are made of, as of one moment. Gathered outside; nothing here reads a journal.
public struct Evidence: Sendable {
  /// The loop's day.
  public var day: CivilDate
  public var places: Places
  /// Hospitals and depots by id.
  public var sites: [ID<Twin>: Site]
  /// Open detections.
  public var findings: [Finding]
  /// What the detectors watch, for the number of false alarms to expect.
  public var watches: [Watch]
  /// The newest estimate of what will be needed; nil for none, and where it is too old.
  public var demand: DemandEstimate?
  /// Source classes that the estimate's cases come from.
  public var demandClasses: [Signal.SourceClass]
  /// Titles of resources and items by id.
  public var titles: [String: String]
  /// Orders that are late.
  public var lateOrders: [Order]
  /// The loop's moment, against which lateness is told.
  public var now: Instant
  /// Feeds in trouble.
  public var feeds: [FeedChanged]

  public init(day: CivilDate, now: Instant, places: Places) {
    self.day = day
    self.now = now
    self.places = places
    sites = [:]
    findings = []
    watches = []
    demand = nil
    demandClasses = []
    titles = [:]
    lateOrders = []
    feeds = []
  }

  /// A facility with its name and the district it stands in.
  public struct Site: Hashable, Sendable {
    public var name: String
    public var isHospital: Bool
    public var place: ID<Twin>?

    public init(name: String, isHospital: Bool, place: ID<Twin>?) {
      self.name = name
      self.isHospital = isHospital
      self.place = place
    }
  }

  /// An open detection with what is known of its signal.
  public struct Finding: Hashable, Sendable {
    public var detection: Detection
    public var title: String
    public var sourceClass: Signal.SourceClass

    public init(_ detection: Detection, title: String, sourceClass: Signal.SourceClass) {
      self.detection = detection
      self.title = title
      self.sourceClass = sourceClass
    }
  }

  /// How often one signal's detector looks, and how often a look errs.
  public struct Watch: Hashable, Sendable {
    public var signal: ID<Signal>
    public var sourceClass: Signal.SourceClass
    /// Series with enough history to judge by.
    public var series: Int
    public var looksPerYear: Double
    /// Probability that a look at a quiet series alarms.
    public var errorRate: Double

    public init(
      signal: ID<Signal>, sourceClass: Signal.SourceClass, series: Int, looksPerYear: Double,
      errorRate: Double
    ) {
      self.signal = signal
      self.sourceClass = sourceClass
      self.series = series
      self.looksPerYear = looksPerYear
      self.errorRate = errorRate
    }

    /// False detections to expect in a year.
    public var falsePerYear: Double { Double(series) * looksPerYear * errorRate }
  }

  func name(of id: ID<Twin>) -> String {
    sites[id]?.name ?? places[id]?.name ?? (id.text.isEmpty ? "the region" : id.text)
  }

  func level(of id: ID<Twin>) -> String {
    if let site = sites[id] { return site.isHospital ? "hospital" : "depot" }
    return places[id]?.level.rawValue ?? "region"
  }

  func title(of resource: String) -> String {
    titles[resource] ?? Evidence.resourceTitle(resource)
  }

  /// What a resource that is no item is called; its id where it has no title.
  public static func resourceTitle(_ resource: String) -> String {
    resourceTitles[resource] ?? resource
  }

  /// The place above all others; where there are several, the first by id.
  var top: ID<Twin> { places.roots.first?.id ?? ID("") }

  /// Whether a place lies in another or is it.
  func isPart(_ place: ID<Twin>, of whole: ID<Twin>) -> Bool {
    var current: ID<Twin>? = place
    for _ in Place.Level.allCases {
      guard let id = current else { return false }
      if id == whole { return true }
      current = places[id]?.parent
    }
    return false
  }

  private static let resourceTitles = [
    "admissions": "Admissions", "ward-beds": "Ward beds", "icu-beds": "Intensive care beds",
    "ventilator": "Ventilators", "icu-nurse": "Intensive care nurses",
    "ward-nurse": "Ward nurses", "doctor": "Doctors",
  ]
}
