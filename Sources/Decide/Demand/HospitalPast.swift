import SalusCore
import SalusNumerics

/// What is known of one hospital's patients on the last day, ready to be carried forward.
struct HospitalPast: Sendable {
  let index: Int
  let shares: [Double]
  let now: Now
  let usualWard: UsualPatients
  let usualICU: UsualPatients
  /// Of the usual patients in the ICU.
  let usualVentilatedShare: Double
  let isMorningCensus: Bool
  /// Relative number of usual admissions on the last day and on each of the horizon.
  let rhythm: [Double]
  /// Whether the usual admissions are patients of the outbreak's kind.
  let areAlike: Bool
  private let factorLaw: Gamma
  private let usualLaw: Gamma
  /// Mean numbers of the outbreak's and of other patients over the days that use is known of, for
  /// the rates of use: outbreak ward, ICU, ventilated, usual ward, ICU.
  let recent: RecentLoad

  init(
    _ input: DemandInput, _ index: Int, severity: Severity, kernels: CourseLaw.Kernels,
    settings: DemandSettings
  ) {
    let hospital = input.hospitals[index]
    let days = input.historyDays
    self.index = index
    shares = hospital.shares
    areAlike = severity.areAlike
    factorLaw = severity.factors[index]
    usualLaw = severity.usual[index]
    isMorningCensus = input.isMorningCensus
    rhythm = (0...max(1, settings.horizonDays)).map {
      severity.weekday[(input.day + $0).weekday.rawValue]
    }
    let outbreak = severity.outbreak[index]
    let arrivals = severity.arrivals(input)[index]
    let dueWard = Convolution.census(arrivals, kernels.ward)
    let dueICU = Convolution.census(arrivals, kernels.icu)
    let dueVentilated = Convolution.census(arrivals, kernels.ventilated)
    let ward = HospitalPast.filled(hospital.ward, days)
    let icu = HospitalPast.filled(hospital.icu, days)
    let ventilated = HospitalPast.filled(hospital.ventilated, days)
    let saidWard = HospitalPast.filled(hospital.outbreakWard, days)
    let saidICU = HospitalPast.filled(hospital.outbreakICU, days)
    func part(_ said: [Double], _ due: [Double], _ all: [Double], _ day: Int) -> Double {
      let outbreak = said[day].isNaN ? due[day] : said[day]
      return all[day].isNaN ? outbreak : min(all[day], max(0, outbreak))
    }
    let last = max(0, days - max(1, settings.usual.levelDays))..<days
    let otherWard = last.map { ward[$0] - part(saidWard, dueWard, ward, $0) }
    let otherICU = last.map { icu[$0] - part(saidICU, dueICU, icu, $0) }
    usualWard = UsualPatients(otherWard, persistence: settings.usual.persistence)
    usualICU = UsualPatients(otherICU, persistence: settings.usual.persistence)
    var onVentilator = 0.0
    var inICU = 0.0
    for (offset, day) in last.enumerated()
    where !ventilated[day].isNaN && !otherICU[offset].isNaN {
      onVentilator += max(
        0, ventilated[day] - min(part(saidICU, dueICU, icu, day), dueVentilated[day]))
      inICU += otherICU[offset]
    }
    usualVentilatedShare = min(0.9, (onVentilator + 0.3) / (inICU + 1))
    now = Now(
      ward: HospitalPast.newest(ward), icu: HospitalPast.newest(icu),
      ventilated: HospitalPast.newest(ventilated), saidWard: HospitalPast.newest(saidWard),
      saidICU: HospitalPast.newest(saidICU), dueWard: dueWard.last ?? 0,
      dueICU: dueICU.last ?? 0, dueVentilated: dueVentilated.last ?? 0,
      usualWard: usualWard.level, usualICU: usualICU.level,
      usualVentilatedShare: usualVentilatedShare)
    recent = RecentLoad(days - min(days, max(1, input.usedDays))..<days) { day in
      let w = part(saidWard, dueWard, ward, day)
      let i = part(saidICU, dueICU, icu, day)
      let otherICU = icu[day].isNaN ? 0 : icu[day] - i
      let v = ventilated[day].isNaN ? dueVentilated[day] : ventilated[day]
      let outbreakShare = i + otherICU > 0 ? i / (i + otherICU) : 0
      return RecentLoad.Day(
        ward: w, icu: i, ventilated: min(i, v * outbreakShare),
        usualWard: ward[day].isNaN ? 0 : ward[day] - w, usualICU: otherICU,
        usualVentilated: min(otherICU, v * (1 - outbreakShare)),
        admissions: outbreak[day],
        usualAdmissions: severity.areAlike ? 0 : severity.usual[index].mean)
    }
  }

