import SalusCore
import SalusGovernance
import SalusStore
import SalusTwin

/// The twins of a bank as people and programs ask for them.
///
/// Any thread may call. What a person may see of other persons is decided by `access`; types are
/// checked before anything is written.
public final class TwinDesk: Sendable {
  public let journal: StoredJournal
  public let access: AccessDesk
  let types = TypeBook()
  let actor: String
  let clock: @Sendable () -> Instant

  init(_ journal: StoredJournal, actor: String, clock: @escaping @Sendable () -> Instant) {
    self.journal = journal
    self.actor = actor
    self.clock = clock
    access = AccessDesk(journal)
  }

  /// The twin at a moment; a personal one opened as far as the pass allows.
  ///
  /// - Throws: `TwinProblem.needsPurpose` for a personal twin without a pass, `AccessError` where
  ///   the pass does not open it, `JournalError.redacted` where nobody can.
  public func twin(
    _ id: ID<Twin>, at moment: Moment = .latest, on branch: ID<Branch> = Branch.main,
    pass: Pass? = nil
  ) throws -> TwinState {
    guard let state = try journal.state(of: id, at: moment, on: branch) else {
      if moment != .latest, try journal.state(of: id, at: .latest, on: branch) != nil {
        throw TwinProblem.noneThen(id, branch)
      }
      throw TwinProblem.unknown(id, branch)
    }
    if state.isRedacted { throw JournalError.redacted(id) }
    guard state.isSealed else { return state }
    guard let pass else { throw TwinProblem.needsPurpose(id, known: access.purposes) }
    let now = clock()
    return try access.with(pass, for: id, at: now) { grant, form in
      guard let opened = try journal.open(id, at: moment, on: branch, grant: grant) else {
        throw TwinProblem.noneThen(id, branch)
      }
      var within = [Scope.twin(state.subject ?? id)]
      if let place = opened.reported("place")?.string { within.append(.place(ID<Twin>(place))) }
      try grant.check(
        scope: .twin(id), within: within, fields: grant.fields, form: form, of: "twin", at: now)
      guard form == .pseudonymous else { return opened }
      return PlainForm.of(opened, try types.registry(journal, on: branch))
    }
  }

  /// A page of twins; personal ones are listed without what they hold.
  public func search(_ search: TwinSearch, on branch: ID<Branch> = Branch.main) throws
    -> Found<TwinState>
  {
    try checkBranch(branch)
    if search.filter?.asksForPlace == true {
      throw TwinProblem.bad(
        "filter", given: search.filter?.text ?? "",
        accepted: "a filter without 'within'; follow 'partOf' by /relationships")
    }
    let sequence = try search.after?.sequence ?? journal.head(of: branch).sequence
    var query = TwinQuery(
      condition: search.filter?.condition, after: search.sort.isEmpty ? search.after?.twin : nil,
      limit: search.limit, sequence: sequence)
    guard !search.sort.isEmpty else {
      let page = try journal.states(query, on: branch)
      let next = page.hasMore ? page.items.last : nil
      return Found(
        items: page.items,
        next: next.map {
          PageCursor(of: search, on: branch, sequence: sequence, keys: [], twin: $0.id)
        }, sequence: sequence)
    }
    // All twins go by; only as many as the page holds are kept.
    var wide = search
    wide.limit += 1
    var best: [TwinState] = []
    query.limit = 1_000
    while true {
      let page = try journal.states(query, on: branch)
      best = wide.page(of: best + page.items, on: branch, at: sequence).items
      guard page.hasMore, let last = page.items.last else { break }
      query.after = last.id
    }
    return search.page(of: best, on: branch, at: sequence)
  }

  /// What was said of a twin, newest first.
  public func history(
    _ query: HistoryQuery, on branch: ID<Branch> = Branch.main, pass: Pass? = nil
  ) throws -> Page<HistoryEntry> {
    let state = try twin(query.twin, on: branch, pass: pass)
    guard state.isSealed || state.subject != nil, let pass else {
      return try journal.history(query, on: branch)
    }
    return try access.with(pass, for: query.twin, at: clock()) { grant, form in
      let page = try journal.history(query, on: branch, grant: grant)
      let items = page.items.filter { form != .pseudonymous || state.features[$0.feature] != nil }
      try grant.check(
        scope: .twin(query.twin), within: [grant.scope], fields: grant.fields, form: form,
        of: "reading", rows: items.count, at: clock())
      return Page(items, hasMore: page.hasMore)
    }
  }

  /// Why a value is as it is, down to events that were made from nothing.
  public func lineage(
    of twin: ID<Twin>, feature: String, limit: Int = 100, on branch: ID<Branch> = Branch.main
  ) throws -> Lineage {
    let state = try journal.state(of: twin, at: .latest, on: branch)
    guard let state else { throw TwinProblem.unknown(twin, branch) }
    guard state.isSealed || state.features[feature] != nil else {
      throw TwinProblem.bad(
        "feature", given: feature,
        accepted: Words.list(state.features.keys.sorted(), most: 12))
    }
    return try journal.lineage(of: twin, feature: feature, limit: limit, on: branch)
  }

  /// The events of a twin, oldest first; those of a personal one without what they say.
  public func events(
    of twin: ID<Twin>, after: Int64 = 0, limit: Int = 100, on branch: ID<Branch> = Branch.main
  ) throws -> [Event] {
    let events = try journal.events(
      EventQuery(branch: branch, twin: twin, after: after, limit: limit))
    if events.isEmpty, after == 0 { throw TwinProblem.unknown(twin, branch) }
    return events
  }

  /// The types that a branch knows, with those that come with the program.
  public func registry(on branch: ID<Branch> = Branch.main) throws -> TypeRegistry {
    var registry = try types.registry(journal, on: branch)
    let missing = TypeRegistry.shipped.types.values.filter { registry[$0.name] == nil }
    try? registry.register(Array(missing))
    return registry
  }

  func checkBranch(_ branch: ID<Branch>) throws {
    guard branch != Branch.main else { return }
    let known = try journal.branches()
    guard known.contains(where: { $0.id == branch }) else {
      throw TwinProblem.unknownBranch(branch.text)
    }
  }
}
