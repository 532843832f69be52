import SalusAnalyse
import SalusCore
import SalusTwin

/// A measured series with how much of it there is.
public struct SeriesEntry: Sendable {
  public var signal: Signal
  /// Places with a value.
  public var places: Int
  /// First and last date with a value; nil where nothing is visible.
  public var from: CivilDate?
  public var through: CivilDate?
  /// When the newest value was published.
  public var known: Instant?

  public var json: JSON {
    [
      "id": .string(signal.id.text), "title": .string(signal.title), "unit": .string(signal.unit),
      "period": .string(signal.period.rawValue), "measure": .string(signal.measure.rawValue),
      "sourceClass": .string(signal.sourceClass.rawValue), "places": JSON(places),
      "from": JSON(from), "through": JSON(through), "known": JSON(known),
    ]
  }

  public var cells: [String] {
    [
      signal.id.text, signal.title, signal.period.rawValue, signal.unit, String(places),
      from?.description ?? "–", through?.description ?? "–", known?.date.description ?? "–",
    ]
  }
}

extension Station {
  /// Every series of the twin, ordered by name.
  public func seriesList(_ asOf: AsOf = .latest) throws -> [SeriesEntry] {
    let world = try world(asOf)
    return try world.signals.map { signal in
      let panel = try world.panel(signal.id)
      return SeriesEntry(
        signal: signal, places: panel?.places.count ?? 0, from: panel?.dates.first,
        through: panel?.dates.last, known: panel?.known)
    }
  }

  /// What the newest runs of detection found, the highest score first.
  public func openDetections() throws -> [DetectionEntry] {
    let places = try world(.latest).places
    let history = try DetectionHistory(
      try journal.events(EventQuery(types: [DetectionFinished.type])))
    return history.entries.filter(\.isOpen).map { entry in
      let detection = entry.detection
      return DetectionEntry(
        detection: detection, place: places[detection.place]?.name ?? detection.place.text)
    }
  }
}

/// A detection with the name of its place.
public struct DetectionEntry: Sendable {
  public var detection: Detection
  public var place: String

  public var json: JSON {
    .object((detection.json.members ?? []) + [.init("placeName", .string(place))])
  }

  public var cells: [String] {
    [
      detection.signal.text, place, detection.since.description, detection.date.description,
      Format.number(detection.observed), Format.number(detection.expected),
      Format.number(detection.upper), Format.number(detection.score), detection.method,
    ]
  }
}
