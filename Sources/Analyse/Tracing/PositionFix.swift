import SalusCore

/// Where somebody was at a moment. Location traces are the most personal data there are (class C4):
/// they are opened under a grant, used, and not kept beside the journal.
public struct PositionFix: Hashable, Sendable {
  public var person: ID<Twin>
  public var time: Instant
  /// Degrees (WGS 84); both or neither.
  public var latitude: Double?
  public var longitude: Double?
  /// Radius in metres within which the person was; nil where the device did not say.
  public var accuracy: Double?
  /// The room, ward or vehicle, where it is known; walls count: other rooms are never near.
  public var indoors: String?

  public init(
    person: ID<Twin>, time: Instant, latitude: Double? = nil, longitude: Double? = nil,
    accuracy: Double? = nil, indoors: String? = nil
  ) {
    self.person = person
    self.time = time
    self.latitude = latitude
    self.longitude = longitude
    self.accuracy = accuracy
    self.indoors = indoors
  }
}

/// What counts as having been together.
public struct ProximitySettings: Hashable, Sendable {
  /// Greatest distance in metres, above 0 and at most 10 000.
  public var distance: Double
  /// Two fixes at most so many seconds apart can be a meeting; 0 or more.
  public var window: Double
  /// Seconds from the first to the last fix of an episode, at least; 0 or more.
  public var duration: Double
  /// An episode ends where no meeting follows within so many seconds.
  public var gap: Double
  /// Fixes whose radius is greater, in metres, say nothing; nil to take all.
  public var worstAccuracy: Double?

  public init(
    distance: Double = 2, window: Double = 60, duration: Double = 900, gap: Double = 600,
    worstAccuracy: Double? = 50
  ) {
    self.distance = distance
    self.window = window
    self.duration = duration
    self.gap = gap
    self.worstAccuracy = worstAccuracy
  }

  /// What is wrong; nil for nothing.
  public var fault: ProximityFault? {
    guard distance > 0, distance <= 10_000 else { return .distance(distance) }
    for (name, seconds) in [("window", window), ("duration", duration), ("gap", gap)] {
      // A month is beyond any meeting, and keeps sums of microseconds far from overflow.
      guard seconds >= 0, seconds <= 31 * 86_400 else { return .seconds(name, seconds) }
    }
    if let worstAccuracy, !(worstAccuracy > 0) { return .accuracy(worstAccuracy) }
    return nil
  }
}

/// Why a search for meetings cannot begin.
public enum ProximityFault: Problem, Hashable {
  case distance(Double)
  case seconds(String, Double)
  case accuracy(Double)
  case tooMany(Int)

  public var kind: ProblemKind { .usage }

  public var description: String {
    switch self {
    case .distance(let metres):
      "a distance of \(metres) m is not possible; above 0 and up to 10,000 is accepted"
    case .seconds(let name, let seconds):
      "a \(name) of \(seconds) s is not possible; 0 to 31 days is accepted"
    case .accuracy(let metres): "an accuracy of \(metres) m is not possible; above 0 is accepted"
    case .tooMany(let count):
      "\(count) position fixes are too many for one search; 100,000,000 are accepted"
    }
  }
}

/// Two persons who were together for a while.
public struct ContactEpisode: Hashable, Sendable {
  /// The lesser id of the two first.
  public var one: ID<Twin>
  public var other: ID<Twin>
  /// Times of the first and the last fix that took part.
  public var first: Instant
  public var last: Instant
  /// Pairs of fixes that met.
  public var meetings: Int
  /// In metres; nil where only a shared room is known.
  public var leastDistance: Double?
  /// The room of the first meeting that had one.
  public var indoors: String?

  /// From first to last fix.
  public var minutes: Double { (last - first) / 60 }
}

/// Who was near whom, and what was left out on the way.
public struct ProximityResult: Hashable, Sendable {
  /// In order of their beginning, then of the persons.
  public var episodes: [ContactEpisode]
  public var counts = Counts()

  /// `read = used + invalid + inaccurate + duplicate + conflicting`.
  public struct Counts: Hashable, Sendable {
    public var read = 0
    public var used = 0
    /// Neither position nor room, or degrees beyond the earth.
    public var invalid = 0
    /// Beyond the worst accuracy and without a room.
    public var inaccurate = 0
    /// The same as another of the person in time and place.
    public var duplicate = 0
    /// Another place at the same moment; the more accurate one was used.
    public var conflicting = 0
    /// Came after a later one of the same person; used all the same.
    public var outOfOrder = 0
    /// Pairs of fixes that met.
    public var meetings = 0
    /// Episodes shorter than asked for.
    public var short = 0
  }
}
