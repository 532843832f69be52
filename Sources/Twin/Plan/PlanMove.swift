import SalusCore

extension Plan {
  /// So much of one thing from one place to another.
  public struct Move: Hashable, Sendable {
    /// The plan's id, a slash, and a number: `P-1/3`. Kept through amendments.
    public var id: ID<Move>
    /// An item's id, or a resource such as `icu-nurse`.
    public var item: String
    public var title: String
    /// UCUM, or a word in braces such as `{bed}`.
    public var unit: String
    public var from: ID<Twin>
    public var to: ID<Twin>
    public var quantity: Double
    /// The most that an amendment could make of it with all else free to change.
    public var most: Double
    /// Days from the plan's own on which it departs: 0 is the same day.
    public var day: Int
    public var departs: Instant
    /// When the last of it is there.
    public var arrives: Instant
    /// Of travel on one way.
    public var minutes: Double
    /// Which lots leave, first expiry first; empty for what has no lots.
    public var lots: [Lot]
    /// The vehicle that makes the first of its trips; nil for what needs none, such as staff.
    public var vehicle: ID<Twin>?
    /// Probability that it arrives before it is needed; nil where no shortage has a date.
    public var onTime: Double?
    public var why: String
    /// True where a person set the quantity.
    public var isAmended: Bool

    public init(
      id: ID<Move>, item: String, title: String, unit: String, from: ID<Twin>, to: ID<Twin>,
      quantity: Double, most: Double, day: Int = 0, departs: Instant, arrives: Instant,
      minutes: Double,
      lots: [Lot] = [], vehicle: ID<Twin>? = nil, onTime: Double? = nil, why: String = "",
      isAmended: Bool = false
    ) {
      self.id = id
      self.item = item
      self.title = title
      self.unit = unit
      self.from = from
      self.to = to
      self.quantity = quantity
      self.most = most
      self.day = day
      self.departs = departs
      self.arrives = arrives
      self.minutes = minutes
      self.lots = lots
      self.vehicle = vehicle
      self.onTime = onTime
      self.why = why
      self.isAmended = isAmended
    }
  }

  /// A quantity that a person fixed; the rest of the plan is solved around it.
  public struct Amendment: Hashable, Sendable {
    public var item: String
    public var from: ID<Twin>
    public var to: ID<Twin>
    /// Days from the plan's own on which it departs: 0 is the same day.
    public var day: Int
    public var quantity: Double

    public init(item: String, from: ID<Twin>, to: ID<Twin>, day: Int = 0, quantity: Double) {
      self.item = item
      self.from = from
      self.to = to
      self.day = day
      self.quantity = quantity
    }
  }
}

extension Plan.Move {
  public init?(_ body: JSON) {
    guard let id = body["id"]?.string, let item = body["item"]?.string,
      let title = body["title"]?.string, let unit = body["unit"]?.string,
      let from = body["from"]?.string, let to = body["to"]?.string,
      let quantity = body["quantity"]?.double, let most = body["most"]?.double,
      let day = body["day"]?.integer.flatMap({ Int(exactly: $0) }),
      let departs = body["departs"]?.string.flatMap({ Instant($0) }),
      let arrives = body["arrives"]?.string.flatMap({ Instant($0) }),
      let minutes = body["minutes"]?.double, let why = body["why"]?.string,
      let isAmended = body["isAmended"]?.bool,
      let lots = body["lots"]?.array?.all({ try? Lot(Payload($0)) })
    else { return nil }
    self.init(
      id: ID(id), item: item, title: title, unit: unit, from: ID(from), to: ID(to),
      quantity: quantity, most: most, day: day, departs: departs, arrives: arrives,
      minutes: minutes,
      lots: lots, vehicle: body["vehicle"]?.string.map { ID($0) },
      onTime: body["onTime"]?.double, why: why, isAmended: isAmended)
  }

  public var json: JSON {
    [
      "id": .string(id.text), "item": .string(item), "title": .string(title),
      "unit": .string(unit), "from": .string(from.text), "to": .string(to.text),
      "quantity": JSON(quantity), "most": JSON(most), "day": JSON(day),
      "departs": JSON(departs),
      "arrives": JSON(arrives), "minutes": JSON(minutes), "vehicle": JSON(vehicle?.text),
      "onTime": JSON(onTime), "lots": .array(lots.map(\.json)), "why": .string(why),
      "isAmended": JSON(isAmended),
    ]
  }
}

extension Plan.Amendment {
  public init?(_ body: JSON) {
    guard let item = body["item"]?.string, let from = body["from"]?.string,
      let to = body["to"]?.string, let quantity = body["quantity"]?.double,
      let day = body["day"]?.integer.flatMap({ Int(exactly: $0) })
    else { return nil }
    self.init(item: item, from: ID(from), to: ID(to), day: day, quantity: quantity)
  }

  public var json: JSON {
    [
      "item": .string(item), "from": .string(from.text), "to": .string(to.text),
      "day": JSON(day), "quantity": JSON(quantity),
    ]
  }
}

extension Array where Element == JSON {
  /// Every element read by `read`; nil where one of them cannot be.
  func all<Value>(_ read: (JSON) -> Value?) -> [Value]? {
    var values: [Value] = []
    for element in self {
      guard let value = read(element) else { return nil }
      values.append(value)
    }
    return values
  }
}
