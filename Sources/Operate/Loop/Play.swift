import SalusCore
import SalusExample
import SalusTwin

/// The example region's clock while it plays.
struct Play: Sendable {
  var rate: ClockRate
  /// When the next day comes, in seconds of the steady clock.
  var due: Double
  /// The last day that is played.
  var last: Int
}

extension Loop {
  /// Lets the example region's days go by, until its last one.
  public func play(_ rate: ClockRate) throws {
    guard try station.exampleDate() != nil else {
      throw StationError.input(
        "a clock plays the example region's days, and this data directory holds no example region")
    }
    station.loopClock.setRate(rate.description)
    setPlay(Play(rate: rate, due: JobDesk.steadySeconds(), last: ExampleRegion.days.upperBound))
    ring()
  }

  func setPlay(_ play: Play?) {
    playing.withLock { $0 = play }
    if play == nil { station.loopClock.setRate(nil) }
  }

  /// Seconds until the next day; nil where none is played.
  var playDue: Double? { playing.withLock { $0 }.map { max(0, $0.due - JobDesk.steadySeconds()) } }

  /// Plays the next day where it is time; true where it did.
  func playIfDue() throws -> Bool {
    guard let play = playing.withLock({ $0 }), let due = playDue, due <= 0 else { return false }
    guard let date = try station.exampleDate() else { return false }
    let day = ExampleCalendar.day(date) + 1
    guard day <= play.last else {
      log.say(.info, "the example region's last day is over")
      setPlay(nil)
      return false
    }
    try step(to: day)
    let wait = if case .seconds(let seconds) = play.rate { seconds } else { 0.0 }
    // Days are not hurried after a slow one: the clock shows what the loop could keep up with.
    playing.withLock { $0?.due = max(play.due + wait, JobDesk.steadySeconds()) }
    return true
  }

  /// Lets one day of the example region come: its reports come in, then the loop looks at it.
  public func step(to day: Int) throws {
    // New files wait until the clock shows their day, however soon the system tells of them.
    try holdingFeeds {
      try station.reportExampleDay(day)
      station.loopClock.set(station.exampleMoment(of: ExampleCalendar.date(day)))
    }
    if let takeIn = parts.takeIn { _ = try takeIn() }
    drain()
  }
}

extension Station {
  /// The seed of the example region that the journal holds.
  func exampleSeed() throws -> Seed {
    let query = EventQuery(types: [ExampleRegion.advanced], limit: 1, isDescending: true)
    let text = try journal.events(query).first?.payload["seed"]?.string
    return text.flatMap(UInt64.init).map { Seed($0) } ?? ExampleRegion.usualSeed
  }
}

extension ClockRate: CustomStringConvertible {
  /// As it is read.
  public var description: String {
    switch self {
    case .fastest: "max"
    case .seconds(let seconds) where seconds >= 1:
      "1d/\(Format.number(seconds))s"
    case .seconds(let seconds): "1d/\(Int((seconds * 1000).rounded()))ms"
    }
  }
}
