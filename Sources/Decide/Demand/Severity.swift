import Glibc
import SalusCore
import SalusNumerics

/// How reported cases turn into admissions, hospital by hospital, learnt from both series.
///
/// Admissions of hospital h on day t are Poisson with mean u_h w_t + p m_h x_ht: usual patients with
/// the rhythm of the week, and the share p of the cases x that are due that day, by the hospital's own
/// factor m. Gamma priors on u, p and m keep what the data cannot tell near its assumption; the
/// split of each day's admissions between the two is found by expectation and maximisation
/// (Dempster, Laird and Rubin 1977).
struct Severity: Sendable {
  /// Chances of 0, 1, 2, … days from specimen to admission.
  private(set) var delay: [Double]
  /// Posterior of p: gamma shape and rate; nil where cases are admissions themselves.
  private(set) var share: Gamma?
  /// Posteriors of m and u by hospital.
  private(set) var factors: [Gamma] = []
  private(set) var usual: [Gamma] = []
  /// Relative number of usual admissions by weekday, Sunday first.
  private(set) var weekday = [Double](repeating: 1, count: 7)
  /// Whether the usual ones are patients of the outbreak's kind too.
  let areAlike: Bool
  /// Expected admissions of the outbreak's kind by hospital and day of the history.
  private(set) var outbreak: [[Double]] = []
  /// Mean of the delay in days.
  private(set) var delayMean: Double
  /// Admissions that were used.
  private(set) var counted = 0.0

  /// - Parameters:
  ///   - cases: expected cases by place and day of the history.
  ///   - stayDays: of a patient of the outbreak's kind, on average.
  init(
    _ input: DemandInput, cases: CaseHistory?, settings: SeveritySettings, stayDays: Double = 7
  ) {
    areAlike = settings.admissionsCount == .outbreakKind
    delay = settings.admissionDelay.counts(longest: 40)
    delayMean = settings.admissionDelay.meanDays
    let hospitals = input.hospitals
    let days = input.historyDays
    let areAdmissions = input.cases?.areAdmissions ?? false
    if areAdmissions {
      delay = [1]
      delayMean = 0
    }
    let edge = Severity.edge(input)
    let admissions = hospitals.map { hospital in
      (0..<days).map { day -> Double in
        day <= edge && day < hospital.admissions.count ? hospital.admissions[day] : .nan
      }
    }
    weekday = Severity.weekdays(admissions, input)
    let first: CivilDate = input.day - (days - 1)
    let rhythm = (0..<days).map { weekday[(first + $0).weekday.rawValue] }
    guard let cases, !areAdmissions else {
      outbreak =
        areAdmissions
        ? cases?.expected ?? []
        : hospitals.map { _ in
          [Double](repeating: 0, count: days)
        }
      let censuses = hospitals.map { hospital in
        Severity.recentMean(hospital.outbreakWard) + Severity.recentMean(hospital.outbreakICU)
      }
      fitUsualOnly(
        admissions, rhythm, isNothingUsual: areAdmissions,
        otherwise: censuses.map { areAlike ? $0 / max(1, stayDays) : 0 })
      addUsual(rhythm)
      return
    }
    let candidates =
      settings.fitsDelay
      ? (1...10).map { Stay(meanDays: Double($0), sdDays: max(1, Double($0) * 0.7)) }
        + [settings.admissionDelay]
      : [settings.admissionDelay]
    var best: (likelihood: Double, fit: Fit, law: [Double], mean: Double)?
    for candidate in candidates {
      let law = candidate.counts(longest: 40)
      let due = Severity.due(cases.expected, law, hospitals)
      let fit = Fit(admissions, due, rhythm, settings)
      // The assumed mean is held by a bell of two days' width.
      let off = (candidate.meanDays - settings.admissionDelay.meanDays) / 2
      let likelihood = fit.likelihood - 0.5 * off * off
      if likelihood > best?.likelihood ?? -.infinity {
        best = (likelihood, fit, law, candidate.meanDays)
      }
    }
    guard let best else { return }
    delay = best.law
    delayMean = best.mean
    share = best.fit.share
    factors = best.fit.factors
    usual = best.fit.usual
    outbreak = best.fit.outbreak
    counted = best.fit.counted
    addUsual(rhythm)
  }

  /// Expected patients by hospital and the day on which a census first counts them.
  func arrivals(_ input: DemandInput) -> [[Double]] {
    guard input.isMorningCensus else { return outbreak }
    return outbreak.map { series in
      series.isEmpty ? [] : [series[0]] + series.dropLast()
    }
  }

  private mutating func addUsual(_ rhythm: [Double]) {
    guard areAlike else { return }
    for h in outbreak.indices {
      for day in outbreak[h].indices { outbreak[h][day] += usual[h].mean * rhythm[day] }
    }
  }

  /// Cases that are due at each hospital on each day: cases spread by the delay, shared out.
  static func due(_ cases: [[Double]], _ law: [Double], _ hospitals: [DemandInput.Hospital])
    -> [[Double]]
  {
    let later = cases.map { Convolution.census($0, law) }
    return hospitals.map { hospital in
      (later.first ?? []).indices.map { day in
        var sum = 0.0
        for place in later.indices where place < hospital.shares.count {
          sum += hospital.shares[place] * later[place][day]
        }
        return sum
      }
    }
  }

