import SalusAnalyse
import SalusCore
import SalusExample
import SalusTwin

extension Reading {
  /// What detectors found: open runs of alarms by score, then closed ones, newest first.
  ///
  /// - Parameters:
  ///   - isOpenOnly: leaves out those that the newest run no longer sees.
  ///   - limit: at most so many, 1 to 1000; `next` in the answer goes on where it stopped.
  ///   - cursor: the id of the last one seen.
  public func detections(
    isOpenOnly: Bool, signal signalName: String?, place placeName: String?, limit: Int,
    cursor: String?
  ) throws -> JSON {
    let signal = try signalName.map { try self.signal($0).id }
    let place = try placeName.map { try self.place($0).id }
    let history = try detections()
    let all = history.entries.filter { entry in
      (entry.isOpen || !isOpenOnly) && (signal == nil || entry.detection.signal == signal)
        && (place == nil || isPart(entry.detection.place, of: place))
    }
    var start = 0
    if let cursor {
      guard let index = all.firstIndex(where: { $0.detection.id == cursor }) else {
        throw ReadError.bad(
          parameter: "cursor", value: cursor, accepted: "the 'next' of the answer before")
      }
      start = index + 1
    }
    let page = all[start...].prefix(limit)
    let hasMore = start + page.count < all.count
    let lastRun = history.lastRun(of: signal)
    let at = try lastRun.map { try exampleMoment(through: $0.sequence) ?? $0.at }
    return answer([
      "detections": .array(page.map { json($0) }),
      "next": JSON(hasMore ? page.last?.detection.id : nil),
      "lastRun": lastRun.map { run in
        ["at": JSON(at), "day": JSON(run.day), "series": JSON(run.series)]
      } ?? .null,
    ])
  }

  /// The example region's time when an event was written; nil where there is no such region.
  private func exampleMoment(through sequence: Int64) throws -> Instant? {
    let query = EventQuery(
      types: [ExampleRegion.advanced], through: sequence, limit: 1, isDescending: true)
    return try journal.events(query).first?.payload["date"]?.string.flatMap { CivilDate($0) }
      .map { ExampleCalendar.moment(ExampleCalendar.day($0)) }
  }

  /// Whether a place is another or lies in it.
  func isPart(_ place: ID<Twin>, of whole: ID<Twin>?) -> Bool {
    var current: ID<Twin>? = place
    for _ in Place.Level.allCases {
      guard let id = current else { return false }
      if id == whole { return true }
      current = world.places[id]?.parent
    }
    return false
  }

  func json(_ entry: DetectionHistory.Entry) -> JSON {
    let detection = entry.detection
    let signal = world.signal(detection.signal)
    let place = world.places[detection.place]
    let completeness =
      detection.completeness
      ?? signal.flatMap { try? delay($0) }?.completeness(of: detection.date)
    let method = detection.method.split(separator: "/").first.map(String.init)
    return [
      "id": .string(detection.id), "signal": .string(detection.signal.text),
      "signalTitle": .string(signal?.title ?? detection.signal.text),
      "place": [
        "id": .string(detection.place.text),
        "name": .string(place?.name ?? detection.place.text),
        "level": JSON(place?.level.rawValue),
      ],
      "date": JSON(detection.date), "since": JSON(detection.since),
      "observed": JSON(detection.observed), "expected": JSON(Reading.tenth(detection.expected)),
      "upper": JSON(Reading.tenth(detection.upper)),
      "score": JSON(Reading.rounded(detection.score)),
      "method": .string(method ?? detection.method),
      "sourceClass": .string((signal?.sourceClass ?? .other).rawValue),
      "completeness": JSON(completeness.map(Reading.rounded)),
      "agreeing": .array(detection.agreeing.map { .string($0) }),
      "state": .string(entry.isOpen ? "open" : "closed"),
      "words": .string(Reading.words(entry)),
    ]
  }

  /// `41 seen, 17 usual; above the bound of 28 since 18 Nov`.
  static func words(_ entry: DetectionHistory.Entry) -> String {
    let detection = entry.detection
    let seen =
      "\(Words.number(detection.observed)) seen, \(Words.number(detection.expected)) usual; "
      + "above the bound of \(Words.number(detection.upper)) "
    return entry.isOpen
      ? seen + "since \(Words.day(detection.since, beside: detection.date))"
      : seen + "from \(Words.day(detection.since, beside: detection.date)) "
        + "to \(Words.day(detection.date))"
  }
}
