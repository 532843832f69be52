import SalusCore
import SalusTwin

/// What the evidence says of one cause: the content of a warning, as of its newest update.
public struct WarningCase: Hashable, Sendable {
  public var what: What
  /// Name of the resource group for a breach; id of the plan for orders; else empty.
  public var group: String
  public var place: ID<Twin>
  public var placeName: String
  /// Level of the place, `hospital` or `depot`.
  public var level: String
  /// When the trouble began.
  public var since: CivilDate
  /// The day whose evidence this is.
  public var day: CivilDate
  public var grade: Grade
  public var headline: String
  /// Why, with numbers.
  public var words: String
  /// That it comes true; nil where only the past can tell.
  public var probability: Double?
  public var breachDate: CivilDate?
  /// Of warnings such as this one that come to nothing; nil where unknown.
  public var falseAlarmsPerYear: Double?
  public var sourceClasses: [Signal.SourceClass]
  /// Share of the reports that are in; nil where it does not matter or is unknown.
  public var completeness: Double?
  /// Pieces of evidence folded into it: detection ids, `site/resource`, orders, feeds. Sorted.
  public var members: [String]
  /// Several causes of one kind told as one, because each for itself would exceed the alert budget.
  public var isGrouped = false

  /// What sort of trouble it is.
  public enum What: String, Sendable, Codable, CaseIterable {
    case detection, breach, cover, order, feed
  }

  public init(
    what: What, group: String = "", place: ID<Twin>, placeName: String, level: String,
    since: CivilDate, day: CivilDate, grade: Grade, headline: String, words: String,
    probability: Double? = nil, breachDate: CivilDate? = nil, falseAlarmsPerYear: Double? = nil,
    sourceClasses: [Signal.SourceClass], completeness: Double? = nil, members: [String]
  ) {
    self.what = what
    self.group = group
    self.place = place
    self.placeName = placeName
    self.level = level
    self.since = since
    self.day = day
    self.grade = grade
    self.headline = headline
    self.words = words
    self.probability = probability
    self.breachDate = breachDate
    self.falseAlarmsPerYear = falseAlarmsPerYear
    self.sourceClasses = sourceClasses
    self.completeness = completeness
    self.members = members.sorted()
  }

  /// Ids of the detections folded into it.
  public var detections: [String] { what == .detection ? members : [] }

  /// Days from a day to the breach.
  public func leadDays(on day: CivilDate) -> Int? { breachDate.map { $0 - day } }

  /// Whether a person who saw the other would want to know: the grade, the place or the pieces of
  /// evidence differ, or the outlook has moved by more than its noise.
  public func differs(from other: WarningCase) -> Bool {
    if grade != other.grade || place != other.place || members != other.members
      || sourceClasses != other.sourceClasses
    {
      return true
    }
    if let probability, let before = other.probability, abs(probability - before) >= 0.1 {
      return true
    }
    if let breachDate, let before = other.breachDate, abs(breachDate - before) >= 2 { return true }
    return (probability == nil) != (other.probability == nil)
  }

  public init?(_ body: JSON) {
    guard let what = body["what"]?.string.flatMap(What.init(rawValue:)),
      let place = body["place"]?.string, let placeName = body["placeName"]?.string,
      let level = body["level"]?.string,
      let since = body["since"]?.string.flatMap({ CivilDate($0) }),
      let day = body["day"]?.string.flatMap({ CivilDate($0) }),
      let grade = body["grade"]?.integer.flatMap({ Int(exactly: $0) })
        .flatMap(Grade.init(rawValue:)),
      let headline = body["headline"]?.string, let words = body["words"]?.string
    else { return nil }
    self.init(
      what: what, group: body["group"]?.string ?? "", place: ID(place), placeName: placeName,
      level: level, since: since, day: day, grade: grade, headline: headline, words: words,
      probability: body["probability"]?.double,
      breachDate: body["breachDate"]?.string.flatMap { CivilDate($0) },
      falseAlarmsPerYear: body["falseAlarmsPerYear"]?.double,
      sourceClasses: body["sourceClasses"]?.array?.compactMap(\.string)
        .compactMap(Signal.SourceClass.init(rawValue:)) ?? [],
      completeness: body["completeness"]?.double,
      members: body["members"]?.array?.compactMap(\.string) ?? [])
    isGrouped = body["isGrouped"]?.bool ?? false
  }

  public var json: JSON {
    [
      "what": .string(what.rawValue), "group": .string(group), "place": .string(place.text),
      "placeName": .string(placeName), "level": .string(level), "since": JSON(since),
      "day": JSON(day), "grade": JSON(grade.rawValue), "headline": .string(headline),
      "words": .string(words), "probability": JSON(probability), "breachDate": JSON(breachDate),
      "falseAlarmsPerYear": JSON(falseAlarmsPerYear),
      "sourceClasses": .array(sourceClasses.map { .string($0.rawValue) }),
      "completeness": JSON(completeness), "members": .array(members.map { .string($0) }),
      "isGrouped": .bool(isGrouped),
    ]
  }
}
