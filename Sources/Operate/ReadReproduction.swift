import SalusCore
import SalusTwin

extension Reading {
  /// Type of the events that hold reproduction numbers of a place (their twin) over time:
  /// `signal`, `dates`, `mean`, `lower`, `upper`, `weak`, lists of one length, oldest first.
  public static let reproductionType = "reproduction.estimated"

  /// The newest estimate that the view sees; nil for none. Without a signal, of any.
  func reproduction(signal: ID<Signal>?, place: ID<Twin>) throws -> Event? {
    func isVisible(_ event: Event) -> Bool {
      guard let known = view.known else { return true }
      if case .date(let date)? = event.payload["asOf"]?.string.flatMap({ AsOf($0) }) {
        return Instant(endOf: date) <= known
      }
      return event.known <= known
    }
    // Newest first and a few at a time, for each event holds a whole series. Every signal that has
    // any is estimated as soon as it reports, so the newest dozens hold one of each.
    var wanted = Set(
      world.signals.filter { $0.period == .day && $0.measure == .count }.map(\.id.text))
    if let signal { wanted = [signal.text] }
    var found: [Event] = []
    var end = version
    var seen = 0
    while !wanted.isEmpty, seen < Reading.mostEstimates {
      let query = EventQuery(
        types: [Reading.reproductionType], twin: place, through: end, limit: 4,
        isDescending: true)
      let events = try journal.events(query)
      guard let last = events.last else { break }
      end = last.sequence - 1
      for event in events where isVisible(event) {
        seen += 1
        guard let id = event.payload["signal"]?.string, wanted.remove(id) != nil else { continue }
        found.append(event)
      }
    }
    // Confirmed cases tell more of spread than calls, which people make for other reasons too.
    return found.max { (rank($0), $0.sequence) < (rank($1), $1.sequence) }
  }

  private static let mostEstimates = 40

  private func rank(_ event: Event) -> Int {
    switch event.payload["signal"]?.string.flatMap({ world.signal(ID($0)) })?.sourceClass {
    case .laboratory: 3
    case .hospital: 2
    case .sentinel: 1
    default: 0
    }
  }

  /// The reproduction number of a place over time; empty lists where none was estimated.
  public func reproduction(signal name: String?, place placeName: String?) throws -> JSON {
    let place = try placeName.map { try self.place($0) } ?? top
    let signal = try name.map { try self.signal($0) }
    let event = try place.flatMap { try reproduction(signal: signal?.id, place: $0.id) }
    let empty = "No reproduction number has been estimated here."
    let sentence = try signal.flatMap { signal in
      try place.flatMap { try reproductionNumber(signal: signal, place: $0.id)?["words"]?.string }
    }
    let body = event?.payload
    return answer([
      "place": place.map(Reading.json) ?? .null,
      "signal": JSON(body?["signal"]?.string ?? name),
      "dates": body?["dates"] ?? [], "mean": body?["mean"] ?? [],
      "lower": body?["lower"] ?? [], "upper": body?["upper"] ?? [], "weak": body?["weak"] ?? [],
      "sentence": .string(
        body?["sentence"]?.string ?? sentence ?? (event.map(Reading.words) ?? empty)),
    ])
  }

  /// The newest number, of another signal where this one has none: `mean`, `lower`, `upper`, `from`, `to`, `weak`, `words`; nil for none.
  func reproductionNumber(signal: Signal, place: ID<Twin>) throws -> JSON? {
    let own = try reproduction(signal: signal.id, place: place)
    return try (own ?? reproduction(signal: nil, place: place)).flatMap(Reading.newest)
  }

  static func newest(_ event: Event) -> JSON? {
    let body = event.payload
    guard let date = body["dates"]?.array?.last?.string.flatMap({ CivilDate($0) }),
      let mean = body["mean"]?.array?.last?.double,
      let lower = body["lower"]?.array?.last?.double,
      let upper = body["upper"]?.array?.last?.double
    else { return nil }
    let isWeak = body["weak"]?.array?.last?.bool ?? false
    let window = body["window"]?.integer.flatMap { Int(exactly: $0) } ?? 7
    return [
      "mean": JSON(mean), "lower": JSON(lower), "upper": JSON(upper),
      "from": JSON(date.advanced(by: 1 - min(max(window, 1), 366))), "to": JSON(date),
      "weak": .bool(isWeak),
      "words": .string(words(mean: mean, lower: lower, upper: upper, isWeak: isWeak)),
    ]
  }

  private static func words(_ event: Event) -> String {
    newest(event)?["words"]?.string ?? "The estimate holds no number."
  }

  private static func words(mean: Double, lower: Double, upper: Double, isWeak: Bool) -> String {
    let number =
      "Each case leads to \(Words.ratio(mean)) others "
      + "(\(Words.ratio(lower)) to \(Words.ratio(upper)))"
    if isWeak { return number + "; too few cases to be sure." }
    if lower > 1 { return number + ": the spread is growing." }
    if upper < 1 { return number + ": the spread is shrinking." }
    return number + ": growing or shrinking cannot be told apart."
  }
}
