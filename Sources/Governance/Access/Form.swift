/// In what form data are handed over.
public enum Form: String, Sendable, Codable, CaseIterable {
  /// Invented people on a branch of their own.
  case synthetic
  /// Counts above the privacy floor.
  case aggregate
  /// Keyed tokens for joining, never the values behind them.
  case token
  /// Records without direct identifiers.
  case pseudonymous
  /// Records that say who.
  case identified
  /// What was done by whom, without the data themselves.
  case log

  /// True where leave for this form is leave for the other too: a record holds what its
  /// pseudonymous form, its tokens and its share of a count say.
  public func covers(_ other: Form) -> Bool {
    if self == other { return true }
    return switch self {
    case .identified: [.pseudonymous, .token, .aggregate].contains(other)
    case .pseudonymous: [.token, .aggregate].contains(other)
    case .synthetic, .aggregate, .token, .log: false
    }
  }
}

/// What may be done with data under a grant.
public enum AccessAction: String, Sendable, Codable, CaseIterable, Comparable {
  case read
  case write
  case fork
  case command
  /// Takes data out of the bank.
  case export
  case aggregate
  /// Publishes.
  case release

  public static func < (left: AccessAction, right: AccessAction) -> Bool {
    left.rawValue < right.rawValue
  }
}
