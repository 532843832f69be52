import Glibc
import SalusCore
import SalusNumerics

/// The sampled daily needs of one site, by resource; sites add up path by path.
struct SiteNeeds: Sendable {
  /// Names of the resources that are not used up, in the order of rows.
  static let standing = [
    "admissions", "ward-beds", "icu-beds", "ventilator", "icu-nurse", "ward-nurse", "doctor",
  ]

  let paths: Int
  let days: Int
  /// Path-major, by resource. For items: use in the day.
  private(set) var needs: [String: [Double]] = [:]

  init(
    _ beds: BedPaths, _ past: HospitalPast, hospital: DemandInput.Hospital, use: [ItemUse],
    settings: StaffSettings, seed: Seed
  ) {
    paths = beds.paths
    days = beds.days
    let count = paths * days
    var standing = SiteNeeds.standing.map { _ in [Double](repeating: 0, count: count) }
    for i in 0..<count {
      let ward = beds.ward[i] + beds.usualWard[i]
      let icu = beds.icu[i] + beds.usualICU[i]
      let ventilated = beds.ventilated[i] + beds.usualVentilated[i]
      standing[0][i] = beds.admissions[i] + beds.usualAdmissions[i]
      standing[1][i] = ward
      standing[2][i] = icu
      standing[3][i] = ventilated
      standing[4][i] = SiteNeeds.icuNurses(icu: icu, ventilated: ventilated, settings)
      standing[5][i] = (ward * settings.wardNursePerPatient).rounded(.up)
      standing[6][i] =
        (icu * settings.doctorPerICU + ward * settings.doctorPerWard).rounded(.up)
    }
    for (name, values) in zip(SiteNeeds.standing, standing) { needs[name] = values }
    for (index, item) in use.enumerated() {
      guard
        let rates = item.rates(
          used: hospital.used[item.item], recent: past.recent, staffing: settings)
      else { continue }
      var daily = [Double](repeating: 0, count: count)
      for path in 0..<paths {
        var bits = Stream(seed, .bootstrap, path, past.index + 1, layer: UInt16(index % 60_000))
        let factor = bits.gamma(shape: rates.certainty, scale: 1 / rates.certainty)
        for i in path * days..<(path + 1) * days {
          let staff = standing[4][i] + standing[5][i] + standing[6][i]
          let rate = rates.rate
          let ofBeds =
            rate.ward * beds.ward[i] + rate.icu * (beds.icu[i] - beds.ventilated[i])
            + rate.ventilated * beds.ventilated[i] + rate.usualWard * beds.usualWard[i]
            + rate.usualICU * beds.usualICU[i]
          let ofPeople =
            rate.admission * beds.admissions[i] + rate.usualAdmission * beds.usualAdmissions[i]
            + rate.staffShift * staff * settings.shiftsPerDay
          daily[i] = factor * rates.factor * (ofBeds + ofPeople)
        }
      }
      needs[item.item] = daily
    }
  }

  static func icuNurses(icu: Double, ventilated: Double, _ settings: StaffSettings) -> Double {
    (ventilated * settings.icuNursePerVentilated
      + max(0, icu - ventilated) * settings.icuNursePerOtherICU).rounded(.up)
  }

  /// Adds another site's paths to these.
  mutating func add(_ other: SiteNeeds) {
    for (name, values) in other.needs {
      guard var sum = needs[name] else {
        needs[name] = values
        continue
      }
      for i in sum.indices { sum[i] += values[i] }
      needs[name] = sum
    }
  }
}

/// How an item is used up at a hospital: by its rates, corrected by what the hospital used of late.
struct ItemUse: Sendable {
  let item: String
  /// In the unit of the stock; nil where nobody gave rates.
  let rate: UseRate?

  init(_ consumable: DemandInput.Consumable, rates: [UseRate]) {
    item = consumable.item
    rate = rates.first { $0.item == consumable.item }.flatMap { rate in
      ItemUse.factor(from: rate.unit, to: consumable.unit).map { rate.scaled(by: $0) }
    }
  }

  /// What a rate is multiplied by to count in the stock's unit; nil where the units are of different
  /// kinds.
  private static func factor(from unit: String, to other: String) -> Double? {
    if unit == other { return 1 }
    do {
      return try UnitCode(unit).convert(1, to: UnitCode(other))
    } catch {
      return nil
    }
  }

  struct Rates {
    var rate: UseRate
    /// Of the hospital's own use to what the rates say.
    var factor: Double
    /// Shape of the gamma law of the factor about its mean.
    var certainty: Double
  }

  /// Days of own use that the given rates are worth.
  private static let weight = 3.0

  /// Nil where neither a rate nor own use is known.
  func rates(used: Double?, recent: RecentLoad, staffing: StaffSettings) -> Rates? {
    let days = Double(recent.days.count)
    guard let rate else {
      // Nobody gave rates: use follows all patients, as it did of late.
      let patients = recent.days.reduce(0) {
        $0 + $1.ward + $1.icu + $1.usualWard + $1.usualICU
      }
      guard let used, used > 0, patients > 0 else { return nil }
      let each = used / patients
      return Rates(
        rate: UseRate(
          item: item, unit: "1", ward: each, icu: each, ventilated: each, usualWard: each,
          usualICU: each),
        factor: 1, certainty: 8)
    }
    guard let used, days > 0 else { return Rates(rate: rate, factor: 1, certainty: 8) }
    let expected = recent.days.reduce(0) { $0 + rate.use(of: $1, staffing) }
    guard expected > 0 else { return Rates(rate: rate, factor: 1, certainty: 8) }
    let ratio = min(20, max(0.02, used / expected))
    let factor = (ItemUse.weight + days * ratio) / (ItemUse.weight + days)
    return Rates(rate: rate, factor: factor, certainty: 16 * (1 + days / 3))
  }
}

extension UseRate {
  func scaled(by factor: Double) -> UseRate {
    UseRate(
      item: item, unit: unit, ward: ward * factor, icu: icu * factor,
      ventilated: ventilated * factor, usualWard: usualWard * factor,
      usualICU: usualICU * factor, admission: admission * factor,
      usualAdmission: usualAdmission * factor, staffShift: staffShift * factor)
  }

  /// Use on a past day.
  func use(of day: RecentLoad.Day, _ staffing: StaffSettings) -> Double {
    let inWard = day.ward + day.usualWard
    let inICU = day.icu + day.usualICU
    let nurses =
      SiteNeeds.icuNurses(
        icu: inICU, ventilated: day.ventilated + day.usualVentilated, staffing)
      + (inWard * staffing.wardNursePerPatient).rounded(.up)
    let doctors = (inICU * staffing.doctorPerICU + inWard * staffing.doctorPerWard).rounded(.up)
    return ward * day.ward + icu * max(0, day.icu - day.ventilated) + ventilated * day.ventilated
      + usualWard * day.usualWard + usualICU * day.usualICU + admission * day.admissions
      + usualAdmission * day.usualAdmissions
      + staffShift * staffing.shiftsPerDay * (nurses + doctors)
  }
}
