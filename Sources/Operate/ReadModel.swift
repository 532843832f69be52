import SalusCore
import SalusTwin
import Synchronization

/// The twin as the command centre reads it: answers are pure functions of the journal up to a
/// sequence and of the moment asked for, kept until the journal grows.
public final class ReadModel: Sendable {
  let journal: any Journal
  private let head: Atomic<Int64>
  private let readings = Mutex<[Reading]>([])
  private let capacities = CapacityCache()
  private let duty = Duty()
  private let maps = Mutex<[Place.Level: GeoMap]>([:])

  /// Moments whose readings are kept at once.
  private static let mostReadings = 8

  public init(_ journal: any Journal) throws(JournalError) {
    self.journal = journal
    head = Atomic(try journal.head(of: Branch.main).sequence)
    journal.onCommit { [weak self] head in
      self?.head.max(head.sequence, ordering: .relaxed)
    }
  }

  /// The newest sequence: what answers about now reflect.
  public var version: Int64 { head.load(ordering: .relaxed) }

  /// The twin as of a moment; equal moments of an unchanged journal share one reading.
  public func reading(_ asOf: AsOf = .latest) throws -> Reading {
    var version = version
    if case .version(let sequence) = asOf {
      if sequence > version { version = try journal.head(of: Branch.main).sequence }
      guard sequence <= version else { throw ReadError.versionAhead(sequence, head: version) }
      version = sequence
    }
    let found = readings.withLock { readings in
      readings.first { $0.asOf == asOf && $0.version == version }
    }
    if let found { return found }
    let reading = try Reading(
      journal, asOf: asOf, version: version, capacities: capacities, duty: duty)
    readings.withLock { readings in
      readings.removeAll { $0.asOf == asOf && $0.version <= version }
      readings.insert(reading, at: 0)
      if readings.count > ReadModel.mostReadings { readings.removeLast() }
    }
    return reading
  }

  /// The boundaries of a level as the reading sees them; kept until a boundary changes.
  func map(of level: Place.Level, in reading: Reading) throws -> GeoMap? {
    let stamp = try GeoMap.stamp(journal, through: reading.version)
    if let kept = maps.withLock({ $0[level] }), kept.stamp == stamp { return kept }
    guard let map = try GeoMap(reading, level: level, stamp: stamp) else { return nil }
    maps.withLock { $0[level] = map }
    return map
  }
}

/// What an answer cannot be given for.
public enum ReadError: Problem, Hashable {
  case versionAhead(Int64, head: Int64)
  case noSignal(String, known: [String])
  case noPlace(String)
  case noLevel(String)
  case noBoundaries(Place.Level)
  case notMeasured(signal: String, level: Place.Level, levels: [Place.Level])
  case noDetection(String)
  case noForecast(signal: String, reference: CivilDate?)
  case bad(parameter: String, value: String, accepted: String)
  case missing(parameter: String)

  public var kind: ProblemKind {
    switch self {
    case .bad, .missing: .usage
    default: .notFound
    }
  }

  public var description: String {
    switch self {
    case .versionAhead(let sequence, let head):
      "version v\(sequence) does not exist yet; the journal stands at v\(head)"
    case .noSignal(let name, _): "there is no signal '\(name)'"
    case .noPlace(let name): "there is no place '\(name)'"
    case .noLevel(let name): "'\(name)' is no level"
    case .noBoundaries(let level): "no boundaries are registered for places of level \(level)"
    case .notMeasured(let signal, let level, _):
      "'\(signal)' has no values for places of level \(level)"
    case .noDetection(let id): "there is no detection '\(id)'"
    case .noForecast(let signal, let reference):
      "there is no forecast of '\(signal)'" + (reference.map { " for \($0)" } ?? "")
    case .bad(let parameter, let value, _): "'\(value)' is no \(parameter)"
    case .missing(let parameter): "the parameter '\(parameter)' is missing"
    }
  }

  public var hint: String? {
    switch self {
    case .versionAhead: "Ask for an earlier version, or for 'latest'."
    case .noSignal(_, let known):
      known.isEmpty
        ? "Nothing has been imported yet." : "Known are: \(known.joined(separator: ", "))."
    case .noPlace: "GET /api/v1/places lists all places; ids, codes and names are understood."
    case .noLevel:
      "Levels are: \(Place.Level.allCases.map(\.rawValue).joined(separator: ", "))."
    case .noBoundaries: "Import boundaries as GeoJSON."
    case .notMeasured(_, _, let levels):
      levels.isEmpty
        ? "It has no values at all as of that moment."
        : "It has values for: \(levels.map(\.rawValue).joined(separator: ", "))."
    case .noDetection:
      "All are listed under Signals; this one may be in a later version."
    case .noForecast: "The list of forecasts says which there are; 'salus forecast' makes one."
    case .bad(_, _, let accepted): "Accepted: \(accepted)."
    case .missing: nil
    }
  }
}
