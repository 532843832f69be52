import SalusCore

/// A standing wish to be told of events, with a place in the journal that the bank keeps.
public struct Subscription: Hashable, Sendable {
  public let id: ID<Subscription>
  public var filter: EventFilter
  /// Nil where the reader comes and asks.
  public var endpoint: Endpoint?
  /// The sequence after which it begins.
  public var start: Int64
  public var owner: String
  /// Sequence of the event that defined it as it is.
  public var sequence: Int64

  /// Where events are brought.
  public struct Endpoint: Hashable, Sendable {
    /// `https://host/path`, or a reference such as `env:NAME` where the address itself is secret.
    public var url: String
    /// Reference to the key of the signature, such as `env:NAME`; nil sends unsigned.
    public var secret: String?

    public init(url: String, secret: String? = nil) {
      self.url = url
      self.secret = secret
    }
  }

  public init(
    id: ID<Subscription>, filter: EventFilter, endpoint: Endpoint? = nil, start: Int64,
    owner: String = "", sequence: Int64 = 0
  ) {
    self.id = id
    self.filter = filter
    self.endpoint = endpoint
    self.start = start
    self.owner = owner
    self.sequence = sequence
  }

  /// The twin that a subscription's own events are of.
  public static func thread(of id: ID<Subscription>) -> ID<Twin> { ID("subscription:\(id)") }
}
