import SalusNumerics

/// Shares of the outbreak's patients that need an ICU and a ventilator, learnt from censuses: what
/// was counted against what the admissions of the weeks before would have left at a share of one.
struct CareShares: Hashable, Sendable {
  /// Beta-like posteriors as gammas; draws are cut to 0 … 1.
  let icu: Gamma
  let ventilated: Gamma

  /// - Parameter outbreak: expected admissions of the outbreak by hospital and day.
  init(
    _ input: DemandInput, outbreak: [[Double]], stays: StaySettings, severity: SeveritySettings
  ) {
    let days = input.historyDays
    let kernels = CourseLaw(stays, icuShare: 1, ventilatedShare: severity.ventilatedShare)
      .kernels(days: min(days, 60))
    let onVentilator = CourseLaw(stays, icuShare: 1, ventilatedShare: 1).kernels(
      days: min(days, 60))
    var icuSeen = 0.0
    var icuDue = 0.0
    var ventilatedSeen = 0.0
    var ventilatedDue = 0.0
    for (h, hospital) in input.hospitals.enumerated() where h < outbreak.count {
      guard hospital.outbreakICU.count == days else { continue }
      let due = Convolution.census(outbreak[h], kernels.icu)
      let dueVentilated = Convolution.census(outbreak[h], onVentilator.ventilated)
      // Every third day of two weeks: days next to each other tell the same.
      for day in stride(from: days - 1, to: max(0, days - 15), by: -3)
      where !hospital.outbreakICU[day].isNaN {
        icuSeen += hospital.outbreakICU[day]
        icuDue += due[day]
        if day < hospital.ventilated.count, day < hospital.icu.count,
          !hospital.ventilated[day].isNaN, hospital.icu[day] > 0
        {
          // Ventilators of the outbreak are taken to be as frequent as among all in the ICU.
          ventilatedSeen +=
            hospital.ventilated[day] * min(1, hospital.outbreakICU[day] / hospital.icu[day])
          ventilatedDue += dueVentilated[day] * severity.icuShare
        }
      }
    }
    // One patient is seen on several of those days.
    let worth = 3 / max(1, stays.icu.meanDays)
    let weight = max(0.1, severity.icuWeight)
    let icuShape = weight * severity.icuShare + worth * icuSeen
    icu = Gamma(
      shape: max(0.1, icuShape), scale: 1 / (weight + worth * icuDue))
    let share = icu.mean / max(1e-6, severity.icuShare)
    let ventilatedShape = weight * severity.ventilatedShare + worth * ventilatedSeen
    ventilated = Gamma(
      shape: max(0.1, ventilatedShape),
      scale: 1 / (weight + worth * ventilatedDue * share))
  }
}
