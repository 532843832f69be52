import Glibc
import SalusCore

/// How many warnings such as one would come in a year in which nothing happens.
///
/// One source class: F = sum over its signals of (series judged) x (looks a year) x (chance that a
/// look errs). Two and more classes must alarm in one district within the fold window w: by the
/// formula for accidental coincidences (Eckart and Shonka 1938, Phys Rev 53:752)
/// F = U k (w / 365)^(k - 1) x product of (F_i / U) for k classes and U districts. What people
/// refuted since is weighed against it as if the formula were one year of observation:
/// (F + refuted) / (1 + years), the mean of a gamma-Poisson posterior.
enum FalseAlarms {
  static func expected(
    classes: [Signal.SourceClass], watches: [Evidence.Watch], units: Int, windowDays: Int
  ) -> Double? {
    let rates = classes.map { wanted in
      watches.filter { $0.sourceClass == wanted }.reduce(0) { $0 + $1.falsePerYear }
    }
    guard let first = rates.first, rates.allSatisfy({ $0 > 0 }) else { return nil }
    guard rates.count > 1 else { return first }
    let districts = Double(max(1, units))
    let years = Double(windowDays) / 365
    let product = rates.reduce(1) { $0 * $1 / districts }
    return districts * Double(rates.count) * pow(years, Double(rates.count - 1)) * product
  }

  /// - Parameter warnings: all there ever were.
  static func updated(
    _ expected: Double, what: WarningCase.What, grade: Grade, by warnings: [Warning],
    on day: CivilDate
  ) -> Double {
    let same = warnings.filter { $0.content.what == what && $0.grade == grade }
    guard let first = warnings.map(\.raised).min() else { return expected }
    let years = Double(max(0, day - first.date)) / 365
    let refuted = same.count { $0.verdict == false }
    return (expected + Double(refuted)) / (1 + years)
  }

  /// Warnings of a shortage that a calibrated forecast would have raised in vain in the last year:
  /// the sum of (1 - p) over them and the one in question.
  static func ofForecasts(
    _ probability: Double, grade: Grade, warnings: [Warning], on day: CivilDate
  ) -> Double {
    let year = warnings.filter {
      $0.content.what == .breach && $0.grade == grade && day - $0.raised.date < 365
    }
    return year.reduce(1 - probability) { $0 + 1 - ($1.content.probability ?? 1) }
  }
}

extension Warning {
  /// What people found in the end: true for confirmed, false for refuted; nil where nobody said, or
  /// the dismissal says nothing about the warning.
  public var verdict: Bool? {
    guard let last = decisions.last(where: { $0.verb == "confirm" || $0.verb == "dismiss" })
    else { return nil }
    if last.verb == "confirm" { return true }
    return last.reason?.isRefutation == true ? false : nil
  }

  /// The grade that the verdict was about.
  public var verdictGrade: Grade? {
    decisions.last { $0.verb == "confirm" || $0.verb == "dismiss" }?.grade
  }
}
