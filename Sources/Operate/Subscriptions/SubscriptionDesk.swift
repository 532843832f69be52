import SalusCore
import SalusTwin
import Synchronization

/// Where subscriptions are kept and served: at least once, for each twin in order, from any place
/// in the journal.
///
/// It reads the journal, never a queue in memory: whoever reads slowly or is away holds up nobody,
/// and misses nothing.
public final class SubscriptionDesk: Sendable {
  /// A journal that keeps the places of subscriptions too.
  public typealias Book = Journal & DeliveryBook

  private let book: any Book
  private let bank: String
  private let port: any DeliveryPort
  private let holder: String
  /// Gives the twin as it stood right after an event, for filters that ask; nil where it had no
  /// state.
  private let state: @Sendable (Event) throws -> TwinState?
  private let known = Mutex<Subscriptions>(Subscriptions())
  private let served = Mutex<[ID<Subscription>: Served]>([:])

  /// What the desk remembers of a subscription that it looks after.
  private struct Served {
    var cursor: DeliveryCursor
    /// Until when it may.
    var lease: Instant
    /// The place that the book has.
    var saved: Int64
    var condition: StateCondition?
  }

  /// Seconds for which a server looks after a subscription before it must ask again.
  static let lease = 60.0
  /// Events that are read at once.
  static let page = 256
  /// Events that may be passed over before the place is kept.
  static let unsaved: Int64 = 5_000

  /// - Parameters:
  ///   - bank: name of the bank, part of the id of every event that leaves.
  ///   - holder: one name for each running server.
  public init(
    book: any Book, bank: String, port: any DeliveryPort, holder: String = "salus",
    state: @escaping @Sendable (Event) throws -> TwinState?
  ) {
    self.book = book
    self.bank = bank
    self.port = port
    self.holder = holder
    self.state = state
  }

  // MARK: - What people ask for

  /// All subscriptions, in the order of their ids.
  public func all() throws(JournalError) -> [Subscription] {
    try known.withLock { (known) throws(JournalError) in
      try known.update(from: book)
      return known.all
    }
  }

  public func subscription(_ id: ID<Subscription>) throws -> Subscription {
    try known.withLock { known in
      try known.update(from: book)
      guard let found = known[id] else { throw SubscriptionFault.unknown(id) }
      return found
    }
  }

  /// Begins a subscription, or gives one that is there another filter or endpoint.
  ///
  /// - Parameter start: the sequence after which it begins; nil for what comes from now on.
  public func define(
    _ id: ID<Subscription>, filter: EventFilter, endpoint: Subscription.Endpoint?,
    start: Int64? = nil, actor: String, at now: Instant
  ) throws -> Subscription {
    guard !id.text.isEmpty, id.text.utf8.count <= 100 else {
      throw SubscriptionFault.unusable("the name of a subscription has 1 to 100 bytes")
    }
    let newest = try book.head(of: filter.branch).sequence
    let place = start ?? newest
    guard (0...newest).contains(place) else {
      throw SubscriptionFault.outside(id, position: place, newest: newest)
    }
    if let endpoint, let fault = (port as? WebhookDelivery)?.fault(of: endpoint) { throw fault }
    _ = try SubscriptionDesk.condition(of: filter)
    let subscription = Subscription(id: id, filter: filter, endpoint: endpoint, start: place)
    _ = try book.append(SubscriptionEvent.defined(subscription).draft(actor: actor, at: now))
    served.withLock { $0[id] = nil }
    return try self.subscription(id)
  }

  /// Sets the place of a subscription, back to deliver again or ahead to leave out.
  public func replay(
    _ id: ID<Subscription>, after position: Int64, actor: String, at now: Instant
  ) throws {
    let subscription = try subscription(id)
    let newest = try book.head(of: subscription.filter.branch).sequence
    guard (0...newest).contains(position) else {
      throw SubscriptionFault.outside(id, position: position, newest: newest)
    }
    _ = try book.append(
      SubscriptionEvent.replayed(id, after: position).draft(actor: actor, at: now))
    try book.move(id, to: position)
    served.withLock { $0[id] = nil }
  }

  /// Ends a subscription and forgets its place and dead letters.
  public func remove(_ id: ID<Subscription>, actor: String, at now: Instant) throws {
    _ = try subscription(id)
    _ = try book.append(SubscriptionEvent.removed(id).draft(actor: actor, at: now))
    try book.forget(id)
    served.withLock { $0[id] = nil }
  }

  /// Where a subscription stands.
  public func cursor(of id: ID<Subscription>) throws -> DeliveryCursor {
    let subscription = try subscription(id)
    if let served = served.withLock({ $0[id]?.cursor }) { return served }
    return try book.cursor(of: id) ?? DeliveryCursor(id, position: subscription.start)
  }

  // MARK: - Readers who come and ask

  /// The next events after the place that was acknowledged last, and the place to acknowledge.
  public func pull(_ id: ID<Subscription>, limit: Int = 100) throws
    -> (events: [CloudEvent], position: Int64)
  {
    let subscription = try subscription(id)
    guard subscription.endpoint == nil else { throw SubscriptionFault.pushed(id) }
    let place = try book.cursor(of: id)?.position ?? subscription.start
    let condition = try SubscriptionDesk.condition(of: subscription.filter)
    var position = place
    var found: [CloudEvent] = []
    try walk(subscription, after: place) { event in
      if try passes(event, subscription.filter, condition) {
        found.append(cloud(event))
      }
      position = event.sequence
      return found.count < min(max(limit, 1), 1_000)
    }
    return (found, max(position, place))
  }

