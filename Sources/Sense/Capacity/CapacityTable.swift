/// A kind of table that says what there is to care with.
public enum CapacityTable: String, Hashable, Sendable, CaseIterable {
  case facilities, units, items, vehicles, travel, beds, staff, stock, moves

  /// A column that a table may have.
  public struct Field: Hashable, Sendable {
    /// The header that needs no map.
    public let name: String
    /// Other headers that are understood.
    public let aliases: [String]
    public let isRequired: Bool

    init(_ name: String, _ aliases: String..., isRequired: Bool = false) {
      self.name = name
      self.aliases = aliases
      self.isRequired = isRequired
    }
  }

  /// What its rows are, in words.
  public var words: String {
    switch self {
    case .facilities: "hospitals and depots"
    case .units: "units of hospitals"
    case .items: "items of stock"
    case .vehicles: "vehicles of depots"
    case .travel: "travel times in minutes"
    case .beds: "bed reports"
    case .staff: "staff on shift"
    case .stock: "stock counts by lot"
    case .moves: "movements of stock"
    }
  }

  /// True for reports about a moment, false for registrations, which hold from the beginning.
  public var isReport: Bool {
    switch self {
    case .facilities, .units, .items, .vehicles, .travel: false
    case .beds, .staff, .stock, .moves: true
    }
  }

  public var fields: [Field] {
    let at = Field("at", "time", "date", "as_of", "reported_at", "day")
    let known = Field("known", "published", "report_date")
    switch self {
    case .facilities:
      return [
        Field("id", "facility", "code", isRequired: true),
        Field("name", "title", isRequired: true), Field("kind", "type", isRequired: true),
        Field("district", "place", "location", "county"), Field("x", "longitude", "lon"),
        Field("y", "latitude", "lat"), Field("catchment"),
      ]
    case .units:
      return [
        Field("id", "unit", "code", isRequired: true),
        Field("hospital", "facility", isRequired: true), Field("name", "title", isRequired: true),
        Field("kind", "type", isRequired: true),
      ]
    case .items:
      return [
        Field("id", "item", "code", isRequired: true), Field("title", "name", isRequired: true),
        Field("unit", "ucum", isRequired: true), Field("category", "class"),
        Field("reusable", "is_reusable"), Field("volume", "volume_m3"),
      ]
    case .vehicles:
      return [
        Field("id", "vehicle", "code", isRequired: true), Field("name", "title"),
        Field("depot", "facility", "home", isRequired: true),
        Field("capacity", "capacity_m3", "volume", isRequired: true), Field("status", "state"),
      ]
    case .travel:
      return [
        Field("from", "origin", isRequired: true), Field("to", "destination", isRequired: true),
        Field("minutes", "min", "travel_minutes", isRequired: true),
      ]
    case .beds:
      return [
        Field("unit", "unit_id", "ward", isRequired: true), Field("hospital", "facility"), at,
        Field("beds", "total", "beds_total"), Field("closed", "beds_closed"),
        Field("occupied", "patients", "beds_occupied", isRequired: true),
        Field("reserved", "beds_reserved"), Field("ventilated", "on_ventilator"),
        Field("outbreak", "of_outbreak"), known,
      ]
    case .staff:
      return [
        Field("hospital", "facility", isRequired: true),
        Field("group", "staff_group", "role", isRequired: true), Field("shift"), at,
        Field("on_shift", "present", "staff", isRequired: true), Field("absent", "missing_staff"),
        known,
      ]
    case .stock:
      return [
        Field("facility", "site", "depot", "hospital", isRequired: true),
        Field("item", "item_id", isRequired: true), at, Field("lot", "batch"),
        Field("quantity", "amount", "count", isRequired: true),
        Field("expires", "expiry", "expiry_date", "best_before"), Field("unit", "ucum"), known,
      ]
    case .moves:
      return [
        Field("id", "receipt", "move", "reference"), Field("item", "item_id", isRequired: true),
        Field("lot", "batch"), Field("quantity", "amount", isRequired: true),
        Field("from", "origin"), Field("to", "destination"), Field("reason", "kind"), at,
        Field("order", "order_id"), Field("expires", "expiry", "expiry_date"),
        Field("unit", "ucum"), known,
      ]
    }
  }
}
