import SalusCore

/// Why no forecast can be made.
public enum ForecastError: Problem, Hashable {
  case empty(ID<Signal>)
  case notWeekly(ID<Signal>)
  /// The reference date does not lie after the newest data by whole weeks.
  case reference(CivilDate, newest: CivilDate)
  /// The newest data are too old to forecast from.
  case stale(CivilDate, newest: CivilDate, weeks: Int)
  case negative(ID<Signal>, CivilDate)

  public var kind: ProblemKind {
    switch self {
    case .empty: .notFound
    case .notWeekly, .reference, .negative: .usage
    case .stale: .failed
    }
  }

  public var description: String {
    switch self {
    case .empty(let signal):
      "nothing is known of the signal '\(signal)' at that moment; a forecast needs counts"
    case .notWeekly(let signal):
      "the dates of '\(signal)' are not a week apart; sum daily counts to weeks first"
    case .reference(let reference, let newest):
      "the reference date \(reference) does not fit the newest week, which ends on \(newest); "
        + "a date whole weeks after it is accepted"
    case .stale(let reference, let newest, let weeks):
      "the newest week ends on \(newest), too long before the reference date \(reference); "
        + "at most \(weeks) weeks between them are accepted"
    case .negative(let signal, let date):
      "the signal '\(signal)' has a negative count on \(date); counts are 0 or more"
    }
  }
}
