import SalusAnalyse
import SalusCore
import SalusTwin

/// What all runs of detection that a view sees have found: one entry for each run of alarms.
struct DetectionHistory: Sendable {
  struct Entry: Sendable {
    /// As the newest run that saw it said.
    var detection: Detection
    var isOpen: Bool
    /// The greatest count that a run saw.
    var peak: Double
  }

  /// The newest run of each signal and method together.
  struct LastRun: Sendable {
    let at: Instant
    /// Of its event.
    let sequence: Int64
    let day: CivilDate
    let series: Int
  }

  /// Open ones first, then by score, the highest first; of closed ones the newest first.
  let entries: [Entry]
  private let runs: [(finished: DetectionFinished, event: Event)]

  /// - Parameter events: `detection.finished`, oldest first.
  init(_ events: [Event]) throws(JournalError) {
    var entries: [String: Entry] = [:]
    var newest: [String: (finished: DetectionFinished, event: Event)] = [:]
    for event in events {
      let run = try DetectionFinished(event)
      for detection in run.detections {
        let peak = max(entries[detection.id]?.peak ?? 0, detection.observed)
        // A run for an earlier day never overwrites what a later one said.
        if let known = entries[detection.id], known.detection.date > detection.date {
          entries[detection.id]?.peak = peak
        } else {
          entries[detection.id] = Entry(detection: detection, isOpen: false, peak: peak)
        }
      }
      let series = "\(run.signal)/\(run.method)"
      if let known = newest[series], known.finished.day > run.day { continue }
      newest[series] = (run, event)
    }
    runs = newest.sorted { $0.key < $1.key }.map(\.value)
    // What a method once found for an earlier day is closed, also where it was not asked again.
    var days: [ID<Signal>: CivilDate] = [:]
    for run in runs {
      let signal = run.finished.signal
      days[signal] = max(days[signal] ?? run.finished.day, run.finished.day)
    }
    for run in runs where run.finished.day == days[run.finished.signal] {
      for detection in run.finished.detections { entries[detection.id]?.isOpen = true }
    }
    self.entries = entries.values.sorted { left, right in
      if left.isOpen != right.isOpen { return left.isOpen }
      if !left.isOpen, left.detection.date != right.detection.date {
        return left.detection.date > right.detection.date
      }
      if left.detection.score != right.detection.score {
        return left.detection.score > right.detection.score
      }
      return left.detection.id < right.detection.id
    }
  }

  var openCount: Int { entries.prefix { $0.isOpen }.count }

  subscript(id: String) -> Entry? {
    entries.first { $0.detection.id == id }
  }

  /// - Parameter signal: only runs over that signal; nil for all.
  func lastRun(of signal: ID<Signal>?) -> LastRun? {
    let runs = runs.filter { signal == nil || $0.finished.signal == signal }
    guard let last = runs.map(\.event).max(by: { $0.sequence < $1.sequence }),
      let day = runs.map(\.finished.day).max()
    else { return nil }
    return LastRun(
      at: last.recorded, sequence: last.sequence, day: day,
      series: runs.reduce(0) { $0 + $1.finished.series })
  }
}
