import SalusCore
import SalusTwin

/// Reads the moment at which a twin is looked at from the words of an address or a command line.
public enum TwinMoment {
  /// - Parameters:
  ///   - at: when it was so in the world; a bare date means its end (UTC).
  ///   - known: by what had been published then.
  ///   - recorded: by what the bank had written down up to that sequence.
  ///   - revision: after so many events of the twin.
  /// - Throws: where a word is not understood, or the words exclude each other.
  public static func read(
    at: String?, known: String?, recorded: String?, revision: String?
  ) throws(TwinProblem) -> Moment {
    let valid = try time("at", at)
    let published = try time("known", known)
    let sequence = try number("recorded", recorded)
    if let revision = try number("rev", revision) {
      guard valid == nil, published == nil, sequence == nil else {
        throw .bad("rev", given: "\(revision)", accepted: "'rev' without 'at', 'known', 'recorded'")
      }
      return .revision(revision)
    }
    switch (valid, published, sequence) {
    case (nil, nil, nil): return .latest
    case (nil, nil, let sequence?): return .version(sequence)
    case (let valid?, nil, let sequence?): return .audited(valid, through: sequence)
    case (let valid, let known?, nil): return .valid(valid ?? known, known: known)
    case (let valid?, nil, nil): return .valid(valid, known: .end)
    default:
      throw .bad("known", given: known ?? "", accepted: "either 'known' or 'recorded'")
    }
  }

  private static func time(_ name: String, _ text: String?) throws(TwinProblem) -> Instant? {
    guard let text else { return nil }
    if let date = CivilDate(text) { return Instant(endOf: date) }
    guard let time = Instant(text) else {
      throw .bad(
        name, given: text, accepted: "a day YYYY-MM-DD or a moment such as 2026-05-08T06:00:00Z")
    }
    return time
  }

  private static func number(_ name: String, _ text: String?) throws(TwinProblem) -> Int64? {
    guard let text else { return nil }
    guard let number = Int64(text.first == "v" ? String(text.dropFirst()) : text), number >= 0
    else { throw .bad(name, given: text, accepted: "a whole number from 0") }
    return number
  }
}

extension Instant {
  /// After everything: by all that was ever published.
  static let end = Instant(microseconds: .max / 4)
}