  func factor(_ bits: inout Stream) -> Double {
    bits.gamma(shape: factorLaw.shape, scale: factorLaw.scale)
  }

  /// Mean usual admissions of a day of average rhythm.
  func usualAdmissions(_ bits: inout Stream) -> Double {
    bits.gamma(shape: usualLaw.shape, scale: usualLaw.scale)
  }

  /// How far the share of ventilated among usual ICU patients is from its level now.
  func ventilatedOff(_ now: Split) -> Double {
    now.usualICU > 0
      ? Double(now.usualVentilated) / Double(now.usualICU) - usualVentilatedShare : 0
  }

  /// A series with gaps of up to three days carried forward; all unknown where it is empty.
  private static func filled(_ series: [Double], _ days: Int) -> [Double] {
    guard series.count == days else { return [Double](repeating: .nan, count: days) }
    var filled = series
    var gap = 0
    for day in filled.indices {
      if filled[day].isNaN {
        gap += 1
        if day > 0, gap <= 3 { filled[day] = filled[day - 1] }
      } else {
        gap = 0
      }
    }
    return filled
  }

  private static func newest(_ series: [Double]) -> Double? {
    series.last.flatMap { $0.isNaN ? nil : $0 }
  }
}

extension HospitalPast {
  /// Who lies in the beds now; what nobody said is expected from admissions.
  struct Now: Sendable {
    var ward: Double?
    var icu: Double?
    var ventilated: Double?
    var saidWard: Double?
    var saidICU: Double?
    var dueWard: Double
    var dueICU: Double
    var dueVentilated: Double
    var usualWard: Double
    var usualICU: Double
    var usualVentilatedShare: Double

    /// One way in which they may be split into the outbreak's and others.
    func split(_ bits: inout Stream) -> Split {
      let (outWard, otherWard) = Now.split(ward, said: saidWard, due: dueWard, usualWard, &bits)
      let (outICU, otherICU) = Now.split(icu, said: saidICU, due: dueICU, usualICU, &bits)
      let all = outICU + otherICU
      var on: Int
      if let ventilated {
        on = min(all, Int(max(0, ventilated.rounded())))
      } else {
        let share = dueICU > 0 ? min(1, dueVentilated / dueICU) : 0
        on = bits.binomial(outICU, share) + bits.binomial(otherICU, usualVentilatedShare)
      }
      on = max(0, on)
      let weightOut = Double(outICU) * (dueICU > 0 ? max(0.02, dueVentilated / dueICU) : 0.5)
      let weightOther = Double(otherICU) * max(0.02, usualVentilatedShare)
      let share = weightOut + weightOther > 0 ? weightOut / (weightOut + weightOther) : 0
      var outOn = min(outICU, bits.binomial(on, share))
      outOn = max(outOn, on - otherICU)
      return Split(
        ward: outWard, icu: outICU, ventilated: outOn, usualWard: otherWard, usualICU: otherICU,
        usualVentilated: on - outOn)
    }

    private static func split(
      _ all: Double?, said: Double?, due: Double, _ usual: Double, _ bits: inout Stream
    ) -> (outbreak: Int, other: Int) {
      guard let all else {
        return (bits.poisson(min(1e6, max(0, due))), bits.poisson(min(1e6, max(0, usual))))
      }
      let count = Int(min(1e6, max(0, all.rounded())))
      if let said {
        let outbreak = min(count, Int(max(0, said.rounded())))
        return (outbreak, count - outbreak)
      }
      let outbreak = bits.binomial(count, due + usual > 0 ? due / (due + usual) : 0)
      return (outbreak, count - outbreak)
    }
  }

  /// Patients in beds now, the outbreak's first; `icu` counts the ventilated too.
  struct Split: Sendable {
    var ward: Int
    var icu: Int
    var ventilated: Int
    var usualWard: Int
    var usualICU: Int
    var usualVentilated: Int
  }
}

/// What a hospital carried over the days of which its use of items is known.
struct RecentLoad: Sendable {
  struct Day: Sendable {
    var ward = 0.0
    /// With the ventilated.
    var icu = 0.0
    var ventilated = 0.0
    var usualWard = 0.0
    var usualICU = 0.0
    var usualVentilated = 0.0
    var admissions = 0.0
    var usualAdmissions = 0.0
  }

  let days: [Day]

  init(_ range: Range<Int>, _ day: (Int) -> Day) {
    days = range.map(day)
  }
}
