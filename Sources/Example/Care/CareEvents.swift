import SalusCore
import SalusTwin

extension CareNetwork {
  /// What the journal is told of the hospitals and depots before the first report: the hospitals as
  /// places, and all of them as facilities with their units, items, vehicles and travel times.
  public func drafts(_ region: Region, actor: String, source: String) -> [Draft] {
    var drafts = hospitals.map {
      PlaceRegistered($0.place).draft(actor: actor, source: source)
    }
    let catchments = region.districts.indices.map { districtShares($0) }
    for (index, hospital) in hospitals.enumerated() {
      let shares = region.districts.indices.compactMap { district -> Facility.Share? in
        let share = (catchments[district][index] * 1000).rounded() / 1000
        return share > 0
          ? Facility.Share(place: region.districts[district].id, share: share) : nil
      }
      drafts.append(
        Facility(
          id: hospital.id, name: hospital.name, kind: .hospital, place: hospital.district,
          x: hospital.position.x, y: hospital.position.y, catchment: shares
        ).draft(actor: actor, source: source))
      for unit in hospital.units {
        drafts.append(
          Unit(id: unit.id, hospital: hospital.id, name: unit.name, kind: unit.kind)
            .draft(actor: actor, source: source))
      }
    }
    for depot in depots {
      drafts.append(
        Facility(
          id: depot.id, name: depot.name, kind: .depot, place: depot.district,
          x: depot.position.x, y: depot.position.y
        ).draft(actor: actor, source: source))
    }
    drafts += CareItem.all.map { $0.item.draft(actor: actor, source: source) }
    drafts += vehicles.map { $0.draft(actor: actor, source: source) }
    drafts.append(
      TravelTable(
        rows: sites.indices.flatMap { from in
          sites.indices.filter { $0 != from }.map { to in
            Travel(from: sites[from], to: sites[to], minutes: minutes[from][to])
          }
        },
        assumption: "1.3 times the straight line at 50 km/h and 4 minutes, over the nearest bridge"
      ).draft(actor: actor, source: source))
    return drafts.map { draft in
      var draft = draft
      // The same facility again is no new fact; another seed's is.
      let name = "\(draft.type)/\(draft.twin)/\(region.seed.value)"
      draft.key = name
      return draft
    }
  }
}