  /// The last day whose admissions are nearly all reported.
  private static func edge(_ input: DemandInput) -> Int {
    let days = input.historyDays
    return (0..<days).last { day in
      let age = days - 1 - day
      let share =
        age < input.admissionCompleteness.count ? input.admissionCompleteness[age] : 1
      return share >= 0.9
    } ?? -1
  }

  /// Over the last eight weeks of all hospitals, held towards 1.
  private static func weekdays(_ admissions: [[Double]], _ input: DemandInput) -> [Double] {
    var sums = [Double](repeating: 0, count: 7)
    var counts = [Double](repeating: 0, count: 7)
    let first: CivilDate = input.day - (input.historyDays - 1)
    for series in admissions {
      for (day, value) in series.enumerated().suffix(56) where !value.isNaN {
        sums[(first + day).weekday.rawValue] += value
        counts[(first + day).weekday.rawValue] += 1
      }
    }
    let mean = sums.reduce(0, +) / max(1, counts.reduce(0, +))
    guard mean > 0 else { return [Double](repeating: 1, count: 7) }
    let factors = sums.indices.map { (sums[$0] + 20) / (counts[$0] * mean + 20) }
    let middle = factors.reduce(0, +) / 7
    return factors.map { $0 / middle }
  }

  /// Of the last four weeks; nought where nothing is known.
  private static func recentMean(_ series: [Double]) -> Double {
    Statistics.mean(series.suffix(28).filter { !$0.isNaN }) ?? 0
  }

  private mutating func fitUsualOnly(
    _ admissions: [[Double]], _ rhythm: [Double], isNothingUsual: Bool, otherwise: [Double]
  ) {
    for (h, series) in admissions.enumerated() {
      var sum = 0.0
      var exposure = 0.0
      for (day, value) in series.enumerated().suffix(28) where !value.isNaN {
        sum += value
        exposure += rhythm[day]
      }
      if isNothingUsual {
        usual.append(Gamma(shape: 1e-3, scale: 1))
      } else if exposure == 0 {
        // Nobody counts admissions: as many come as keep the beds as they are (Little's law).
        let shape = max(0.5, 4 * otherwise[h])
        usual.append(Gamma(shape: shape, scale: max(1e-6, otherwise[h]) / shape))
      } else {
        usual.append(Gamma(shape: sum + 0.5, scale: 1 / max(1, exposure)))
      }
      factors.append(Gamma(shape: 1e6, scale: 1e-6))
    }
  }
}

extension Severity {
  /// One run of expectation and maximisation for one law of the delay.
  struct Fit {
    var share: Gamma
    var factors: [Gamma]
    var usual: [Gamma]
    var outbreak: [[Double]]
    var counted = 0.0
    var likelihood = 0.0

    init(
      _ admissions: [[Double]], _ due: [[Double]], _ rhythm: [Double],
      _ settings: SeveritySettings
    ) {
      let count = admissions.count
      let weight = max(0.1, settings.admissionWeight)
      let pooling = max(0.1, settings.pooling)
      var p = min(1, max(1e-4, settings.admissionShare))
      var m = [Double](repeating: 1, count: count)
      var u = admissions.map { series -> Double in
        let known = series.filter { !$0.isNaN }
        return known.isEmpty ? 0 : max(0.01, 0.8 * known.reduce(0, +) / Double(known.count))
      }
      var ofOutbreak = [Double](repeating: 0, count: count)
      var exposed = ofOutbreak
      var ofUsual = ofOutbreak
      var usualDays = ofOutbreak
      for _ in 0..<60 {
        likelihood = 0
        counted = 0
        for h in 0..<count {
          var outbreak = 0.0
          var cases = 0.0
          var other = 0.0
          var days = 0.0
          for (day, value) in admissions[h].enumerated() where !value.isNaN {
            let expected = p * m[h] * due[h][day]
            let mean = expected + u[h] * rhythm[day]
            counted += value
            cases += due[h][day]
            days += rhythm[day]
            guard mean > 0 else { continue }
            let part = value * expected / mean
            outbreak += part
            other += value - part
            likelihood += value * log(mean) - mean
          }
          ofOutbreak[h] = outbreak
          exposed[h] = cases
          ofUsual[h] = other
          usualDays[h] = days
        }
        let shape = weight + ofOutbreak.reduce(0, +)
        var rate = weight / max(1e-4, settings.admissionShare)
        for h in 0..<count { rate += m[h] * exposed[h] }
        p = min(1, shape / rate)
        for h in 0..<count {
          m[h] = (pooling + ofOutbreak[h]) / (pooling + p * exposed[h])
          u[h] = usualDays[h] > 0 ? (0.1 + ofUsual[h]) / (0.1 + usualDays[h]) : 0
        }
      }
      // Admissions come in clusters and the split is itself a guess: counts are worth half.
      let worth = 0.5
      let shape = worth * (weight + ofOutbreak.reduce(0, +))
      share = Gamma(shape: shape, scale: p / shape)
      factors = (0..<count).map { h in
        let shape = pooling + worth * ofOutbreak[h]
        return Gamma(shape: shape, scale: m[h] / shape)
      }
      usual = (0..<count).map { h in
        let shape = max(0.5, worth * ofUsual[h])
        return Gamma(shape: shape, scale: max(1e-9, u[h]) / shape)
      }
      outbreak = (0..<count).map { h in due[h].map { p * m[h] * $0 } }
    }
  }
}
