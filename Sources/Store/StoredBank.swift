import SalusCore
import SalusGovernance
import SalusTwin

extension StoredJournal: Bank {
  public func state(of twin: ID<Twin>, at moment: Moment, on branch: ID<Branch>)
    throws(JournalError) -> TwinState?
  {
    try read { (reader) throws(JournalError) in
      try reader.state(of: twin, at: moment, on: branch)
    }
  }

  public func states(_ query: TwinQuery, on branch: ID<Branch>)
    throws(JournalError) -> Page<TwinState>
  {
    try read { (reader) throws(JournalError) in try reader.states(query, on: branch) }
  }

  public func history(_ query: HistoryQuery, on branch: ID<Branch>)
    throws(JournalError) -> Page<HistoryEntry>
  {
    try read { (reader) throws(JournalError) in
      try reader.history(query, on: branch, isOpen: false)
    }
  }

  public func lineage(of twin: ID<Twin>, feature: String, limit: Int, on branch: ID<Branch>)
    throws(JournalError) -> Lineage
  {
    try read { (reader) throws(JournalError) in
      try reader.lineage(of: twin, feature: feature, limit: limit, on: branch, isOpen: false)
    }
  }

  public func resolve(_ alias: Alias, on branch: ID<Branch>) throws(JournalError) -> ID<Twin>? {
    try read { (reader) throws(JournalError) in try reader.resolve(alias, on: branch) }
  }

  public func branches() throws(JournalError) -> [BranchInfo] {
    try read { (reader) throws(JournalError) in try reader.branches() }
  }

  public func versions(of branch: ID<Branch>?) throws(JournalError) -> [Version] {
    try read { (reader) throws(JournalError) in try reader.versions(of: branch) }
  }

  public func diff(
    from: (branch: ID<Branch>, sequence: Int64?), to: (branch: ID<Branch>, sequence: Int64?)
  ) throws(JournalError) -> [TwinPatch] {
    try read { (reader) throws(JournalError) in try reader.diff(from: from, to: to) }
  }

  public func fork(_ request: ForkRequest) throws(JournalError) -> BranchInfo {
    try perform { (writer) throws(JournalError) in try writer.fork(request) }
  }

  public func discard(_ branch: ID<Branch>, reason: String, by actor: String)
    throws(JournalError)
  {
    try perform { (writer) throws(JournalError) in
      try writer.discard(branch, reason: reason, by: actor)
    }
  }

  public func tag(
    _ name: String, branch: ID<Branch>, sequence: Int64?, message: String, by actor: String
  ) throws(JournalError) -> Version {
    try perform { (writer) throws(JournalError) in
      try writer.tag(name, branch: branch, sequence: sequence, message: message, by: actor)
    }
  }

  public func merge(
    _ branch: ID<Branch>, choices: [MergeTarget: MergeChoice], by actor: String
  ) throws(JournalError) -> MergeResult {
    try perform { (writer) throws(JournalError) in
      try writer.merge(branch, choices: choices, by: actor)
    }
  }

  public func restore(_ branch: ID<Branch>, to sequence: Int64, by actor: String)
    throws(JournalError) -> [Receipt]
  {
    try perform { (writer) throws(JournalError) in
      try writer.restore(branch, to: sequence, by: actor)
    }
  }

  /// Runs `body` in a transaction of its own and tells of what it did.
  func perform<Result: Sendable>(_ body: (Writer) throws(JournalError) -> Result)
    throws(JournalError) -> Result
  {
    guard let writer else { throw .readOnly(path: directory) }
    let done = try writer.perform(body)
    if !done.heads.isEmpty { tell(done.heads) }
    return done.result
  }
}

extension StoredJournal {
  /// A personal twin opened for the holder of a grant, who has checked that it gives the twin and
  /// what is read of it; nil where there was none.
  public func open(
    _ twin: ID<Twin>, at moment: Moment = .latest, on branch: ID<Branch> = Branch.main,
    grant: borrowing Grant
  ) throws(JournalError) -> TwinState? {
    let state = try read { (reader) throws(JournalError) -> TwinState? in
      var states = try reader.states(on: branch)
      return try states.state(of: twin, at: moment)
    }
    if let state, state.isRedacted { throw .redacted(twin) }
    if let state, state.isSealed { throw StoredJournal.noKeys(twin) }
    return state
  }

  /// A personal event opened for the holder of a grant.
  public func open(
    _ event: Event, on branch: ID<Branch> = Branch.main, grant: borrowing Grant
  ) throws(JournalError) -> Event {
    let found = try read { (reader) throws(JournalError) -> Event in
      try reader.states(on: branch).event(at: event.sequence)
    }
    guard found.isSealed else { return found }
    throw opener == nil ? StoredJournal.noKeys(event.twin) : .redacted(event.subject ?? event.twin)
  }

  /// What was said of a personal twin, for the holder of a grant.
  public func history(
    _ query: HistoryQuery, on branch: ID<Branch> = Branch.main, grant: borrowing Grant
  ) throws(JournalError) -> Page<HistoryEntry> {
    try read { (reader) throws(JournalError) in
      try reader.history(query, on: branch, isOpen: true)
    }
  }

  private static func noKeys(_ twin: ID<Twin>) -> JournalError {
    .failed("the keys that open \(twin) are not at hand")
  }
}
