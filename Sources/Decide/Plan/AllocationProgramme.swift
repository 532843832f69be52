import SalusCore
import SalusLogistics
import SalusTwin

/// The linear programme of a plan: how much of each good to send over each lane so that the
/// expected patient-days without what they need are fewest.
///
/// For each need and day the expected shortage is a convex, piecewise linear function of what is
/// there, with a corner at each quantile: one row, and one bounded column between each two
/// quantiles whose cost is the probability that need reaches so far. This is the two-stage
/// stochastic programme with simple recourse (Wets 1983) over the quantiles as scenarios, exact in
/// its expectation because that adds up over days and sites whatever their dependence.
struct AllocationProgramme: Sendable {
  /// What a row stands for.
  enum Rule: Hashable, Sendable {
    /// No more leaves than is there.
    case stock(PlanQuestion.Key)
    /// The reserve of a depot, the own need of a hospital.
    case spare(PlanQuestion.Key)
    /// Minutes of a depot's vehicles on a day.
    case fleet(Int, wave: Int)
    /// The least share of a district's need of a good.
    case floor(ID<Twin>, good: Int)
  }

  private(set) var programme = LinearProgramme()
  private(set) var columns: [(lane: PlanLanes.Lane, column: Int)] = []
  private(set) var rules: [(rule: Rule, row: Int)] = []

  /// What one forced unit over a lane takes of a fleet, in minutes of one vehicle.
  static func load(
    _ lane: PlanLanes.Lane, _ question: PlanQuestion, _ settings: PlanSettings
  ) -> (fleet: Int, minutes: Double)? {
    guard let volume = question.goods[lane.good].volume,
      let trip = Trips.loop(from: lane.from, to: lane.to, question, settings),
      question.fleets[trip.fleet].space > 0
    else { return nil }
    return (trip.fleet, trip.minutes * volume / question.fleets[trip.fleet].space)
  }

  init(
    _ question: PlanQuestion, _ settings: PlanSettings, _ lanes: PlanLanes,
    fixed: [PlanLanes.Lane: Double], before: Set<PlanLanes.Lane>
  ) {
    let weights = Shortage.weights(question.levels)
    var stock: [PlanQuestion.Key: (hard: Int, soft: Int)] = [:]
    var fleets: [Int: [Int]] = [:]
    let open = Set(lanes.lanes).union(fixed.keys).sorted()

    for key in Set(open.map { PlanQuestion.Key($0.from, $0.good) }).sorted(by: {
      ($0.good, $0.site) < ($1.good, $1.site)
    }) {
      let free = question.holdings[key]?.free ?? 0
      let kept = PlanLanes.kept(key, question, settings)
      let name = "\(question.sites[key.site].id)/\(question.goods[key.good].id)"
      let hard = programme.addRow("stock/" + name, upper: free)
      let soft = programme.addRow("reserve/" + name, upper: max(0, free - kept))
      stock[key] = (hard, soft)
      rules.append((.stock(key), hard))
      rules.append((.spare(key), soft))
    }
    for (index, fleet) in question.fleets.enumerated() {
      fleets[index] = (0..<max(1, settings.departureDays)).map { wave in
        let row = programme.addRow(
          "vehicles/\(question.sites[fleet.site].id)/\(wave)",
          upper: Double(fleet.vehicles.count) * settings.workMinutes)
        rules.append((.fleet(index, wave: wave), row))
        return row
      }
    }
    var floors: [Int: [PlanQuestion.Key: Int]] = [:]
    for floor in Floors.of(question, settings, lanes) {
      let row = programme.addRow(
        "floor/\(floor.district)/\(question.goods[floor.good].id)",
        upper: (1 - floor.share) * floor.need)
      rules.append((.floor(floor.district, good: floor.good), row))
      for site in floor.sites { floors[floor.good, default: [:]][.init(site, floor.good)] = row }
    }

    // Rows of needs, and how each arrival day helps them.
    var helped: [PlanQuestion.Key: [(day: Int, row: Int)]] = [:]
    for key in lanes.sinks {
      guard let need = question.needs[key] else { continue }
      let good = question.goods[key.good]
      let supply = question.supply(key)
      for (day, weight) in AllocationProgramme.marks(
        supply.count, settings, isConsumed: good.isConsumed)
      {
        let tail = AllocationProgramme.tail(need.quantiles[day], weights, above: supply[day])
        guard let top = tail.last?.upper, top > supply[day] + 1e-9 else { continue }
        let row = programme.addRow(
          "need/\(question.sites[key.site].id)/\(good.id)/\(day)", lower: top - supply[day])
        helped[key, default: []].append((day, row))
        for segment in tail {
          var entries = [LinearProgramme.Entry(row, 1)]
          if weight >= 1, let floor = floors[key.good]?[key] {
            entries.append(.init(floor, weight * segment.probability))
          }
          _ = programme.addColumn(
            "short", cost: weight * good.value * segment.probability,
            upper: segment.upper - segment.lower, entries)
        }
      }
    }

    for lane in open {
      let key = PlanQuestion.Key(lane.from, lane.good)
      guard let rows = stock[key] else { continue }
      let good = question.goods[lane.good]
      let minutes = question.minutes[lane.from][lane.to] ?? settings.mostMinutes
      var entries = [LinearProgramme.Entry(rows.hard, 1), .init(rows.soft, 1)]
      if let load = AllocationProgramme.load(lane, question, settings),
        let row = fleets[load.fleet]?[lane.wave]
      {
        entries.append(.init(row, load.minutes))
      }
      let arrival = Trips.earliestDay(lane, question, settings)
      for (day, row) in helped[.init(lane.to, lane.good)] ?? [] where day >= arrival {
        entries.append(.init(row, 1))
      }
      let isNew = !before.contains(
        PlanLanes.Lane(good: lane.good, from: lane.from, to: lane.to, wave: 0))
      // A little for the way and the trouble, so that nothing moves without need.
      let cost = good.value * (0.01 + minutes * 5e-5 + (isNew ? settings.changeCost : 0))
      let quantity = fixed[lane]
      let column = programme.addColumn(
        "\(good.id)/\(question.sites[lane.from].id)/\(question.sites[lane.to].id)/\(lane.wave)",
        cost: cost, lower: quantity ?? 0, upper: quantity ?? .infinity, entries)
      columns.append((lane, column))
    }
  }

