import SalusCore

/// What a branch changed of one twin, set against what its parent changed since they parted.
public struct ThreeWayMerge: Sendable {
  /// Paths whose value on the branch goes to the parent.
  public private(set) var taken: [TwinPatch.Change] = []
  /// Paths that both changed to different values and no choice settles.
  public private(set) var conflicts: [MergeConflict] = []
  private let twin: ID<Twin>
  private let ours: TwinState?
  private let theirs: TwinState?

  /// - Parameters:
  ///   - base: the state at the fork; nil where the twin was not there.
  ///   - ours: the state on the parent.
  ///   - theirs: the state on the branch.
  ///   - choices: what a person decided, by path.
  public init(
    _ twin: ID<Twin>, base: TwinState?, ours: TwinState?, theirs: TwinState?,
    choices: [String: MergeChoice] = [:]
  ) {
    self.twin = twin
    self.ours = ours
    self.theirs = theirs
    let before = Dictionary(
      StatePaths.list(base).map { ($0.path, $0.value) }, uniquingKeysWith: { $1 })
    for (path, (mine, branch)) in StatePaths.sideBySide(ours, theirs) where mine != branch {
      let old = before[path]
      // The branch says what it said at the fork: the parent's value stays.
      guard branch != old else { continue }
      if mine == old || choices[path] == .theirs {
        taken.append(TwinPatch.Change(path: path, before: mine, after: branch))
      } else if choices[path] == nil {
        conflicts.append(
          MergeConflict(twin: twin, path: path, base: old, ours: mine, theirs: branch))
      }
    }
  }

  /// Events for the parent that give it what was taken; none where nothing was.
  ///
  /// - Parameters:
  ///   - branch: from which the values come.
  ///   - actor: who merges.
  public func drafts(from branch: ID<Branch>, by actor: String) -> [Draft] {
    guard !taken.isEmpty, let theirs else { return [] }
    let source = "branch:\(branch)"
    var provenance = Provenance(inputs: []).json.members ?? []
    provenance.insert(JSON.Member("branch", .string(branch.text)), at: 0)
    provenance.append(JSON.Member("sequence", .integer(theirs.head)))
    func draft(_ type: String, _ members: [JSON.Member], _ valid: Instant? = nil) -> Draft {
      var all = members + [JSON.Member("provenance", .object(provenance))]
      all.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
      return Draft(
        type: type, twin: twin, payload: .object(all), valid: valid, actor: actor,
        source: source, subject: theirs.subject)
    }
    var drafts: [Draft] = []
    let reported = values("reported/") { $0.reported }
    let desired = values("desired/") { $0.desired }
    if ours == nil {
      let made = TwinCreated(
        type: theirs.type, role: theirs.role, aliases: theirs.aliases, values: reported,
        derivedFrom: theirs.derivedFrom)
      drafts.append(
        draft(
          StateEvent.created, made.payload.members ?? [],
          reported.values.compactMap(\.observed).min()))
    } else {
      let drops = taken.filter { $0.after == nil && $0.path.hasPrefix("reported/") }
        .map { JSON.string(String($0.path.dropFirst("reported/".count))) }
      if taken.contains(where: { $0.path == "type" }) || !drops.isEmpty {
        drafts.append(
          draft(
            StateEvent.migrated,
            [
              JSON.Member("drops", .array(drops)),
              JSON.Member("type", .string(theirs.type.description)),
            ]))
      }
      if !reported.isEmpty {
        drafts.append(
          draft(StateEvent.reported, [JSON.Member("values", StatedValues.json(reported))]))
      }
    }
    if !desired.isEmpty {
      drafts.append(draft(StateEvent.desired, [JSON.Member("values", StatedValues.json(desired))]))
    }
    for change in taken {
      switch (change.path, change.after) {
      case ("lifecycle", .string(let word)?) where ours != nil || word != Lifecycle.unbound.text:
        drafts.append(draft(StateEvent.lifecycle, [JSON.Member("state", .string(word))]))
      case ("mergedInto", .string(let into)?):
        drafts.append(draft(StateEvent.merged, [JSON.Member("into", .string(into))]))
      case ("mergedInto", nil): drafts.append(draft(StateEvent.unmerged, []))
      default: break
      }
    }
    // Nothing can follow a deletion.
    if taken.contains(where: { $0.path == "deleted" && $0.after != nil }) {
      drafts.append(draft(StateEvent.deleted, []))
    }
    return drafts
  }

  /// The taken values of one kind, dated so that they count on the parent.
  private func values(_ prefix: String, _ kind: (Feature) -> Reading?) -> [String: StatedValue] {
    var values: [String: StatedValue] = [:]
    for change in taken where change.path.hasPrefix(prefix) {
      let name = String(change.path.dropFirst(prefix.count))
      guard let reading = theirs?.features[name].flatMap(kind) else { continue }
      let mine = ours?.features[name].flatMap(kind)?.observed ?? reading.observed
      values[name] = StatedValue(
        reading.value, unit: reading.unit, observed: max(reading.observed, mine),
        quality: reading.quality)
    }
    return values
  }
}
