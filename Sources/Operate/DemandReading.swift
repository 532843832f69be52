import SalusAnalyse
import SalusCore
import SalusDecide
import SalusTwin

/// Gathers what an estimate of demand is made from out of one reading of the twin.
struct DemandReading {
  let reading: Reading
  let capacity: Capacity
  let settings: DemandSettings
  let day: CivilDate
  private let first: CivilDate

  init(_ reading: Reading, capacity: Capacity, settings: DemandSettings, day: CivilDate) {
    self.reading = reading
    self.capacity = capacity
    self.settings = settings
    self.day = day
    first = day - (settings.historyDays - 1)
  }

  private var days: Int { settings.historyDays }
  private var world: World { reading.world }

  /// - Parameter past: what units said, and what came in.
  func input(_ past: CarePastCache.Past) throws -> DemandInput {
    var input = DemandInput(
      asOf: reading.asOf, sequence: capacity.sequence, day: day, historyDays: days,
      region: reading.top?.id ?? ID(""))
    input.isMorningCensus = past.beds.isOfTheMorning
    let facilities = capacity.hospitals
    var hospitals = facilities.map { DemandInput.Hospital(id: $0.id) }
    for index in hospitals.indices {
      fill(&hospitals[index], past)
      hospitals[index].deliveries = past.deliveries.daily(
        to: hospitals[index].id, last: day,
        use: hospitals[index].used.mapValues { $0 / Double(input.usedDays) })
    }
    input.deliveries = past.deliveries.dailyFromOutside(last: day)
    let admissions = try self.admissions(&hospitals, &input)
    if let cases = try self.cases() {
      input.cases = cases.cases
      input.sequence = max(input.sequence, cases.sequence)
      let shares = CatchmentShares(
        places: cases.cases.places, hierarchy: world.places, facilities: facilities,
        sizes: hospitals.map { ($0.wardBeds ?? 0) + ($0.icuBeds ?? 0) },
        admissions: hospitals.map { $0.admissions.filter { !$0.isNaN }.reduce(0, +) })
      for index in hospitals.indices { hospitals[index].shares = shares.ofHospital(index) }
      if let weekly = try forecast(cases.cases) {
        input.forecast = weekly
        input.sequence = max(input.sequence, weekly.source.sequence)
      }
    } else if let admissions {
      // Without cases the admissions are carried forward by themselves.
      input.cases = DemandInput.Cases(
        signal: admissions, places: hospitals.map(\.id), counts: hospitals.map(\.admissions),
        completeness: input.admissionCompleteness, areAdmissions: true)
      for index in hospitals.indices {
        hospitals[index].shares = hospitals.indices.map { $0 == index ? 1 : 0 }
      }
    }
    input.hospitals = hospitals
    input.consumables = capacity.items.filter { !$0.isReusable }.map {
      DemandInput.Consumable(item: $0.id.text, unit: $0.unit)
    }
    for depot in capacity.depots {
      for (item, state) in capacity.stock(of: depot.id) {
        guard let kind = capacity.itemsByID[item] else { continue }
        if kind.isReusable {
          if item.text == DemandReading.ventilator {
            input.depotVentilators += state.usable(on: day)
          }
        } else {
          input.depots[item.text, default: []] += lots(state)
        }
      }
    }
    return input
  }

  /// The item whose number bounds how many can be ventilated.
  static let ventilator = "ventilator"

  private func lots(_ state: StockState) -> [DemandInput.Lot] {
    state.lots.filter { $0.isUsable(on: day + 1) }.map {
      DemandInput.Lot(quantity: $0.quantity, lastDay: $0.expires)
    }
  }

  /// Beds, machines, staff and stock of a hospital.
  private func fill(_ hospital: inout DemandInput.Hospital, _ past: CarePastCache.Past) {
    let units = capacity.units(of: hospital.id)
    let wards = units.filter { $0.kind == .ward || $0.kind == .other }
    let intensive = units.filter { $0.kind == .icu }
    func sum(_ units: [Unit], _ value: (BedReport) -> Int?) -> [Double] {
      past.beds.sum(units.map(\.id), first: first, days: days, value)
    }
    hospital.ward = sum(wards, \.occupied)
    hospital.icu = sum(intensive, \.occupied)
    hospital.ventilated = sum(intensive, \.ventilated)
    hospital.outbreakWard = sum(wards, \.ofOutbreak)
    hospital.outbreakICU = sum(intensive, \.ofOutbreak)
    hospital.wardBeds = open(wards)
    hospital.icuBeds = open(intensive)
    let groups = Dictionary(grouping: capacity.staff(of: hospital.id).map(\.value), by: \.group)
    for (group, reports) in groups {
      // Ratios are those of the day shift; one day's sick leave is no measure of a month.
      hospital.staff[group] = reports.min { $0.shift < $1.shift }.map { report in
        past.staff.usual(report, last: day) ?? Double(report.onShift)
      }
    }
    for (item, state) in capacity.stock(of: hospital.id) where state.sequence > 0 {
      guard let kind = capacity.itemsByID[item] else { continue }
      if kind.isReusable {
        if item.text == DemandReading.ventilator {
          hospital.ventilators = state.usable(on: day)
        }
      } else {
        hospital.stock[item.text] = lots(state)
        hospital.used[item.text] = state.use(on: day, over: 14).map { $0 * 14 }
      }
    }
  }

