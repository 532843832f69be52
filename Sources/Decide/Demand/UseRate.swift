/// How much of an item its users use up in a day.
///
/// Rates of protective equipment follow WHO's Essential Supplies Forecasting Tool (COVID-19 ESFT
/// v4.1): of an inpatient health worker and day 24 pairs of examination gloves, 4 surgical masks, 1
/// gown, 1 respirator; of an inpatient and day 2 masks; oxygen 10 L/min of a severe and 30 L/min
/// of a critical patient. Medicines and tests are assumed.
public struct UseRate: Hashable, Sendable {
  /// Short name of the item.
  public var item: String
  /// UCUM unit of the rates; a stock kept in another unit of the same kind is converted.
  public var unit: String
  /// Of a patient of the outbreak and day, in a ward, in the ICU without and with a ventilator.
  public var ward = 0.0
  public var icu = 0.0
  public var ventilated = 0.0
  /// Of another patient and day, in a ward and in the ICU.
  public var usualWard = 0.0
  public var usualICU = 0.0
  /// Of an admission for the outbreak, and of another.
  public var admission = 0.0
  public var usualAdmission = 0.0
  /// Of a nurse or doctor at work for a shift.
  public var staffShift = 0.0

  public init(
    item: String, unit: String, ward: Double = 0, icu: Double = 0, ventilated: Double = 0,
    usualWard: Double = 0, usualICU: Double = 0, admission: Double = 0, usualAdmission: Double = 0,
    staffShift: Double = 0
  ) {
    self.item = item
    self.unit = unit
    self.ward = ward
    self.icu = icu
    self.ventilated = ventilated
    self.usualWard = usualWard
    self.usualICU = usualICU
    self.admission = admission
    self.usualAdmission = usualAdmission
    self.staffShift = staffShift
  }

  /// For items of these names; others need a rate in the configuration, or are taken from the
  /// hospital's own use.
  public static let defaults = [
    UseRate(item: "mask", unit: "1", ward: 2, icu: 1, ventilated: 0, staffShift: 4),
    UseRate(item: "respirator", unit: "1", ward: 1, icu: 2, ventilated: 3),
    UseRate(item: "gown", unit: "1", ward: 2, icu: 4, ventilated: 6, usualICU: 1),
    UseRate(item: "glove", unit: "1", usualWard: 4, staffShift: 24),
    UseRate(
      item: "oxygen", unit: "m3", ward: 7.2, icu: 43.2, ventilated: 43.2, usualWard: 0.7,
      usualICU: 14.4),
    UseRate(item: "antiviral", unit: "1", admission: 1),
    UseRate(item: "sedative", unit: "1", ventilated: 4, usualICU: 1),
    UseRate(
      item: "testkit", unit: "1", ward: 0.3, icu: 0.3, ventilated: 0.3, admission: 2,
      usualAdmission: 1),
  ]
}
