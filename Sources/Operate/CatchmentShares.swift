import SalusCore
import SalusTwin

/// Which part of each place's patients comes to which hospital.
///
/// Catchments that facilities name come first, those of parts weighted by residents. A place that no
/// catchment names sends its patients where recent admissions went; without admissions to the
/// hospitals of its own, else to all by their beds.
struct CatchmentShares {
  /// By place, then hospital; each place's add up to 1.
  private var byPlace: [[Double]]

  /// - Parameters:
  ///   - sizes: beds by hospital.
  ///   - admissions: recent admissions by hospital.
  init(
    places: [ID<Twin>], hierarchy: Places, facilities: [Facility], sizes: [Double],
    admissions: [Double]
  ) {
    let count = facilities.count
    let indexByPlace = Dictionary(
      places.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    var named = places.map { _ in [Double](repeating: 0, count: count) }
    for (hospital, facility) in facilities.enumerated() {
      for share in facility.catchment where share.share > 0 {
        guard
          let index = CatchmentShares.index(of: share.place, indexByPlace, hierarchy)
        else { continue }
        // A part counts by its residents, a place itself by one.
        let isPlace = share.place == places[index]
        let weight = isPlace ? 1 : Double(hierarchy[share.place]?.population ?? 1)
        named[index][hospital] += share.share * weight
      }
    }
    let total = admissions.reduce(0, +)
    let beds = sizes.reduce(0, +)
    byPlace = places.indices.map { index in
      let sum = named[index].reduce(0, +)
      if sum > 0 { return named[index].map { $0 / sum } }
      if total > 0 { return admissions.map { $0 / total } }
      let own = facilities.indices.filter { facilities[$0].place == places[index] }
      if !own.isEmpty {
        return facilities.indices.map { own.contains($0) ? 1 / Double(own.count) : 0 }
      }
      return beds > 0
        ? sizes.map { $0 / beds } : sizes.map { _ in 1 / Double(max(1, count)) }
    }
  }

  /// Of each place, in order.
  func ofHospital(_ hospital: Int) -> [Double] { byPlace.map { $0[hospital] } }

  /// The place itself, or the one that it is part of.
  private static func index(
    of place: ID<Twin>, _ indexByPlace: [ID<Twin>: Int], _ hierarchy: Places
  ) -> Int? {
    var id: ID<Twin>? = place
    var steps = 0
    while let at = id, steps < Place.Level.allCases.count {
      if let index = indexByPlace[at] { return index }
      id = hierarchy[at]?.parent
      steps += 1
    }
    return nil
  }
}
