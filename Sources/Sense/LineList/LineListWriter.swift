import SalusCore
import SalusTwin

/// Turns understood rows into drafts, against what is known so far.
struct LineListWriter {
  private let profile: LineListProfile
  private let drafts: CaseDrafts
  private(set) var register: CaseRegister
  private(set) var infections = 0

  init(_ profile: LineListProfile, drafts: CaseDrafts, register: CaseRegister) {
    self.profile = profile
    self.drafts = drafts
    self.register = register
  }

  /// What became of a row, and the drafts that make it so.
  struct Result {
    var outcome: LineListReport.Outcome
    var reason = ""
    var drafts: [Draft] = []
  }

  mutating func write(_ entry: LineListEntry) throws(LineListRefusal) -> Result {
    var result: Result
    switch profile.kind {
    case .links: result = Result(outcome: .unchanged)
    case .cases: result = try writeCase(entry)
    }
    register.read(result.drafts)
    if result.outcome == .review { return result }
    let known = result.drafts.count
    try link(entry, &result)
    register.read(Array(result.drafts[known...]))
    if result.drafts.count > known, result.outcome == .unchanged { result.outcome = .updated }
    return result
  }

  private mutating func writeCase(_ entry: LineListEntry) throws(LineListRefusal) -> Result {
    let alias = entry.record.map { Alias(system: profile.source, value: $0) }
    let known = alias.flatMap { register.entry(named: $0) }
    if let known, let owner = known.person { return update(known, owner, entry) }
    let review = drafts.names.twin("review", reviewKey(entry))
    if let open = register.review(review), open.decision == nil {
      return Result(outcome: .review, reason: reason(open.candidates.map(\.reasons)))
    }
    let isNamed = entry.person != PersonDetails()
    let check = isNamed ? register.check(entry.person) : DuplicateCheck(verdict: .new)
    switch check.verdict {
    case .review:
      let candidates = check.candidates.map {
        DuplicateReview.Candidate(
          person: $0.person, score: ($0.score * 100).rounded() / 100, reasons: $0.reasons)
      }
      let opened = DuplicateReview(
        id: review, person: entry.person, record: entry.details, alias: alias,
        candidates: candidates)
      return Result(
        outcome: .review, reason: reason(candidates.map(\.reasons)),
        drafts: outbreak(entry) + [drafts.review(opened, key: key(review, 0, "review"))])
    case .same(let person):
      if known == nil, let same = sameCase(entry, of: person) {
        return update(same, person, entry)
      }
      return create(entry, alias, known, person: person, isNew: false)
    case .new:
      let person = drafts.names.twin("person", reviewKey(entry))
      return create(entry, alias, known, person: person, isNew: true)
    }
  }

  /// A case without a record's name is known again by person, disease and date.
  private func sameCase(_ entry: LineListEntry, of person: ID<Twin>) -> CaseRegister.Entry? {
    let window = Disease.find(entry.details.disease)?.sameCaseDays ?? 30
    return register.cases(of: person).first {
      $0.record.isSameCase(as: entry.details, within: window)
    }
  }

  private func create(
    _ entry: LineListEntry, _ alias: Alias?, _ placeholder: CaseRegister.Entry?,
    person: ID<Twin>, isNew: Bool
  ) -> Result {
    var made = outbreak(entry)
    if isNew {
      made.append(drafts.person(person, entry.person, key: key(person, 0, "person")))
    } else if let values = newValues(entry.person.values, over: known(person)) {
      made.append(
        drafts.report(
          person, values, subject: person,
          key: key(person, register.changes(of: person), "person")))
    }
    let id: ID<Twin>
    if let placeholder {
      id = placeholder.id
      let values = (entry.details.values.members ?? []) + [.init("placeholder", false)]
      made.append(
        drafts.report(
          id, .object(values), subject: person, key: key(id, placeholder.changes, "case")))
    } else {
      id =
        alias.map { drafts.names.twin("case", $0.system, $0.value) }
        ?? drafts.names.twin("case", reviewKey(entry))
      made.append(
        drafts.case(id, entry.details, of: person, alias: alias, key: key(id, 0, "case")))
    }
    made.append(
      drafts.relation(id, "partOf", person, subject: person, key: key(id, 0, "partOf")))
    if let outbreak = entry.details.outbreak {
      made.append(
        drafts.relation(id, "partOf", outbreak, subject: person, key: key(id, 0, "outbreak")))
    }
    return Result(outcome: .imported, drafts: made)
  }

  /// The outbreak that the row names, where nobody told of it.
  private func outbreak(_ entry: LineListEntry) -> [Draft] {
    guard let outbreak = entry.details.outbreak, !register.outbreaks.contains(outbreak) else {
      return []
    }
    return [
      drafts.outbreak(
        outbreak, title: entry.outbreakTitle ?? outbreak.text, disease: entry.details.disease,
        key: key(outbreak, 0, "outbreak"))
    ]
  }

