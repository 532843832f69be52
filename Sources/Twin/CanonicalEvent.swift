import SalusCore
import SalusGovernance

extension Event {
  /// The bytes that stand for the event in the hash chain and in the Merkle tree: every field but
  /// the payload and the observations, which are there by their digests, so that what they hold
  /// can be destroyed and the chain still verifies. `docs/journal.md` lists the fields. Events about
  /// a person have two fields more, and say so by their first.
  ///
  /// - Parameter payload: SHA-256 of the payload's bytes as they are stored.
  public func canonicalBytes(payload: Digest) -> [UInt8] {
    var output = CanonicalBytes(capacity: 512)
    output.append(subject == nil ? "salus.event.1" : "salus.event.2")
    output.append(branch.text)
    output.append(sequence)
    output.append(twin.text)
    output.append(revision)
    output.append(type)
    output.append(Int64(version))
    output.append(valid.microseconds)
    output.append(known.microseconds)
    output.append(recorded.microseconds)
    output.append(actor)
    output.append(purpose)
    output.append(source)
    output.append(key)
    output.append(causation)
    output.append(Int64(accepted))
    output.append(Int64(duplicate))
    output.append(Int64(corrected))
    output.append(retracts)
    output.append(content)
    output.append(payload)
    output.append(observations)
    if let subject {
      output.append(subject.text)
      output.append(dataClass?.label)
    }
    return output.bytes
  }

  /// SHA-256 over the previous event's hash and the canonical bytes.
  public static func hash(previous: Digest, canonical: [UInt8]) -> Digest {
    Digest(of: previous.bytes + canonical)
  }
}

extension Draft {
  /// What two drafts with one key must share to count as the same: everything but the actor.
  public func contentDigest(payload: Digest) -> Digest {
    var output = CanonicalBytes(capacity: 256 + observations.count * 64)
    output.append(subject == nil ? "salus.draft.1" : "salus.draft.2")
    output.append(type)
    output.append(twin.text)
    output.append(Int64(version))
    output.append(valid?.microseconds)
    output.append(known?.microseconds)
    output.append(purpose)
    output.append(source)
    output.append(key)
    output.append(causation)
    output.append(retracts)
    output.append(payload)
    output.append(UInt64(observations.count))
    for observation in observations {
      output.append(observation.signal.text)
      output.append(observation.stratum)
      output.append(observation.twin.text)
      output.append(observation.row)
    }
    if let subject {
      output.append(subject.text)
      output.append(dataClass?.label)
    }
    return Digest(of: output.bytes)
  }
}

/// Times, value and quality of an observation as the digest of a batch takes them.
public struct ObservationRow: Sendable {
  public var valid: Int64
  public var known: Int64
  public var value: Double?
  public var quality: UInt8

  /// - Parameters:
  ///   - valid: microseconds since 1970.
  ///   - known: microseconds since 1970.
  public init(valid: Int64, known: Int64, value: Double?, quality: UInt8) {
    self.valid = valid
    self.known = known
    self.value = value
    self.quality = quality
  }
}

extension Observation {
  /// The numbers of the observation, without its names.
  public var row: ObservationRow {
    ObservationRow(
      valid: valid.microseconds, known: known.microseconds, value: value, quality: quality.rawValue)
  }
}

extension CanonicalBytes {
  /// Opens a block of a batch: the rows that follow are of this signal, stratum and twin.
  ///
  /// The digest of a batch is SHA-256 over its blocks in the order of (signal, stratum, twin) by
  /// UTF-8 bytes, each with its rows in the order of (valid, known, arrival).
  public mutating func append(blockOf signal: String, stratum: String, twin: String) {
    append(byte: 1)
    append(signal)
    append(stratum)
    append(twin)
  }

  /// A row of a block: 2, valid, known, quality, then 0 for no value, or 1 and the value as
  /// IEEE 754 binary64.
  public mutating func append(_ row: ObservationRow) {
    append(byte: 2)
    append(row.valid)
    append(row.known)
    append(byte: row.quality)
    append(byte: row.value == nil ? 0 : 1)
    if let value = row.value { append(value.bitPattern) }
  }
}
