import SalusCore
import SalusGovernance
import SalusTwin

extension Draft {
  /// Refuses what the journal could not keep or give back.
  func validate(newest: Int64) throws(JournalError) {
    func refuse(_ reason: String) -> JournalError { .refused(type: type, reason: reason) }
    guard !type.isEmpty else { throw refuse("an event needs a type") }
    guard !twin.text.isEmpty else { throw refuse("an event needs a twin") }
    for text in [actor, purpose, key ?? ""] where text.utf8.contains(0) {
      throw refuse("U+0000 in its actor, purpose or key")
    }
    if let key, key.utf8.count > WrittenNames.longest {
      throw refuse("its key has more than \(WrittenNames.longest) bytes")
    }
    guard payload.isNested(within: Draft.deepest) else {
      throw refuse("its payload is nested deeper than \(Draft.deepest) levels")
    }
    for target in retracts where target < 1 || target > newest {
      throw refuse("there is no event \(target) to retract; the newest is \(newest)")
    }
    if let causation, causation < 1 || causation > newest {
      throw refuse("there is no event \(causation) as its cause; the newest is \(newest)")
    }
    for observation in observations {
      if let value = observation.value, !value.isFinite {
        throw refuse("a value of \(observation.twin) at \(observation.valid) is not finite")
      }
      guard !observation.twin.text.isEmpty, !observation.signal.text.isEmpty else {
        throw refuse("an observation needs a twin and a signal")
      }
    }
  }
  /// What every reader of JSON can take.
  private static let deepest = 100

  /// Writes the payload in its one form, so that equal statements have equal bytes.
  mutating func prepare(for entry: StateKeeper.Entry) throws(JournalError) {
    payload = payload.canonical
    guard retracts.isEmpty, observations.isEmpty else {
      throw .refused(type: type, reason: "what changes a state brings no observations")
    }
    guard type == StateEvent.corrected else { return }
    guard causation != nil else {
      throw .refused(type: type, reason: "a correction names the event that it supersedes")
    }
  }

  /// Finds out whether the draft is personal, and of whom.
  mutating func classify(for entry: StateKeeper.Entry, hasKeys: Bool) throws(JournalError) {
    if let known = entry.dataClass {
      dataClass = max(dataClass ?? known, known)
      subject = subject ?? entry.state?.subject ?? twin
    }
    if let given = dataClass, !given.isPersonal { dataClass = nil }
    guard dataClass != nil else { return }
    subject = subject ?? twin
    guard hasKeys else {
      throw .refused(
        type: type, reason: "personal data of \(twin) cannot be kept: the bank has no keys")
    }
    guard observations.isEmpty else {
      throw .refused(type: type, reason: "observations of a person would not be sealed")
    }
  }

  /// True where the draft says of the twin what is known of it already.
  func changesNothing(_ state: TwinState) throws(JournalError) -> Bool {
    guard StateEvent.isState(type) else { return false }
    do throws(StateFault) {
      return try StateFold.changesNothing(self, state)
    } catch {
      throw .refused(type: type, reason: error.description)
    }
  }
}

extension JSON {
  fileprivate func isNested(within depth: Int) -> Bool {
    switch self {
    case .array(let values): depth > 0 && values.allSatisfy { $0.isNested(within: depth - 1) }
    case .object(let members):
      depth > 0 && members.allSatisfy { $0.value.isNested(within: depth - 1) }
    default: true
    }
  }
}
