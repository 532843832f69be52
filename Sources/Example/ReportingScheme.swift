import SalusCore

/// How what happens to people becomes rows of a feed: who is seen, when, and how late it is told.
struct ReportingScheme: Sendable {
  /// Told apart in the streams of random numbers.
  let layer: UInt16
  /// Share of the new infection's illnesses, and of the usual winter's, that are seen.
  let share: Double
  let winterShare: Double
  /// Reports per 100 000 people and day that have nothing to do with either.
  let background: Double
  /// Half the yearly swing of that.
  let backgroundSeason: Double
  /// Chance by days from falling ill to the date that the report names.
  let toDate: [Double]
  /// Relative chance of each weekday, Sunday first, to be that date.
  let weekdayOfDate: [Double]
  /// Chance by days from that date to the day of the report.
  let toReport: [Double]
  /// Relative chance of each weekday to be the day of the report.
  let weekdayOfReport: [Double]
  /// Chance that nothing at all comes on a day, and that a district stays silent.
  let silence: Double
  let districtSilence: Double

  static func cases(_ parameters: RealityParameters) -> ReportingScheme {
    ReportingScheme(
      layer: 1, share: parameters.confirmedShare, winterShare: 0.022, background: 0.9,
      backgroundSeason: 0.25, toDate: [0.12, 0.28, 0.26, 0.17, 0.11, 0.06],
      weekdayOfDate: [0.45, 1.25, 1.2, 1.15, 1.15, 1.15, 0.65],
      toReport: [0, 0.30, 0.27, 0.17, 0.10, 0.06, 0.04, 0.03, 0.015, 0.01, 0.005],
      weekdayOfReport: [0.25, 1.3, 1.1, 1, 1, 1, 0.4], silence: 0.015, districtSilence: 0.03)
  }

  static func feverCalls(_ parameters: RealityParameters) -> ReportingScheme {
    ReportingScheme(
      layer: 2, share: parameters.callingShare, winterShare: 0.016, background: 4.5,
      backgroundSeason: 0.3, toDate: [0.55, 0.35, 0.1],
      weekdayOfDate: [1.2, 0.95, 0.92, 0.92, 0.94, 1, 1.15],
      toReport: [0.78, 0.15, 0.05, 0.02], weekdayOfReport: [1, 1, 1, 1, 1, 1, 1],
      silence: 0.01, districtSilence: 0.02)
  }

  /// Hospitals report whom they admitted; all are seen.
  static let admissions = ReportingScheme(
    layer: 3, share: 1, winterShare: 0, background: 0, backgroundSeason: 0, toDate: [1],
    weekdayOfDate: [1, 1, 1, 1, 1, 1, 1], toReport: [0, 0.64, 0.27, 0.09],
    weekdayOfReport: [0.55, 1.2, 1, 1, 1, 1, 0.6], silence: 0, districtSilence: 0.015)

  /// Weights of the dates for people who fall ill on `day`.
  func dates(from day: Int) -> [Double] {
    toDate.indices.map {
      toDate[$0] * weekdayOfDate[ExampleCalendar.weekday(day + $0).rawValue]
    }
  }

  /// Weights of the report days for the date `day`.
  func reports(from day: Int) -> [Double] {
    toReport.indices.map {
      toReport[$0] * weekdayOfReport[ExampleCalendar.weekday(day + $0).rawValue]
    }
  }

  /// Expected reports per person dated `day` besides the new infection and the winter's illness.
  func backgroundRate(_ day: Int) -> Double {
    background / 1e5 * ExampleCalendar.season(day, amplitude: backgroundSeason)
      * weekdayOfDate[ExampleCalendar.weekday(day).rawValue]
  }

  /// Days from a date to the last report about it.
  var longestDelay: Int { toReport.count - 1 }
}
