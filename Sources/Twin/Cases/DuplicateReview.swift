import SalusCore

/// A row that may be about a person already known, waiting for somebody to decide.
public struct DuplicateReview: Hashable, Sendable {
  /// Made of the row, so that the same row again is the same review.
  public var id: ID<Twin>
  public var person: PersonDetails
  public var record: CaseRecord
  /// The name by which the source knows the case; nil for none.
  public var alias: Alias?
  public var candidates: [Candidate]
  /// Nil while open; then the person that it is, or nil inside for a new one.
  public var decision: ID<Twin>??

  /// One who may be meant, with the reasons as they were told.
  public struct Candidate: Hashable, Sendable {
    public var person: ID<Twin>
    public var score: Double
    public var reasons: [String]

    public init(person: ID<Twin>, score: Double, reasons: [String]) {
      self.person = person
      self.score = score
      self.reasons = reasons
    }
  }

  public static let opened = "case.review-opened"
  public static let decided = "case.review-decided"

  public init(
    id: ID<Twin>, person: PersonDetails, record: CaseRecord, alias: Alias? = nil,
    candidates: [Candidate]
  ) {
    self.id = id
    self.person = person
    self.record = record
    self.alias = alias
    self.candidates = candidates
    decision = nil
  }

  /// Reads a payload; nil where it is none.
  public init?(_ id: ID<Twin>, _ payload: JSON) {
    guard let person = payload["person"], let values = payload["case"],
      let record = CaseRecord(values: values)
    else { return nil }
    let candidates = (payload["candidates"]?.array ?? []).compactMap { candidate -> Candidate? in
      guard let person = candidate["person"]?.string, let score = candidate["score"]?.double else {
        return nil
      }
      return Candidate(
        person: ID(person), score: score,
        reasons: (candidate["reasons"]?.array ?? []).compactMap(\.string))
    }
    var alias: Alias?
    if let system = payload["system"]?.string, let value = payload["name"]?.string {
      alias = Alias(system: system, value: value)
    }
    self.init(
      id: id, person: PersonDetails(values: person), record: record, alias: alias,
      candidates: candidates)
  }

  public var payload: JSON {
    var members: [JSON.Member] = [
      .init(
        "candidates",
        .array(
          candidates.map { candidate in
            [
              "person": .string(candidate.person.text), "score": .number(candidate.score),
              "reasons": .array(candidate.reasons.map { .string($0) }),
            ]
          })),
      .init("case", record.values), .init("person", person.values),
    ]
    if let alias {
      members.append(.init("name", .string(alias.value)))
      members.append(.init("system", .string(alias.system)))
    }
    return .object(members)
  }
}
