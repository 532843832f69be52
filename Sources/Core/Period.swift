/// How often a signal is counted: the step of its time axis.
public enum Period: String, Sendable, Codable, CaseIterable {
  /// Dates are the days themselves.
  case day
  /// Dates are the Saturdays that end epidemiological (MMWR) weeks.
  case week

  /// Length in days.
  public var days: Int {
    switch self {
    case .day: 1
    case .week: 7
    }
  }
}
