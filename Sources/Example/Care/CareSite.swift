import SalusCore
import SalusTwin

/// A hospital of the example region with its units.
public struct CareHospital: Sendable {
  public let id: ID<Twin>
  public let name: String
  /// `H01`; what feeds call it.
  public let code: String
  public let district: ID<Twin>
  public let isLarge: Bool
  public let position: MapPoint
  public let isLeftBank: Bool
  /// Beds of the wards together.
  public let generalBeds: Int
  public let intensiveBeds: Int
  /// Wards, then intensive care, then emergency.
  public let units: [CareUnit]

  init(
    number: Int, district: Place, isLarge: Bool, position: MapPoint, isLeftBank: Bool,
    generalBeds: Int, intensiveBeds: Int
  ) {
    let id: ID<Twin> = ID("averlyn-h" + Region.padded(number, 2))
    self.id = id
    name = district.name + " " + CareNames.hospitals[(number - 1) % CareNames.hospitals.count]
    code = "H" + Region.padded(number, 2)
    self.district = district.id
    self.isLarge = isLarge
    self.position = position
    self.isLeftBank = isLeftBank
    self.generalBeds = generalBeds
    self.intensiveBeds = intensiveBeds
    let wards = generalBeds > 280 ? 4 : generalBeds > 150 ? 3 : 2
    let beds = Region.apportioned(
      generalBeds, to: Array([1.3, 1, 0.8, 0.9].prefix(wards)), least: 10)
    units =
      beds.enumerated().map { index, beds in
        CareUnit(
          id: ID("\(id)-ward-\(["a", "b", "c", "d"][index])"), hospital: id,
          name: CareNames.wards[index], kind: .ward, beds: beds)
      } + [
        CareUnit(
          id: ID("\(id)-icu"), hospital: id, name: "Intensive care", kind: .icu,
          beds: intensiveBeds),
        CareUnit(
          id: ID("\(id)-ed"), hospital: id, name: "Emergency", kind: .emergency,
          beds: isLarge ? 24 : 10),
      ]
  }

  /// As a place, so that reports can be made about it and sum upward.
  public var place: Place {
    Place(id: id, name: name, level: .hospital, parent: district, codes: ["hospital": code])
  }
}

/// A unit of a hospital and the beds that it was built with.
public struct CareUnit: Sendable {
  public let id: ID<Twin>
  public let hospital: ID<Twin>
  public let name: String
  public let kind: Unit.Kind
  public let beds: Int
}

/// A depot of the example region.
public struct CareDepot: Sendable {
  public let id: ID<Twin>
  public let name: String
  public let district: ID<Twin>
  public let position: MapPoint
  public let isLeftBank: Bool

  init(number: Int, name: String, district: ID<Twin>, position: MapPoint, isLeftBank: Bool) {
    id = ID("averlyn-s\(number)")
    self.name = name
    self.district = district
    self.position = position
    self.isLeftBank = isLeftBank
  }
}
