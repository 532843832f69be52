import SalusCore
import SalusGovernance
import SalusTwin

/// Seals and opens personal payloads and states for the store's own upkeep.
struct Opener: Sendable {
  let vault: Vault

  /// The source under whose keys states are sealed, since a state mixes what several sources say.
  static let stateSource = "salus.state"

  /// Seals a payload; the bytes open only as that event's.
  func seal(
    _ payload: [UInt8], of event: Event, chain: ID<Branch>, dataClass: DataClass
  ) throws(JournalError) -> [UInt8] {
    let name = KeyName(
      subject: event.subject ?? event.twin, source: event.source, dataClass: dataClass)
    return try checked { () throws(VaultError) in
      try vault.seal(payload, for: name, binding: Opener.binding(event, chain)).bytes
    }
  }

  /// The payload's bytes; nil where the key was destroyed.
  func open(_ bytes: [UInt8], of event: Event, chain: ID<Branch>) throws(JournalError) -> [UInt8]? {
    try open(bytes, binding: Opener.binding(event, chain))
  }

  /// Seals the body of a state.
  func seal(body: [UInt8], twin: ID<Twin>, subject: ID<Twin>, dataClass: DataClass)
    throws(JournalError) -> [UInt8]
  {
    let name = KeyName(subject: subject, source: Opener.stateSource, dataClass: dataClass)
    return try checked { () throws(VaultError) in
      try vault.seal(body, for: name, binding: Opener.binding(twin)).bytes
    }
  }

  /// The body of a state; nil where the key was destroyed.
  func open(body: [UInt8], twin: ID<Twin>) throws(JournalError) -> [UInt8]? {
    try open(body, binding: Opener.binding(twin))
  }

  private func open(_ bytes: [UInt8], binding: [UInt8]) throws(JournalError) -> [UInt8]? {
    guard let sealed = Sealed(bytes: bytes) else { throw .corrupt("sealed bytes are damaged") }
    do throws(VaultError) {
      return try vault.openForUpkeep(sealed, binding: binding)
    } catch {
      if case .redacted = error { return nil }
      // Another bank's data came without its keys.
      if case .unknownKey = error { return nil }
      throw .failed("\(error)")
    }
  }

  private func checked(_ body: () throws(VaultError) -> [UInt8]) throws(JournalError) -> [UInt8] {
    do throws(VaultError) {
      return try body()
    } catch {
      throw .failed("\(error)")
    }
  }

  private static func binding(_ event: Event, _ chain: ID<Branch>) -> [UInt8] {
    var output = CanonicalBytes(capacity: 96)
    output.append("salus.payload.1")
    output.append(chain.text)
    output.append(event.sequence)
    output.append(event.twin.text)
    return output.bytes
  }

  private static func binding(_ twin: ID<Twin>) -> [UInt8] {
    var output = CanonicalBytes(capacity: 64)
    output.append("salus.state.1")
    output.append(twin.text)
    return output.bytes
  }
}
