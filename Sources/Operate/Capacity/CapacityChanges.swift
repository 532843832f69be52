import SalusCore
import SalusTwin

/// What somebody says of the beds of a unit; what is left out stays as it was.
public struct BedChange: Hashable, Sendable {
  /// Id, or a name that only one unit has.
  public var unit: String
  public var beds: Int?
  public var closed: Int?
  public var occupied: Int?
  public var reserved: Int?
  public var ventilated: Int?
  public var ofOutbreak: Int?
  /// Of the report that the person saw; nil where that does not matter.
  public var revision: Int64?

  public init(
    unit: String, beds: Int? = nil, closed: Int? = nil, occupied: Int? = nil,
    reserved: Int? = nil, ventilated: Int? = nil, ofOutbreak: Int? = nil, revision: Int64? = nil
  ) {
    self.unit = unit
    self.beds = beds
    self.closed = closed
    self.occupied = occupied
    self.reserved = reserved
    self.ventilated = ventilated
    self.ofOutbreak = ofOutbreak
    self.revision = revision
  }

  public init(_ payload: Payload) throws(PayloadError) {
    try payload.accept(
      "unit", "beds", "closed", "occupied", "reserved", "ventilated", "ofOutbreak", "revision")
    self.init(
      unit: try payload.text("unit"), beds: try payload.optionalCount("beds"),
      closed: try payload.optionalCount("closed"), occupied: try payload.optionalCount("occupied"),
      reserved: try payload.optionalCount("reserved"),
      ventilated: try payload.optionalCount("ventilated"),
      ofOutbreak: try payload.optionalCount("ofOutbreak"),
      revision: try payload.optionalCount("revision").map { Int64($0) })
  }
}

/// What somebody says of a staff group on a shift.
public struct StaffChange: Hashable, Sendable {
  /// Id, or a name that only one hospital has.
  public var hospital: String
  public var group: String
  public var shift: StaffReport.Shift
  public var onShift: Int
  public var absent: Int?

  public init(
    hospital: String, group: String, shift: StaffReport.Shift = .all, onShift: Int,
    absent: Int? = nil
  ) {
    self.hospital = hospital
    self.group = group
    self.shift = shift
    self.onShift = onShift
    self.absent = absent
  }

  public init(_ payload: Payload) throws(PayloadError) {
    try payload.accept("hospital", "group", "shift", "onShift", "absent")
    self.init(
      hospital: try payload.text("hospital"), group: try payload.text("group"),
      shift: try payload.choice("shift", default: .all), onShift: try payload.count("onShift"),
      absent: try payload.optionalCount("absent"))
  }
}

/// A movement of stock that somebody reports.
public struct MoveChange: Hashable, Sendable {
  /// Id of the receipt; nil to be given one.
  public var id: String?
  public var item: String
  public var quantity: Double
  public var from: String?
  public var to: String?
  /// Nil: receipt from outside, issue to nowhere, transfer between two.
  public var reason: StockMove.Reason?
  public var lot: String?
  public var expires: CivilDate?

  public init(
    id: String? = nil, item: String, quantity: Double, from: String? = nil, to: String? = nil,
    reason: StockMove.Reason? = nil, lot: String? = nil, expires: CivilDate? = nil
  ) {
    self.id = id
    self.item = item
    self.quantity = quantity
    self.from = from
    self.to = to
    self.reason = reason
    self.lot = lot
    self.expires = expires
  }

  public init(_ payload: Payload) throws(PayloadError) {
    self.init(
      id: try payload.optionalText("id"), item: try payload.text("item"),
      quantity: try payload.number("quantity"), from: try payload.optionalText("from"),
      to: try payload.optionalText("to"),
      reason: payload.member("reason") == nil ? nil : try payload.choice("reason"),
      lot: try payload.optionalText("lot"), expires: try payload.optionalDate("expires"))
  }
}

/// What goes with every report by hand.
public struct ReportTerms: Hashable, Sendable {
  /// When it was so; nil for now.
  public var at: Instant?
  /// True where the person means what a rule stands against.
  public var isConfirmed: Bool
  /// The data version that the person saw; nil where that does not matter.
  public var seen: Int64?
  /// Checks everything and writes nothing.
  public var isDryRun: Bool

  public init(
    at: Instant? = nil, isConfirmed: Bool = false, seen: Int64? = nil, isDryRun: Bool = false
  ) {
    self.at = at
    self.isConfirmed = isConfirmed
    self.seen = seen
    self.isDryRun = isDryRun
  }

  /// From the members `at`, `confirm` and `seen`.
  public init(_ payload: Payload) throws(PayloadError) {
    var at: Instant?
    if let value = payload.member("at") {
      guard let instant = value.string.flatMap({ Instant($0) }) else {
        throw .wrong("at", accepted: "a time such as 2026-11-20T06:00:00Z")
      }
      at = instant
    }
    self.init(
      at: at, isConfirmed: try payload.flag("confirm", default: false),
      seen: try payload.optionalCount("seen").map { Int64($0) })
  }
}

extension Payload {
  /// Refuses members that nobody asked for, so that a slip of the pen is not taken for nothing.
  public func accept(_ names: String...) throws(PayloadError) {
    guard let members = json.members else {
      throw .impossible("an object with \(names.joined(separator: ", ")) is accepted")
    }
    if let stray = members.first(where: { !names.contains($0.name) }) {
      throw .wrong(stray.name, accepted: names.joined(separator: ", "))
    }
  }
}
