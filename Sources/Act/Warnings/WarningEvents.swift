import SalusCore
import SalusTwin

/// What can happen to a warning, as the journal keeps it.
public enum WarningEvent: Hashable, Sendable {
  /// A new cause; it waits until `expires`.
  case raised(WarningCase, expires: Instant)
  /// New evidence of the cause. Where `expires` is given the warning waits again.
  case updated(WarningCase, expires: Instant?, words: String)
  /// The evidence is gone since a day, or (nil) there again.
  case gone(CivilDate?)
  case decided(WarningDecision)
  /// Nobody decided in time.
  case expired
  /// The cause is over, or another warning has taken it over.
  case ended(words: String, into: ID<Warning>?)

  /// Types of all of them.
  public static let types = [
    "warning.raised", "warning.updated", "warning.gone", "warning.decided", "warning.expired",
    "warning.ended",
  ]

  public var type: String {
    switch self {
    case .raised: "warning.raised"
    case .updated: "warning.updated"
    case .gone: "warning.gone"
    case .decided: "warning.decided"
    case .expired: "warning.expired"
    case .ended: "warning.ended"
    }
  }

  public init(_ event: Event) throws(JournalError) {
    let body = event.payload
    func content() throws(JournalError) -> WarningCase {
      guard let content = body["case"].flatMap({ WarningCase($0) }) else {
        throw .corrupt("event \(event.sequence) holds no warning")
      }
      return content
    }
    let expires = body["expires"]?.string.flatMap { Instant($0) }
    switch event.type {
    case "warning.raised": self = .raised(try content(), expires: expires ?? event.valid)
    case "warning.updated":
      self = .updated(try content(), expires: expires, words: body["words"]?.string ?? "")
    case "warning.gone": self = .gone(body["since"]?.string.flatMap { CivilDate($0) })
    case "warning.decided":
      guard let decision = WarningDecision(body) else {
        throw .corrupt("event \(event.sequence) is no decision on a warning")
      }
      self = .decided(decision)
    case "warning.expired": self = .expired
    case "warning.ended":
      self = .ended(
        words: body["words"]?.string ?? "", into: body["into"]?.string.map { ID($0) })
    default: throw .corrupt("event \(event.sequence) is of no warning")
    }
  }

  /// - Parameter now: by the loop's clock.
  public func draft(of id: ID<Warning>, actor: String, at now: Instant) -> Draft {
    Draft(
      type: type, twin: Warning.twin(of: id), payload: payload, valid: now, known: now,
      actor: actor, source: "act/warnings")
  }

  private var payload: JSON {
    switch self {
    case .raised(let content, let expires):
      ["case": content.json, "expires": JSON(expires)]
    case .updated(let content, let expires, let words):
      ["case": content.json, "expires": JSON(expires), "words": .string(words)]
    case .gone(let since): ["since": JSON(since)]
    case .decided(let decision): decision.json
    case .expired: .object([])
    case .ended(let words, let into): ["words": .string(words), "into": JSON(into?.text)]
    }
  }
}

/// What a person says to a warning.
public struct WarningDecision: Hashable, Sendable {
  public var verb: Warning.Verb
  /// Only of a dismissal.
  public var reason: Warning.Reason?
  public var note: String?
  /// Only of a shelf: when it comes back.
  public var until: Instant?

  public init(
    _ verb: Warning.Verb, reason: Warning.Reason? = nil, note: String? = nil,
    until: Instant? = nil
  ) {
    self.verb = verb
    self.reason = reason
    self.note = note
    self.until = until
  }

  init?(_ body: JSON) {
    guard let verb = body["verb"]?.string.flatMap(Warning.Verb.init(rawValue:)) else { return nil }
    self.init(
      verb, reason: body["reason"]?.string.flatMap(Warning.Reason.init(rawValue:)),
      note: body["note"]?.string, until: body["until"]?.string.flatMap { Instant($0) })
  }

  var json: JSON {
    [
      "verb": .string(verb.rawValue), "reason": JSON(reason?.rawValue), "note": JSON(note),
      "until": JSON(until),
    ]
  }
}
