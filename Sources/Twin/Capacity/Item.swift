import SalusCore

/// A kind of thing that is kept in stock: masks, ventilators, oxygen.
public struct Item: CapacityFact {
  public static let type = "item.registered"

  /// Short name as typed: `mask`.
  public var id: ID<Item>
  public var title: String
  /// UCUM: `{mask}`, `m3`.
  public var unit: String
  public var category: Category
  /// True for what comes back after use, such as a ventilator.
  public var isReusable: Bool
  /// Space that one unit takes in a vehicle, in cubic metres.
  public var volume: Double

  public enum Category: String, Sendable, CaseIterable {
    case equipment, protective, oxygen, medicine, bed, test, other
  }

  public init(
    id: ID<Item>, title: String, unit: String, category: Category, isReusable: Bool = false,
    volume: Double = 0.01
  ) {
    self.id = id
    self.title = title
    self.unit = unit
    self.category = category
    self.isReusable = isReusable
    self.volume = volume
  }

  public var twin: ID<Twin> { ID("item:\(id)") }

  public var fault: String? {
    volume > 0 ? nil : "one \(id) takes \(volume) m3; more than 0 is accepted"
  }

  public init(_ payload: Payload) throws(PayloadError) {
    id = try payload.id("id")
    title = try payload.text("title")
    unit = try payload.text("unit")
    category = try payload.choice("category", default: .other)
    isReusable = try payload.flag("isReusable", default: false)
    volume = try payload.optionalNumber("volume") ?? 0.01
  }

  public var payload: JSON {
    [
      "id": .string(id.text), "title": .string(title), "unit": .string(unit),
      "category": .string(category.rawValue), "isReusable": .bool(isReusable),
      "volume": .number(volume),
    ]
  }

  public func draft(actor: String, source: String) -> Draft {
    draft(actor: actor, source: source, known: .beginning)
  }
}
