import SalusCore
import SalusTwin

extension Station {
  /// The list of jobs: those of the running loop, and without one those that the journal kept.
  public func jobs(limit: Int) throws -> [JobRun] {
    if let loop { return loop.desk.runs(limit: limit) }
    let query = EventQuery(types: [JobFinished.type], limit: limit, isDescending: true)
    return try journal.events(query).compactMap(JobFinished.run)
  }
}

extension Station {
  /// Has a job of the running loop done now; without a subject, for all that the kind has.
  public func requestJob(_ kind: JobKind, subject: String?) throws {
    guard let loop else { throw LoopError.notRunning }
    let whole = loop.fullPass(trigger: "asked for by \(actor)").filter { $0.kind == kind }
    let known = kind == .pull ? loop.parts?.feeds.names ?? [] : whole.map(\.subject)
    if let subject {
      guard known.contains(subject) else {
        throw LoopError.noSubject(subject, kind: kind, known: known)
      }
      loop.request([Job(kind, subject, trigger: "asked for by \(actor)")])
    } else if kind == .pull || (whole.isEmpty && kind.isOfSignal) {
      throw LoopError.noSubject("", kind: kind, known: known)
    } else {
      loop.request(whole.isEmpty ? [Job(kind, trigger: "asked for by \(actor)")] : whole)
    }
  }
}

/// Why the loop cannot do what was asked.
public enum LoopError: Problem, Hashable {
  case notRunning
  case noSubject(String, kind: JobKind, known: [String])

  public var kind: ProblemKind {
    switch self {
    case .notRunning: .failed
    case .noSubject: .notFound
    }
  }

  public var description: String {
    switch self {
    case .notRunning: "no loop runs on this data directory"
    case .noSubject("", let kind, []): "there is nothing that '\(kind.rawValue)' could be about"
    case .noSubject("", let kind, _): "'\(kind.rawValue)' needs the name of what it is about"
    case .noSubject(let name, let kind, _): "'\(kind.rawValue)' has no subject '\(name)'"
    }
  }

  public var hint: String? {
    switch self {
    case .notRunning: "Start it with 'salus up'."
    case .noSubject(_, _, let known):
      known.allSatisfy(\.isEmpty) ? nil : "There are: \(known.joined(separator: ", "))."
    }
  }
}

extension JobFinished {
  /// The run that an event tells of; nil where it tells of none that is known here.
  static func run(_ event: Event) -> JobRun? {
    let body = event.payload
    guard let kind = body["kind"]?.string.flatMap(JobKind.init(rawValue:)),
      let state = body["state"]?.string.flatMap(JobRun.State.init(rawValue:))
    else { return nil }
    func texts(_ name: String) -> [String] { body[name]?.array?.compactMap(\.string) ?? [] }
    let started = body["started"]?.string.flatMap { Instant($0) }
    let seconds = body["seconds"]?.double
    return JobRun(
      id: body["id"]?.string ?? "v\(event.sequence)",
      job: Job(
        kind, body["subject"]?.string ?? "", trigger: body["trigger"]?.string ?? ""),
      state: state, started: started, finished: started.map { $0 + (seconds ?? 0) },
      seconds: seconds, attempt: body["attempt"]?.integer.map { Int($0) } ?? 1, progress: nil,
      read: texts("read"), wrote: texts("wrote"), words: body["words"]?.string ?? "")
  }
}
