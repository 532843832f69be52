import SalusCore
import SalusDecide
import SalusGovernance
import SalusTwin

/// A small region: depots d1..., hospitals h1..., with whatever a test says they have and need.
struct PlanFixture {
  var hospitals = 3
  var depots = 1
  /// Hospital or depot, then item, then units.
  var stock: [String: [String: Double]] = [:]
  /// Hospital, then item or resource, then the median need of each of 28 days.
  var need: [String: [String: Double]] = [:]
  /// Spread of needs: quantiles run from (1 - spread) to (1 + spread) times the median.
  var spread = 0.2
  var vehicles = 2
  var minutes: (String, String) -> Double = { $0 == $1 ? 0 : 40 }
  var settings = PlanSettings()
  var now = Instant(startOf: CivilDate(days: 20_000)) + 6 * 3600

  static let levels = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975]

  var sites: [String] {
    (0..<depots).map { "d\($0 + 1)" } + (0..<hospitals).map { "h\($0 + 1)" }
  }

  static let items: [Item] = [
    Item(
      id: "ventilator", title: "Ventilators", unit: "{ventilator}", category: .equipment,
      isReusable: true, volume: 0.5),
    Item(id: "mask", title: "Masks", unit: "{mask}", category: .protective, volume: 0.001),
    Item(
      id: "bed-movable", title: "Movable beds", unit: "{bed}", category: .bed, isReusable: true,
      volume: 2),
  ]

  func drafts() -> [Draft] {
    var drafts: [Draft] = []
    for (index, site) in sites.enumerated() {
      drafts.append(
        Facility(
          id: ID(site), name: "Site \(site.uppercased())",
          kind: site.hasPrefix("d") ? .depot : .hospital, place: ID("district-\(index % 3)")
        ).draft(actor: "test", source: "test"))
    }
    drafts += PlanFixture.items.map { $0.draft(actor: "test", source: "test") }
    for depot in sites.prefix(depots) {
      for number in 0..<vehicles {
        drafts.append(
          Vehicle(
            id: ID("\(depot)-v\(number + 1)"), name: "Van \(number + 1)", depot: ID(depot),
            capacity: 8
          ).draft(actor: "test", source: "test"))
      }
    }
    var rows: [Travel] = []
    for from in sites {
      for to in sites where from != to {
        rows.append(Travel(from: ID(from), to: ID(to), minutes: minutes(from, to)))
      }
    }
    drafts.append(TravelTable(rows: rows).draft(actor: "test", source: "test"))
    for (site, holdings) in stock.sorted(by: { $0.key < $1.key }) {
      for (item, quantity) in holdings.sorted(by: { $0.key < $1.key }) where quantity > 0 {
        drafts.append(
          StockCount(
            facility: ID(site), item: ID(item),
            lots: [Lot(lot: "A", quantity: quantity)]
          ).draft(actor: "test", source: "test", valid: now))
      }
    }
    return drafts
  }

  func capacity(_ order: ([Draft]) -> [Draft] = { $0 }) throws -> Capacity {
    var capacity = Capacity()
    _ = try capacity.apply(
      order(drafts()).enumerated().map { index, draft in
        event(draft, index + 1)
      })
    return capacity
  }

  func event(_ draft: Draft, _ sequence: Int) -> Event {
    Event(
      sequence: Int64(sequence), branch: Branch.main, twin: draft.twin, revision: 1,
      type: draft.type, version: 1, valid: draft.valid ?? now, known: draft.known ?? now,
      recorded: now, payload: draft.payload, actor: draft.actor, purpose: draft.purpose,
      source: draft.source, previous: Digest.zero, hash: Digest.zero)
  }

  /// Orders as signing the plan makes them.
  func orders(_ plan: Plan) throws -> Orders {
    var orders = Orders()
    try orders.apply(
      plan.moves.enumerated().map { index, move in
        event(
          OrderIssued(
            Order(
              id: orders.nextID(index), plan: plan.id, planRevision: 1, move: move.id.text,
              item: ID(move.item), quantity: move.quantity, from: move.from, to: move.to,
              issued: now, departs: move.departs, due: move.arrives)
          ).draft(actor: "test"), 2000 + index)
      })
    return orders
  }

  var estimate: DemandEstimate {
    let day = now.date - 1
    let dates = (1...28).map { day + $0 }
    var rows: [DemandRow] = []
    for (site, needs) in need.sorted(by: { $0.key < $1.key }) {
      for (resource, median) in needs.sorted(by: { $0.key < $1.key }) {
        let isCumulative = resource == "mask"
        let table = dates.indices.map { index in
          PlanFixture.levels.map { level in
            median * (1 + spread * (2 * level - 1)) * (isCumulative ? Double(index + 1) : 1)
          }
        }
        rows.append(
          DemandRow(
            site: ID(site), resource: resource, unit: "1", isCumulative: isCumulative,
            capacity: capacity(of: resource, at: site), now: nil, mean: table.map { $0[3] },
            need: table, peak: [], peakDate: dates[0], breach: nil, cover: nil))
      }
    }
    return DemandEstimate(
      event: 7, asOf: .latest, sequence: 6, day: day, dates: dates, levels: PlanFixture.levels,
      forecast: nil, method: "", parameters: [:], seed: 1, paths: 100, rows: rows, totals: [])
  }

  private func capacity(of resource: String, at site: String) -> Double {
    if resource == "icu-beds" { return 10 }
    if resource.hasSuffix("nurse") { return 20 }
    return stock[site]?[resource] ?? 0
  }

  func question(_ order: ([Draft]) -> [Draft] = { $0 }) throws -> PlanQuestion {
    PlanQuestion(
      capacity: try capacity(order), demand: estimate, orders: Orders(), settings: settings,
      now: now)
  }

  func planner() throws -> Planner { Planner(try question(), settings) }

  func plan(amendments: [Plan.Amendment] = [], before: Plan? = nil) throws -> Plan {
    try planner().plan(ID("P-1"), before: before, amendments: amendments)
  }

  /// A region drawn from a seed: some hospitals short, some with more than they need.
  static func drawn(_ seed: Int, hospitals: Int = 6, depots: Int = 2) -> PlanFixture {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
    func next(_ bound: Int) -> Double {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Double(state % UInt64(bound))
    }
    var fixture = PlanFixture()
    fixture.hospitals = hospitals
    fixture.depots = depots
    fixture.vehicles = 1 + seed % 3
    for site in fixture.sites {
      fixture.stock[site] = ["ventilator": next(15), "mask": next(8000), "bed-movable": next(5)]
      if site.hasPrefix("h") {
        fixture.need[site] = [
          "ventilator": next(16), "mask": next(400), "icu-beds": next(16), "icu-nurse": next(26),
          "ward-beds": 60,
        ]
      }
    }
    let far = Dictionary(
      uniqueKeysWithValues: fixture.sites.map { ($0, (next(100), next(100))) })
    fixture.minutes = { from, to in
      let (a, b) = (far[from] ?? (0, 0), far[to] ?? (0, 0))
      return 10 + abs(a.0 - b.0) + abs(a.1 - b.1)
    }
    return fixture
  }
}

extension ID: ExpressibleByUnicodeScalarLiteral {}
extension ID: ExpressibleByExtendedGraphemeClusterLiteral {}
extension ID: ExpressibleByStringLiteral {
  /// So that tests read plainly.
  public init(stringLiteral value: String) { self.init(value) }
}
