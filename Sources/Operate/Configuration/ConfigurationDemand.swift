import SalusCore
import SalusDecide

extension DemandSettings {
  mutating func read(_ section: ConfigurationSection) {
    section.whole("paths", &paths, in: 100...20_000)
    section.whole("horizonDays", &horizonDays, in: 7...90)
    section.whole("historyDays", &historyDays, in: 28...730)
    section.optionalText("caseSignal", &caseSignal)
    section.optionalText("admissionSignal", &admissionSignal)
    section.optionalText("forecastSignal", &forecastSignal)
    section.whole("forecastMaxAgeDays", &forecastMaxAgeDays, in: 0...60)
    section.choice("incidence", &incidence)
    readRenewal(section.section("renewal"))
    readCopula(section.section("copula"))
    readSeverity(section.section("severity"))
    readStays(section.section("stays"))
    let levels = section.section("usual")
    levels.whole("levelDays", &usual.levelDays, in: 7...365)
    levels.number("persistence", &usual.persistence, in: 0...0.999)
    levels.close()
    readStaffing(section.section("staffing"))
    readUse(section)
    section.close()
  }

  private mutating func readRenewal(_ section: ConfigurationSection) {
    section.number("serialMeanDays", &renewal.serialMeanDays, in: 1.01...60)
    section.number("serialSDDays", &renewal.serialSDDays, in: 0.05...60)
    section.whole("windowDays", &renewal.windowDays, in: 3...90)
    section.number("halfLifeDays", &renewal.halfLifeDays, in: 1...1000)
    section.number("drift", &renewal.drift, in: 0...1)
    section.number("pooling", &renewal.pooling, in: 0...100_000)
    section.number("mixing", &renewal.mixing, in: 0...1)
    section.close()
  }

  private mutating func readCopula(_ section: ConfigurationSection) {
    section.number("acrossWeeks", &copula.acrossWeeks, in: 0...0.999)
    section.number("acrossPlaces", &copula.acrossPlaces, in: 0...0.999)
    section.close()
  }

  private mutating func readSeverity(_ section: ConfigurationSection) {
    section.choice("admissionsCount", &severity.admissionsCount)
    section.number("admissionShare", &severity.admissionShare, in: 0...1)
    section.number("admissionWeight", &severity.admissionWeight, in: 0...1_000_000)
    section.stay("admissionDelay", &severity.admissionDelay)
    section.flag("fitsDelay", &severity.fitsDelay)
    section.number("icuShare", &severity.icuShare, in: 0...1)
    section.number("ventilatedShare", &severity.ventilatedShare, in: 0...1)
    section.number("icuWeight", &severity.icuWeight, in: 0...1_000_000)
    section.number("pooling", &severity.pooling, in: 0...1_000_000)
    section.close()
  }

  private mutating func readStays(_ section: ConfigurationSection) {
    section.stay("ward", &stays.ward)
    section.stay("wardBeforeICU", &stays.wardBeforeICU)
    section.stay("icu", &stays.icu)
    section.stay("icuBeforeVentilator", &stays.icuBeforeVentilator)
    section.stay("ventilator", &stays.ventilator)
    section.stay("icuAfterVentilator", &stays.icuAfterVentilator)
    section.stay("wardAfterICU", &stays.wardAfterICU)
    section.close()
  }

  private mutating func readStaffing(_ section: ConfigurationSection) {
    section.number("icuNursePerVentilated", &staffing.icuNursePerVentilated, in: 0...10)
    section.number("icuNursePerOtherICU", &staffing.icuNursePerOtherICU, in: 0...10)
    section.number("wardNursePerPatient", &staffing.wardNursePerPatient, in: 0...10)
    section.number("doctorPerICU", &staffing.doctorPerICU, in: 0...10)
    section.number("doctorPerWard", &staffing.doctorPerWard, in: 0...10)
    section.number("shiftsPerDay", &staffing.shiftsPerDay, in: 1...6)
    section.close()
  }

  /// `use: { mask: { unit: "1", staffShift: 4 } }` changes the rates of single items.
  private mutating func readUse(_ section: ConfigurationSection) {
    for (item, own) in section.named("use") {
      let index = use.firstIndex { $0.item == item }
      var rate = index.map { use[$0] } ?? UseRate(item: item, unit: "1")
      own.text("unit", &rate.unit, most: 64)
      do {
        _ = try UnitCode(rate.unit)
      } catch {
        own.fault("unit", error.description)
      }
      let rates: [(String, WritableKeyPath<UseRate, Double>)] = [
        ("ward", \.ward), ("icu", \.icu), ("ventilated", \.ventilated),
        ("usualWard", \.usualWard), ("usualICU", \.usualICU), ("admission", \.admission),
        ("usualAdmission", \.usualAdmission), ("staffShift", \.staffShift),
      ]
      for (key, path) in rates { own.number(key, &rate[keyPath: path], in: 0...100_000) }
      own.close()
      if let index { use[index] = rate } else { use.append(rate) }
    }
  }
}

extension ConfigurationSection {
  /// `{ meanDays: 7, sdDays: 5 }`.
  func stay(_ key: String, _ stay: inout Stay) {
    let own = section(key)
    own.number("meanDays", &stay.meanDays, in: 0...365)
    own.number("sdDays", &stay.sdDays, in: 0...365)
    own.close()
  }

  /// A text that is empty where nothing is said.
  func optionalText(_ key: String, _ value: inout String) {
    var text: String? = value.isEmpty ? nil : value
    self.text(key, &text)
    value = text ?? ""
  }
}
