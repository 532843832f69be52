/// A measure that a feed reports over time for places: what a column of numbers means.
public struct Signal: Hashable, Sendable, Codable {
  /// Short name as typed on the command line: `flu-admissions`.
  public let id: ID<Signal>
  public var title: String
  /// UCUM: `{admissions}/wk`, `%`.
  public var unit: String
  public var period: Period
  public var measure: Measure
  /// Which kind of source says it, so that agreement between independent sources can be counted.
  public var sourceClass: SourceClass

  /// What the numbers are, which decides how they may be summed and modelled.
  public enum Measure: String, Sendable, Codable, CaseIterable {
    /// Non-negative whole events in the period; parts add up to the whole.
    case count
    /// A share or rate, never summed over places.
    case rate
  }

  public enum SourceClass: String, Sendable, Codable, CaseIterable {
    case laboratory, hospital, emergencyCalls, sentinel, syndromic, wastewater, mortality, social,
      other
  }

  public init(
    id: ID<Signal>, title: String, unit: String, period: Period, measure: Measure = .count,
    sourceClass: SourceClass = .other
  ) {
    self.id = id
    self.title = title
    self.unit = unit
    self.period = period
    self.measure = measure
    self.sourceClass = sourceClass
  }
}
