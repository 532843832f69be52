import Glibc
import SalusNumerics

/// One patient's stay in whole days: on a ward, perhaps in intensive care and there perhaps
/// ventilated, then on a ward again. Every ventilated day is a day in intensive care, and every
/// such day a day in hospital.
struct PatientPath: Hashable, Sendable {
  /// On a ward before intensive care; the whole stay where there is none.
  var before = 1
  var intensive = 0
  /// Of the days in intensive care: the first ventilated one, and how many.
  var untilVentilated = 0
  var ventilated = 0
  /// On a ward after intensive care.
  var after = 0
  var dies = false

  /// In all, at least one.
  var days: Int { before + intensive + after }

  /// A patient with the new infection, or with another of the airways.
  static func outbreak(_ severity: CareSeverity, _ draws: inout Stream) -> PatientPath {
    guard draws.uniform() < severity.intensiveShare else {
      let stay = days(&draws, mean: severity.wardDays, shape: 2)
      return PatientPath(before: stay, dies: draws.uniform() < severity.wardDeath)
    }
    return intensive(
      before: draws.uniform(below: 3), mean: severity.intensiveDays,
      ventilatedShare: severity.ventilatedShare, after: severity.afterDays,
      death: severity.intensiveDeath, &draws)
  }

  /// Any other patient of a ward.
  static func usual(_ severity: CareSeverity, _ draws: inout Stream) -> PatientPath {
    let stay = days(&draws, mean: severity.usualDays, shape: 1.3)
    return PatientPath(before: stay, dies: draws.uniform() < 0.02)
  }

  /// Any other patient of intensive care.
  static func usualIntensive(_ severity: CareSeverity, _ draws: inout Stream) -> PatientPath {
    intensive(
      before: 0, mean: severity.usualIntensiveDays, ventilatedShare: 0.35, after: 4, death: 0.12,
      &draws)
  }

  private static func intensive(
    before: Int, mean: Double, ventilatedShare: Double, after: Double, death: Double,
    _ draws: inout Stream
  ) -> PatientPath {
    var path = PatientPath(before: before)
    path.intensive = days(&draws, mean: mean, shape: 2)
    if draws.uniform() < ventilatedShare {
      path.untilVentilated = path.intensive > 2 ? draws.uniform(below: 2) : 0
      let left = path.intensive - path.untilVentilated
      path.ventilated = max(1, Int((0.8 * Double(left)).rounded()))
    }
    path.dies = draws.uniform() < death
    if !path.dies { path.after = days(&draws, mean: after, shape: 1.5) }
    return path
  }

  /// At least one day, gamma distributed above that.
  private static func days(_ draws: inout Stream, mean: Double, shape: Double) -> Int {
    1 + Int(draws.gamma(shape: shape, scale: max(0.1, mean - 0.5) / shape))
  }
}

/// How ill the infected become and how long they stay. *Assumed*, in the range of a severe
/// influenza season.
public struct CareSeverity: Hashable, Sendable {
  /// Of the new infections, those that come to a hospital.
  public var admittedShare = 0.034
  /// Chance by whole days from infection to admission.
  public var toAdmission = [
    0, 0, 0, 0.05, 0.10, 0.17, 0.20, 0.17, 0.12, 0.09, 0.05, 0.03, 0.02,
  ]
  /// Of patients admitted with an infection of the airways, those that need intensive care; of
  /// these, those that are ventilated.
  public var intensiveShare = 0.16
  public var ventilatedShare = 0.6
  /// Mean days on a ward without intensive care, in intensive care, and on a ward after it.
  public var wardDays = 6.5
  public var intensiveDays = 9.0
  public var afterDays = 5.0
  public var wardDeath = 0.03
  public var intensiveDeath = 0.3
  /// Admissions with other infections of the airways per 100 000 people and day.
  public var usualRate = 0.7
  /// Mean days of all other patients on wards and in intensive care.
  public var usualDays = 6.0
  public var usualIntensiveDays = 4.0

  public init() {}
}
