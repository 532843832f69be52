import SalusCore
import Synchronization

/// Counts the uses of one grant and writes them into the log in portions, so that thousands of
/// reads a second cost one record every ten seconds.
final class GrantMeter: Sendable {
  let grant: Int64
  let purpose: ID<Purpose>
  private let subject: String
  private let scope: Scope
  private let log: any AuditLog
  private let state: Mutex<State>

  /// A portion is written when it holds so many uses or is so old, in seconds.
  static let portion = 10_000
  static let period: Double = 10
  /// Where the log cannot be written, reading goes on for so many uses and no further.
  static let most = 10 * portion

  private struct State {
    var counts: [String: Int] = [:]
    var total = 0
    var twins: Set<String> = []
    var hasMoreTwins = false
    var from: Instant?
    var through: Instant
    /// When the last portion was written, or the grant was made.
    var written: Instant
    /// How many uses make the next portion; more after the log refused one, so that a log that
    /// cannot be written is not asked at every read.
    var limit = GrantMeter.portion
    var closedFor: String?
  }

  init(grant: Int64, request: AccessRequest, at: Instant, log: any AuditLog) {
    self.grant = grant
    purpose = request.purpose
    subject = request.subject.id
    scope = request.scope
    self.log = log
    state = Mutex(State(through: at, written: at))
  }

  /// Ends the grant; false where it had ended.
  func close(for reason: String) -> Bool {
    state.withLock {
      guard $0.closedFor == nil else { return false }
      $0.closedFor = reason
      return true
    }
  }

  /// Throws where the grant has ended.
  func checkOpen() throws(AccessError) {
    if let reason = state.withLock({ $0.closedFor }) {
      throw .closed(grant: grant, reason: reason)
    }
  }

  /// Counts a use, and writes the portion that it completes.
  func count(
    _ kind: String, rows: Int, twin: String?, at: Instant
  ) throws(AccessError) {
    let due = state.withLock { state -> Result<AccessUsed?, AccessError> in
      if let reason = state.closedFor { return .failure(.closed(grant: grant, reason: reason)) }
      state.counts[kind, default: 0] += rows
      state.total += rows
      state.from = state.from.map { min($0, at) } ?? at
      state.through = max(state.through, at)
      if let twin { GrantMeter.note(twin, in: &state) }
      let isDue =
        state.total >= min(state.limit, GrantMeter.most)
        || at - state.written >= GrantMeter.period
      guard isDue else { return .success(nil) }
      return .success(take(from: &state, at: at))
    }
    if let portion = try due.get() { try write(portion, isLast: false) }
  }

  /// Writes what has been counted since the last portion, if anything.
  func flush() throws(AccessError) {
    let portion = state.withLock { take(from: &$0, at: $0.through) }
    if let portion { try write(portion, isLast: true) }
  }

  private func write(_ portion: AccessUsed, isLast: Bool) throws(AccessError) {
    do {
      _ = try log.append(.used(portion))
    } catch {
      let outstanding = state.withLock { giveBack(portion, to: &$0) }
      if isLast || outstanding >= GrantMeter.most {
        throw .notRecorded(reason: "\(error)")
      }
    }
  }

  private func take(from state: inout State, at: Instant) -> AccessUsed? {
    guard state.total > 0, let from = state.from else { return nil }
    let portion = AccessUsed(
      grant: grant, subject: subject, purpose: purpose, scope: scope, counts: state.counts,
      twins: state.twins.sorted(), hasMoreTwins: state.hasMoreTwins, from: from,
      through: state.through)
    state.counts = [:]
    state.total = 0
    state.twins = []
    state.hasMoreTwins = false
    state.from = nil
    state.written = max(state.written, at)
    state.limit = GrantMeter.portion
    return portion
  }

  /// Takes a portion back that could not be written; returns how much is outstanding.
  private func giveBack(_ portion: AccessUsed, to state: inout State) -> Int {
    state.counts.merge(portion.counts) { $0 + $1 }
    state.total += portion.total
    for twin in portion.twins { GrantMeter.note(twin, in: &state) }
    state.hasMoreTwins = state.hasMoreTwins || portion.hasMoreTwins
    state.from = state.from.map { min($0, portion.from) } ?? portion.from
    state.limit = state.total + GrantMeter.portion
    return state.total
  }

  private static func note(_ twin: String, in state: inout State) {
    if state.twins.count < AccessUsed.mostTwins {
      state.twins.insert(twin)
    } else if !state.hasMoreTwins, !state.twins.contains(twin) {
      state.hasMoreTwins = true
    }
  }
}
