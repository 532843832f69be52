import SalusCore
import SalusGovernance

/// Writes persons, cases and links as drafts of events, under one actor, source and moment.
public struct CaseDrafts: Sendable {
  public var names: CaseNames
  public var actor: String
  public var source: String
  /// When the facts were published.
  public var known: Instant

  public init(names: CaseNames, actor: String, source: String, known: Instant) {
    self.names = names
    self.actor = actor
    self.source = source
    self.known = known
  }

  public func person(_ id: ID<Twin>, _ details: PersonDetails, key: String? = nil) -> Draft {
    draft(
      StateEvent.created, id,
      ["type": .string(CaseTypes.person.description), "values": details.values],
      subject: id, CaseTypes.personClass, key)
  }

  /// - Parameter person: whose case it is; of a placeholder, who will be made for it.
  public func `case`(
    _ id: ID<Twin>, _ record: CaseRecord, of person: ID<Twin>, alias: Alias?, key: String? = nil
  ) -> Draft {
    var members: [JSON.Member] = []
    if let alias {
      members.append(
        .init(
          "aliases", [["system": .string(alias.system), "value": .string(alias.value)]]))
    }
    members.append(.init("type", .string(CaseTypes.case.description)))
    members.append(.init("values", record.values))
    return draft(
      StateEvent.created, id, .object(members), subject: person,
      CaseTypes.dataClass(of: record.values), key)
  }

  /// - Parameter title: how people call it.
  public func outbreak(_ id: ID<Twin>, title: String, disease: String, key: String? = nil) -> Draft
  {
    draft(
      StateEvent.created, id,
      [
        "type": .string(CaseTypes.outbreak.description),
        "values": ["disease": .string(disease), "title": .string(title)],
      ], subject: nil, nil, key)
  }

  /// Values of a person or a case that changed.
  public func report(
    _ id: ID<Twin>, _ values: JSON, subject: ID<Twin>, key: String? = nil
  ) -> Draft {
    draft(
      StateEvent.reported, id, ["values": values], subject: subject,
      CaseTypes.dataClass(of: values), key)
  }

  /// A relation that lasts from the moment of the import, or from `from`. Who belongs to whom is
  /// personal without any name.
  ///
  /// - Parameter subject: the person whom it speaks of; nil for the source itself.
  public func relation(
    _ source: ID<Twin>, _ name: String, _ target: ID<Twin>, properties: JSON = .object([]),
    subject: ID<Twin>? = nil, from: Instant? = nil, key: String? = nil
  ) -> Draft {
    let id = names.twin("relation", source.text, name, target.text)
    var members: [JSON.Member] = [
      .init("source", .string(source.text)), .init("name", .string(name)),
      .init("target", .string(target.text)), .init("from", JSON(from ?? known)),
    ]
    if properties != .object([]) { members.append(.init("properties", properties)) }
    return Draft(
      type: "relation.began", twin: id, payload: .object(members), valid: from ?? known,
      known: known, actor: actor, purpose: "outbreak-control", source: self.source, key: key,
      subject: subject ?? source, dataClass: .pseudonymous)
  }

  /// A person's contact with a case.
  ///
  /// Throws `CaseFault` where the record contradicts itself.
  public func contact(
    _ person: ID<Twin>, of infector: ID<Twin>, _ record: ContactRecord, key: String? = nil
  ) throws(CaseFault) -> Draft {
    if let fault = record.fault { throw .contact(fault) }
    return relation(
      person, ContactRecord.relation, infector, properties: record.properties, subject: person,
      from: record.firstContact.map { Instant(startOf: $0) }, key: key)
  }

  public func review(_ review: DuplicateReview, key: String? = nil) -> Draft {
    draft(
      DuplicateReview.opened, review.id, review.payload, subject: review.id,
      CaseTypes.personClass, key)
  }

  /// What follows from a decision on a review: the case comes in under the person that was chosen,
  /// or under a new one.
  ///
  /// - Parameters:
  ///   - person: one of those known; nil for a new one.
  ///   - placeholder: the case, where others named it before.
  public func decide(
    _ review: DuplicateReview, person: ID<Twin>?, placeholder: CaseRegister.Entry? = nil
  ) -> [Draft] {
    let token = names.token("review", review.id.text)
    var drafts: [Draft] = [
      draft(
        DuplicateReview.decided, review.id, ["person": JSON(person?.text)], subject: nil, nil,
        "\(token)/decided")
    ]
    let owner = person ?? names.twin("person", review.id.text)
    if person == nil { drafts.append(self.person(owner, review.person, key: "\(token)/person")) }
    let id =
      placeholder?.id ?? review.alias.map { names.twin("case", $0.system, $0.value) }
      ?? names.twin("case", review.id.text)
    if placeholder == nil {
      drafts.append(
        self.case(id, review.record, of: owner, alias: review.alias, key: "\(token)/case"))
    } else {
      let values = review.record.values.replacing(["placeholder": false])
      drafts.append(report(id, values, subject: owner, key: "\(token)/case"))
    }
    drafts.append(relation(id, "partOf", owner, subject: owner, key: "\(token)/partOf"))
    if let outbreak = review.record.outbreak {
      drafts.append(
        relation(id, "partOf", outbreak, subject: owner, key: "\(token)/outbreak"))
    }
    return drafts
  }

  private func draft(
    _ type: String, _ twin: ID<Twin>, _ payload: JSON, subject: ID<Twin>?, _ dataClass: DataClass?,
    _ key: String?
  ) -> Draft {
    Draft(
      type: type, twin: twin, payload: payload, valid: known, known: known, actor: actor,
      purpose: "outbreak-control", source: source, key: key, subject: subject,
      dataClass: dataClass)
  }
}
