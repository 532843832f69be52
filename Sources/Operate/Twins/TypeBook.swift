import SalusCore
import SalusGovernance
import SalusTwin
import Synchronization

/// The types that each branch knows, read again only where one was added.
final class TypeBook: Sendable {
  private struct Kept {
    /// The newest event that was looked at.
    var through: Int64 = 0
    var registry = TypeRegistry()
  }

  private let kept = Mutex<[ID<Branch>: Kept]>([:])
  private static let most = 64

  /// The types that the events of a branch register.
  func registry(_ journal: any Journal, on branch: ID<Branch>) throws(JournalError)
    -> TypeRegistry
  {
    let head = try journal.head(of: branch).sequence
    var found = kept.withLock { $0[branch] } ?? Kept()
    guard found.through < head else { return found.registry }
    for event in try journal.events(
      EventQuery(
        branch: branch, types: [TypeRegistered.type], after: found.through, through: head))
    {
      let said = try TypeRegistered(event)
      // What does not fit the types before it checks nothing.
      try? found.registry.register(said.registered, migration: said.migration)
    }
    found.through = head
    kept.withLock { kept in
      if kept.count >= TypeBook.most { kept.removeAll() }
      kept[branch] = found
    }
    return found.registry
  }
}

extension TypeRegistry {
  /// The type that a person means: a whole name, a path without its version, or its last word
  /// where only one type has it; always the newest version.
  func meant(_ text: String) -> TypeName? {
    if let name = TypeName(text) { return self[name] == nil ? nil : name }
    if text.utf8.starts(with: "dtmi:".utf8), let name = newest(String(text.dropFirst(5))) {
      return name
    }
    let paths = Set(names.filter { $0.name == text }.map(\.path))
    return paths.count == 1 ? paths.first.flatMap { newest($0) } : nil
  }

  /// Values in the form and unit that a type keeps, and the gravest class among them.
  ///
  /// - Parameter isDesired: nothing (null) then means that nothing is wanted any more.
  func conform(
    _ values: [String: StatedValue], to name: TypeName, isDesired: Bool = false
  ) throws -> (values: [String: StatedValue], dataClass: DataClass?) {
    guard self[name] != nil else { return (values, nil) }
    let type = try complete(name)
    var kept = values
    var gravest = type.type.dataClass ?? .open
    for (content, stated) in values.sorted(by: { $0.key < $1.key }) {
      gravest = max(gravest, type.contents[content]?.dataClass ?? .open)
      if stated.value == .null, stated.quality == .missing || isDesired {
        _ = try type.rule(content)
        continue
      }
      kept[content]?.value = try type.conform(stated.value, unit: stated.unit, to: content)
        .canonical
      kept[content]?.unit = nil
    }
    return (kept, gravest.isPersonal ? gravest : nil)
  }
}
