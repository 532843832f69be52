import SalusCore

/// What the estimate of demand assumes where the data say nothing, and how much it samples.
///
/// Shares are 0 to 1, stays and delays in days. Defaults are assumed unless a source is named.
public struct DemandSettings: Hashable, Sendable {
  /// Paths sampled; at least 500 keep a 95 % quantile within a tenth of its own spread.
  public var paths = 500
  public var horizonDays = 28
  /// Days of reports that shares and levels are estimated from.
  public var historyDays = 84
  /// The daily count of cases; empty finds the one that laboratories report.
  public var caseSignal = ""
  /// The daily count of admissions by hospital; empty finds the one that hospitals report.
  public var admissionSignal = ""
  /// The weekly count that is forecast; empty takes one of the class of the case signal.
  public var forecastSignal = ""
  /// An older forecast is not used, by days since its reference date.
  public var forecastMaxAgeDays = 10
  /// How paths of cases are made.
  public var incidence = Incidence.both
  public var renewal = RenewalSettings()
  public var copula = CopulaSettings()
  public var severity = SeveritySettings()
  public var stays = StaySettings()
  public var usual = UsualSettings()
  public var staffing = StaffSettings()
  /// Share of the usual deliveries that is counted on when stock is said to run out.
  public var deliveryShare = 1.0
  /// Use of what is used up, by item.
  public var use = UseRate.defaults

  /// The sources of the paths of cases.
  public enum Incidence: String, Sendable, CaseIterable {
    /// A usable forecast without a caution; where it carries one, half of the paths from it and half
    /// by renewal; without a forecast all by renewal.
    case forecastElseRenewal
    /// Always renewal.
    case renewal
    /// The forecast where there is one, caution or not.
    case forecast
    /// Half of the paths from a usable forecast and half by renewal, which missed least on the example
    /// region; without a forecast all by renewal.
    case both
  }

  public init() {}
}

/// How the renewal projection is made.
public struct RenewalSettings: Hashable, Sendable {
  /// Mean and standard deviation of the serial interval.
  public var serialMeanDays = 6.0
  public var serialSDDays = 4.0
  /// Days of cases from which the reproduction number is estimated.
  public var windowDays = 14
  /// Days in which the logarithm of the reproduction number falls by half.
  public var halfLifeDays = 10.0
  /// Standard deviation of the daily change of that logarithm.
  public var drift = 0.1
  /// How strongly a place's number is held to the region's: cases it is worth.
  public var pooling = 30.0
  /// Share of infections that come from the region and not from the place itself.
  public var mixing = 0.1

  public init() {}
}

/// How weeks and places of a forecast move together.
public struct CopulaSettings: Hashable, Sendable {
  /// Correlation of normal scores from one week to the next.
  public var acrossWeeks = 0.8
  /// Correlation of normal scores between places.
  public var acrossPlaces = 0.6

  public init() {}
}

/// How many of those reported ill need a bed, before the data have their say.
public struct SeveritySettings: Hashable, Sendable {
  /// Whom the signal of admissions counts.
  public var admissionsCount = Admissions.outbreakKind

  public enum Admissions: String, Sendable, CaseIterable {
    /// Patients with the outbreak's kind of illness, who are those that bed reports count as of the
    /// outbreak; a usual number of them comes without it.
    case outbreakKind
    /// Everyone; a usual number has nothing to do with the outbreak.
    case all
  }

  /// Admissions of a reported case.
  public var admissionShare = 0.08
  /// Admissions that this share is worth against those counted.
  public var admissionWeight = 5.0
  /// From the date of the report's specimen to admission.
  public var admissionDelay = Stay(meanDays: 4, sdDays: 3)
  /// Whether the mean delay is chosen by the data, among 1 to 10 days.
  public var fitsDelay = true
  /// ICU admissions of an admission, and ventilated of an ICU admission.
  public var icuShare = 0.18
  public var ventilatedShare = 0.5
  /// Patients that each of these is worth against those counted.
  public var icuWeight = 20.0
  /// How strongly a hospital's share is held to the region's: admissions it is worth.
  public var pooling = 20.0

  public init() {}
}

/// How long patients of the outbreak stay in each part of their course.
public struct StaySettings: Hashable, Sendable {
  /// In the ward, of those who never need the ICU.
  public var ward = Stay(meanDays: 7, sdDays: 5)
  /// In the ward before the ICU.
  public var wardBeforeICU = Stay(meanDays: 1.5, sdDays: 1.5)
  /// In the ICU, of those who are never ventilated.
  public var icu = Stay(meanDays: 5, sdDays: 4)
  /// In the ICU before, on and after the ventilator.
  public var icuBeforeVentilator = Stay(meanDays: 0.7, sdDays: 0.7)
  public var ventilator = Stay(meanDays: 9, sdDays: 7)
  public var icuAfterVentilator = Stay(meanDays: 2.5, sdDays: 2)
  /// In the ward after the ICU.
  public var wardAfterICU = Stay(meanDays: 5, sdDays: 4)

  public init() {}
}

/// How the patients who have nothing to do with the outbreak are carried forward.
public struct UsualSettings: Hashable, Sendable {
  /// Days whose mean is the level to which their number returns.
  public var levelDays = 28
  /// Share of a deviation from the level that is left a day later.
  public var persistence = 0.85

  public init() {}
}

/// Staff that patients need on a day shift. Ward and ICU hours of WHO's Essential Supplies
/// Forecasting Tool (15.5 nurse-hours a critical patient and day in 8-hour shifts, that is 0.65 a
/// shift; 8.6 a severe one, 0.36) assume outbreak wards; the defaults are usual planning ratios,
/// assumed.
public struct StaffSettings: Hashable, Sendable {
  public var icuNursePerVentilated = 1.0
  public var icuNursePerOtherICU = 0.5
  public var wardNursePerPatient = 1.0 / 8
  public var doctorPerICU = 1.0 / 8
  public var doctorPerWard = 1.0 / 20
  /// Shifts a day, for the protective equipment that each uses up.
  public var shiftsPerDay = 2.0

  public init() {}
}
