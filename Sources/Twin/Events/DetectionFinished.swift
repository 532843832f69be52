import SalusCore

/// What one run of detection over all places of a signal found.
///
/// A run is a pure function of a view of the twin; the event keeps what was said then, whatever is
/// reported later.
public struct DetectionFinished: Sendable {
  public static let type = "detection.finished"

  public var signal: ID<Signal>
  /// The method, and after a slash what differs from its usual settings: `ears-c2/alpha=0.01`.
  public var method: String
  /// The newest date that was judged.
  public var day: CivilDate
  public var asOf: AsOf
  /// The greatest journal sequence that the run saw of the signal.
  public var sequence: Int64
  /// How many series were judged, and how many of them could be.
  public var series: Int
  public var usable: Int
  /// Open detections, the highest score first.
  public var detections: [Detection]

  public init(
    signal: ID<Signal>, method: String, day: CivilDate, asOf: AsOf, sequence: Int64, series: Int,
    usable: Int, detections: [Detection]
  ) {
    self.signal = signal
    self.method = method
    self.day = day
    self.asOf = asOf
    self.sequence = sequence
    self.series = series
    self.usable = usable
    self.detections = detections
  }

  public init(_ event: Event) throws(JournalError) {
    let body = event.payload
    guard let signal = body["signal"]?.string, let method = body["method"]?.string,
      let day = body["day"]?.string.flatMap({ CivilDate($0) }),
      let asOf = body["asOf"]?.string.flatMap({ AsOf($0) }),
      let sequence = body["sequence"]?.integer, let series = body["series"]?.integer,
      let usable = body["usable"]?.integer, let rows = body["detections"]?.array
    else { throw .corrupt("event \(event.sequence) is no run of detection") }
    var detections: [Detection] = []
    for row in rows {
      guard let detection = Detection(row) else {
        throw .corrupt("event \(event.sequence) holds no detection")
      }
      detections.append(detection)
    }
    self.init(
      signal: ID(signal), method: method, day: day, asOf: asOf, sequence: sequence,
      series: Int(series), usable: Int(usable), detections: detections)
  }

  public func draft(actor: String) -> Draft {
    let payload: JSON = [
      "signal": .string(signal.text), "method": .string(method), "day": JSON(day),
      "asOf": .string(asOf.description), "sequence": JSON(sequence), "series": JSON(series),
      "usable": JSON(usable), "detections": .array(detections.map(\.json)),
    ]
    return Draft(
      type: DetectionFinished.type, twin: ID("signal:\(signal)"), payload: payload,
      valid: Instant(startOf: day), actor: actor, source: "analyse/detection",
      key: "\(signal)/\(method)/\(asOf)/\(day)/v\(sequence)/\(payload.contentMark)")
  }
}

/// An open run of alarms in one place: what a detector found, with its evidence.
public struct Detection: Hashable, Sendable {
  /// Stable while the run of alarms lasts: signal, place and first date.
  public var id: String { "\(signal)~\(place)~\(since)" }
  public var signal: ID<Signal>
  public var place: ID<Twin>
  /// The newest date of the run.
  public var date: CivilDate
  /// The first date of the run.
  public var since: CivilDate
  public var observed: Double
  public var expected: Double
  public var upper: Double
  /// Exceedance (observed - expected) / (upper - expected): 1 at the bound.
  public var score: Double
  public var method: String
  /// Other methods that raise an alarm on the same date.
  public var agreeing: [String]
  /// Share of the value that reports of that age usually hold; nil where unknown.
  public var completeness: Double?

  public init(
    signal: ID<Signal>, place: ID<Twin>, date: CivilDate, since: CivilDate, observed: Double,
    expected: Double, upper: Double, score: Double, method: String, agreeing: [String] = [],
    completeness: Double? = nil
  ) {
    self.signal = signal
    self.place = place
    self.date = date
    self.since = since
    self.observed = observed
    self.expected = expected
    self.upper = upper
    self.score = score
    self.method = method
    self.agreeing = agreeing
    self.completeness = completeness
  }

  /// Nil where a member is missing or of another kind.
  public init?(_ body: JSON) {
    guard let signal = body["signal"]?.string, let place = body["place"]?.string,
      let date = body["date"]?.string.flatMap({ CivilDate($0) }),
      let since = body["since"]?.string.flatMap({ CivilDate($0) }),
      let observed = body["observed"]?.double, let expected = body["expected"]?.double,
      let upper = body["upper"]?.double, let score = body["score"]?.double,
      let method = body["method"]?.string
    else { return nil }
    self.init(
      signal: ID(signal), place: ID(place), date: date, since: since, observed: observed,
      expected: expected, upper: upper, score: score, method: method,
      agreeing: body["agreeing"]?.array?.compactMap(\.string) ?? [],
      completeness: body["completeness"]?.double)
  }

  public var json: JSON {
    [
      "id": .string(id), "signal": .string(signal.text), "place": .string(place.text),
      "date": JSON(date), "since": JSON(since), "observed": JSON(observed),
      "expected": JSON(expected), "upper": JSON(upper), "score": JSON(score),
      "method": .string(method), "agreeing": .array(agreeing.map { .string($0) }),
      "completeness": JSON(completeness),
    ]
  }
}
