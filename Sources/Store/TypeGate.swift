import SalusCore
import SalusGovernance
import SalusTwin

extension Writer {
  /// Checks what a draft says of a twin against the twin's type, where the branch knows it, and
  /// writes the values in the form and unit that the type declares.
  ///
  /// A type that says that its values are personal makes the draft personal.
  func conform(_ draft: inout Draft, _ entry: StateKeeper.Entry, _ line: Line)
    throws(JournalError)
  {
    let registry = try registry(line)
    guard !registry.types.isEmpty else { return }
    func refuse(_ reason: String) -> JournalError { .refused(type: draft.type, reason: reason) }
    var name = entry.state?.type
    if draft.type == StateEvent.created || draft.type == StateEvent.migrated {
      name = draft.payload["type"]?.string.flatMap { TypeName($0) }
    }
    guard let name, registry[name] != nil else { return }
    let type: ResolvedType
    do throws(TypeProblem) {
      type = try registry.complete(name)
    } catch {
      throw refuse(error.description)
    }
    var values: [String: StatedValue]
    do throws(StateFault) {
      values = try StatedValues.read(draft.payload)
    } catch {
      throw refuse(error.description)
    }
    var gravest = type.type.dataClass ?? .open
    for (content, stated) in values.sorted(by: { $0.key < $1.key }) {
      gravest = max(gravest, type.contents[content]?.dataClass ?? .open)
      // What is not there has no form.
      if stated.value == .null, stated.quality == .missing || draft.type == StateEvent.desired {
        continue
      }
      do throws(TypeFault) {
        values[content]?.value = try type.conform(stated.value, unit: stated.unit, to: content)
          .canonical
        values[content]?.unit = nil
      } catch {
        throw refuse("\(draft.twin), \(content): \(error)")
      }
    }
    if gravest.isPersonal { draft.dataClass = max(gravest, draft.dataClass ?? .open) }
    guard !values.isEmpty, var members = draft.payload.members else { return }
    members.removeAll { $0.name == "values" }
    members.append(JSON.Member("values", StatedValues.json(values)))
    draft.payload = JSON.object(members).canonical
  }

  /// The types that a branch knows.
  func registry(_ line: Line) throws(JournalError) -> TypeRegistry {
    if let known = registries[line.branch] { return known }
    let registry = try TypeRegistry.read(keeper.reader(line))
    registries[line.branch] = registry
    return registry
  }
}

extension TypeRegistry {
  /// What the events of a line register.
  static func read(_ reader: StateReader) throws(JournalError) -> TypeRegistry {
    var registry = TypeRegistry()
    guard let type = try reader.names.number(TypeRegistered.type, .type) else { return registry }
    for segment in reader.line.segments.reversed() {
      let statement = try reader.connection.statement(
        """
        SELECT sequence FROM journal WHERE branch = ? AND type = ? AND sequence <= ?
        ORDER BY sequence
        """)
      statement.bind(1, segment.branch)
      statement.bind(2, type)
      statement.bind(3, segment.through)
      var sequences: [Int64] = []
      while try statement.step() { sequences.append(statement.int(0)) }
      for sequence in sequences {
        let event = try TypeRegistered(try reader.event(at: sequence))
        do throws(TypeProblem) {
          try registry.register(event.registered, migration: event.migration)
        } catch {
          // It was refused by no one when it came, so it stands, but nothing is checked by it.
          continue
        }
      }
    }
    return registry
  }
}

extension StoredJournal {
  /// The types that a branch knows.
  public func registry(on branch: ID<Branch> = Branch.main) throws(JournalError) -> TypeRegistry {
    try read { (reader) throws(JournalError) in
      try TypeRegistry.read(try reader.states(on: branch))
    }
  }
}
