/// What truly happened in one hospital on one day. Counts of patients are at the day's end.
public struct HospitalDay: Hashable, Sendable {
  /// Patients admitted with an infection of the airways; what the feed `admissions` counts.
  public internal(set) var admissions = 0
  /// All other patients admitted, those who came from elsewhere for intensive care too.
  public internal(set) var usualAdmissions = 0
  public internal(set) var left = 0
  /// Of those who left.
  public internal(set) var died = 0
  public internal(set) var usualWard = 0
  public internal(set) var usualIntensive = 0
  public internal(set) var outbreakWard = 0
  public internal(set) var outbreakIntensive = 0
  /// Patients who need a ventilator, and those of the outbreak among them.
  public internal(set) var needVentilated = 0
  public internal(set) var outbreakVentilated = 0
  /// Intensive-care beds that can be used, movable ones too, and those that are built or put up.
  public internal(set) var intensiveOpen = 0
  public internal(set) var intensiveBeds = 0
  /// Ventilators at hand.
  public internal(set) var ventilators = 0
  /// Patients of the emergency unit who are not waiting for intensive care.
  public internal(set) var emergency = 0
  /// Closed beds by ward.
  public internal(set) var wardClosed: [Int] = []
  /// By item: what was used, and what was wanted beyond what was there.
  public internal(set) var used: [Int] = []
  public internal(set) var lacking: [Int] = []

  public var hospitalised: Int { usualWard + usualIntensive + outbreakWard + outbreakIntensive }
  /// Patients who need intensive care.
  public var needIntensive: Int { usualIntensive + outbreakIntensive }
  /// Patients in intensive-care beds; the others wait in the emergency unit.
  public var intensive: Int { min(needIntensive, intensiveOpen) }
  public var waiting: Int { needIntensive - intensive }
  /// Patients on a ventilator in intensive care.
  public var ventilated: Int { min(needVentilated, ventilators, intensive) }
}

/// Who should come to the shifts of a day and who does not, by staff group, day then night.
struct CareAttendance: Hashable, Sendable {
  var rostered: [Int]
  var absent: [Int]

  var present: Int { rostered.reduce(0, +) - absent.reduce(0, +) }
}

/// The groups of staff, their two shifts and how many a hospital rosters. *Assumed*: a nurse for
/// two intensive-care beds and a half, one for seven ward beds by day and eleven by night.
enum CareStaff {
  static let groups = ["icu-nurse", "ward-nurse", "doctor"]

  /// By group, day then night.
  static func roster(_ hospital: CareHospital) -> [Int] {
    let (general, intensive) = (Double(hospital.generalBeds), Double(hospital.intensiveBeds))
    return [
      intensive / 1.7 + 1, intensive / 2 + 1, general / 7, general / 11,
      general / 14 + intensive / 6 + 2, general / 45 + intensive / 12 + 1,
    ].map { Int($0.rounded(.up)) }
  }

  /// Share who stay at home on a day: the usual, and staff are among the infected.
  static func absence(infectedShare: Double) -> Double { min(0.25, 0.04 + 2.2 * infectedShare) }
}
