import SalusCore
import SalusTwin

/// What is open by the newest run of every signal and method: the fold of `detection.finished`.
struct OpenDetections: Sendable {
  private var newest: [String: DetectionFinished] = [:]

  /// Takes in one run; a run for an earlier day never replaces a later one.
  mutating func apply(_ event: Event) throws(JournalError) {
    let run = try DetectionFinished(event)
    let key = "\(run.signal)/\(run.method)"
    if let known = newest[key], known.day > run.day { return }
    newest[key] = run
  }

  /// The newest runs, by signal and method; of a signal only those for its newest day.
  var runs: [DetectionFinished] {
    var days: [ID<Signal>: CivilDate] = [:]
    for run in newest.values { days[run.signal] = max(days[run.signal] ?? run.day, run.day) }
    return newest.sorted { $0.key < $1.key }.map(\.value).filter { $0.day == days[$0.signal] }
  }

  /// Each open detection once, by id.
  var detections: [Detection] {
    var byID: [String: Detection] = [:]
    for run in runs {
      for detection in run.detections where byID[detection.id] == nil {
        byID[detection.id] = detection
      }
    }
    return byID.sorted { $0.key < $1.key }.map(\.value)
  }
}
