import SalusCore
import SalusExample
import SalusSense
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
    guard try station.exampleDay() < play.last else {
      log.say(.info, "the example region's last day is over")
      setPlay(nil)
      return false
    }
    try step()
    let wait = if case .seconds(let seconds) = play.rate { seconds } else { 0.0 }
    // Days are not hurried after a slow one: the clock shows what the loop could keep up with.
    playing.withLock { $0?.due = max(play.due + wait, JobDesk.steadySeconds()) }
    return true
  }

  /// Lets one day of the example region come: its reports come in, then the loop looks at it.
  ///
  /// - Returns: what the day's tables brought.
  @discardableResult
  public func step() throws -> [ImportReport] {
    var clock = try exampleClock()
    // New files wait until the clock shows their day, however soon the system tells of them.
    let paths = try holdingFeeds {
      let paths = try clock.step()
      station.loopClock.set(ExampleCalendar.moment(clock.day))
      return paths
    }
    let reached = clock
    exampleWorld.withLock { $0 = reached }
    let reports: [ImportReport]
    if let feeds = parts?.feeds, !feeds.names.isEmpty {
      reports = feeds.takeFiles().compactMap { result in
        if case .taken(let report, _) = result.outcome { report } else { nil }
      }
    } else {
      reports = try station.takeInExample(paths)
    }
    drain()
    return reports
  }

  /// The clock that goes on where the journal's example region is.
  private func exampleClock() throws -> ExampleClock {
    let day = try station.exampleDay()
    if let kept = exampleWorld.withLock({ $0 }), kept.day == day { return kept }
    return try ExampleClock(station.journal, directory: "\(station.directory)/example")
  }
}

extension Station {
  /// The last day of the example region that the journal holds; -1 for none.
  func exampleDay() throws -> Int { try ExampleRegion.day(in: journal) ?? -1 }

  /// Takes in tables of the example region where no feed watches its folders.
  func takeInExample(_ paths: [String]) throws -> [ImportReport] {
    var taker = ExampleTaker(journal: journal)
    var reports: [ImportReport] = []
    for path in paths {
      let folder = path.split(separator: "/").dropLast().last.map(String.init) ?? ""
      guard let feed = Feed(rawValue: folder) else { continue }
      if let report = try taker.take(feed, from: path, at: loopTime()) {
        reports.append(report)
      } else {
        reports.append(try importReceipts(path).asImport(path))
      }
    }
    return reports
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
