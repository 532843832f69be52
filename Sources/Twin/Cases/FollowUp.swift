import SalusCore

/// Who has to be visited or called on which day after a contact.
public enum FollowUp {
  /// A contact as follow-up sees it.
  public struct Contact: Hashable, Sendable {
    /// Id of the `contactOf` relationship.
    public var relation: String
    public var person: ID<Twin>
    public var infector: ID<Twin>
    public var record: ContactRecord

    public init(relation: String, person: ID<Twin>, infector: ID<Twin>, record: ContactRecord) {
      self.relation = relation
      self.person = person
      self.infector = infector
      self.record = record
    }
  }

  /// One visit or call.
  public struct Task: Hashable, Sendable {
    /// Made of person and day, so that the same batch again makes no second task.
    public var id: String
    public var person: ID<Twin>
    public var day: CivilDate
    /// The contacts that it is for, in order of their ids.
    public var contacts: [String]
    /// Whether it is the last day of every contact.
    public var isLast: Bool
  }

  /// What a batch made and what it left out.
  public struct Batch: Hashable, Sendable {
    /// By day, then person.
    public var tasks: [Task]
    /// Contacts whose last contact nobody knows: their relations.
    public var undated: [String]
    /// Contacts that are not followed: ended, lost, no contact after all, or a case by now.
    public var passedOver: Int
  }

  /// The tasks of a whole outbreak: one a day for each person, from the day after the last contact
  /// to the end of the longest follow-up. A person with several contacts is visited once.
  ///
  /// - Parameter window: days of the batch; tasks before and after are not made.
  public static func tasks(
    for contacts: [Contact], of disease: Disease, in window: ClosedRange<CivilDate>
  ) -> Batch {
    var batch = Batch(tasks: [], undated: [], passedOver: 0)
    var spans: [ID<Twin>: [(contact: String, from: CivilDate, until: CivilDate)]] = [:]
    for contact in contacts.sorted(by: { $0.relation < $1.relation }) {
      let record = contact.record
      guard record.followUp == .followed, record.classification != .noContact,
        record.resultingCase == nil
      else {
        batch.passedOver += 1
        continue
      }
      guard let until = record.followUpUntil(disease) else {
        batch.undated.append(contact.relation)
        continue
      }
      let from = (record.lastContact?.advanced(by: 1)) ?? window.lowerBound
      spans[contact.person, default: []].append((contact.relation, from, until))
    }
    for (person, spans) in spans {
      guard let from = spans.map(\.from).min(), let until = spans.map(\.until).max() else {
        continue
      }
      var day = max(from, window.lowerBound)
      while day <= min(until, window.upperBound) {
        let due = spans.filter { $0.from <= day && day <= $0.until }
        if !due.isEmpty {
          batch.tasks.append(
            Task(
              id: "follow-up:\(person)/\(day)", person: person, day: day,
              contacts: due.map(\.contact), isLast: day == until))
        }
        day = day + 1
      }
    }
    batch.tasks.sort { ($0.day, $0.person) < ($1.day, $1.person) }
    return batch
  }
}
