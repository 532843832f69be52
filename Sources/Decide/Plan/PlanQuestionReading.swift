import SalusCore
import SalusTwin

extension PlanQuestion {
  /// Puts the question together from the twin: what there is, what will be needed, what is under
  /// way.
  ///
  /// - Parameters:
  ///   - orders: open ones bring what they hold to their receivers when they are due.
  ///   - now: the moment from which things can depart; days before it are left out.
  public init(
    capacity: Capacity, demand: DemandEstimate, orders: Orders, settings: PlanSettings,
    now: Instant
  ) {
    let today = now.date
    let first = demand.dates.firstIndex { $0 >= today } ?? demand.dates.count
    let range = first..<min(demand.dates.count, first + max(1, settings.horizonDays))
    let hospitals = capacity.hospitals
    let facilities = (hospitals + capacity.depots).sorted { $0.id < $1.id }
    let sites = facilities.map {
      Site(id: $0.id, name: $0.name, isDepot: $0.kind == .depot, district: $0.place)
    }
    let rates = PlanQuestion.rates(demand)
    let resources = Set(demand.rows.map(\.resource))
    var goods: [Good] = []
    for item in capacity.items {
      let resource = item.category == .bed ? settings.bedResource : item.id.text
      guard resources.contains(resource) else { continue }
      let isConsumed = !item.isReusable && item.category != .bed
      let weight = settings.importance[item.category.rawValue] ?? 0.05
      // What is rarely used lasts a patient for long, but no longer than a stay.
      let value =
        isConsumed
        ? weight / max(rates[item.id.text] ?? 1, 1 / max(1, settings.mostDaysOfUnit)) : weight
      goods.append(
        Good(
          id: item.id.text, title: item.title, unit: item.unit, isConsumed: isConsumed,
          volume: item.volume, value: value))
    }
    for group in settings.staff where resources.contains(group) {
      goods.append(
        Good(
          id: group, title: PlanQuestion.title(ofStaff: group), unit: "{person}",
          isConsumed: false, volume: nil, value: settings.importance["staff"] ?? 0.8,
          isStaff: true))
    }
    goods.sort { $0.id < $1.id }
    self.init(
      now: now, dates: Array(demand.dates[range]), levels: demand.levels, sites: sites,
      goods: goods, holdings: [:], needs: [:],
      minutes: sites.map { from in sites.map { capacity.travel(from.id, $0.id) } },
      fleets: PlanQuestion.fleets(capacity, sites), demand: demand.id)

    let rows = Dictionary(
      demand.rows.map { (Pair(site: $0.site, resource: $0.resource), $0) },
      uniquingKeysWith: { first, _ in first })
    let shelf = today + settings.shelfDays + 1
    for (site, facility) in facilities.enumerated() {
      for (index, good) in goods.enumerated() {
        let key = Key(site, index)
        let item = capacity.itemsByID[ID(good.id)]
        let resource = item?.category == .bed ? settings.bedResource : good.id
        let row = rows[Pair(site: facility.id, resource: resource)]
        var holding = Holding(free: 0)
        if good.isStaff {
          // Nobody reserves people in a stock: who is ordered to leave is promised all the same.
          let onShift = (row?.capacity ?? 0).rounded(.down)
          let leaving = orders.open.reduce(0) {
            $0 + ($1.item.text == good.id && $1.from == facility.id ? $1.remaining : 0)
          }
          holding.promised = min(onShift, leaving)
          holding.free = onShift - holding.promised
        } else {
          let stock = capacity.stock(facility.id, ID(good.id))
          let usable = stock.lots.filter { $0.isUsable(on: shelf) }
          let sum = usable.reduce(0) { $0 + $1.quantity }
          holding.promised = min(sum, stock.reserved)
          holding.free = sum - holding.promised
          holding.lots = PlanQuestion.rest(of: usable, after: holding.promised)
          if item?.category == .bed { holding.fixed = row?.capacity ?? 0 }
        }
        for order in orders.open where order.item.text == good.id && order.to == facility.id {
          holding.incoming.append(
            Arrival(day: day(of: order.due), quantity: order.remaining))
        }
        if holding.free > 0 || row != nil || !holding.incoming.isEmpty { holdings[key] = holding }
        // A need nobody knows the supply for cannot be called short.
        guard let row, row.capacity != nil, !range.isEmpty else { continue }
        needs[key] = PlanQuestion.need(row, range, isConsumed: good.isConsumed)
      }
    }
  }

  /// The lots that earlier orders leave, for those take what expires first.
  private static func rest(of lots: [Lot], after promised: Double) -> [Lot] {
    var promised = promised
    return lots.compactMap { lot in
      let taken = min(promised, lot.quantity)
      promised -= taken
      guard lot.quantity - taken > 1e-9 else { return nil }
      return Lot(lot: lot.lot, quantity: lot.quantity - taken, expires: lot.expires)
    }
  }

  private struct Pair: Hashable {
    var site: ID<Twin>
    var resource: String
  }

  /// The days of the horizon; what is used up is counted from its first day on.
  private static func need(_ row: DemandRow, _ range: Range<Int>, isConsumed: Bool) -> Need {
    guard isConsumed, row.isCumulative else {
      return Need(quantiles: range.map { row.need[$0] }, mean: range.map { row.mean[$0] })
    }
    let start = range.lowerBound
    let before = start > 0 ? row.need[start - 1] : row.need[start].map { _ in 0 }
    return Need(
      quantiles: range.map { day in zip(row.need[day], before).map { max(0, $0 - $1) } },
      mean: range.map { row.mean[$0] - ($0 > 0 ? row.mean[$0 - 1] : 0) })
  }

  /// Use of each item for a patient's day in bed: what makes shortages of unlike things comparable.
  ///
  /// Of the day of the greatest use, for all that is used counts here; an item's need over the days
  /// is less what deliveries bring.
  private static func rates(_ demand: DemandEstimate) -> [String: Double] {
    var patients = 0.0
    var used: [String: Double] = [:]
    for row in demand.rows {
      if row.resource == "ward-beds" || row.resource == "icu-beds" {
        patients += greatest(row)
      } else if row.isCumulative {
        used[row.resource, default: 0] += greatest(row)
      }
    }
    guard patients > 0 else { return [:] }
    return used.mapValues { $0 / patients }
  }

  /// The need of the day that needs most, at the median; the mean one where no estimate tells it.
  private static func greatest(_ row: DemandRow) -> Double {
    if !row.peak.isEmpty { return row.peak[row.peak.count / 2] }
    return row.isCumulative
      ? (row.mean.last ?? 0) / Double(max(1, row.mean.count)) : row.mean.max() ?? 0
  }

  private static func fleets(_ capacity: Capacity, _ sites: [Site]) -> [Fleet] {
    var fleets: [Fleet] = []
    for (index, site) in sites.enumerated() {
      let vehicles = capacity.vehicles.filter {
        $0.depot == site.id && $0.capacity > 0 && capacity.status(of: $0.id) == .free
      }
      if !vehicles.isEmpty { fleets.append(Fleet(site: index, vehicles: vehicles)) }
    }
    return fleets
  }

  /// `icu-nurse` becomes `ICU nurses`.
  public static func title(ofStaff group: String) -> String {
    let words = group.split(separator: "-").map { $0 == "icu" ? "ICU" : String($0) }
    let text = words.joined(separator: " ") + "s"
    return text.prefix(1).uppercased() + text.dropFirst()
  }
}
