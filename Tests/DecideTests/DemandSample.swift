import SalusCore
import SalusNumerics
import SalusTwin

@testable import SalusDecide

/// Hospitals and cases made up from known shares, so that an estimate can be judged.
enum DemandSample {
  static let day = CivilDate(days: 20_570)
  static let history = 84

  /// - Parameters:
  ///   - growth: of cases a day, over the last six weeks.
  ///   - share: admissions of a case.
  static func input(
    growth: Double = 0.05, share: Double = 0.1, hospitals: Int = 3, places: Int = 4,
    seed: Seed = 3
  ) -> DemandInput {
    var input = DemandInput(
      asOf: .date(day), sequence: 77, day: day, historyDays: history, region: ID("region"))
    var counts: [[Double]] = []
    for place in 0..<places {
      var bits = Stream(seed, .test, place)
      counts.append(
        (0..<history).map { index in
          let since = max(0, Double(index - 42))
          return Double(bits.poisson(20 * Self.grown(growth, since)))
        })
    }
    input.cases = DemandInput.Cases(
      signal: ID("cases"), places: (0..<places).map { ID("p\($0)") }, counts: counts)
    let delay = Stay(meanDays: 5, sdDays: 3).counts(longest: 40)
    let stays = CourseLaw(StaySettings(), icuShare: 0.18, ventilatedShare: 0.5).kernels(days: 60)
    for index in 0..<hospitals {
      var hospital = DemandInput.Hospital(id: ID("h\(index)"))
      hospital.shares = [Double](repeating: 1 / Double(hospitals), count: places)
      let due = Severity.due(counts, delay, [hospital])[0]
      var bits = Stream(seed, .test, 100 + index)
      hospital.admissions = due.map { Double(bits.poisson(2 + share * $0)) }
      let ward = Convolution.census(hospital.admissions, stays.ward)
      let icu = Convolution.census(hospital.admissions, stays.icu)
      let ventilated = Convolution.census(hospital.admissions, stays.ventilated)
      hospital.outbreakWard = ward.map { $0.rounded() }
      hospital.outbreakICU = icu.map { $0.rounded() }
      hospital.ward = ward.map { ($0 + 60).rounded() }
      hospital.icu = icu.map { ($0 + 6).rounded() }
      hospital.ventilated = ventilated.map { ($0 + 2).rounded() }
      hospital.wardBeds = 120
      hospital.icuBeds = 16
      hospital.ventilators = 10
      hospital.staff = ["icu-nurse": 10, "ward-nurse": 14]
      hospital.stock = [
        "mask": [
          DemandInput.Lot(quantity: 2000, lastDay: day + 3), DemandInput.Lot(quantity: 3000),
        ]
      ]
      input.hospitals.append(hospital)
    }
    input.consumables = [
      DemandInput.Consumable(item: "mask", unit: "{mask}"),
      DemandInput.Consumable(item: "oxygen", unit: "m3"),
      DemandInput.Consumable(item: "unheard-of", unit: "1"),
    ]
    return input
  }

  static func grown(_ rate: Double, _ days: Double) -> Double {
    var value = 1.0
    for _ in 0..<Int(days) { value *= 1 + rate }
    return value
  }

  static func settings(paths: Int = 200) -> DemandSettings {
    var settings = DemandSettings()
    settings.paths = paths
    return settings
  }
}
