import SalusCore
import Synchronization

/// Gives, refuses and ends leave to read personal data, and has each of these written down before
/// it takes effect.
///
/// Any thread may call. Time is the caller's; the authority reads no clock.
public final class Authority: Sendable {
  public let register: PurposeRegister
  private let policy: any Policy
  private let log: any AuditLog
  private let current: Mutex<Phase>
  private let book = GrantBook()

  /// - Parameters:
  ///   - phase: where the emergency stands now; some purposes are open in some phases only.
  ///   - register: the closed list of purposes.
  ///   - policy: who may do what.
  ///   - log: where records go.
  public init(
    phase: Phase, register: PurposeRegister = .shipped, policy: any Policy = RuleSet.startToken,
    log: any AuditLog
  ) {
    self.register = register
    self.policy = policy
    self.log = log
    current = Mutex(phase)
  }

  public var phase: Phase { current.withLock { $0 } }

  /// What would be decided; nothing is written and nothing given.
  public func decision(on request: AccessRequest, at: Instant) -> Decision {
    Decision(
      on: request, register: register, policy: policy,
      context: AccessContext(phase: phase, at: at))
  }

  /// Decides, writes the decision into the log, and only then gives the grant.
  public func grant(_ request: AccessRequest, at: Instant) throws(AccessError) -> Grant {
    let phase = phase
    let decision = Decision(
      on: request, register: register, policy: policy,
      context: AccessContext(phase: phase, at: at))
    if let refusal = decision.refusal {
      // A refusal stands whether or not it could be written.
      _ = try? log.append(
        .denied(
          AccessDenied(
            request: request, phase: phase, code: refusal.code, message: refusal.description,
            rules: decision.rules, policy: decision.policy, register: decision.register,
            remarks: decision.remarks, at: at)))
      throw refusal
    }
    let sequence = try record(
      .granted(
        AccessGranted(
          request: request, phase: phase, expiry: decision.expiry, rules: decision.rules,
          policy: decision.policy, register: decision.register, remarks: decision.remarks, at: at)))
    let meter = GrantMeter(grant: sequence, request: request, at: at, log: log)
    book.add(meter)
    // The phase may have turned while the record was being written.
    if let purpose = register[request.purpose], !purpose.phases.contains(self.phase) {
      _ = meter.close(for: "the phase changed")
    }
    return Grant(
      sequence: sequence, request: request, decision: decision, meter: meter, book: book)
  }

  /// Ends a grant before its time, whoever holds it. A grant that this process does not know is
  /// written down as closed all the same, for others that share the journal.
  public func close(
    _ grant: Int64, for reason: String, by actor: Subject, at: Instant
  ) throws(AccessError) {
    // Closed first: a log that cannot be written must not keep it open.
    apply(closing: grant, for: reason)
    _ = try record(
      .closed(AccessClosed(grant: grant, actor: actor.id, reason: reason, at: at)))
  }

  /// Ends a grant as a record of another process says; writes nothing.
  public func apply(closing grant: Int64, for reason: String) {
    _ = book[grant]?.close(for: reason)
  }

  /// Moves to another phase and closes every grant that it does not open.
  ///
  /// - Returns: the grants that were closed.
  @discardableResult
  public func enter(
    _ phase: Phase, by actor: Subject, at: Instant
  ) throws(AccessError) -> [Int64] {
    let previous = current.withLock { current in
      let previous = current
      current = phase
      return previous
    }
    guard phase != previous else { return [] }
    var closed: [Int64] = []
    for meter in book.meters where register[meter.purpose]?.phases.contains(phase) == false {
      if meter.close(for: "the phase changed to \(phase.rawValue)") { closed.append(meter.grant) }
    }
    _ = try record(
      .phase(
        PhaseEntered(phase: phase, previous: previous, actor: actor.id, closed: closed, at: at)))
    return closed
  }

  /// Writes the uses of all open grants that are not in the log yet: for a timer, and before the
  /// process ends.
  public func flush() throws(AccessError) {
    var trouble: AccessError?
    for meter in book.meters {
      do throws(AccessError) {
        try meter.flush()
      } catch {
        trouble = error
      }
    }
    if let trouble { throw trouble }
  }

  /// Grants in use, in the order in which they were given.
  public var openGrants: [Int64] { book.meters.map(\.grant) }

  private func record(_ record: AccessRecord) throws(AccessError) -> Int64 {
    do {
      return try log.append(record)
    } catch {
      throw .notRecorded(reason: "\(error)")
    }
  }
}
