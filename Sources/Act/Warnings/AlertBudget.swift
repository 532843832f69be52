import SalusCore
import SalusTwin

/// The budget of alerts: beyond it new warnings are grouped by cause, so that a flood of signals
/// reaches a person as one.
struct AlertBudget {
  let settings: WarningSettings
  let evidence: Evidence
  let warnings: Warnings

  /// New causes as they are raised: within the budget each for itself; beyond it the largest kind
  /// (the same sort of trouble) becomes one for the whole region, and so on until the rest fits.
  func grouped(_ causes: [WarningCase]) -> [WarningCase] {
    var causes = causes
    let since = evidence.now + -600
    let before = warnings.all.count { $0.raised > since }
    var mergedKinds: Set<String> = []
    while causes.count + before > settings.mostInTenMinutes {
      var counts: [String: Int] = [:]
      for content in causes { counts[kind(content), default: 0] += 1 }
      let candidates = counts.filter { $0.value > 1 && !mergedKinds.contains($0.key) }
      guard
        let largest = candidates.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key
      else { break }
      mergedKinds.insert(largest)
      let part = causes.filter { kind($0) == largest }
      causes.removeAll { kind($0) == largest }
      if let one = merged(part) { causes.append(one) }
    }
    return causes
  }

  /// Causes of a kind that an open warning tells as one stay one.
  func joined(_ causes: [WarningCase]) -> [WarningCase] {
    var causes = causes
    let kinds = Set(
      warnings.all.filter { $0.isOpen && $0.content.isGrouped }.map { kind($0.content) })
    for wanted in kinds.sorted() {
      let part = causes.filter { kind($0) == wanted }
      causes.removeAll { kind($0) == wanted }
      if let one = merged(part) { causes.append(one) }
    }
    return causes
  }

  /// The same sort of trouble, wherever it is.
  private func kind(_ content: WarningCase) -> String {
    content.what == .breach
      ? "\(content.what.rawValue)/\(content.group)" : content.what.rawValue
  }

  private func merged(_ parts: [WarningCase]) -> WarningCase? {
    let ordered = parts.sorted {
      ($0.grade.rawValue, $0.place.text, $0.group) < ($1.grade.rawValue, $1.place.text, $1.group)
    }
    guard var one = ordered.first else { return nil }
    if parts.count > 1 {
      one.headline = "\(parts.count) warnings, one likely cause: \(Words.inSentence(one.headline))"
      one.words += " The same in \(Words.list(ordered.map(\.placeName), most: 5))."
    }
    one.isGrouped = true
    one.place = evidence.top
    one.placeName = evidence.name(of: evidence.top)
    one.level = evidence.level(of: evidence.top)
    if one.what == .detection { one.group = evidence.top.text }
    if one.what == .order || one.what == .feed { one.group = "" }
    one.since = parts.map(\.since).min() ?? one.since
    one.sourceClasses = SourceClasses.distinct(parts.flatMap(\.sourceClasses))
    one.members = Array(Set(parts.flatMap(\.members))).sorted()
    return one
  }
}

/// How many warnings reach a person: the measured side of the budget.
public struct AlertLoad: Hashable, Sendable {
  /// Mean over the last 24 hours.
  public var perHour: Double
  /// The most in any ten minutes of the last 24 hours.
  public var mostInTenMinutes: Int

  /// Counts each time that a warning began to wait, also again.
  public init(_ warnings: [Warning], at now: Instant) {
    let since = now + -86_400
    let times = warnings.flatMap { warning in
      warning.decisions.filter { $0.verb == "raised" || $0.verb == "waited-again" }.map(\.at)
    }.filter { $0 > since && $0 <= now }.sorted()
    perHour = Double(times.count) / 24
    var most = 0
    var first = 0
    for (last, time) in times.enumerated() {
      while times[first] + 600 <= time { first += 1 }
      most = max(most, last - first + 1)
    }
    mostInTenMinutes = most
  }
}

/// How often warnings of a grade were right, as far as people have said.
public struct PredictiveValue: Hashable, Sendable {
  /// Confirmed of those confirmed or refuted; nil where there are none.
  public var value: Double?
  public var count: Int

  public init(_ warnings: [Warning], grade: Grade) {
    let judged = warnings.filter { $0.verdictGrade == grade }.compactMap(\.verdict)
    count = judged.count
    value = judged.isEmpty ? nil : Double(judged.count { $0 }) / Double(judged.count)
  }
}
