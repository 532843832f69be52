import SalusCore

/// The types that a bank knows, each resolved once when it is registered.
///
/// A registered type never changes: another version is another type. A minor version only adds to
/// the ones before it; a major version comes with a migration.
public struct TypeRegistry: Sendable {
  /// By name, with version.
  public private(set) var types: [TypeName: TwinType] = [:]
  private var resolutions: [TypeName: ResolvedType] = [:]
  /// By path, in order of version.
  private var versions: [String: [TypeName]] = [:]
  private var ways: [Way: Migration] = [:]

  /// Levels over which types may extend each other (DTDL).
  public static let deepest = 10
  /// Contents of a type, inherited ones and those of components counted.
  public static let mostContents = 10_000

  /// From one major version of a path to the next that is registered.
  private struct Way: Hashable {
    let path: String
    let from: Int
    let to: Int
  }

  /// A registry that knows nothing.
  public init() {}

  /// All names, in order.
  public var names: [TypeName] { types.keys.sorted() }

  /// All migrations, in order of the version they lead to.
  public var migrations: [Migration] { ways.values.sorted { $0.to < $1.to } }

  /// The type of that very version; nil for none.
  public subscript(name: TypeName) -> TwinType? { types[name] }

  /// Adds types and the migrations that lead to them; all or nothing.
  ///
  /// A type that is registered already in the same words changes nothing. Types that it needs may
  /// come later: until then it resolves without them and says which are missing.
  public mutating func register(_ added: [TwinType], migrations: [Migration] = [])
    throws(TypeProblem)
  {
    var next = self
    var paths: Set<String> = []
    for type in added {
      if let known = next.types[type.name] {
        guard known == type else {
          throw .exists(type.name, difference: TypeDifference.words(from: known, to: type))
        }
        continue
      }
      try TypeRegistry.checkForm(of: type)
      next.types[type.name] = type
      next.versions[type.name.path, default: []].append(type.name)
      paths.insert(type.name.path)
    }
    for path in paths { next.versions[path]?.sort() }
    for migration in migrations { paths.insert(try next.add(migration)) }
    guard !paths.isEmpty else { return }
    paths.formUnion(try next.resolve())
    for path in paths.sorted() { try next.checkVersions(of: path) }
    self = next
  }

  /// Adds one type.
  public mutating func register(_ type: TwinType, migration: Migration? = nil)
    throws(TypeProblem)
  {
    try register([type], migrations: migration.map { [$0] } ?? [])
  }

  /// The type with all it inherits; looked up, not computed.
  public func resolved(_ name: TypeName) throws(TypeProblem) -> ResolvedType {
    if let resolution = resolutions[name] { return resolution }
    throw unknown(name)
  }

  /// As `resolved`, but only where every type that it needs is registered, so that twins can be
  /// made of it.
  public func complete(_ name: TypeName) throws(TypeProblem) -> ResolvedType {
    let type = try resolved(name)
    guard type.isComplete else { throw .incomplete(name, missing: type.unresolved) }
    return type
  }

  /// The newest version of that path; of that major version where one is named.
  public func newest(_ path: String, major: Int? = nil) -> TypeName? {
    versions[path]?.last { major == nil || $0.major == major }
  }

  /// The registered versions of that path, in order.
  public func versions(of path: String) -> [TypeName] { versions[path] ?? [] }

  /// True where twins of the first type are also twins of the second: the same type, a later minor
  /// version of it, or one that extends it. False where the first is unknown.
  public func isA(_ name: TypeName, _ other: TypeName) -> Bool {
    resolutions[name]?.isA(other) ?? false
  }

  /// Types that others need and that nobody registered, each with those that need it.
  public var unresolved: [TypeName: [TypeName]] {
    var missing: [TypeName: [TypeName]] = [:]
    for name in names {
      for needed in resolutions[name]?.unresolved ?? [] {
        missing[needed, default: []].append(name)
      }
    }
    return missing
  }

