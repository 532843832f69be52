import SalusNumerics

/// The days of one patient in each part of a stay. Parts follow each other, so a ventilated day is an
/// ICU day is a hospital day whatever the numbers are.
struct Course: Hashable, Sendable {
  /// In the ward, before any ICU.
  var before = 0
  /// In the ICU before, on and after a ventilator.
  var icuBefore = 0
  var ventilated = 0
  var icuAfter = 0
  /// In the ward after the ICU.
  var after = 0

  var icu: Int { icuBefore + ventilated + icuAfter }
  var hospital: Int { before + icu + after }

  /// Where the patient is at the census `age` days after the day of admission.
  func place(atAge age: Int) -> Bed {
    guard age >= 0, age < hospital else { return .none }
    if age < before || age >= before + icu { return .ward }
    let inICU = age - before
    return inICU >= icuBefore && inICU < icuBefore + ventilated ? .ventilated : .icu
  }

  /// What kind of bed a patient is in; `icu` is without a ventilator.
  enum Bed: Int, Sendable {
    case none, ward, icu, ventilated
  }
}

/// Draws courses of patients.
struct CourseLaw: Sendable {
  let icuShare: Double
  let ventilatedShare: Double
  private let ward: DayLaw
  private let before: DayLaw
  private let icu: DayLaw
  private let icuBefore: DayLaw
  private let ventilator: DayLaw
  private let icuAfter: DayLaw
  private let after: DayLaw

  init(_ stays: StaySettings, icuShare: Double, ventilatedShare: Double) {
    self.icuShare = min(1, max(0, icuShare))
    self.ventilatedShare = min(1, max(0, ventilatedShare))
    ward = DayLaw(stays.ward)
    before = DayLaw(stays.wardBeforeICU)
    icu = DayLaw(stays.icu)
    icuBefore = DayLaw(stays.icuBeforeVentilator)
    ventilator = DayLaw(stays.ventilator)
    icuAfter = DayLaw(stays.icuAfterVentilator)
    after = DayLaw(stays.wardAfterICU)
  }

  /// - Parameter icuShare: of this patient's day; nil takes the law's own.
  func draw(_ bits: inout Stream, icuShare: Double? = nil, ventilatedShare: Double? = nil) -> Course
  {
    guard bits.uniform() < icuShare ?? self.icuShare else {
      return Course(before: ward.draw(bits.uniform()))
    }
    guard bits.uniform() < ventilatedShare ?? self.ventilatedShare else {
      return Course(
        before: before.draw(bits.uniform()), icuBefore: icu.draw(bits.uniform()),
        after: after.draw(bits.uniform()))
    }
    return Course(
      before: before.draw(bits.uniform()), icuBefore: icuBefore.draw(bits.uniform()),
      ventilated: ventilator.draw(bits.uniform()), icuAfter: icuAfter.draw(bits.uniform()),
      after: after.draw(bits.uniform()))
  }

  /// The chance to be in a kind of bed `s` days after the day of admission, s = 0, 1, …, by
  /// convolution of the parts.
  struct Kernels: Hashable, Sendable {
    /// In any bed.
    var hospital: [Double]
    /// In the ICU, on a ventilator or not.
    var icu: [Double]
    var ventilated: [Double]

    var ward: [Double] { hospital.indices.map { hospital[$0] - icu[$0] } }
  }

  func kernels(days: Int) -> Kernels {
    let toICU = before.chances
    let toVentilator = Convolution.of(toICU, icuBefore.chances)
    let offVentilator = Convolution.of(toVentilator, ventilator.chances)
    let ventilatedOut = Convolution.of(offVentilator, icuAfter.chances)
    let otherOut = Convolution.of(toICU, icu.chances)
    let plain = Convolution.left(ward.chances, days)
    let start = Convolution.left(toICU, days)
    let onVentilator = Convolution.left(toVentilator, days)
    let free = Convolution.left(offVentilator, days)
    let leftV = Convolution.left(ventilatedOut, days)
    let leftO = Convolution.left(otherOut, days)
    let homeV = Convolution.left(Convolution.of(ventilatedOut, after.chances), days)
    let homeO = Convolution.left(Convolution.of(otherOut, after.chances), days)
    let v = ventilatedShare
    var kernels = Kernels(hospital: [], icu: [], ventilated: [])
    for s in 0..<days {
      let home = v * homeV[s] + (1 - v) * homeO[s]
      kernels.hospital.append((1 - icuShare) * plain[s] + icuShare * home)
      kernels.icu.append(icuShare * (v * leftV[s] + (1 - v) * leftO[s] - start[s]))
      kernels.ventilated.append(icuShare * v * (free[s] - onVentilator[s]))
    }
    return kernels
  }
}

/// Sums of delays and the censuses that follow from them.
enum Convolution {
  /// Chances of the sum of two independent numbers of days.
  static func of(_ first: [Double], _ second: [Double]) -> [Double] {
    guard !first.isEmpty, !second.isEmpty else { return [] }
    var sum = [Double](repeating: 0, count: first.count + second.count - 1)
    for (i, a) in first.enumerated() where a > 0 {
      for (j, b) in second.enumerated() { sum[i + j] += a * b }
    }
    return sum
  }

  /// P(more than s days), s below `days`.
  static func left(_ chances: [Double], _ days: Int) -> [Double] {
    var left = 1.0
    return (0..<days).map { s in
      if s < chances.count { left = max(0, left - chances[s]) }
      return s < chances.count - 1 ? left : 0
    }
  }

  /// What remains of daily arrivals: sum over s of arrivals (t - s) times kernel (s).
  static func census(_ arrivals: [Double], _ kernel: [Double]) -> [Double] {
    arrivals.indices.map { t in
      var sum = 0.0
      for s in 0..<min(kernel.count, t + 1) { sum += arrivals[t - s] * kernel[s] }
      return sum
    }
  }
}
