import Glibc
import SalusCore
import SalusDecide
import SalusNumerics
import SalusTwin

extension Station {
  /// Estimates what the coming days will need as of a moment and keeps the estimate; the same
  /// inputs and settings give the stored one, and nothing is written.
  ///
  /// The last day is the as-of date; for the newest view the loop's day, and for a sequence the
  /// newest day of which it says anything.
  public func estimateDemand(_ settings: DemandSettings = .init(), asOf: AsOf = .latest) throws
    -> DemandEstimate
  {
    let model = try DemandModel(settings)
    let input = try demandInput(settings, asOf: asOf)
    let mark = input.mark(settings)
    if let stored = try storedDemand(mark, asOf: asOf) { return stored }
    var estimate = try model.estimate(
      input, seed: Station.seed(signal: ID("demand"), reference: input.day),
      threads: Station.processors)
    estimate.parameters = estimate.parameters.with("inputs", .string(mark))
    guard journal.isWritable else { return estimate }
    let known = asOf == .latest ? loopTime() : nil
    let receipt = try journal.append(estimate.draft(actor: actor, known: known))
    let query = EventQuery(
      types: [DemandEstimate.type], after: receipt.sequence - 1, through: receipt.sequence)
    guard let event = try journal.events(query).first else { return estimate }
    return try DemandEstimate(event)
  }

  /// What an estimate as of a moment is made from.
  public func demandInput(_ settings: DemandSettings, asOf: AsOf) throws -> DemandInput {
    let head = try journal.head(of: Branch.main).sequence
    let version = if case .version(let sequence) = asOf { min(sequence, head) } else { head }
    let reading = try Reading(
      journal, asOf: asOf, version: version, capacities: capacities)
    let capacity = try reading.capacity()
    guard !capacity.hospitals.isEmpty else { throw DemandError.noHospitals }
    let day =
      switch asOf {
      case .date(let date): date
      case .latest: try today()
      case .version: capacity.newest.date
      }
    let past = try carePasts.past(
      of: journal, at: reading.view, through: reading.version, capacity: capacity)
    return try DemandReading(reading, capacity: capacity, settings: settings, day: day)
      .input(past)
  }

  public static let processors = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))

  private func storedDemand(_ mark: String, asOf: AsOf) throws -> DemandEstimate? {
    let query = EventQuery(
      types: [DemandEstimate.type], twin: DemandEstimate.twin, limit: 3, isDescending: true)
    for event in try journal.events(query)
    where event.payload["asOf"]?.string == asOf.description
      && event.payload["parameters"]?["inputs"]?.string == mark
    {
      return try DemandEstimate(event)
    }
    return nil
  }
}

extension JSON {
  /// The object with one more member at its end.
  fileprivate func with(_ name: String, _ value: JSON) -> JSON {
    .object((members ?? []).filter { $0.name != name } + [Member(name, value)])
  }
}

extension DemandInput {
  /// Tells inputs apart by their content: a journal that grew by other things gives the same mark.
  func mark(_ settings: DemandSettings) -> String {
    func numbers(_ values: [Double]) -> JSON { .array(values.map { .number($0) }) }
    func lots(_ stock: [String: [Lot]]) -> JSON {
      .object(
        stock.sorted { $0.key < $1.key }.map { item, lots in
          JSON.Member(
            item, .array(lots.map { [.number($0.quantity), JSON($0.lastDay)] }))
        })
    }
    func sorted(_ values: [String: Double]) -> JSON {
      .object(values.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .number($0.value)) })
    }
    let sites: [JSON] = hospitals.map { hospital in
      [
        .string(hospital.id.text), numbers(hospital.shares), numbers(hospital.admissions),
        numbers(hospital.ward), numbers(hospital.icu), numbers(hospital.ventilated),
        numbers(hospital.outbreakWard), numbers(hospital.outbreakICU), JSON(hospital.wardBeds),
        JSON(hospital.icuBeds), JSON(hospital.ventilators), sorted(hospital.staff),
        lots(hospital.stock), sorted(hospital.used), sorted(hospital.deliveries),
      ]
    }
    let content: JSON = [
      .string(DemandModel.version), JSON(day), .string(region.text), JSON(historyDays),
      .string("\(settings)"), .bool(isMorningCensus), JSON(usedDays), .array(sites),
      .array(cases?.places.map { .string($0.text) } ?? []),
      .array(cases?.counts.map(numbers) ?? []), numbers(cases?.completeness ?? []),
      numbers(admissionCompleteness), forecast.map { $0.source.json } ?? .null,
      numbers(forecast?.quantiles.flatMap { $0.flatMap { $0 } } ?? []),
      JSON(forecast?.scale),
      .array(consumables.map { [.string($0.item), .string($0.unit)] }), lots(depots),
      .number(depotVentilators), sorted(deliveries),
    ]
    return content.contentMark
  }
}
