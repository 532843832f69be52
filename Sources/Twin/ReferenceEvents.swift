import SalusCore

/// Says that a place exists and what is known of it; a later one replaces an earlier one.
public struct PlaceRegistered: Sendable {
  public static let type = "place.registered"
  public let place: Place

  public init(_ place: Place) {
    self.place = place
  }

  public init(_ event: Event) throws(JournalError) {
    let body = event.payload
    guard let name = body["name"]?.string,
      let level = body["level"]?.string.flatMap(Place.Level.init(rawValue:))
    else { throw .corrupt("event \(event.sequence) is no place") }
    var codes: [String: String] = [:]
    for member in body["codes"]?.members ?? [] { codes[member.name] = member.value.string }
    place = Place(
      id: event.twin, name: name, level: level, parent: body["parent"]?.string.map { ID($0) },
      population: body["population"]?.integer.map { Int($0) }, codes: codes,
      timeZone: body["timeZone"]?.string ?? "UTC")
  }

  public func draft(actor: String, source: String) -> Draft {
    let codes = place.codes.sorted { $0.key < $1.key }
    return Draft(
      type: PlaceRegistered.type, twin: place.id,
      payload: [
        "name": .string(place.name), "level": .string(place.level.rawValue),
        "parent": JSON(place.parent?.text), "population": JSON(place.population),
        "codes": .object(codes.map { JSON.Member($0.key, .string($0.value)) }),
        "timeZone": .string(place.timeZone),
      ],
      known: .beginning, actor: actor, source: source)
  }
}

/// Says what a signal means; a later one replaces an earlier one.
public struct SignalRegistered: Sendable {
  public static let type = "signal.registered"
  public let signal: Signal

  public init(_ signal: Signal) {
    self.signal = signal
  }

  public init(_ event: Event) throws(JournalError) {
    let body = event.payload
    guard let id = body["id"]?.string, let title = body["title"]?.string,
      let unit = body["unit"]?.string,
      let period = body["period"]?.string.flatMap(Period.init(rawValue:)),
      let measure = body["measure"]?.string.flatMap(Signal.Measure.init(rawValue:)),
      let sourceClass = body["sourceClass"]?.string.flatMap(Signal.SourceClass.init(rawValue:))
    else { throw .corrupt("event \(event.sequence) is no signal") }
    signal = Signal(
      id: ID(id), title: title, unit: unit, period: period, measure: measure,
      sourceClass: sourceClass)
  }

  public func draft(actor: String, source: String) -> Draft {
    Draft(
      type: SignalRegistered.type, twin: ID("signal:\(signal.id)"),
      payload: [
        "id": .string(signal.id.text), "title": .string(signal.title),
        "unit": .string(signal.unit), "period": .string(signal.period.rawValue),
        "measure": .string(signal.measure.rawValue),
        "sourceClass": .string(signal.sourceClass.rawValue),
      ],
      known: .beginning, actor: actor, source: source)
  }
}