  /// Writes only what the row states and the case does not say yet: an empty cell takes nothing back.
  private func update(
    _ known: CaseRegister.Entry, _ owner: ID<Twin>, _ entry: LineListEntry
  ) -> Result {
    var made: [Draft] = []
    if let values = newValues(stated(entry), over: known.record.values) {
      made.append(
        drafts.report(
          known.id, values, subject: owner, key: key(known.id, known.changes, "case")))
    }
    if let person = register.person(owner),
      let values = newValues(entry.person.values, over: person.details.values)
    {
      made.append(
        drafts.report(
          person.id, values, subject: person.id,
          key: key(person.id, register.changes(of: person.id), "person")))
    }
    return Result(outcome: made.isEmpty ? .unchanged : .updated, drafts: made)
  }

  private mutating func link(_ entry: LineListEntry, _ result: inout Result)
    throws(LineListRefusal)
  {
    guard let infector = entry.infector else { return }
    var made: [Draft] = []
    let infected: ID<Twin>
    if let record = entry.record {
      infected = end(record, entry.details.disease, &made)
    } else if let draft = result.drafts.first(where: {
      $0.type == StateEvent.created && $0.payload["type"]?.string == CaseTypes.case.description
    }) {
      infected = draft.twin
    } else {
      return
    }
    let source = end(infector, entry.details.disease, &made)
    if register.links.infector(of: infected) == source { return }
    var link = InfectionLink(
      infected: infected, infector: source, certainty: entry.certainty, setting: entry.setting)
    do throws(InfectionFault) {
      try register.links.check(link)
    } catch {
      guard case .accepted = error else {
        throw LineListRefusal(column: "", reason: error.description)
      }
      // What another row said stays; this is an alternative for somebody to weigh.
      if register.links.alternatives(of: infected).contains(where: { $0.infector == source }) {
        return
      }
      link.isAccepted = false
    }
    made.append(
      drafts.relation(
        infected, InfectionLink.relation, source, properties: link.properties,
        subject: register.entry(infected)?.person ?? entry.record.map(subject) ?? infected,
        key: key(infected, 0, "infectedBy/" + drafts.names.token("case", source.text))))
    if link.isAccepted { infections += 1 }
    result.drafts += made
  }

  /// The case that the source calls so; a placeholder where nobody told of it.
  private func end(_ record: String, _ disease: String, _ made: inout [Draft]) -> ID<Twin> {
    let alias = Alias(system: profile.source, value: record)
    if let known = register.entry(named: alias) { return known.id }
    let id = drafts.names.twin("case", alias.system, alias.value)
    // Under the key of the person that the case's own row will make, so that it goes with the person.
    made.append(
      drafts.case(
        id, CaseRecord(disease: disease, isPlaceholder: true), of: subject(of: record),
        alias: alias, key: key(id, 0, "case")))
    return id
  }

  private func known(_ person: ID<Twin>) -> JSON {
    register.person(person)?.details.values ?? .object([])
  }

  /// Members that differ from what is known; nil for none.
  private func newValues(_ values: JSON, over known: JSON) -> JSON? {
    let changed = (values.members ?? []).filter { known[$0.name] != $0.value }
    return changed.isEmpty ? nil : .object(changed)
  }

  /// The values of a case that the row has cells for; what it left to defaults is not stated.
  private func stated(_ entry: LineListEntry) -> JSON {
    let defaults: [(String, LineListField)] = [
      ("classification", .classification), ("investigation", .investigation),
      ("outcome", .outcome),
    ]
    let silent = Set(defaults.filter { !entry.isStated.contains($0.1) }.map(\.0))
    return .object((entry.details.values.members ?? []).filter { !silent.contains($0.name) })
  }

  /// The person that a record's row makes where nobody like that is known.
  private func subject(of record: String) -> ID<Twin> {
    drafts.names.twin("person", "\(profile.source)|\(record)")
  }

  /// Names the row: by its record, else by all that it says of the person and the date of the case.
  private func reviewKey(_ entry: LineListEntry) -> String {
    if let record = entry.record { return "\(profile.source)|\(record)" }
    let date = entry.details.bestDate?.description ?? ""
    return "\(profile.source)|\(entry.person.values)|\(entry.details.disease)|\(date)"
  }

  private func key(_ twin: ID<Twin>, _ changes: Int, _ part: String) -> String {
    "line-list/\(drafts.names.token("row", twin.text))/\(changes)/\(part)"
  }

  private func reason(_ reasons: [[String]]) -> String {
    guard let first = reasons.first else { return "somebody like that is known" }
    let others = reasons.count > 1 ? "; \(Words.plural(reasons.count, "person")) in question" : ""
    return "may be known: " + Words.list(first, most: 8) + others
  }
}