  /// The days that are looked at, each with its weight.
  ///
  /// What is used up counts once, at the end; the days on which things arrive only make haste. Of
  /// what is in use the first days stand for themselves and each later one for up to three: nothing
  /// arrives then, and needs move little from day to day.
  private static func marks(_ days: Int, _ settings: PlanSettings, isConsumed: Bool)
    -> [(day: Int, weight: Double)]
  {
    if isConsumed {
      let early = (0...settings.departureDays).filter { $0 < days - 1 }.map { ($0, 0.1) }
      return early + [(days - 1, 1)]
    }
    let single = min(days, settings.departureDays + 2)
    var marks = (0..<single).map { (day: $0, weight: 1.0) }
    for start in stride(from: single, to: days, by: 3) {
      let length = min(3, days - start)
      marks.append((start + (length - 1) / 2, Double(length)))
    }
    return marks
  }

  /// The stretches of need above what is there, each with the probability that need reaches it.
  private static func tail(
    _ quantiles: [Double], _ weights: [Double], above supply: Double
  ) -> [(lower: Double, upper: Double, probability: Double)] {
    var stretches: [(lower: Double, upper: Double, probability: Double)] = []
    var lower = supply
    for level in quantiles.indices where quantiles[level] > lower + 1e-9 {
      let probability = weights[level...].reduce(0, +)
      stretches.append((lower, quantiles[level], probability))
      lower = quantiles[level]
    }
    return stretches
  }

  /// Rules that may give way where not all can hold, with the patient-days that a unit weighs.
  func elastic(_ question: PlanQuestion) -> [(row: Int, weight: Double)] {
    rules.compactMap { rule, row in
      switch rule {
      case .spare(let key): (row, max(question.goods[key.good].value, 1e-6))
      case .floor(_, let good): (row, max(question.goods[good].value, 1e-6))
      case .stock, .fleet: nil
      }
    }
  }

  /// The programme with some lanes closed and some limits moved; rows and columns stay, so that a
  /// solution of one is a start for the other.
  func adjusted(_ choice: Choice, fixed: [PlanLanes.Lane: Double], _ settings: PlanSettings)
    -> LinearProgramme
  {
    var adjusted = programme
    for (lane, column) in columns where choice.closed.contains(lane) && fixed[lane] == nil {
      adjusted.setColumn(column, lower: 0, upper: 0)
    }
    for (rule, row) in rules {
      var upper = adjusted.rows[row].upper
      switch (rule, choice.extra) {
      case (.stock(let key), .spare(let other)) where key == other: upper += 1
      case (.spare(let key), .spare(let other)) where key == other: upper += 1
      case (.fleet(let index, _), .fleet(let other)) where index == other:
        upper += settings.workMinutes
      default: break
      }
      if case .fleet = rule, choice.isWithoutFleets { upper = .infinity }
      adjusted.setRow(row, lower: adjusted.rows[row].lower, upper: upper)
    }
    return adjusted
  }

  /// What one run tries.
  struct Choice: Sendable {
    /// Lanes that are not used.
    var closed: Set<PlanLanes.Lane> = []
    /// One unit more of a limit than there is, to see what it would buy.
    var extra: Extra?
    var isWithoutFleets = false

    enum Extra: Hashable, Sendable {
      case spare(PlanQuestion.Key)
      case fleet(Int)
    }
  }
}
