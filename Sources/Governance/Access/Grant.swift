import SalusCore

/// Leave to read personal data, which only an `Authority` makes, and only after it has been
/// written into the log.
///
/// Every reader of personal data takes one `borrowing` and calls `check` with what it is about to
/// read; a reader that forgets cannot be called without one all the same. A grant cannot be
/// copied: it ends with its owner, and its last uses are then written down.
public struct Grant: ~Copyable, Sendable {
  /// Sequence of the event that recorded it.
  public let sequence: Int64
  public let subject: Subject
  public let purpose: ID<Purpose>
  public let actions: Set<AccessAction>
  public let scope: Scope
  public let fields: Fields
  public let form: Form
  /// The first moment at which it is no longer good.
  public let expiry: Instant
  /// What a reader of the log should know, such as that nobody proved who asked.
  public let remarks: [String]
  private let meter: GrantMeter
  private let book: GrantBook

  init(
    sequence: Int64, request: AccessRequest, decision: Decision, meter: GrantMeter,
    book: GrantBook
  ) {
    self.sequence = sequence
    subject = request.subject
    purpose = request.purpose
    actions = request.actions
    scope = request.scope
    fields = request.fields
    form = request.form
    expiry = decision.expiry
    remarks = decision.remarks
    self.meter = meter
    self.book = book
  }

  deinit {
    book.remove(sequence)
    // Nobody is left to tell; what the log missed, it refused to take.
    try? meter.flush()
  }

  /// Refuses what the grant does not give, and counts what it does.
  ///
  /// - Parameters:
  ///   - action: what is about to be done.
  ///   - scope: whose data are about to be read.
  ///   - within: what else the reader knows them to lie in: the twin's place, the places above
  ///     it, its event. A grant for any of these is good for the scope.
  ///   - fields: what is about to be read of them.
  ///   - form: in what form it will be handed over.
  ///   - kind: what it is called in the log, such as `person` or `line-list`.
  ///   - rows: how many of that kind.
  ///   - at: now.
  public borrowing func check(
    _ action: AccessAction = .read, scope read: Scope, within: [Scope] = [], fields wanted: Fields,
    form asked: Form = .identified, of kind: String = "record", rows: Int = 1, at: Instant
  ) throws(AccessError) {
    try checkAlive(at: at)
    guard actions.contains(action) else { throw .outsideActions(grant: sequence, action) }
    guard scope.covers(read, within: within) else {
      throw .outsideScope(grant: sequence, read, granted: scope)
    }
    guard form.covers(asked) else { throw .outsideForm(grant: sequence, asked, granted: form) }
    if wanted != fields {
      let surplus = fields.surplus(of: wanted)
      guard surplus.isEmpty else { throw .outsideFields(grant: sequence, surplus) }
    }
    try meter.count(
      kind, rows: max(rows, 0), twin: read.kind == .twin ? read.id : nil, at: at)
  }

  /// Refuses where the grant has expired or was closed; counts nothing. For long streams, at
  /// every batch.
  public borrowing func checkAlive(at: Instant) throws(AccessError) {
    guard at < expiry else { throw .expired(grant: sequence, at: expiry) }
    try meter.checkOpen()
  }

  /// Writes the uses that are not in the log yet.
  public borrowing func flush() throws(AccessError) {
    try meter.flush()
  }

  /// Ends the grant and writes its last uses, or says why they could not be written.
  public consuming func end() throws(AccessError) {
    try meter.flush()
  }

  /// Refuses where the grant was closed. Without a clock, so that a deciphering need not ask one.
  borrowing func checkOpen() throws(AccessError) {
    try meter.checkOpen()
  }
}
