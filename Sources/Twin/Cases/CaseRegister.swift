import SalusCore

/// The persons, cases and infections that are known, as an import and a case desk look them up.
///
/// A view in memory of opened events: it holds personal data and is built and dropped under a
/// grant. The same events in the same order give the same register.
public struct CaseRegister: Sendable {
  /// A case and whose it is.
  public struct Entry: Hashable, Sendable {
    public var id: ID<Twin>
    public var person: ID<Twin>?
    public var record: CaseRecord
    /// Events that made it what it is.
    public var changes: Int
  }

  public private(set) var index: DuplicateIndex
  public private(set) var links = TransmissionBook()
  private var persons: [ID<Twin>: PersonDetails] = [:]
  private var personChanges: [ID<Twin>: Int] = [:]
  private var cases: [ID<Twin>: Entry] = [:]
  private var casesOf: [ID<Twin>: [ID<Twin>]] = [:]
  /// By system and value.
  private var aliases: [Alias: ID<Twin>] = [:]
  private var merged: [ID<Twin>: ID<Twin>] = [:]
  /// Outbreaks that there are.
  public private(set) var outbreaks: Set<ID<Twin>> = []
  private var reviews: [ID<Twin>: DuplicateReview] = [:]
  /// Open contacts by the id of their relation.
  private var contactsByRelation: [ID<Twin>: FollowUp.Contact] = [:]
  /// Relations of contacts by whom they point at.
  private var contactsOf: [ID<Twin>: [ID<Twin>]] = [:]
  private var infectionsByRelation: [ID<Twin>: InfectionLink] = [:]
  /// Links that came as accepted and are kept as alternatives, since a rule stands against them.
  public private(set) var refusedLinks = 0

  public init(weights: LinkageWeights = .usual) {
    index = DuplicateIndex(weights: weights)
  }

  /// Cases in order of their ids.
  public var all: [Entry] { cases.values.sorted { $0.id < $1.id } }

  public var caseCount: Int { cases.count }
  public var personCount: Int { persons.count }
  public var placeholderCount: Int { cases.values.count(where: \.record.isPlaceholder) }

  /// Reviews that nobody has decided, in order of their ids.
  public var openReviews: [DuplicateReview] {
    reviews.values.filter { $0.decision == nil }.sorted { $0.id < $1.id }
  }

  public func review(_ id: ID<Twin>) -> DuplicateReview? { reviews[id] }

  public func entry(_ id: ID<Twin>) -> Entry? { cases[id] }

  /// The case that a source knows by that name.
  public func entry(named alias: Alias) -> Entry? { aliases[alias].flatMap { cases[$0] } }

  /// The person, or who took the person's place.
  public func person(_ id: ID<Twin>) -> (id: ID<Twin>, details: PersonDetails)? {
    var id = id
    // A chain of merges is short; a circle in foreign events must not hang.
    for _ in 0..<64 {
      guard let next = merged[id] else { break }
      id = next
    }
    return persons[id].map { (id, $0) }
  }

  /// Events that a person's details stand on.
  public func changes(of person: ID<Twin>) -> Int { personChanges[person] ?? 0 }

  /// The cases of a person in order of their ids.
  public func cases(of person: ID<Twin>) -> [Entry] {
    (casesOf[person] ?? []).compactMap { cases[$0] }.sorted { $0.id < $1.id }
  }

  /// Open contacts in order of their relations' ids.
  public var contacts: [FollowUp.Contact] {
    contactsByRelation.values.sorted { $0.relation < $1.relation }
  }

  /// Who met a case or person, in order of their relations' ids.
  public func contacts(of target: ID<Twin>) -> [FollowUp.Contact] {
    (contactsOf[target] ?? []).compactMap { contactsByRelation[$0] }
      .sorted { $0.relation < $1.relation }
  }

  /// Cases of an outbreak in order of their ids.
  public func cases(in outbreak: ID<Twin>) -> [Entry] {
    all.filter { $0.record.outbreak == outbreak }
  }

  /// Looks for the person among those known.
  public mutating func check(_ details: PersonDetails) -> DuplicateCheck { index.check(details) }

