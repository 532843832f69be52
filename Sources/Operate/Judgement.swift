import SalusAnalyse
import SalusCore

/// What each detection method says of a series, row by row for the main one.
struct Judgement {
  /// One method's word on the newest row.
  struct Verdict {
    let method: DetectionMethod
    /// Nil where it cannot say.
    let result: DetectionResult?

    var json: JSON {
      let words: String
      if let result, result.usable, let upper = result.upper, let seen = result.observed {
        words =
          "\(Words.number(seen)) seen, \(result.alarm ? "above" : "within") the bound of "
          + Words.number(upper)
      } else {
        words = "says nothing: \(result?.reason.description ?? "no values")"
      }
      return [
        "method": .string(method.rawValue), "alarm": .bool(result?.alarm ?? false),
        "upper": JSON(result?.upper.map(Reading.tenth)),
        "expected": JSON(result?.expected.map(Reading.tenth)), "words": .string(words),
      ]
    }
  }

  /// Rows of the evidence, the newest ones.
  static let shown = 60

  /// By row of the series; only the shown ones.
  private(set) var main: [Int: DetectionResult] = [:]
  private(set) var verdicts: [Verdict] = []

  /// - Parameter method: the main one, as the run of detection wrote it: name, slash, preset.
  init(_ series: PlaceSeries, signal: Signal, method: String) {
    guard !series.values.isEmpty else { return }
    let name = method.split(separator: "/").first.map(String.init) ?? method
    let chosen = DetectionMethod(rawValue: name)
    let last = series.values.count - 1
    let all = Judgement.detectors(for: signal.period)
    for detector in all {
      let isMain = detector.method == (chosen ?? all.first?.method)
      let first = isMain ? max(0, series.values.count - Judgement.shown) : last
      let results = detector.detect(series.values, rows: first..<last + 1)
      if isMain {
        for result in results { main[result.row] = result }
      }
      verdicts.append(Verdict(method: detector.method, result: results.last))
    }
    verdicts.sort { left, _ in left.method == chosen }
  }

  private static func detectors(for period: Period) -> [any Detector] {
    let ears: [any Detector] = [EARS(.c1), EARS(.c2), EARS(.c3)]
    return period == .week ? [FarringtonFlexible()] + ears : ears
  }
}
