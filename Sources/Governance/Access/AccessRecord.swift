import SalusCore

/// What is written down about access: who, what for, whose data, when, and what came of it. Never
/// the data themselves.
public enum AccessRecord: Sendable, Hashable {
  case granted(AccessGranted)
  case denied(AccessDenied)
  case used(AccessUsed)
  case closed(AccessClosed)
  case phase(PhaseEntered)

  /// The type of the event.
  public var type: String {
    switch self {
    case .granted: "access.granted"
    case .denied: "access.denied"
    case .used: "access.used"
    case .closed: "access.closed"
    case .phase: "phase.entered"
    }
  }

  /// Who did it.
  public var actor: String {
    switch self {
    case .granted(let record): record.request.subject.id
    case .denied(let record): record.request.subject.id
    case .used(let record): record.subject
    case .closed(let record): record.actor
    case .phase(let record): record.actor
    }
  }

  /// What for; `oversight` where no purpose was named.
  public var purpose: ID<Purpose> {
    switch self {
    case .granted(let record): record.request.purpose
    case .denied(let record): record.request.purpose
    case .used(let record): record.purpose
    case .closed, .phase: .oversight
    }
  }

  /// Whose data; nil where none were asked for.
  public var scope: Scope? {
    switch self {
    case .granted(let record): record.request.scope
    case .denied(let record): record.request.scope
    case .used(let record): record.scope
    case .closed, .phase: nil
    }
  }

  public var at: Instant {
    switch self {
    case .granted(let record): record.at
    case .denied(let record): record.at
    case .used(let record): record.through
    case .closed(let record): record.at
    case .phase(let record): record.at
    }
  }

  /// The sequence of the grant's own record, where there is one.
  public var grant: Int64? {
    switch self {
    case .used(let record): record.grant
    case .closed(let record): record.grant
    case .granted, .denied, .phase: nil
    }
  }
}

/// A permission as it was given.
public struct AccessGranted: Sendable, Hashable {
  public var request: AccessRequest
  public var phase: Phase
  public var expiry: Instant
  /// The rules that permitted it.
  public var rules: [String]
  /// Versions of policy and purposes that decided.
  public var policy: String
  public var register: String
  public var remarks: [String]
  public var at: Instant
}

/// A permission as it was refused.
public struct AccessDenied: Sendable, Hashable {
  public var request: AccessRequest
  public var phase: Phase
  /// `AccessError.code`.
  public var code: String
  public var message: String
  public var rules: [String]
  public var policy: String
  public var register: String
  public var remarks: [String]
  public var at: Instant
}

/// Uses of one grant since its last record.
public struct AccessUsed: Sendable, Hashable {
  public var grant: Int64
  public var subject: String
  public var purpose: ID<Purpose>
  public var scope: Scope
  /// How many of each kind.
  public var counts: [String: Int]
  /// Which twins, in order; only the first `mostTwins` that were met.
  public var twins: [String]
  /// True where more twins were read than are named.
  public var hasMoreTwins: Bool
  /// First and last use.
  public var from: Instant
  public var through: Instant

  public static let mostTwins = 200

  public var total: Int { counts.values.reduce(0, +) }
}

/// A grant that ended before its time.
public struct AccessClosed: Sendable, Hashable {
  public var grant: Int64
  public var actor: String
  public var reason: String
  public var at: Instant
}

/// A new phase, which opens some purposes and closes others.
public struct PhaseEntered: Sendable, Hashable {
  public var phase: Phase
  public var previous: Phase
  public var actor: String
  /// Grants that the new phase does not open.
  public var closed: [Int64]
  public var at: Instant
}
