import SalusCore

/// How the beds of a unit stood at a moment, as the unit reported it.
///
/// What cannot be, such as more patients than open beds, is kept as it was said: patients on
/// corridors are true. It shows among the discrepancies.
public struct BedReport: CapacityFact {
  public static let type = "beds.reported"

  public var unit: ID<Twin>
  /// Beds that the unit has, closed ones too.
  public var beds: Int
  /// Beds that cannot be used, for want of staff or for repair.
  public var closed: Int
  public var occupied: Int
  /// Open beds that are empty and promised to somebody.
  public var reserved: Int
  /// Occupied beds whose patient is on a ventilator; nil where nobody said.
  public var ventilated: Int?
  /// Occupied beds whose patient is part of the outbreak; nil where nobody said.
  public var ofOutbreak: Int?

  public init(
    unit: ID<Twin>, beds: Int, closed: Int = 0, occupied: Int, reserved: Int = 0,
    ventilated: Int? = nil, ofOutbreak: Int? = nil
  ) {
    self.unit = unit
    self.beds = beds
    self.closed = closed
    self.occupied = occupied
    self.reserved = reserved
    self.ventilated = ventilated
    self.ofOutbreak = ofOutbreak
  }

  /// Beds that can be used.
  public var open: Int { beds - closed }
  /// Open beds that are neither occupied nor promised; negative where more are taken than there are.
  public var free: Int { open - occupied - reserved }
  /// More patients than open beds.
  public var isOver: Bool { occupied > open }

  public var twin: ID<Twin> { unit }

  public var fault: String? {
    let counts = [beds, closed, occupied, reserved, ventilated ?? 0, ofOutbreak ?? 0]
    if let least = counts.min(), least < 0 {
      return "unit \(unit) has a count of \(least); 0 or more is accepted"
    }
    return nil
  }

  public init(_ payload: Payload) throws(PayloadError) {
    unit = try payload.id("unit")
    beds = try payload.count("beds")
    closed = try payload.optionalCount("closed") ?? 0
    occupied = try payload.count("occupied")
    reserved = try payload.optionalCount("reserved") ?? 0
    ventilated = try payload.optionalCount("ventilated")
    ofOutbreak = try payload.optionalCount("ofOutbreak")
  }

  public var payload: JSON {
    [
      "unit": .string(unit.text), "beds": JSON(beds), "closed": JSON(closed),
      "occupied": JSON(occupied), "reserved": JSON(reserved), "ventilated": JSON(ventilated),
      "ofOutbreak": JSON(ofOutbreak),
    ]
  }
}

/// How many of a staff group are on a shift of a hospital.
public struct StaffReport: CapacityFact {
  public static let type = "staff.reported"

  public var hospital: ID<Twin>
  /// `icu-nurse`, `ward-nurse`, `doctor` or another short name.
  public var group: String
  public var shift: Shift
  public var onShift: Int
  /// Of those who should be there; nil where nobody said.
  public var absent: Int?

  public enum Shift: String, Sendable, CaseIterable, Comparable {
    case day, night, all

    public static func < (left: Shift, right: Shift) -> Bool {
      (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
  }

  public init(
    hospital: ID<Twin>, group: String, shift: Shift = .all, onShift: Int, absent: Int? = nil
  ) {
    self.hospital = hospital
    self.group = group
    self.shift = shift
    self.onShift = onShift
    self.absent = absent
  }

  public var twin: ID<Twin> { ID("staff:\(hospital)") }

  public var fault: String? {
    onShift < 0 || (absent ?? 0) < 0
      ? "\(group) of \(hospital) has a negative count; 0 or more is accepted" : nil
  }

  public init(_ payload: Payload) throws(PayloadError) {
    hospital = try payload.id("hospital")
    group = try payload.text("group")
    shift = try payload.choice("shift", default: .all)
    onShift = try payload.count("onShift")
    absent = try payload.optionalCount("absent")
  }

  public var payload: JSON {
    [
      "hospital": .string(hospital.text), "group": .string(group),
      "shift": .string(shift.rawValue), "onShift": JSON(onShift), "absent": JSON(absent),
    ]
  }
}
