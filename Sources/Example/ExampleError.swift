import SalusCore
import SalusSense
import SalusTwin

/// Why the example region could not be put into a journal.
public enum ExampleError: Problem, Hashable {
  /// No such day can be asked for.
  case day(Int)
  /// The journal holds the region of another seed.
  case otherSeed(found: String, asked: UInt64)
  /// The journal holds no example region.
  case missing
  case file(path: String, reason: String)
  case importing(ImportError)
  /// A table of receipts was refused as a whole.
  case receipts(path: String, reason: String)
  case journal(JournalError)

  public var kind: ProblemKind {
    switch self {
    case .day, .otherSeed, .missing: .usage
    case .file, .receipts: .failed
    case .importing(let error): error.kind
    case .journal(let error): error.kind
    }
  }

  public var description: String {
    switch self {
    case .day(let day):
      "the example region has no day \(day); "
        + "\(ExampleRegion.days.lowerBound) to \(ExampleRegion.days.upperBound) are accepted"
    case .otherSeed(let found, let asked):
      "this journal holds the example region of seed \(found), not of seed \(asked)"
    case .missing: "this journal holds no example region"
    case .file(let path, let reason): "\(path) cannot be written: \(reason)"
    case .importing(let error): error.description
    case .receipts(let path, let reason): "\(path) cannot be taken in: \(reason)"
    case .journal(let error): error.description
    }
  }

  public var hint: String? {
    switch self {
    case .day: nil
    case .otherSeed: "Name the same seed, or choose another directory with --data."
    case .receipts: nil
    case .missing: "Bring it in with 'salus example' first."
    case .file: "Check owner, mode and free space of the directory."
    case .importing(let error): error.hint
    case .journal(let error): error.hint
    }
  }
}
