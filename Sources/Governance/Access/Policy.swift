import SalusCore

/// What rules may look at besides the request.
public struct AccessContext: Sendable, Hashable {
  public var phase: Phase
  public var at: Instant

  public init(phase: Phase, at: Instant) {
    self.phase = phase
    self.at = at
  }
}

/// Who may do what: the one place where accounts, roles and an organisation's own rules plug in.
///
/// A policy only says which of its rules meet a request; how their votes decide is the same for
/// every policy (`Decision`). Equal requests and contexts must get equal votes.
public protocol Policy: Sendable {
  /// Recorded with every decision.
  var version: String { get }

  /// The votes of every rule that speaks of this subject, purpose, action and scope.
  func votes(on request: AccessRequest, for action: AccessAction, in context: AccessContext)
    -> [Vote]

  /// What a reader of the log should know of everything decided under this policy.
  var remarks: [String] { get }
}

extension Policy {
  public var remarks: [String] { [] }
}

/// What one rule says to one request.
public struct Vote: Sendable, Hashable {
  public var rule: String
  public var effect: Effect
  public var outcome: Outcome

  public enum Effect: String, Sendable, Codable {
    case permit
    case forbid
  }

  public enum Outcome: Sendable, Hashable {
    case holds
    /// The rule's condition could not be told: a permit is then left out, a forbid counts.
    case fails(reason: String)
  }

  public init(rule: String, effect: Effect, outcome: Outcome = .holds) {
    self.rule = rule
    self.effect = effect
    self.outcome = outcome
  }
}

/// A rule as data with a condition. Nil stands for any.
public struct Rule: Sendable {
  public var name: String
  public var effect: Vote.Effect
  public var subjects: Set<String>?
  public var roles: Set<String>?
  public var purposes: Set<ID<Purpose>>?
  public var actions: Set<AccessAction>?
  public var scopes: Set<Scope.Kind>?
  /// False where the rule does not apply after all; what it throws counts as not to be told.
  public var condition: (@Sendable (AccessRequest, AccessContext) throws -> Bool)?

  public init(
    name: String, effect: Vote.Effect, subjects: Set<String>? = nil, roles: Set<String>? = nil,
    purposes: Set<ID<Purpose>>? = nil, actions: Set<AccessAction>? = nil,
    scopes: Set<Scope.Kind>? = nil,
    condition: (@Sendable (AccessRequest, AccessContext) throws -> Bool)? = nil
  ) {
    self.name = name
    self.effect = effect
    self.subjects = subjects
    self.roles = roles
    self.purposes = purposes
    self.actions = actions
    self.scopes = scopes
    self.condition = condition
  }

  func vote(
    on request: AccessRequest, for action: AccessAction, in context: AccessContext
  ) -> Vote? {
    guard subjects?.contains(request.subject.id) ?? true,
      roles.map({ !$0.isDisjoint(with: request.subject.roles) }) ?? true,
      purposes?.contains(request.purpose) ?? true, actions?.contains(action) ?? true,
      scopes?.contains(request.scope.kind) ?? true
    else { return nil }
    do {
      guard try condition?(request, context) ?? true else { return nil }
      return Vote(rule: name, effect: effect)
    } catch {
      return Vote(rule: name, effect: effect, outcome: .fails(reason: "\(error)"))
    }
  }
}

/// A policy that is a list of rules.
public struct RuleSet: Policy {
  public let version: String
  public let rules: [Rule]
  public let remarks: [String]

  public init(version: String, rules: [Rule], remarks: [String] = []) {
    self.version = version
    self.rules = rules
    self.remarks = remarks
  }

  public func votes(
    on request: AccessRequest, for action: AccessAction, in context: AccessContext
  ) -> [Vote] {
    rules.compactMap { $0.vote(on: request, for: action, in: context) }
  }

  /// What holds until there are accounts: whoever has the start token may use every purpose that
  /// the phase opens, and each grant says that nobody has proved who that is.
  public static let startToken = RuleSet(
    version: "start-token-1",
    rules: [
      Rule(
        name: "start-token-holder", effect: .permit, subjects: [Subject.startToken.id])
    ],
    remarks: ["no accounts yet: the subject is unverified, and no second person was asked"])
}
