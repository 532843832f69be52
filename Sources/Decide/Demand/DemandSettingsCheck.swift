import SalusCore

extension DemandSettings {
  /// Refuses what cannot be computed with, naming the setting as the configuration spells it.
  func check() throws(DemandError) {
    try whole("paths", paths, 20...20_000)
    try whole("horizonDays", horizonDays, 1...120)
    try whole("historyDays", historyDays, 28...730)
    try whole("forecastMaxAgeDays", forecastMaxAgeDays, 0...60)
    try whole("renewal.windowDays", renewal.windowDays, 1...60)
    try whole("usual.levelDays", usual.levelDays, 1...365)
    try number("deliveryShare", deliveryShare, 0...10)
    try number("renewal.serialMeanDays", renewal.serialMeanDays, 1.1...60)
    try number("renewal.serialSDDays", renewal.serialSDDays, 0.1...60)
    try number("renewal.halfLifeDays", renewal.halfLifeDays, 0.1...10_000)
    try number("renewal.drift", renewal.drift, 0...1)
    try number("renewal.pooling", renewal.pooling, 0.1...1e6)
    try number("renewal.mixing", renewal.mixing, 0...1)
    try number("copula.acrossWeeks", copula.acrossWeeks, 0...1)
    try number("copula.acrossPlaces", copula.acrossPlaces, 0...1)
    try number("severity.admissionShare", severity.admissionShare, 0...1)
    try number("severity.icuShare", severity.icuShare, 0...1)
    try number("severity.ventilatedShare", severity.ventilatedShare, 0...1)
    try number("severity.admissionWeight", severity.admissionWeight, 0...1e6)
    try number("severity.icuWeight", severity.icuWeight, 0...1e6)
    try number("severity.pooling", severity.pooling, 0...1e6)
    try number("usual.persistence", usual.persistence, 0...1)
    try stay("severity.admissionDelay", severity.admissionDelay)
    for (name, stay) in stays.named { try self.stay("stays.\(name)", stay) }
    for (name, ratio) in staffing.named { try number("staffing.\(name)", ratio, 0...100) }
    for rate in use {
      for value in rate.values { try number("use.\(rate.item)", value, 0...1e9) }
    }
  }

  private func whole(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws(DemandError) {
    guard range.contains(value) else {
      throw .badSetting(
        name, value: "\(value)", accepted: "\(range.lowerBound) to \(range.upperBound)")
    }
  }

  private func number(_ name: String, _ value: Double, _ range: ClosedRange<Double>)
    throws(DemandError)
  {
    guard range.contains(value) else {
      throw .badSetting(
        name, value: "\(value)", accepted: "\(range.lowerBound) to \(range.upperBound)")
    }
  }

  private func stay(_ name: String, _ stay: Stay) throws(DemandError) {
    try number("\(name).meanDays", stay.meanDays, 0...365)
    try number("\(name).sdDays", stay.sdDays, 0...365)
  }

  /// The assumptions that the data may not have corrected, for the record of an estimate.
  var assumed: JSON {
    func json(_ stay: Stay) -> JSON {
      ["meanDays": .number(stay.meanDays), "sdDays": .number(stay.sdDays)]
    }
    return [
      "paths": JSON(paths), "historyDays": JSON(historyDays),
      "incidence": .string(incidence.rawValue), "deliveryShare": .number(deliveryShare),
      "renewal": [
        "serialMeanDays": .number(renewal.serialMeanDays),
        "serialSDDays": .number(renewal.serialSDDays), "windowDays": JSON(renewal.windowDays),
        "halfLifeDays": .number(renewal.halfLifeDays), "drift": .number(renewal.drift),
        "pooling": .number(renewal.pooling), "mixing": .number(renewal.mixing),
      ],
      "copula": [
        "acrossWeeks": .number(copula.acrossWeeks),
        "acrossPlaces": .number(copula.acrossPlaces),
      ],
      "severity": [
        "admissionsCount": .string(severity.admissionsCount.rawValue),
        "admissionShare": .number(severity.admissionShare),
        "admissionWeight": .number(severity.admissionWeight),
        "admissionDelay": json(severity.admissionDelay), "fitsDelay": .bool(severity.fitsDelay),
        "icuShare": .number(severity.icuShare),
        "ventilatedShare": .number(severity.ventilatedShare),
        "icuWeight": .number(severity.icuWeight), "pooling": .number(severity.pooling),
      ],
      "stays": .object(stays.named.map { JSON.Member($0.0, json($0.1)) }),
      "usual": [
        "levelDays": JSON(usual.levelDays), "persistence": .number(usual.persistence),
      ],
      "staffing": .object(staffing.named.map { JSON.Member($0.0, .number($0.1)) }),
      "use": .array(
        use.map { rate in
          [
            "item": .string(rate.item), "unit": .string(rate.unit),
            "rates": .array(rate.values.map { .number($0) }),
          ]
        }),
    ]
  }
}

extension StaySettings {
  var named: [(String, Stay)] {
    [
      ("ward", ward), ("wardBeforeICU", wardBeforeICU), ("icu", icu),
      ("icuBeforeVentilator", icuBeforeVentilator), ("ventilator", ventilator),
      ("icuAfterVentilator", icuAfterVentilator), ("wardAfterICU", wardAfterICU),
    ]
  }
}

extension StaffSettings {
  var named: [(String, Double)] {
    [
      ("icuNursePerVentilated", icuNursePerVentilated),
      ("icuNursePerOtherICU", icuNursePerOtherICU),
      ("wardNursePerPatient", wardNursePerPatient), ("doctorPerICU", doctorPerICU),
      ("doctorPerWard", doctorPerWard), ("shiftsPerDay", shiftsPerDay),
    ]
  }
}

extension UseRate {
  var values: [Double] {
    [
      ward, icu, ventilated, usualWard, usualICU, admission, usualAdmission, staffShift,
    ]
  }
}
