import SalusCore
import SalusGovernance
import SalusStore
import SalusTwin
import Synchronization

/// What somebody says who wants to see a personal twin.
public struct Pass: Hashable, Sendable {
  /// One of the register's purposes, such as `case-investigation`.
  public var purpose: String
  /// Why, in words that tell of nobody; with it the record is opened as it is, without it only
  /// what does not say who.
  public var reason: String?
  /// Nil for the twin alone; `place:ID` or `event:ID` for many.
  public var scope: String?

  public init(purpose: String, reason: String? = nil, scope: String? = nil) {
    self.purpose = purpose
    self.reason = reason
    self.scope = scope
  }
}

/// Writes every permission, refusal and use into the journal.
struct AccessLog: AuditLog {
  let journal: StoredJournal

  func append(_ record: AccessRecord) throws -> Int64 {
    let draft = Draft(
      type: record.type, twin: ID("access:" + record.actor), version: AccessRecord.version,
      payload: record.payload, valid: record.at, known: record.at, actor: record.actor,
      purpose: record.purpose.text, source: "salus.access")
    return try journal.append(draft).sequence
  }
}

/// Keeps the grants of a session, so that many readings under one leave are one permission and one
/// record of use.
public final class AccessDesk: Sendable {
  private final class Held: Sendable {
    let grant: Grant

    init(_ grant: consuming Grant) { self.grant = grant }
  }

  private struct Session {
    var grants: [Pass: Held] = [:]
    var flushed: Instant?
  }

  private let authority: Authority
  private let journal: StoredJournal
  private let session = Mutex(Session())
  private static let most = 10_000
  /// Seconds after which uses are written down.
  private static let flushSeconds = 60.0

  /// - Parameter phase: where the emergency stands as long as no event says otherwise.
  init(_ journal: StoredJournal, phase: Phase = .response) {
    self.journal = journal
    let entered = try? journal.events(
      EventQuery(types: ["phase.entered"], limit: 1, isDescending: true))
    let known = entered?.first?.payload["phase"]?.string.flatMap { Phase(rawValue: $0) }
    authority = Authority(phase: known ?? phase, log: AccessLog(journal: journal))
  }

  /// The purposes for which records of persons can be opened now.
  public var purposes: [String] {
    let phase = authority.phase
    return authority.register.purposes.filter { purpose in
      purpose.phases.contains(phase) && purpose.minimum.scopes.contains(.twin)
        && !purpose.minimum.forms.union(purpose.minimum.formsWithReason)
          .isDisjoint(with: [.identified, .pseudonymous])
    }.map(\.id.text)
  }

  /// Runs `body` with leave to read a personal twin; the form says whether it may see who it is.
  func with<Result>(
    _ pass: Pass, for twin: ID<Twin>, at now: Instant,
    _ body: (borrowing Grant, Form) throws -> Result
  ) throws -> Result {
    var wanted = pass
    if wanted.scope == nil { wanted.scope = Scope.twin(twin).description }
    let held = try held(wanted, at: now)
    let result = try body(held.grant, held.grant.form)
    try flushSometimes(now)
    return result
  }

  private func held(_ pass: Pass, at now: Instant) throws -> Held {
    if let held = session.withLock({ $0.grants[pass] }) {
      do {
        try held.grant.checkAlive(at: now)
        return held
      } catch {
        session.withLock { $0.grants[pass] = nil }
      }
    }
    guard let scope = pass.scope.flatMap({ Scope($0) }) else {
      throw TwinProblem.bad(
        "scope", given: pass.scope ?? "", accepted: "twin:ID, place:ID or event:ID")
    }
    let purpose = authority.register[ID(pass.purpose)]
    let minimum = purpose?.minimum
    let isOpen = minimum.map {
      $0.forms.contains(.identified)
        || pass.reason != nil && $0.formsWithReason.contains(.identified)
    }
    let held = Held(
      try authority.grant(
        AccessRequest(
          purpose: ID(pass.purpose), scope: scope,
          fields: minimum?.fields.isAll == true ? .all : ["person"],
          form: isOpen == true ? .identified : .pseudonymous, reason: pass.reason), at: now))
    session.withLock { session in
      if session.grants.count >= AccessDesk.most { session.grants.removeAll() }
      session.grants[pass] = held
    }
    return held
  }

  private func flushSometimes(_ now: Instant) throws {
    let isDue = session.withLock { session in
      guard let last = session.flushed else {
        session.flushed = now
        return false
      }
      guard now - last >= AccessDesk.flushSeconds else { return false }
      session.flushed = now
      return true
    }
    if isDue { try authority.flush() }
  }

  /// Writes down all uses and ends every grant of the session.
  public func end() {
    session.withLock { $0.grants.removeAll() }
    try? authority.flush()
  }
}
