import SalusCore

/// What the feeds of the example region measure.
public enum ExampleSignals {
  /// Laboratory-confirmed respiratory infections by day of the specimen, ward by ward.
  public static let cases = Signal(
    id: ID("cases"), title: "Confirmed cases", unit: "{cases}/d", period: .day,
    sourceClass: .laboratory)
  /// Emergency calls for fever by day of the call, ward by ward.
  public static let feverCalls = Signal(
    id: ID("fever-calls"), title: "Emergency calls for fever", unit: "{calls}/d", period: .day,
    sourceClass: .emergencyCalls)
  /// The official weekly return of confirmed cases, for districts and the region.
  public static let weeklyCases = Signal(
    id: ID("cases-weekly"), title: "Confirmed cases, weekly return", unit: "{cases}/wk",
    period: .week, sourceClass: .laboratory)
  /// Patients admitted with an infection of the airways, hospital by hospital.
  public static let admissions = Signal(
    id: ID("admissions"), title: "Hospital admissions, airway infections", unit: "{admissions}/d",
    period: .day, sourceClass: .hospital)

  public static let all = [cases, feverCalls, weeklyCases, admissions]
}