  /// The steps from one version to a later one, over the major versions between them; no steps
  /// within one major version.
  public func migration(from: TypeName, to: TypeName) throws(TypeProblem) -> Migration {
    guard types[from] != nil else { throw unknown(from) }
    guard types[to] != nil else { throw unknown(to) }
    guard from.path == to.path, from <= to else { throw .noWay(from: from, to: to) }
    var steps: [Migration.Step] = []
    let majors = majors(of: from.path).filter { (from.major...to.major).contains($0) }
    for (earlier, later) in zip(majors, majors.dropFirst()) {
      guard let migration = ways[Way(path: from.path, from: earlier, to: later)] else {
        throw .noWay(from: from, to: to)
      }
      steps += migration.steps
    }
    return Migration(from: from, to: to, steps: steps)
  }

  /// The refusal of a name, with the registered name that is nearest to it.
  func unknown(_ name: TypeName) -> TypeProblem {
    if let other = newest(name.path, major: name.major) ?? newest(name.path) {
      return .unknown(name, near: other)
    }
    let near = NearestWord.find(name.path, among: versions.keys.sorted())
    return .unknown(name, near: near.flatMap { newest($0) })
  }

  private func majors(of path: String) -> [Int] {
    var majors: [Int] = []
    for name in versions(of: path) where majors.last != name.major { majors.append(name.major) }
    return majors
  }

  private mutating func add(_ migration: Migration) throws(TypeProblem) -> String {
    let (from, to) = (migration.from, migration.to)
    guard from.path == to.path, from.major < to.major else {
      throw .strayMigration(
        from: from, to: to, reason: "it must lead to a later major version of the same type")
    }
    for name in [from, to] where types[name] == nil { throw unknown(name) }
    let between = majors(of: from.path).filter { from.major < $0 && $0 < to.major }
    guard between.isEmpty else {
      throw .strayMigration(
        from: from, to: to, reason: "version \(between[0]) lies between them")
    }
    let way = Way(path: from.path, from: from.major, to: to.major)
    if let known = ways[way], known != migration {
      throw .strayMigration(from: from, to: to, reason: "another one is registered for them")
    }
    ways[way] = migration
    return from.path
  }

  /// Refuses what could not be written out and read back, such as a name with a blank.
  private static func checkForm(of type: TwinType) throws(TypeProblem) {
    do throws(DTDLFault) {
      guard try DTDL.read(DTDL.write(type)) == [type] else {
        throw DTDLFault(
          path: "", what: "a type that DTDL cannot say", accepted: "what is read back equal")
      }
    } catch {
      throw .malformed(type.name, error)
    }
  }

  /// Resolves what is new and what waited for it, near or far; the paths of both.
  private mutating func resolve() throws(TypeProblem) -> Set<String> {
    for (name, resolution) in resolutions where !resolution.isComplete {
      if resolution.unresolved.contains(where: { types[$0] != nil }) { resolutions[name] = nil }
    }
    var resolver = TypeResolver(types: types, resolutions: resolutions)
    let waiting = types.keys.filter { resolutions[$0] == nil }.sorted()
    for name in waiting { _ = try resolver.resolve(name) }
    resolutions = resolver.resolutions
    return Set(waiting.map(\.path))
  }

  private func checkVersions(of path: String) throws(TypeProblem) {
    let names = versions(of: path)
    for (earlier, later) in zip(names, names.dropFirst()) {
      guard let before = resolutions[earlier], let after = resolutions[later] else { continue }
      if earlier.major == later.major {
        // What is inherited from a type that is not known yet is compared when it is.
        let changes =
          before.unresolved == after.unresolved
          ? TypeDifference.lost(from: before, to: after) : []
        guard changes.isEmpty else {
          throw .notAdditive(later, earlier: earlier, changes: changes)
        }
        continue
      }
      guard let way = ways[Way(path: path, from: earlier.major, to: later.major)],
        let target = resolutions[way.to]
      else { throw .needsMigration(from: earlier, to: later) }
      guard before.isComplete, target.isComplete else { continue }
      let faults = way.faults(from: before, to: target)
      guard faults.isEmpty else {
        throw .migrationMisfits(from: earlier, to: way.to, faults: faults)
      }
    }
  }
}
