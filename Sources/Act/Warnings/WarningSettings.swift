/// How evidence becomes warnings. Every number is an assumption of ours until the scorecard of a
/// running twin says better; `docs/act.md` lists them.
public struct WarningSettings: Hashable, Sendable {
  /// From the gravest on; the first that holds decides, and grade IV where none does.
  public var detection: [DetectionRule] = [
    DetectionRule(grade: .first, score: 3, classes: 3, share: 0.5),
    DetectionRule(grade: .second, score: 2, classes: 2, places: 3),
    DetectionRule(grade: .second, classes: 2, share: 0.5),
    DetectionRule(grade: .third, score: 2, methods: 2),
    DetectionRule(grade: .third, classes: 2),
    DetectionRule(grade: .third, places: 3),
  ]
  /// From the gravest on; what no rule holds for raises nothing.
  public var breach: [BreachRule] = [
    BreachRule(grade: .first, probability: 0.8, leadDays: 10, isWide: true),
    BreachRule(grade: .second, probability: 0.8, leadDays: 7),
    BreachRule(grade: .second, probability: 0.5, leadDays: 21, isWide: true),
    BreachRule(grade: .third, probability: 0.2, leadDays: 28),
  ]
  /// Staff is called short by a ratio that gives way for a few days; it counts only where it is at
  /// least so likely to be short on so many days.
  public var staff = ["icu-nurse", "ward-nurse", "doctor"]
  public var staffProbability = 0.5
  public var staffDays = 7
  /// From the gravest on; what no rule holds for raises nothing.
  public var cover: [CoverRule] = [
    CoverRule(grade: .second, days: 1, isWide: true),
    CoverRule(grade: .third, days: 2),
    CoverRule(grade: .fourth, days: 4),
  ]
  /// Resources that run short together, so that one shortage is one warning.
  public var groups: [ResourceGroup] = [
    ResourceGroup(
      name: "intensive-care", title: "Intensive care",
      resources: ["icu-beds", "ventilator", "icu-nurse"]),
    ResourceGroup(
      name: "wards", title: "Wards", resources: ["ward-beds", "ward-nurse", "doctor"]),
  ]
  /// An order so late, or one of a silent feed, is grade III instead of IV.
  public var lateOrderHours = 12.0
  /// A warning on which nobody decides expires, and that is logged.
  public var expiryHours = 24.0
  /// A cause without evidence for so long is over; late orders and feeds are at once.
  public var endAfterDays = 3
  /// Runs of alarms in one place that began within so many days of one another are one cause.
  public var foldDays = 28
  /// Where this share of the districts of a place (and at least `wideLeast`) has the same trouble,
  /// it is one cause.
  public var wideShare = 0.5
  public var wideLeast = 3
  /// A detection whose reports are less complete is graded one step milder.
  public var leastCompleteness = 0.4
  /// More new warnings than this within ten minutes are grouped by cause.
  public var mostInTenMinutes = 10
  /// The alert budget per hour, on average over a day; the measured load is shown beside it.
  public var mostPerHour = 6.0
  /// A warning can be shelved for so long at most.
  public var mostShelfDays = 28

  public init() {}
}

/// What detections must show for a grade; all that is asked must hold.
public struct DetectionRule: Hashable, Sendable {
  public var grade: Grade
  /// Least exceedance score; 1 is at the bound.
  public var score: Double
  /// Least number of methods that alarm on the same date.
  public var methods: Int
  /// Least number of independent source classes.
  public var classes: Int
  /// Least number of places with a detection.
  public var places: Int
  /// Least share of the districts with a detection, 0 to 1.
  public var share: Double

  public init(
    grade: Grade, score: Double = 0, methods: Int = 1, classes: Int = 1, places: Int = 1,
    share: Double = 0
  ) {
    self.grade = grade
    self.score = score
    self.methods = methods
    self.classes = classes
    self.places = places
    self.share = share
  }
}

/// What a forecast shortage must show for a grade.
public struct BreachRule: Hashable, Sendable {
  public var grade: Grade
  /// Least probability that need exceeds what is there, on each of `days` days.
  public var probability: Double
  /// At most so many days ahead.
  public var leadDays: Int
  /// On so many days of the horizon: chance alone fills a small unit for a day now and then.
  public var days: Int
  /// Only where it concerns most hospitals or the region as a whole.
  public var isWide: Bool

  public init(
    grade: Grade, probability: Double, leadDays: Int, days: Int = 3, isWide: Bool = false
  ) {
    self.grade = grade
    self.probability = probability
    self.leadDays = leadDays
    self.days = days
    self.isWide = isWide
  }
}

/// How few days of cover make a grade.
public struct CoverRule: Hashable, Sendable {
  public var grade: Grade
  /// At most so many days until it is as likely as not used up, deliveries coming as usual; days
  /// of cover (median) where nothing is known of deliveries.
  public var days: Double
  public var isWide: Bool

  public init(grade: Grade, days: Double, isWide: Bool = false) {
    self.grade = grade
    self.days = days
    self.isWide = isWide
  }
}

/// Resources that run short together.
public struct ResourceGroup: Hashable, Sendable {
  public var name: String
  public var title: String
  public var resources: [String]

  public init(name: String, title: String, resources: [String]) {
    self.name = name
    self.title = title
    self.resources = resources
  }
}
