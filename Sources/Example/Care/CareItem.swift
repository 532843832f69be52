import SalusCore
import SalusTwin

/// A kind of stock of the example region, and how fast its hospitals truly use it. All rates are
/// *assumed*, of the order of WHO's Essential Supplies Forecasting Tool.
struct CareItem: Sendable {
  let item: Item
  /// Used in a day by what the hospital holds; zero for what comes back.
  let use: Use
  /// Days of usual use that a hospital and a depot (for its third of the region) aim to hold.
  let hospitalDays: Double
  let depotDays: Double
  /// Days from making to expiry; nil for what keeps.
  let keeps: Int?
  /// Units that come together: a hospital gets at least so many when it orders.
  let pack: Int

  /// Units a day for each patient, staff member or admission.
  struct Use: Sendable {
    /// On a ward, not of the outbreak; likewise in intensive care.
    var ward = 0.0
    var intensive = 0.0
    /// Of the outbreak.
    var outbreakWard = 0.0
    var outbreakIntensive = 0.0
    var ventilated = 0.0
    var staff = 0.0
    var outbreakAdmission = 0.0
  }

  /// Ten, in the order of every table.
  static let all: [CareItem] = [
    CareItem("ventilator", "Ventilators", "{device}", .equipment, volume: 0.5, isReusable: true),
    CareItem(
      "bed-movable", "Movable intensive-care beds", "{bed}", .bed, volume: 2.5, isReusable: true),
    CareItem(
      "mask", "Surgical masks", "{mask}", .protective, volume: 0.0002,
      use: Use(ward: 0.5, outbreakWard: 2, outbreakIntensive: 2, staff: 4), 24, 40, keeps: 1500),
    CareItem(
      "respirator", "Respirators (FFP2)", "{respirator}", .protective, volume: 0.0004,
      use: Use(ward: 0.08, intensive: 0.5, outbreakWard: 3, outbreakIntensive: 9), 24, 60,
      keeps: 1200),
    CareItem(
      "gown", "Gowns", "{gown}", .protective, volume: 0.0015,
      use: Use(ward: 0.35, intensive: 4, outbreakWard: 3, outbreakIntensive: 12), 21, 40,
      keeps: 1500),
    CareItem(
      "glove", "Examination gloves", "{pair}", .protective, volume: 0.0001,
      use: Use(ward: 10, intensive: 24, outbreakWard: 18, outbreakIntensive: 36), 24, 40,
      keeps: 1100),
    CareItem(
      "oxygen", "Medical oxygen", "m3", .oxygen, volume: 0.006,
      use: Use(ward: 0.8, intensive: 12, outbreakWard: 5, outbreakIntensive: 26), 16, 24),
    CareItem(
      "antiviral", "Antivirals", "{course}", .medicine, volume: 0.0003,
      use: Use(outbreakAdmission: 0.85), 30, 420, keeps: 700, pack: 5),
    CareItem(
      "sedative", "Sedatives", "{vial}", .medicine, volume: 0.0001, use: Use(ventilated: 8), 21,
      60, keeps: 500),
    CareItem(
      "testkit", "Rapid tests", "{test}", .test, volume: 0.0002,
      use: Use(ward: 0.06, outbreakWard: 0.1, outbreakAdmission: 1.5), 28, 90, keeps: 400),
  ]

  static let ventilator = 0
  static let movableBed = 1

  static func index(_ id: ID<Item>) -> Int? { all.firstIndex { $0.item.id == id } }

  private init(
    _ id: String, _ title: String, _ unit: String, _ category: Item.Category, volume: Double,
    isReusable: Bool = false, use: Use = Use(), _ hospitalDays: Double = 0,
    _ depotDays: Double = 0, keeps: Int? = nil, pack: Int = 1
  ) {
    item = Item(
      id: ID(id), title: title, unit: unit, category: category, isReusable: isReusable,
      volume: volume)
    self.use = use
    self.hospitalDays = hospitalDays
    self.depotDays = depotDays
    self.keeps = keeps
    self.pack = pack
  }

  /// Expected use of a day.
  func use(of load: Load) -> Double {
    use.ward * load.ward + use.intensive * load.intensive
      + use.outbreakWard * load.outbreakWard + use.outbreakIntensive * load.outbreakIntensive
      + use.ventilated * load.ventilated + use.staff * load.staff
      + use.outbreakAdmission * load.outbreakAdmissions
  }

  /// What a hospital holds on a day.
  struct Load: Sendable {
    var ward = 0.0
    var intensive = 0.0
    var outbreakWard = 0.0
    var outbreakIntensive = 0.0
    var ventilated = 0.0
    var staff = 0.0
    var outbreakAdmissions = 0.0
  }
}