  /// Takes in an event, or a draft that will become one; what is no business of case work, or is
  /// sealed, is passed over.
  public mutating func read(type: String, twin: ID<Twin>, payload: JSON) {
    switch type {
    case StateEvent.created: create(twin, payload)
    case StateEvent.reported, StateEvent.corrected: report(twin, payload)
    case StateEvent.merged: merged[twin] = payload["into"]?.string.map { ID($0) }
    case StateEvent.unmerged: merged[twin] = nil
    case "relation.began": begin(twin, payload)
    case "relation.ended": end(twin)
    case DuplicateReview.opened: reviews[twin] = DuplicateReview(twin, payload)
    case DuplicateReview.decided:
      reviews[twin]?.decision = payload["person"].map { $0.string.map { ID($0) } }
    default: break
    }
  }

  public mutating func read(_ drafts: [Draft]) {
    for draft in drafts { read(type: draft.type, twin: draft.twin, payload: draft.payload) }
  }

  private mutating func create(_ twin: ID<Twin>, _ payload: JSON) {
    if payload["type"]?.string == CaseTypes.outbreak.description { outbreaks.insert(twin) }
    guard let values = payload["values"] else { return }
    switch payload["type"]?.string {
    case CaseTypes.person.description:
      add(twin, PersonDetails(values: values))
      personChanges[twin] = 1
    case CaseTypes.case.description:
      guard let record = CaseRecord(values: values) else { return }
      cases[twin] = Entry(id: twin, person: cases[twin]?.person, record: record, changes: 1)
      for alias in payload["aliases"]?.array ?? [] {
        guard let system = alias["system"]?.string, let value = alias["value"]?.string else {
          continue
        }
        aliases[Alias(system: system, value: value)] = twin
      }
    default: break
    }
  }

  private mutating func report(_ twin: ID<Twin>, _ payload: JSON) {
    guard let values = payload["values"] else { return }
    if let details = persons[twin] {
      add(twin, PersonDetails(values: details.values.replacing(values)))
      personChanges[twin, default: 0] += 1
    } else if var entry = cases[twin] {
      guard let record = CaseRecord(values: entry.record.values.replacing(values)) else { return }
      entry.record = record
      entry.changes += 1
      cases[twin] = entry
    }
  }

  private mutating func begin(_ relation: ID<Twin>, _ payload: JSON) {
    guard let source = payload["source"]?.string, let name = payload["name"]?.string,
      let target = payload["target"]?.string
    else { return }
    switch name {
    case "partOf":
      guard cases[ID(source)] != nil, persons[ID(target)] != nil else { return }
      if let former = cases[ID(source)]?.person { casesOf[former]?.removeAll { $0.text == source } }
      cases[ID(source)]?.person = ID(target)
      casesOf[ID(target), default: []].append(ID(source))
    case InfectionLink.relation:
      var link = InfectionLink(
        infected: ID(source), infector: ID(target), properties: payload["properties"] ?? .object([])
      )
      do throws(InfectionFault) {
        try links.add(link)
      } catch {
        refusedLinks += 1
        link.isAccepted = false
        // An alternative is refused only where it says nothing, such as infection by oneself.
        try? links.add(link)
      }
      infectionsByRelation[relation] = link
    case ContactRecord.relation:
      end(relation)
      contactsByRelation[relation] = FollowUp.Contact(
        relation: relation.text, person: ID(source), infector: ID(target),
        record: ContactRecord(properties: payload["properties"] ?? .object([])))
      contactsOf[ID(target), default: []].append(relation)
    default: break
    }
  }

  private mutating func end(_ relation: ID<Twin>) {
    if let contact = contactsByRelation.removeValue(forKey: relation) {
      contactsOf[contact.infector]?.removeAll { $0 == relation }
    }
    if let link = infectionsByRelation.removeValue(forKey: relation) {
      links.remove(link.infector, of: link.infected)
    }
  }

  private mutating func add(_ person: ID<Twin>, _ details: PersonDetails) {
    persons[person] = details
    index.add(person, details)
  }
}

extension JSON {
  /// The same object with the members of another put in or over; a null takes a member out.
  func replacing(_ other: JSON) -> JSON {
    var members = self.members ?? []
    for member in other.members ?? [] {
      members.removeAll { $0.name == member.name }
      if member.value != .null { members.append(member) }
    }
    return .object(members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) })
  }
}
