import SalusCore
import SalusTwin
import Testing

@testable import SalusOperate

@Suite struct CatchmentSharesTests {
  private let places = Places([
    Place(id: ID("r"), name: "Region", level: .region),
    Place(id: ID("d1"), name: "One", level: .district, parent: ID("r")),
    Place(id: ID("d2"), name: "Two", level: .district, parent: ID("r")),
    Place(id: ID("w1"), name: "Ward 1", level: .ward, parent: ID("d1"), population: 3000),
    Place(id: ID("w2"), name: "Ward 2", level: .ward, parent: ID("d1"), population: 1000),
  ])

  private func facility(_ id: String, in district: String?, _ shares: [(String, Double)] = [])
    -> Facility
  {
    Facility(
      id: ID(id), name: id, kind: .hospital, place: district.map { ID($0) },
      catchment: shares.map { Facility.Share(place: ID($0.0), share: $0.1) })
  }

  private func shares(_ facilities: [Facility], admissions: [Double], sizes: [Double] = [1, 3])
    -> CatchmentShares
  {
    CatchmentShares(
      places: [ID("d1"), ID("d2")], hierarchy: places, facilities: facilities, sizes: sizes,
      admissions: admissions)
  }

  @Test func wardsCountByTheirResidents() {
    let found = shares(
      [
        facility("h1", in: nil, [("w1", 1), ("d2", 0.25)]),
        facility("h2", in: nil, [("w2", 1), ("d2", 0.75)]),
      ], admissions: [0, 0])
    #expect(found.ofHospital(0) == [0.75, 0.25])
    #expect(found.ofHospital(1) == [0.25, 0.75])
  }

  @Test func withoutCatchmentsPatientsGoWhereTheyWentOfLate() {
    let facilities = [facility("h1", in: "d1"), facility("h2", in: "d1")]
    #expect(shares(facilities, admissions: [30, 10]).ofHospital(0) == [0.75, 0.75])
    // Without admissions to the district's own, and of a district without any by beds.
    #expect(shares(facilities, admissions: [0, 0]).ofHospital(0) == [0.5, 0.25])
  }

  @Test func sharesOfEveryPlaceAddUpToOne() {
    let facilities = [facility("h1", in: "d1", [("d1", 0.3)]), facility("h2", in: nil)]
    let found = shares(facilities, admissions: [1, 1])
    for place in 0..<2 {
      #expect(abs(found.ofHospital(0)[place] + found.ofHospital(1)[place] - 1) < 1e-12)
    }
  }
}
