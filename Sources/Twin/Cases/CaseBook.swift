import SalusCore
import SalusGovernance

/// The desk of who investigates cases: persons, cases, contacts and infections of a bank, opened
/// under a grant and looked up in memory.
///
/// Every function that shows personal data takes the grant, checks it and has the use counted. The
/// book follows the journal: what was appended since the last `follow` is read and nothing again.
public struct CaseBook: Sendable {
  public private(set) var register: CaseRegister
  /// Newest event that was read.
  public private(set) var sequence: Int64 = 0
  /// Events that nobody can open any more, since their keys were destroyed.
  public private(set) var redacted = 0
  private let branch: ID<Branch>

  /// What a desk reads of persons and cases.
  public static let fields = Fields(["person", "case", "contact", "exposure"])

  private static let types = [
    StateEvent.created, StateEvent.reported, StateEvent.corrected, StateEvent.merged,
    StateEvent.unmerged, "relation.began", "relation.ended", DuplicateReview.opened,
    DuplicateReview.decided,
  ]

  /// An empty book of a branch; `follow` fills it.
  public init(branch: ID<Branch> = Branch.main, weights: LinkageWeights = .usual) {
    self.branch = branch
    register = CaseRegister(weights: weights)
  }

  /// Reads what the journal holds beyond `sequence`, in order.
  ///
  /// - Parameters:
  ///   - scope: whose data the grant is for: an outbreak, a place, or everyone's.
  ///   - at: now.
  public mutating func follow(
    _ bank: any GrantedBank, scope: Scope, grant: borrowing Grant, at now: Instant
  ) throws {
    while true {
      let events = try bank.events(
        EventQuery(branch: branch, types: CaseBook.types, after: sequence, limit: 5_000))
      guard let last = events.last else { return }
      let sealed = events.count(where: \.isSealed)
      if sealed > 0 {
        try grant.check(
          .read, scope: scope, fields: CaseBook.fields, of: "record", rows: sealed, at: now)
      }
      for event in events { try take(event, bank, grant) }
      sequence = last.sequence
    }
  }

  private mutating func take(_ event: Event, _ bank: any GrantedBank, _ grant: borrowing Grant)
    throws(JournalError)
  {
    guard event.isSealed else {
      register.read(type: event.type, twin: event.twin, payload: event.payload)
      return
    }
    do throws(JournalError) {
      let opened = try bank.open(event, on: branch, grant: grant)
      register.read(type: opened.type, twin: opened.twin, payload: opened.payload)
    } catch {
      // What was redacted is gone for good and stands in nobody's way.
      guard case .redacted = error else { throw error }
      redacted += 1
    }
  }

  /// Looks for a person by what is known of them.
  public mutating func find(
    _ details: PersonDetails, scope: Scope, grant: borrowing Grant, at now: Instant
  ) throws(AccessError) -> DuplicateCheck {
    let found = register.check(details)
    try grant.check(
      .read, scope: scope, fields: CaseBook.fields, of: "person",
      rows: max(1, found.candidates.count), at: now)
    return found
  }

  /// The case that a source knows by that name; nil for none.
  public func find(
    _ alias: Alias, scope: Scope, grant: borrowing Grant, at now: Instant
  ) throws(AccessError) -> CaseRegister.Entry? {
    try grant.check(.read, scope: scope, fields: CaseBook.fields, of: "case", at: now)
    return register.entry(named: alias)
  }

  /// The cases of an outbreak, in order of their ids.
  public func cases(
    in outbreak: ID<Twin>, grant: borrowing Grant, at now: Instant
  ) throws(AccessError) -> [CaseRegister.Entry] {
    let cases = register.cases(in: outbreak)
    try grant.check(
      .read, scope: .event(outbreak), fields: CaseBook.fields, of: "case", rows: cases.count,
      at: now)
    return cases
  }

  /// Contacts of a case, contacts of those, and so on, each person once at the least degree.
  ///
  /// - Parameter degree: 1 for direct contacts, up to 32.
  public func contacts(
    of infector: ID<Twin>, degree: Int = 1, scope: Scope, grant: borrowing Grant, at now: Instant
  ) throws -> [CaseContact] {
    guard (1...32).contains(degree) else { throw CaseFault.degree(degree) }
    guard register.entry(infector) != nil else { throw CaseFault.noCase(infector) }
    let found = register.contacts(of: infector, degree: degree)
    try grant.check(
      .read, scope: scope, fields: CaseBook.fields, of: "contact", rows: found.count, at: now)
    return found
  }

  /// Who is to be visited or called on which days, for all contacts of an outbreak's cases.
  public func followUps(
    in outbreak: ID<Twin>, days: ClosedRange<CivilDate>, grant: borrowing Grant, at now: Instant
  ) throws -> FollowUp.Batch {
    let cases = register.cases(in: outbreak)
    var batch = FollowUp.Batch(tasks: [], undated: [], passedOver: 0)
    for code in Set(cases.map(\.record.disease)).sorted() {
      guard let disease = Disease.find(code) else { throw CaseFault.unknownDisease(code) }
      let contacts = cases.filter { $0.record.disease == code }
        .flatMap { register.contacts(of: $0.id) }
      let part = FollowUp.tasks(for: contacts, of: disease, in: days)
      batch.tasks += part.tasks
      batch.undated += part.undated
      batch.passedOver += part.passedOver
    }
    batch.tasks.sort { ($0.day, $0.person) < ($1.day, $1.person) }
    try grant.check(
      .read, scope: .event(outbreak), fields: CaseBook.fields, of: "task",
      rows: batch.tasks.count, at: now)
    return batch
  }
}

/// A contact and how far from the case.
public struct CaseContact: Hashable, Sendable {
  public var contact: FollowUp.Contact
  /// 1 for a contact of the case itself.
  public var degree: Int

  public init(contact: FollowUp.Contact, degree: Int) {
    self.contact = contact
    self.degree = degree
  }
}

extension CaseRegister {
  /// Contacts in layers of degree; each person once. A contact's own contacts are those of the
  /// person and of every case of the person.
  public func contacts(of infector: ID<Twin>, degree: Int) -> [CaseContact] {
    var found: [CaseContact] = []
    var seen: Set<ID<Twin>> = []
    if let owner = entry(infector)?.person { seen.insert(owner) }
    var layer = [infector]
    for step in stride(from: 1, through: max(degree, 0), by: 1) {
      var next: [ID<Twin>] = []
      for target in layer {
        for contact in contacts(of: target) where seen.insert(contact.person).inserted {
          found.append(CaseContact(contact: contact, degree: step))
          next.append(contact.person)
          if let resulting = contact.record.resultingCase { next.append(resulting) }
          next += cases(of: contact.person).map(\.id)
            .filter { $0 != contact.record.resultingCase }
        }
      }
      if next.isEmpty { break }
      layer = next
    }
    return found
  }
}