  /// Open beds by the newest reports; nil where no unit ever reported.
  private func open(_ units: [Unit]) -> Double? {
    let reports = units.compactMap { capacity.beds[$0.id]?.value }
    return reports.isEmpty ? nil : Double(reports.reduce(0) { $0 + $1.open })
  }

  // MARK: Signals

  private func chosen(_ name: String, _ suits: (Signal) -> Bool) throws -> Signal? {
    if !name.isEmpty { return try reading.signal(name) }
    return world.signals.first(where: suits)
  }

  /// - Returns: the signal; nil where hospitals report none.
  private func admissions(
    _ hospitals: inout [DemandInput.Hospital], _ input: inout DemandInput
  ) throws -> ID<Signal>? {
    let found = try chosen(settings.admissionSignal) {
      $0.period == .day && $0.measure == .count && $0.sourceClass == .hospital
    }
    guard let signal = found, let panel = try world.panel(signal.id, from: first) else {
      return nil
    }
    var isAny = false
    for index in hospitals.indices {
      guard let row = panel.places.firstIndex(where: { $0.id == hospitals[index].id }) else {
        continue
      }
      hospitals[index].admissions = series(panel, row)
      isAny = true
    }
    guard isAny else { return nil }
    for index in hospitals.indices where hospitals[index].admissions.isEmpty {
      hospitals[index].admissions = [Double](repeating: .nan, count: days)
    }
    input.sequence = max(input.sequence, panel.sequence)
    input.admissionCompleteness = try completeness(signal, newest: panel.dates.last)
    return signal.id
  }

  private func cases() throws -> (cases: DemandInput.Cases, sequence: Int64)? {
    let found = try chosen(settings.caseSignal) {
      $0.period == .day && $0.measure == .count && $0.sourceClass == .laboratory
    }
    guard let signal = found, let reported = try world.panel(signal.id, from: first) else {
      return nil
    }
    let panel = reported.withSums(of: world.places)
    let level = level(of: panel)
    let rows = panel.places.indices.filter { panel.places[$0].level == level }
    guard !rows.isEmpty else { return nil }
    return (
      DemandInput.Cases(
        signal: signal.id, places: rows.map { panel.places[$0].id },
        counts: rows.map { series(panel, $0) },
        completeness: try completeness(signal, newest: panel.dates.last)),
      panel.sequence
    )
  }

  /// Districts where there are any; else the finest level of at most a hundred places, so that
  /// counts are large enough to project.
  private func level(of panel: Panel) -> Place.Level? {
    let sizes = Dictionary(grouping: panel.places, by: \.level).mapValues(\.count)
    if sizes[.district] != nil { return .district }
    return sizes.filter { $0.value <= 100 }.keys.max() ?? sizes.keys.min()
  }

  /// On the days of the history.
  private func series(_ panel: Panel, _ row: Int) -> [Double] {
    guard let start = panel.dates.first else { return [Double](repeating: .nan, count: days) }
    return (0..<days).map { index in
      let place = first + index - start
      return panel.dates.indices.contains(place) ? panel[row, place] : .nan
    }
  }

  private func completeness(_ signal: Signal, newest: CivilDate?) throws -> [Double] {
    let delay = try DelayProfile(signal, newest: newest, reading.journal, at: reading.view)
    return (0..<28).map { delay.completeness(of: day - $0) ?? 1 }
  }

  /// The newest forecast of a weekly count that goes with the cases.
  private func forecast(_ cases: DemandInput.Cases) throws -> DemandInput.Weekly? {
    guard settings.incidence != .renewal else { return nil }
    let kind = world.signal(cases.signal)?.sourceClass
    let found = try chosen(settings.forecastSignal) {
      $0.period == .week && $0.measure == .count && $0.sourceClass == kind
    }
    guard let signal = found else { return nil }
    let earliest = day - settings.forecastMaxAgeDays
    var best: Forecast?
    for event in try reading.forecastEvents().reversed()
    where event.payload["signal"]?.string == signal.id.text
      && event.valid >= Instant(startOf: earliest)
    {
      let forecast = try ForecastRecord(event).forecast
      guard forecast.newestData <= day, forecast.referenceDate > best?.referenceDate ?? .first
      else { continue }
      best = forecast
    }
    guard let forecast = best else { return nil }
    return DemandInput.Weekly(
      source: DemandEstimate.Source(
        signal: signal.id, referenceDate: forecast.referenceDate, sequence: forecast.sequence,
        caution: forecast.caution),
      dates: forecast.dates, levels: forecast.levels,
      quantiles: cases.places.map { forecast[$0]?.quantiles ?? [] },
      scale: try scale(cases, weekly: signal))
  }

  /// Daily cases of settled weeks over their weekly counts.
  private func scale(_ cases: DemandInput.Cases, weekly signal: Signal) throws -> Double {
    guard let panel = try world.panel(signal.id, from: first) else { return 1 }
    var daily = 0.0
    var weekly = 0.0
    for (row, place) in panel.places.enumerated() {
      guard let index = cases.places.firstIndex(of: place.id) else { continue }
      for (week, end) in panel.dates.enumerated() where end <= day - 14 && end - 6 >= first {
        let offset = end - first
        let sum = cases.counts[index][offset - 6...offset].reduce(0, +)
        guard sum.isFinite, !panel[row, week].isNaN else { continue }
        daily += sum
        weekly += panel[row, week]
      }
    }
    guard daily >= 50, weekly >= 50 else { return 1 }
    return min(5, max(0.2, daily / weekly))
  }
}
