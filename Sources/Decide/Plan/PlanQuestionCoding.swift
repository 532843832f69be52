import SalusCore
import SalusTwin

extension PlanQuestion {
  /// The whole question in a fixed order, for its digest.
  var json: JSON {
    func numbers(_ values: [Double]) -> JSON { .array(values.map { .number($0) }) }
    return [
      "now": JSON(now), "dates": .array(dates.map { JSON($0) }), "levels": numbers(levels),
      "sites": .array(
        sites.map {
          ["id": .string($0.id.text), "isDepot": JSON($0.isDepot), "in": JSON($0.district?.text)]
        }),
      "goods": .array(
        goods.map {
          ["id": .string($0.id), "volume": JSON($0.volume), "value": JSON($0.value)]
        }),
      "holdings": .array(
        holdings.sorted { ($0.key.site, $0.key.good) < ($1.key.site, $1.key.good) }.map {
          key, holding in
          numbers(
            [
              Double(key.site), Double(key.good), holding.free, holding.promised, holding.fixed,
            ]
              + holding.incoming.flatMap { [Double($0.day), $0.quantity] })
        }),
      "needs": .array(
        needKeys.map { key in
          numbers(
            [Double(key.site), Double(key.good)] + (needs[key]?.quantiles.flatMap { $0 } ?? []))
        }),
      "minutes": .array(minutes.map { .array($0.map { JSON($0) }) }),
      "fleets": .array(
        fleets.map { fleet in
          [
            "site": JSON(fleet.site),
            "vehicles": .array(
              fleet.vehicles.map {
                ["id": .string($0.id.text), "capacity": JSON($0.capacity)]
              }),
          ]
        }),
    ]
  }
}
