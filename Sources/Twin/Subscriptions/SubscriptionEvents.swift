import SalusCore

/// The events by which subscriptions begin, start again and end.
public enum SubscriptionEvent: Hashable, Sendable {
  /// Again for an id that is there: filter and endpoint change, the place stays.
  case defined(Subscription)
  /// Its place is set, back or ahead.
  case replayed(ID<Subscription>, after: Int64)
  case removed(ID<Subscription>)

  public static let types = [
    "subscription.defined", "subscription.replayed", "subscription.removed",
  ]

  public init(_ event: Event) throws(JournalError) {
    let body = event.payload
    guard let text = body["subscription"]?.string else { throw SubscriptionEvent.damage(event) }
    let id = ID<Subscription>(text)
    switch event.type {
    case "subscription.defined":
      let filter: EventFilter
      do throws(SubscriptionFault) {
        filter = try EventFilter(body["filter"] ?? .object([]))
      } catch {
        throw .corrupt("event \(event.sequence): \(error)")
      }
      guard let start = body["start"]?.integer else { throw SubscriptionEvent.damage(event) }
      self = .defined(
        Subscription(
          id: id, filter: filter,
          endpoint: body["endpoint"]?["url"]?.string.map {
            Subscription.Endpoint(url: $0, secret: body["endpoint"]?["secret"]?.string)
          }, start: start, owner: event.actor, sequence: event.sequence))
    case "subscription.replayed":
      guard let after = body["after"]?.integer else { throw SubscriptionEvent.damage(event) }
      self = .replayed(id, after: after)
    case "subscription.removed": self = .removed(id)
    default: throw SubscriptionEvent.damage(event)
    }
  }

  private static func damage(_ event: Event) -> JournalError {
    .corrupt("event \(event.sequence) says nothing of a subscription")
  }

  /// The event.
  ///
  /// - Parameter now: when it was so.
  public func draft(actor: String, at now: Instant) -> Draft {
    let id: ID<Subscription>
    var members: [JSON.Member]
    switch self {
    case .defined(let subscription):
      id = subscription.id
      members = [
        JSON.Member("filter", subscription.filter.json),
        JSON.Member("start", .integer(subscription.start)),
      ]
      if let endpoint = subscription.endpoint {
        var address = [JSON.Member("url", .string(endpoint.url))]
        if let secret = endpoint.secret { address.append(JSON.Member("secret", .string(secret))) }
        members.append(JSON.Member("endpoint", .object(address)))
      }
    case .replayed(let subscription, let after):
      id = subscription
      members = [JSON.Member("after", .integer(after))]
    case .removed(let subscription):
      id = subscription
      members = []
    }
    members.insert(JSON.Member("subscription", .string(id.text)), at: 0)
    return Draft(
      type: type, twin: Subscription.thread(of: id), payload: .object(members), valid: now,
      known: now, actor: actor, purpose: "operation", source: "subscriptions")
  }

  private var type: String {
    switch self {
    case .defined: "subscription.defined"
    case .replayed: "subscription.replayed"
    case .removed: "subscription.removed"
    }
  }
}

/// All subscriptions as of a view: the fold of their events in the order of the journal.
public struct Subscriptions: Sendable {
  private var byID: [ID<Subscription>: Subscription] = [:]
  /// Sequence of the newest event that was folded.
  public private(set) var through: Int64 = 0

  public init() {}

  public init(_ journal: any Journal) throws(JournalError) {
    try update(from: journal)
  }

  /// Takes in what is newer. Subscriptions are kept on the main line, whatever branch they watch.
  ///
  /// - Returns: whether anything changed.
  @discardableResult
  public mutating func update(from journal: any Journal) throws(JournalError) -> Bool {
    let query = EventQuery(types: SubscriptionEvent.types, after: through)
    let events = try journal.events(query)
    for event in events {
      through = event.sequence
      switch try SubscriptionEvent(event) {
      case .defined(var subscription):
        // A new definition keeps the place.
        if let known = byID[subscription.id] { subscription.start = known.start }
        byID[subscription.id] = subscription
      case .replayed: break
      case .removed(let id): byID[id] = nil
      }
    }
    return !events.isEmpty
  }

  public subscript(id: ID<Subscription>) -> Subscription? { byID[id] }

  /// In the order of their ids.
  public var all: [Subscription] { byID.values.sorted { $0.id < $1.id } }
}
