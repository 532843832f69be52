import SalusCore
import SalusTwin

/// A graded signal that waits for, or has, a person's word.
public struct Warning: Hashable, Sendable {
  /// `W-3`; the twin of its events is `warning:W-3`.
  public let id: ID<Warning>
  /// As the newest evidence said it.
  public internal(set) var content: WarningCase
  public internal(set) var state: State
  public let raised: Instant
  /// When it last began to wait for a person.
  public internal(set) var waitingSince: Instant
  /// How often it began to wait: notices of one spell are not repeated in it.
  public internal(set) var spell: Int
  /// When it expires unless somebody decides; only while it waits.
  public internal(set) var expires: Instant?
  /// When it comes back from the shelf.
  public internal(set) var until: Instant?
  /// The gravest grade at which it was decided on or expired; a graver one waits again.
  public internal(set) var judged: Grade?
  /// Whether somebody said during this spell that they have seen it.
  public internal(set) var isAcknowledged: Bool
  /// Since when the evidence is gone; nil while there is some.
  public internal(set) var goneSince: CivilDate?
  /// The cause is over: a new one in the same place is a new warning.
  public internal(set) var isOver: Bool
  /// The warning that took this one's cause over.
  public internal(set) var into: ID<Warning>?
  public internal(set) var decisions: [Entry]
  /// Of the warning's twin, for conditions.
  public internal(set) var revision: Int64
  public internal(set) var sequence: Int64

  /// Where it stands with the people.
  public enum State: String, Sendable, Codable, CaseIterable {
    case waiting, confirmed, watched, shelved, dismissed, expired, ended

    /// Waits for a person now.
    public var isWaiting: Bool { self == .waiting }

    /// What a person may do with it. A decision may be corrected while the cause lasts; what has
    /// ended stays as it is.
    public var verbs: Set<Verb> {
      switch self {
      case .waiting: [.confirm, .watch, .shelve, .dismiss, .acknowledge]
      case .watched: [.confirm, .shelve, .dismiss]
      case .shelved: [.confirm, .watch, .shelve, .dismiss]
      case .confirmed: [.dismiss]
      case .dismissed: [.confirm, .watch]
      case .expired: [.confirm, .watch, .dismiss]
      case .ended: []
      }
    }
  }

  /// What a person can do with a warning.
  public enum Verb: String, Sendable, Codable, CaseIterable {
    case confirm, watch, shelve, dismiss, acknowledge
  }

  /// Why a warning is dismissed.
  public enum Reason: String, Sendable, Codable, CaseIterable {
    case knownCause = "known-cause"
    case dataError = "data-error"
    case duplicate
    case tooSmall = "too-small"
    case handled
    case other

    /// Whether the dismissal says that the warning was wrong; a known, double or handled cause was
    /// real and says nothing about the detector.
    public var isRefutation: Bool { self == .dataError || self == .tooSmall || self == .other }

    public var words: String {
      switch self {
      case .knownCause: "the cause is known"
      case .dataError: "an error in the data"
      case .duplicate: "already warned of"
      case .tooSmall: "too small to matter"
      case .handled: "already dealt with"
      case .other: "another reason"
      }
    }
  }

  /// One thing that a person or the program did with it.
  public struct Entry: Hashable, Sendable {
    public var at: Instant
    public var actor: String
    /// A verb of a person, or `raised`, `waited-again`, `expired`, `ended`.
    public var verb: String
    public var grade: Grade
    public var reason: Reason?
    public var note: String?
  }

  /// The twin that a warning's events are of.
  public static func twin(of id: ID<Warning>) -> ID<Twin> { ID("warning:\(id)") }

  public var twin: ID<Twin> { Warning.twin(of: id) }
  public var grade: Grade { content.grade }

  /// Whether a warning for a whole region goes on to hold pieces of evidence though they alone
  /// would not make one: any while it is open; after a dismissal or expiry those it had already.
  func keeps(_ members: [String]) -> Bool {
    isOpen || (!isOver && Set(members).isSubset(of: content.members))
  }

  /// In the list of what concerns somebody now: neither dismissed nor expired nor over.
  public var isOpen: Bool {
    !isOver && (state == .waiting || state == .confirmed || state == .watched || state == .shelved)
  }
}