  /// Says that everything up to a place has been taken in; going back gives it again.
  public func acknowledge(_ id: ID<Subscription>, through position: Int64) throws {
    let subscription = try subscription(id)
    guard subscription.endpoint == nil else { throw SubscriptionFault.pushed(id) }
    let newest = try book.head(of: subscription.filter.branch).sequence
    guard (0...newest).contains(position) else {
      throw SubscriptionFault.outside(id, position: position, newest: newest)
    }
    try book.move(id, to: position)
  }

  // MARK: - What is brought

  /// One round for a subscription: brings what is due, in order, until it is all brought or
  /// something fails.
  ///
  /// - Returns: how many were delivered, and when it must be tried again; nil where nothing waits.
  @discardableResult
  public func deliver(_ id: ID<Subscription>, at now: Instant) throws
    -> (delivered: Int, next: Instant?)
  {
    guard let subscription = try? subscription(id), let endpoint = subscription.endpoint else {
      return (0, nil)
    }
    guard var own = try hold(subscription, at: now) else {
      return (0, now + SubscriptionDesk.lease)
    }
    guard own.cursor.isDue(at: now) else { return (0, own.cursor.due) }
    var delivered = 0
    var dead: [DeadLetter] = []
    let before = own.cursor
    let condition = own.condition
    try walk(subscription, after: own.cursor.position) { event in
      guard try passes(event, subscription.filter, condition) else {
        if own.cursor.failures == 0 { own.cursor.pass(event.sequence) }
        return true
      }
      let outcome = port.deliver(cloud(event), to: endpoint, at: now)
      if outcome == .delivered { delivered += 1 }
      if let letter = own.cursor.take(outcome, of: event.sequence, at: now) {
        dead.append(letter)
      }
      return own.cursor.due == nil
    }
    let hasNews = delivered > 0 || !dead.isEmpty || own.cursor.failures != before.failures
    if hasNews || own.cursor.position - own.saved > SubscriptionDesk.unsaved {
      try book.save([own.cursor], dead: dead, by: holder)
      own.saved = own.cursor.position
    }
    let kept = own
    served.withLock { served in
      // Somebody may have set another place meanwhile.
      if served[id] != nil { served[id] = kept }
    }
    return (delivered, own.cursor.due)
  }

  /// Events that endpoints refused for good.
  public func deadLetters(of id: ID<Subscription>, after: Int64 = 0, limit: Int = 100) throws
    -> [DeadLetter]
  {
    _ = try subscription(id)
    return try book.deadLetters(of: id, after: after, limit: limit)
  }

  /// Brings dead letters once more, oldest first; those that are taken are gone.
  ///
  /// - Returns: how many were taken.
  public func redeliver(_ id: ID<Subscription>, limit: Int = 100, at now: Instant) throws -> Int {
    let subscription = try subscription(id)
    guard let endpoint = subscription.endpoint else { return 0 }
    var taken = 0
    for letter in try book.deadLetters(of: id, after: 0, limit: limit) {
      let events = try book.events(
        EventQuery(
          branch: subscription.filter.branch, after: letter.sequence - 1,
          through: letter.sequence))
      guard let event = events.first else { continue }
      guard port.deliver(cloud(event), to: endpoint, at: now) == .delivered else { continue }
      try book.bury(letter)
      taken += 1
    }
    return taken
  }

  /// Lets other servers look after what this one did.
  public func end() throws(JournalError) {
    served.withLock { $0 = [:] }
    try book.release(holder)
  }

  // MARK: - Within

  /// The place of a subscription with leave to serve it; nil while another server has it.
  private func hold(_ subscription: Subscription, at now: Instant) throws -> Served? {
    let id = subscription.id
    if let own = served.withLock({ $0[id] }), own.lease > now + SubscriptionDesk.lease / 2 {
      return own
    }
    let end = now + SubscriptionDesk.lease
    let claimed = try book.claim(
      id, start: subscription.start, by: holder, at: now, until: end)
    guard let cursor = claimed else {
      served.withLock { $0[id] = nil }
      return nil
    }
    let condition = try SubscriptionDesk.condition(of: subscription.filter)
    return served.withLock { served in
      var own = Served(
        cursor: cursor, lease: end, saved: cursor.position, condition: condition)
      // What was passed over and not kept need not be looked at again.
      if let last = served[id], last.saved == cursor.position { own.cursor = last.cursor }
      served[id] = own
      return own
    }
  }

  /// Gives events after a place until `body` says false or there are no more.
  private func walk(
    _ subscription: Subscription, after place: Int64, _ body: (Event) throws -> Bool
  ) throws {
    var place = place
    while true {
      let events = try book.events(
        EventQuery(
          branch: subscription.filter.branch, types: subscription.filter.exactTypes, after: place,
          limit: SubscriptionDesk.page))
      for event in events {
        guard try body(event) else { return }
        place = event.sequence
      }
      guard events.count == SubscriptionDesk.page else { return }
    }
  }

  private func passes(_ event: Event, _ filter: EventFilter, _ condition: StateCondition?) throws
    -> Bool
  {
    guard filter.matches(event) else { return false }
    guard filter.needsState else { return true }
    guard let state = try state(event) else { return false }
    guard filter.matches(twinType: state.type.text) else { return false }
    return condition?.matches(state) ?? true
  }

  private func cloud(_ event: Event) -> CloudEvent {
    // Personal payloads never leave by a notification: whoever may see them comes and asks.
    CloudEvent(event, bank: bank, withData: !event.isSealed && event.dataClass == nil)
  }

  /// - Throws: `FilterProblem` with the place in the text where a condition cannot be read.
  static func condition(of filter: EventFilter) throws(FilterProblem) -> StateCondition? {
    guard let text = filter.condition else { return nil }
    return try Filter(text).condition
  }
}
