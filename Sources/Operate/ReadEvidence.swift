import SalusAnalyse
import SalusCore
import SalusTwin

extension Reading {
  /// All that speaks for and against a detection: the series with its expected band, what each
  /// method says, the reproduction number there, and earlier runs of alarms in the place.
  public func evidence(_ id: String) throws -> JSON {
    let history = try detections()
    guard let entry = history[id] else { throw ReadError.noDetection(id) }
    let detection = entry.detection
    let signal = try signal(detection.signal.text)
    let series = try series(signal, of: detection.place)
    let judged = Judgement(
      series, signal: signal, method: detection.method, date: detection.date)
    let shown = max(0, series.dates.count - Judgement.shown)..<series.dates.count
    let past = history.entries.filter {
      $0.detection.id != id && $0.detection.place == detection.place
        && $0.detection.signal == detection.signal
    }
    return answer([
      "detection": json(entry),
      "series": [
        "dates": .array(shown.map { JSON(series.dates[$0]) }),
        "observed": .array(shown.map { Reading.value(series.values[$0]) }),
        "expected": .array(shown.map { JSON(judged.main[$0]?.expected.map(Reading.tenth)) }),
        "upper": .array(shown.map { JSON(judged.main[$0]?.upper.map(Reading.tenth)) }),
        "alarm": .array(shown.map { .bool(judged.main[$0]?.alarm ?? false) }),
        "provisional": .array(shown.map { .bool(series.provisional[$0]) }),
      ],
      "methods": .array(judged.verdicts.map(\.json)),
      "reproduction": try reproductionNumber(signal: signal, place: detection.place) ?? .null,
      "past": .array(
        past.prefix(5).map { entry in
          [
            "id": .string(entry.detection.id), "since": JSON(entry.detection.since),
            "until": entry.isOpen ? .null : JSON(entry.detection.date),
            "peak": JSON(entry.peak), "words": .string(Reading.words(entry)),
          ]
        }),
      "sentence": .string(sentence(entry, signal, judged)),
    ])
  }

  private func sentence(
    _ entry: DetectionHistory.Entry, _ signal: Signal, _ judged: Judgement
  ) -> String {
    let detection = entry.detection
    let name = world.places[detection.place]?.name ?? detection.place.text
    let alarms = judged.verdicts.count { $0.result?.alarm ?? false }
    let able = judged.verdicts.count { $0.result?.usable ?? false }
    var text = "\(signal.title), \(name): \(Reading.words(entry))."
    if able > 0 {
      text += " \(alarms) of \(Words.plural(able, "method")) with enough history "
      text += alarms == 1 ? "raises an alarm." : "raise an alarm."
    }
    if let share = detection.completeness, share < DelayProfile.settled {
      text += " About \(Int((share * 100).rounded())) % of the reports are in."
    }
    return text
  }
}
