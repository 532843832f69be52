import SalusCore

/// A vehicle that carries stock from its depot.
public struct Vehicle: CapacityFact {
  public static let type = "vehicle.registered"

  public var id: ID<Twin>
  public var name: String
  public var depot: ID<Twin>
  /// Load space in cubic metres.
  public var capacity: Double

  public enum Status: String, Sendable, CaseIterable {
    case free, busy, outOfService
  }

  public init(id: ID<Twin>, name: String, depot: ID<Twin>, capacity: Double) {
    self.id = id
    self.name = name
    self.depot = depot
    self.capacity = capacity
  }

  public var twin: ID<Twin> { id }

  public var fault: String? {
    capacity >= 0 ? nil : "vehicle \(id) carries \(capacity) m3; 0 or more is accepted"
  }

  public init(_ payload: Payload) throws(PayloadError) {
    id = try payload.id("id")
    name = try payload.text("name")
    depot = try payload.id("depot")
    capacity = try payload.number("capacity")
  }

  public var payload: JSON {
    [
      "id": .string(id.text), "name": .string(name), "depot": .string(depot.text),
      "capacity": .number(capacity),
    ]
  }

  public func draft(actor: String, source: String) -> Draft {
    draft(actor: actor, source: source, known: .beginning)
  }
}

/// Whether a vehicle can be used, as its depot reported.
public struct VehicleReport: CapacityFact {
  public static let type = "vehicle.reported"

  public var vehicle: ID<Twin>
  public var status: Vehicle.Status

  public init(vehicle: ID<Twin>, status: Vehicle.Status) {
    self.vehicle = vehicle
    self.status = status
  }

  public var twin: ID<Twin> { vehicle }

  public init(_ payload: Payload) throws(PayloadError) {
    vehicle = try payload.id("vehicle")
    status = try payload.choice("status")
  }

  public var payload: JSON {
    ["vehicle": .string(vehicle.text), "status": .string(status.rawValue)]
  }
}

/// How long the way from one facility to another takes by road.
public struct Travel: Hashable, Sendable {
  public var from: ID<Twin>
  public var to: ID<Twin>
  public var minutes: Double

  public init(from: ID<Twin>, to: ID<Twin>, minutes: Double) {
    self.from = from
    self.to = to
    self.minutes = minutes
  }
}

/// Travel times; those of a pair replace what was said of it before.
public struct TravelTable: CapacityFact {
  public static let type = "travel.registered"

  public var rows: [Travel]
  /// What the times rest on where nobody measured them, such as a speed on the straight line.
  public var assumption: String?

  public init(rows: [Travel], assumption: String? = nil) {
    self.rows = rows
    self.assumption = assumption
  }

  public var twin: ID<Twin> { ID("travel") }

  public var fault: String? {
    rows.first { $0.minutes < 0 }.map {
      "the way from \($0.from) to \($0.to) takes \($0.minutes) minutes; 0 or more is accepted"
    }
  }

  public init(_ payload: Payload) throws(PayloadError) {
    rows = []
    for row in try payload.list("rows") {
      rows.append(
        Travel(from: try row.id("from"), to: try row.id("to"), minutes: try row.number("minutes")))
    }
    assumption = try payload.optionalText("assumption")
  }

  public var payload: JSON {
    [
      "rows": .array(
        rows.map {
          [
            "from": .string($0.from.text), "to": .string($0.to.text),
            "minutes": .number($0.minutes),
          ]
        }),
      "assumption": JSON(assumption),
    ]
  }

  public func draft(actor: String, source: String) -> Draft {
    draft(actor: actor, source: source, known: .beginning)
  }
}
