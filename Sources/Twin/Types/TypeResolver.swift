import SalusCore
import SalusGovernance

/// Flattens types: what they extend first, then their own contents, components opened.
struct TypeResolver {
  let types: [TypeName: TwinType]
  private(set) var resolutions: [TypeName: ResolvedType]

  init(types: [TypeName: TwinType], resolutions: [TypeName: ResolvedType]) {
    self.types = types
    self.resolutions = resolutions
  }

  mutating func resolve(_ name: TypeName) throws(TypeProblem) -> ResolvedType {
    var stack: [TypeName] = []
    return try resolve(name, &stack)
  }

  private typealias Entries = [(String, ResolvedType.Entry)]

  /// The stack holds the types that wait for this one; the depth of recursion is bounded by it.
  private mutating func resolve(_ name: TypeName, _ stack: inout [TypeName])
    throws(TypeProblem) -> ResolvedType
  {
    if let known = resolutions[name] { return known }
    if let start = stack.firstIndex(of: name) {
      throw .cycle(Array(stack[start...]) + [name])
    }
    guard let type = types[name] else { throw .unknown(name, near: nil) }
    guard stack.count <= 2 * TypeRegistry.deepest + 1 else {
      throw .tooDeep(stack.first ?? name, accepted: TypeRegistry.deepest)
    }
    stack.append(name)
    defer { stack.removeLast() }

    var entries: Entries = []
    var places: [String: Int] = [:]
    var lineage: Set<TypeName> = [name]
    var unresolved: Set<TypeName> = []
    func add(_ key: String, _ entry: ResolvedType.Entry) throws(TypeProblem) {
      if let place = places[key] {
        let known = entries[place].1
        // The same content over two ways is one content.
        guard known.declaredBy == entry.declaredBy, known.declaredBy != name else {
          throw .conflict(
            key, in: name, first: known.declaredBy, second: entry.declaredBy)
        }
        return
      }
      guard entries.count < TypeRegistry.mostContents else {
        throw .tooMany(
          name, what: "contents", count: entries.count + 1, accepted: TypeRegistry.mostContents)
      }
      places[key] = entries.count
      entries.append((key, entry))
    }

    for base in type.extends {
      guard types[base] != nil else {
        unresolved.insert(base)
        continue
      }
      let resolved = try resolve(base, &stack)
      lineage.formUnion(resolved.lineage)
      unresolved.formUnion(resolved.unresolved)
      for key in resolved.names {
        if let entry = resolved.contents[key] { try add(key, entry) }
      }
    }
    for content in type.contents {
      let dataClass = TypeResolver.graver(content.dataClass, type.dataClass)
      try add(
        content.name,
        ResolvedType.Entry(content, declaredBy: name, dataClass: dataClass))
      guard let held = content.component else { continue }
      guard types[held] != nil else {
        unresolved.insert(held)
        continue
      }
      let resolved = try resolve(held, &stack)
      unresolved.formUnion(resolved.unresolved)
      for key in resolved.names {
        guard let entry = resolved.contents[key] else { continue }
        if entry.content.component != nil {
          throw .nestedComponent(content.name, of: held, in: name, holds: key)
        }
        try add(
          content.name + "/" + key,
          ResolvedType.Entry(
            entry.content, declaredBy: entry.declaredBy,
            dataClass: TypeResolver.graver(entry.dataClass, dataClass)))
      }
    }
    let depth = self.depth(of: type)
    guard depth <= TypeRegistry.deepest else {
      throw .tooDeep(name, accepted: TypeRegistry.deepest)
    }
    let resolved = ResolvedType(
      type: type, entries: entries, lineage: lineage, unresolved: unresolved.sorted())
    resolutions[name] = resolved
    depths[name] = depth
    return resolved
  }

  /// Levels below each type that was resolved.
  private var depths: [TypeName: Int] = [:]

  private mutating func depth(of type: TwinType) -> Int {
    var most = 0
    for base in type.extends {
      guard let known = types[base] else { continue }
      let below = depths[base] ?? depth(of: known)
      depths[base] = below
      most = max(most, 1 + below)
    }
    return most
  }

  static func graver(_ left: DataClass?, _ right: DataClass?) -> DataClass? {
    guard let left else { return right }
    guard let right else { return left }
    return max(left, right)
  }
}
