import SalusCore

/// How faithful a twin is to its counterpart, and how much it may do by itself.
public struct Level: Hashable, Sendable {
  public var fidelity: Fidelity
  public var autonomy: Autonomy

  public init(fidelity: Fidelity = Fidelity(), autonomy: Autonomy = .mirror) {
    self.fidelity = fidelity
    self.autonomy = autonomy
  }
}

/// How finely and how soon a twin follows its counterpart; nil where nobody said.
public struct Fidelity: Hashable, Sendable {
  /// The smallest thing told apart.
  public var spatialDetail: Scale?
  /// The shortest time told apart, in seconds.
  public var temporalDetail: Double?
  /// The time from one report to the next, in seconds.
  public var updatePeriod: Double?
  /// The time from when it was so to when it is here, in seconds.
  public var latency: Double?

  public init(
    spatialDetail: Scale? = nil, temporalDetail: Double? = nil, updatePeriod: Double? = nil,
    latency: Double? = nil
  ) {
    self.spatialDetail = spatialDetail
    self.temporalDetail = temporalDetail
    self.updatePeriod = updatePeriod
    self.latency = latency
  }
}

/// How much a twin may do by itself.
public enum Autonomy: Int, Hashable, Sendable, CaseIterable, Comparable {
  /// Shows what was reported.
  case mirror = 0
  /// Tells when something is out of the ordinary.
  case alert = 1
  /// Says what may come.
  case predict = 2
  /// Says what could be done.
  case recommend = 3
  /// Acts once a person agreed.
  case actWithApproval = 4
  /// Acts.
  case act = 5

  public static func < (left: Autonomy, right: Autonomy) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// The size of what a twin stands for, smallest first.
public enum Scale: String, Hashable, Sendable, CaseIterable, Comparable {
  case molecule, cell, organ, system, person, household, ward, hospital, district, city, nation

  public static func < (left: Scale, right: Scale) -> Bool {
    (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
  }
}
