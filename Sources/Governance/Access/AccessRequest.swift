import SalusCore

/// Who asks.
public struct Subject: Sendable, Hashable {
  public var id: String
  public var organisation: String?
  public var roles: Set<String>
  /// True where somebody has proved to be the one that the name says.
  public var isVerified: Bool

  public init(
    id: String, organisation: String? = nil, roles: Set<String> = [], isVerified: Bool = false
  ) {
    self.id = id
    self.organisation = organisation
    self.roles = roles
    self.isVerified = isVerified
  }

  /// Whoever holds the start token: the one subject there is until there are accounts, and never
  /// a verified one.
  public static let startToken = Subject(id: "operator")
}

/// What somebody asks to do with whose data, and what for.
public struct AccessRequest: Sendable, Hashable {
  public var subject: Subject
  public var purpose: ID<Purpose>
  public var actions: Set<AccessAction>
  public var scope: Scope
  public var fields: Fields
  public var form: Form
  /// Why, in the asker's words. It goes into the log, so it must not tell of a person.
  public var reason: String?
  /// The event by which the person agreed, where the purpose needs that.
  public var consent: Int64?
  /// Seconds from now on; nil for a day, or for the purpose's longest where that is shorter.
  public var lifetime: Double?

  public init(
    subject: Subject = .startToken, purpose: ID<Purpose>, actions: Set<AccessAction> = [.read],
    scope: Scope, fields: Fields, form: Form = .identified, reason: String? = nil,
    consent: Int64? = nil, lifetime: Double? = nil
  ) {
    self.subject = subject
    self.purpose = purpose
    self.actions = actions
    self.scope = scope
    self.fields = fields
    self.form = form
    self.reason = reason
    self.consent = consent
    self.lifetime = lifetime
  }

  /// The fewest characters that count as a reason.
  public static let shortestReason = 20
}
