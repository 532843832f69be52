import SalusCore
import SalusNumerics
import SalusTwin

/// Estimates what the coming days will need: paths of cases, admissions that follow from them,
/// nested courses of stay, and the beds, machines, staff and items that patients take.
///
/// A pure function of its input, settings and seed, the same on any number of threads.
public struct DemandModel: Sendable {
  public let settings: DemandSettings
  public static let version = "1"
  /// Probability levels of every distribution.
  public static let levels = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975]

  public init(_ settings: DemandSettings = DemandSettings()) throws(DemandError) {
    try settings.check()
    self.settings = settings
  }

  public func estimate(_ input: DemandInput, seed: Seed, threads: Int = 1) throws(DemandError)
    -> DemandEstimate
  {
    guard !input.hospitals.isEmpty else { throw .noHospitals }
    let days = settings.horizonDays
    let history = input.cases.map { CaseHistory(input, $0) }
    let assumed = CourseLaw(
      settings.stays, icuShare: settings.severity.icuShare,
      ventilatedShare: settings.severity.ventilatedShare
    ).kernels(days: 90)
    let severity = Severity(
      input, cases: history, settings: settings.severity,
      stayDays: assumed.hospital.reduce(0, +))
    let care = CareShares(
      input, outbreak: severity.arrivals(input), stays: settings.stays, severity: settings.severity)
    let law = CourseLaw(
      settings.stays, icuShare: care.icu.mean, ventilatedShare: care.ventilated.mean)
    let kernels = law.kernels(days: min(input.historyDays, 90))
    let source = source(input, history)
    let due = DuePaths(
      source?.paths, places: input.cases?.places.count ?? 0, delay: severity.delay,
      paths: settings.paths, days: days, seed: seed, threads: threads)
    let byHospital = severity.arrivals(input)
    let arrivals = (0..<input.historyDays).map { day in byHospital.reduce(0) { $0 + $1[day] } }
    let pool = ResidualPool(law, admissions: arrivals, seed: seed)
    let shares = PathShares(severity, care, paths: settings.paths, seed: seed)
    let use = input.consumables.map { ItemUse($0, rates: settings.use) }
    let pasts = input.hospitals.indices.map {
      HospitalPast(input, $0, severity: severity, kernels: kernels, settings: settings)
    }
    let sites = Parallel.map(input.hospitals.count, threads: threads) { index in
      let beds = BedPaths(
        pasts[index], due: due, law: law, pool: pool, shares: shares, seed: seed)
      let needs = SiteNeeds(
        beds, pasts[index], hospital: input.hospitals[index], use: use,
        settings: settings.staffing, seed: seed)
      return (
        needs: needs,
        rows: rows(needs, Site(input.hospitals[index]), of: input.hospitals[index].id, input)
      )
    }
    var whole = sites[0].needs
    for site in sites.dropFirst() { whole.add(site.needs) }
    return DemandEstimate(
      asOf: input.asOf, sequence: input.sequence, day: input.day,
      dates: (1...days).map { input.day + $0 }, levels: DemandModel.levels,
      forecast: source?.forecast, method: source?.words ?? "no cases are reported",
      parameters: parameters(severity, care, source, input), seed: seed.value,
      paths: settings.paths, rows: sites.flatMap(\.rows),
      totals: rows(whole, Site(input), of: input.region, input))
  }

  /// Where cases come from, in a form for the paths and one for the record.
  private struct Chosen {
    var paths: DuePaths.Source
    var forecast: DemandEstimate.Source?
    var words: String
    var dispersion: Double
  }

  private func source(_ input: DemandInput, _ history: CaseHistory?) -> Chosen? {
    guard let history, history.edge >= 0 else { return nil }
    let renewal = RenewalProjection(history, settings.renewal)
    let plain = Chosen(
      paths: .renewal(renewal), words: "renewal projection of reported cases",
      dispersion: renewal.dispersion)
    guard settings.incidence != .renewal, let weekly = input.forecast, !weekly.dates.isEmpty,
      input.day - weekly.source.referenceDate <= settings.forecastMaxAgeDays
    else { return plain }
    let forecast = ForecastProjection(history, weekly, settings.copula, renewal: renewal)
    let isDoubted = weekly.source.caution != nil && settings.incidence == .forecastElseRenewal
    let name = "forecast of \(weekly.source.signal) for \(weekly.source.referenceDate)"
    if isDoubted || settings.incidence == .both {
      return Chosen(
        paths: .both(forecast, renewal), forecast: weekly.source,
        words: "half \(name), half renewal projection", dispersion: renewal.dispersion)
    }
    return Chosen(
      paths: .forecast(forecast), forecast: weekly.source, words: name,
      dispersion: renewal.dispersion)
  }

  /// What a site has.
  private struct Site {
    var capacity: [String: Double] = [:]
    var now: [String: Double] = [:]
    var stock: [String: [DemandInput.Lot]] = [:]
    var deliveries: [String: Double] = [:]

    init(_ hospital: DemandInput.Hospital) {
      capacity["ward-beds"] = hospital.wardBeds
      capacity["icu-beds"] = hospital.icuBeds
      capacity["ventilator"] = hospital.ventilators
      for (group, count) in hospital.staff { capacity[group] = count }
      now["ward-beds"] = Site.newest(hospital.ward)
      now["icu-beds"] = Site.newest(hospital.icu)
      now["ventilator"] = Site.newest(hospital.ventilated)
      now["admissions"] = Site.newest(hospital.admissions)
      stock = hospital.stock
      deliveries = hospital.deliveries
    }

    /// The whole: what any hospital says, added up, and the depots' stock.
    init(_ input: DemandInput) {
      for site in input.hospitals.map({ Site($0) }) {
        for (name, value) in site.capacity { capacity[name, default: 0] += value }
        for (name, value) in site.now { now[name, default: 0] += value }
        for (item, lots) in site.stock { stock[item, default: []] += lots }
      }
      deliveries = input.deliveries
      for (item, lots) in input.depots { stock[item, default: []] += lots }
      if input.depotVentilators > 0 {
        capacity["ventilator", default: 0] += input.depotVentilators
      }
    }

    /// Of the last three days.
    private static func newest(_ series: [Double]) -> Double? {
      series.suffix(3).last { !$0.isNaN }
    }
  }

  private func rows(
    _ needs: SiteNeeds, _ site: Site, of id: ID<Twin>, _ input: DemandInput
  ) -> [DemandRow] {
    let summary = RowSummary(
      site: id, day: input.day, days: settings.horizonDays, levels: DemandModel.levels)
    var rows: [DemandRow] = []
    for name in SiteNeeds.standing {
      guard let values = needs.needs[name] else { continue }
      rows.append(
        summary.standing(
          name, unit: DemandModel.unit(of: name), paths: values, capacity: site.capacity[name],
          now: site.now[name]))
    }
    for item in input.consumables {
      guard let values = needs.needs[item.item] else { continue }
      rows.append(
        summary.used(
          item.item, unit: item.unit, paths: values, lots: site.stock[item.item],
          delivery: settings.deliveryShare * max(0, site.deliveries[item.item] ?? 0)))
    }
    return rows
  }

  /// UCUM unit of a resource that is not used up.
  static func unit(of resource: String) -> String {
    switch resource {
    case "admissions": "{admissions}/d"
    case "ward-beds", "icu-beds": "{beds}"
    case "ventilator": "{ventilators}"
    default: "{persons}"
    }
  }

  private func parameters(
    _ severity: Severity, _ care: CareShares, _ source: Chosen?, _ input: DemandInput
  ) -> JSON {
    func law(_ gamma: Gamma) -> JSON {
      [
        "mean": .number(RowSummary.rounded(gamma.mean)),
        "lower": .number(RowSummary.rounded(gamma.quantile(0.05))),
        "upper": .number(RowSummary.rounded(gamma.quantile(0.95))),
      ]
    }
    return [
      "model": "nested-stay", "version": .string(DemandModel.version),
      "admissionsOfACase": severity.share.map(law) ?? .null,
      "daysToAdmission": .number(RowSummary.rounded(severity.delayMean)),
      "icuOfAnAdmission": law(care.icu), "ventilatedOfICU": law(care.ventilated),
      "dispersion": JSON(source.map { RowSummary.rounded($0.dispersion) }),
      "admissionsCounted": .number(severity.counted),
      "assumed": settings.assumed,
    ]
  }
}
