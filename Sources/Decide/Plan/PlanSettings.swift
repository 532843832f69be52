import SalusCore
import SalusTwin

/// What a plan has to respect, and when it is worth proposing. The defaults are *assumed*: each is a
/// choice of the agency and none has a published source.
public struct PlanSettings: Hashable, Sendable {
  /// Days over which unmet need is counted.
  public var horizonDays = 14
  /// On how many days things may depart, today included.
  public var departureDays = 2
  /// Minutes to load or unload a vehicle; nothing departs sooner.
  public var loadMinutes = 60.0
  /// Minutes a day that a vehicle is at work.
  public var workMinutes = 600.0
  /// Longest way, one way, in minutes.
  public var mostMinutes = 240.0
  /// Share of its stock that a depot keeps.
  public var reserveShare = 0.1
  /// A hospital gives away only what exceeds this quantile of its own greatest need.
  public var donorLevel = 0.9
  /// Greatest share of a staff group that a hospital gives away.
  public var staffShare = 0.15
  /// Lots that expire within so many days of arrival are not sent.
  public var shelfDays = 3
  /// Least share of its expected need that each district is to have met.
  public var floor = 0.5
  /// The same for vulnerable districts.
  public var vulnerableFloor = 0.8
  public var vulnerable: [ID<Twin>] = []
  /// Something is called short only where it lacks with at least this probability, on so many days
  /// of the horizon (one is enough for what is used up, which stays short): chance alone fills a
  /// small unit for a day now and then, and its neighbours help as they always do.
  public var leastRisk = 0.3
  public var leastRiskDays = 3
  /// A plan that saves fewer patient-days is not proposed.
  public var leastGain = 2.0
  /// A proposal that waits is kept while it saves at least this share of what a new one would.
  public var keepShare = 0.7
  /// A move that saves fewer patient-days is left out.
  public var leastMoveGain = 0.25
  /// Patient-days that a unit must save beyond those of a move of the plan before, so that plans
  /// change no more than they must.
  public var changeCost = 0.02
  /// The need that a movable bed helps with.
  public var bedResource = "icu-beds"
  /// Staff groups that may help in another hospital.
  public var staff = ["icu-nurse", "ward-nurse", "doctor"]
  /// What a day without it weighs for one patient, by category of item, and for `staff`.
  public var importance: [String: Double] = [
    "equipment": 1, "oxygen": 1, "bed": 0.8, "staff": 0.8, "medicine": 0.5, "protective": 0.1,
    "test": 0.05, "other": 0.05,
  ]
  /// Most days for which a unit of what is used up keeps one patient supplied.
  public var mostDaysOfUnit = 7.0
  /// Share by which stock may have moved before a plan made on it is out of date.
  public var stockTolerance = 0.1
  /// The same for needs, which each new estimate moves a little.
  public var needTolerance = 0.25

  public init() {}

  /// Every setting, in a fixed order.
  public var json: JSON {
    [
      "horizonDays": JSON(horizonDays), "departureDays": JSON(departureDays),
      "loadMinutes": JSON(loadMinutes), "workMinutes": JSON(workMinutes),
      "mostMinutes": JSON(mostMinutes), "reserveShare": JSON(reserveShare),
      "donorLevel": JSON(donorLevel), "staffShare": JSON(staffShare),
      "leastRisk": JSON(leastRisk), "leastRiskDays": JSON(leastRiskDays),
      "keepShare": JSON(keepShare), "shelfDays": JSON(shelfDays), "floor": JSON(floor),
      "vulnerableFloor": JSON(vulnerableFloor),
      "vulnerable": .array(vulnerable.sorted().map { .string($0.text) }),
      "leastGain": JSON(leastGain), "leastMoveGain": JSON(leastMoveGain),
      "changeCost": JSON(changeCost), "bedResource": .string(bedResource),
      "staff": .array(staff.map { .string($0) }),
      "importance": .object(
        importance.sorted { $0.key < $1.key }.map { JSON.Member($0.key, JSON($0.value)) }),
      "mostDaysOfUnit": JSON(mostDaysOfUnit), "stockTolerance": JSON(stockTolerance),
      "needTolerance": JSON(needTolerance),
    ]
  }
}
