import SalusCore
import SalusTwin

extension ContactGraph {
  /// The cases, contacts and accepted infections of a register. A contact who became a case is that
  /// case; one who did not is a person.
  public init(_ register: CaseRegister) {
    var nodes = register.all.map { entry in
      Node(
        id: entry.id, onset: entry.record.onset, place: entry.record.responsible,
        classification: entry.record.classification, isPlaceholder: entry.record.isPlaceholder)
    }
    var links = register.links.links.map { Link($0) }
    var persons: Set<ID<Twin>> = []
    for contact in register.contacts {
      let target =
        contact.record.resultingCase ?? register.cases(of: contact.person).first?.id
        ?? contact.person
      if target == contact.person { persons.insert(target) }
      links.append(
        Link(
          source: contact.infector, target: target, kind: .contact,
          setting: contact.record.category, date: contact.record.lastContact))
    }
    for person in persons.sorted() {
      nodes.append(Node(id: person, place: register.person(person)?.details.place))
    }
    self.init(nodes: nodes, links: links)
  }
}
