import SalusCore

/// What a look for the same person found.
public struct DuplicateCheck: Hashable, Sendable {
  public var verdict: Verdict
  /// Persons that may be meant, the likeliest first; equal scores in order of their ids.
  public var candidates: [Candidate]

  public enum Verdict: Hashable, Sendable {
    /// An identifier agrees and so does the rest.
    case same(ID<Twin>)
    /// Somebody must look.
    case review
    /// Nobody known comes near.
    case new
  }

  /// One who may be meant.
  public struct Candidate: Hashable, Sendable {
    public var person: ID<Twin>
    /// In bits.
    public var score: Double
    public var pattern: LinkagePattern

    public init(person: ID<Twin>, score: Double, pattern: LinkagePattern) {
      self.person = person
      self.score = score
      self.pattern = pattern
    }

    /// What agrees and what does not, in words.
    public var reasons: [String] {
      LinkagePattern.Field.allCases.compactMap { field in
        DuplicateCheck.words(field, pattern[field])
      }
    }
  }

  public init(verdict: Verdict, candidates: [Candidate] = []) {
    self.verdict = verdict
    self.candidates = candidates
  }

  /// The reasons for the likeliest candidate as one sentence; nil where there is none.
  public var sentence: String? {
    guard let first = candidates.first else { return nil }
    return Words.capital(Words.list(first.reasons, most: 8)) + "."
  }

  private static func words(_ field: LinkagePattern.Field, _ level: LinkagePattern.Level) -> String?
  {
    switch (field, level) {
    case (_, .missing): nil
    case (.identifier, .agrees): "an identifier agrees"
    case (.identifier, _): "an identifier of the same system differs"
    case (.family, .agrees): "the family name agrees"
    case (.family, .near): "the family name is near"
    case (.family, _): "the family name differs"
    case (.given, .agrees): "the given name agrees"
    case (.given, .near): "the given name is near"
    case (.given, _): "the given name differs"
    case (.birth, .agrees): "the birth date agrees"
    case (.birth, .near): "day and month of birth are swapped"
    case (.birth, .year): "the year of birth agrees"
    case (.birth, .differs): "the birth date differs"
    case (.sex, .agrees): "the sex agrees"
    case (.sex, _): "the sex differs"
    case (.place, .agrees): "the place agrees"
    case (.place, _): "the place differs"
    case (.phone, .agrees): "the telephone agrees"
    case (.phone, _): "the telephone differs"
    }
  }
}
