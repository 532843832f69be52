import SalusCore
import SalusNumerics

/// How stock is replaced in quiet times: hospitals once a week from the nearest depot, depots on
/// Mondays from outside. Both order up to what they aim to hold, and neither can get much more in a
/// week than what was used in a week some time ago, so that an outbreak eats into stock.
struct Provision: Sendable {
  let network: CareNetwork
  /// By hospital, then item.
  let usualUse: [[Double]]
  let seed: Seed

  struct Delivery: Sendable {
    /// A site; nil is from outside.
    var from: Int?
    var to: Int
    var item: Int
    var quantity: Int
    /// What comes from outside.
    var lot: StoreRoom.Lot?
  }

  /// Weekly deliveries at most, as a share of the expected week's use.
  private static let hospitalLimit = 1.35
  private static let depotLimit = 1.4
  /// Share of its aim that a depot keeps back for emergencies.
  private static let keptBack = 0.4
  /// Spare ventilators and movable beds by depot.
  private static let ventilators = [12, 8, 4]
  private static let movableBeds = [10, 8, 4]

  /// Stock on the morning of day 0, by site, then item.
  func opening() -> [[StoreRoom]] {
    let sites = network.sites.count
    return (0..<sites).map { site in
      CareItem.all.indices.map { item in
        var room = StoreRoom()
        for lot in opening(site, item) { room.add(lot) }
        return room
      }
    }
  }

  private func opening(_ site: Int, _ item: Int) -> [StoreRoom.Lot] {
    let kind = CareItem.all[item]
    let hospitals = network.hospitals.count
    if kind.item.isReusable {
      let quantity: Int
      if site >= hospitals {
        quantity =
          item == CareItem.ventilator
          ? Provision.ventilators[site - hospitals] : Provision.movableBeds[site - hospitals]
      } else {
        let beds = Double(network.hospitals[site].intensiveBeds)
        quantity = item == CareItem.ventilator ? max(3, Int((0.6 * beds).rounded())) : 0
      }
      return [StoreRoom.Lot(name: kind.item.id.text, quantity: quantity)]
    }
    var draws = Stream(seed, .progression, site, item, layer: 60)
    let whole = aim(site, item) * (0.85 + 0.25 * draws.uniform())
    let first = 0.35 + 0.2 * draws.uniform()
    return [first, 1 - first].enumerated().map { index, share in
      let lastDay = kind.keeps.map { keeps -> Int in
        // The older half was made longer ago, and nobody keeps what is about to expire.
        let age = (index == 0 ? 0.45 : 0.1) + 0.25 * draws.uniform()
        return Int(Double(keeps) * (1 - age)) - 20
      }
      return StoreRoom.Lot(
        name: name(item, "A\(index + 1)", site), quantity: Int((whole * share).rounded()),
        lastDay: lastDay)
    }
  }

  /// What a site aims to hold: for a depot, of its third of the region's use.
  private func aim(_ site: Int, _ item: Int) -> Double {
    let kind = CareItem.all[item]
    let hospitals = network.hospitals.count
    // Whoever uses a few units a month keeps some packs against chance.
    return site < hospitals
      ? max(kind.hospitalDays * usualUse[site][item], 3 * Double(kind.pack))
      : kind.depotDays * regionUse(item) / 3
  }

  private func regionUse(_ item: Int) -> Double { usualUse.reduce(0) { $0 + $1[item] } }

  /// The deliveries of a day: depots first, so that what came in the morning can go out.
  ///
  /// - Parameter expected: use of a day that the supply chain reckons with, by hospital, then item.
  func deliveries(on day: Int, stores: [[StoreRoom]], expected: [[Double]]) -> [Delivery] {
    var list: [Delivery] = []
    let hospitals = network.hospitals.count
    let weekday = ExampleCalendar.weekday(day)
    var held = stores.map { $0.map(\.quantity) }
    for (item, kind) in CareItem.all.enumerated() where !kind.item.isReusable {
      if weekday == .monday {
        let all = expected.reduce(0) { $0 + $1[item] }
        for site in hospitals..<stores.count {
          let limit = Provision.depotLimit * 7 * all / 3
          let quantity = Int(min(limit, max(0, aim(site, item) - Double(held[site][item]))))
          guard quantity > 0 else { continue }
          let lot = StoreRoom.Lot(
            name: name(item, ExampleCalendar.date(day).description, site), quantity: quantity,
            lastDay: kind.keeps.map { day + $0 * 9 / 10 })
          list.append(Delivery(from: nil, to: site, item: item, quantity: quantity, lot: lot))
          held[site][item] += quantity
        }
      }
      // Two or three hospitals on every working day.
      for site in 0..<hospitals where 1 + site % 5 == weekday.rawValue {
        guard let depot = nearestDepot(site) else { continue }
        let limit = max(
          Provision.hospitalLimit * 7 * expected[site][item], Double(CareItem.all[item].pack))
        let spare = Double(held[depot][item]) - Provision.keptBack * aim(depot, item)
        let quantity = Int(
          min(limit, max(0, aim(site, item) - Double(held[site][item])), max(0, spare)))
        guard quantity > 0 else { continue }
        list.append(Delivery(from: depot, to: site, item: item, quantity: quantity))
        held[depot][item] -= quantity
      }
    }
    return list
  }

  private func nearestDepot(_ site: Int) -> Int? {
    (network.hospitals.count..<network.sites.count).min {
      network.minutes[site][$0] < network.minutes[site][$1]
    }
  }

  /// The name of a lot; the same in every journal.
  private func name(_ item: Int, _ batch: String, _ site: Int) -> String {
    let code = CareItem.all[item].item.id.text.prefix(3).uppercased()
    return "\(code)-\(batch)-\(site + 1)"
  }
}
