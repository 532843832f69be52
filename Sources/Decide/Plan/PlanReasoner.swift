import SalusCore
import SalusTwin

/// Puts an allocation's limits and refusals into words.
struct PlanReasoner: Sendable {
  let question: PlanQuestion
  let settings: PlanSettings
  let lanes: PlanLanes
  let allocator: Allocator
  let allocation: Allocation

  private func name(_ site: Int) -> String { question.sites[site].name }

  private func title(_ good: Int) -> String { Words.inSentence(question.goods[good].title) }

  // MARK: - What holds the plan back

  /// The limits whose next unit buys most, each checked by solving again with one unit more.
  func binding(most: Int = 3) throws(PlanError) -> [Plan.Binding] {
    let cost = allocation.cost(question, lanes)
    var allocator = allocator
    var found: [(gain: Double, binding: Plan.Binding)] = []
    for extra in candidates().prefix(most) {
      var choice = AllocationProgramme.Choice()
      choice.closed = allocation.crowded.union(allocation.idle)
      choice.extra = extra
      if case .fleet(let index) = extra {
        choice.closed = choice.closed.filter { lane in
          Trips.loop(from: lane.from, to: lane.to, question, settings)?.fleet != index
        }
      }
      let other = try allocator.solve(choice)
      let gain = cost - other.cost(question, lanes)
      guard gain > 0.05 else { continue }
      found.append(
        (
          gain,
          Plan.Binding(words: words(extra, gain), gain: gain, unit: "patient-days")
        ))
    }
    return found.enumerated().sorted {
      ($1.element.gain, $0.offset) < ($0.element.gain, $1.offset)
    }.map(\.element.binding)
  }

  /// Limits by what the programme's prices promise, the dearest first.
  private func candidates() -> [AllocationProgramme.Choice.Extra] {
    var prices: [AllocationProgramme.Choice.Extra: Double] = [:]
    for (rule, price) in allocation.prices {
      switch rule {
      case .spare(let key), .stock(let key): prices[.spare(key), default: 0] += price
      case .fleet(let index, _):
        prices[.fleet(index), default: 0] += price * settings.workMinutes
      case .floor: break
      }
    }
    for lane in allocation.crowded {
      guard let trip = Trips.loop(from: lane.from, to: lane.to, question, settings) else {
        continue
      }
      // The programme shares vehicles without loss; whole trips are what does not fit.
      prices[.fleet(trip.fleet), default: 0] += 1
    }
    return prices.filter { $0.value > 0.01 }.sorted {
      ($1.value, order($0.key)) < ($0.value, order($1.key))
    }.map(\.key)
  }

  private func order(_ extra: AllocationProgramme.Choice.Extra) -> Int {
    switch extra {
    case .fleet(let index): index
    case .spare(let key): 1000 + key.good * 1000 + key.site
    }
  }

  private func words(_ extra: AllocationProgramme.Choice.Extra, _ gain: Double) -> String {
    let saved = "would save \(Words.number(gain)) patient-days"
    switch extra {
    case .fleet(let index):
      let fleet = question.fleets[index]
      return "The \(Words.plural(fleet.vehicles.count, "vehicle")) of \(name(fleet.site)) "
        + "can make no more trips; one more \(saved)"
    case .spare(let key):
      let good = question.goods[key.good]
      let kept = PlanLanes.kept(key, question, settings)
      let reserve =
        kept < 0.5
        ? "" : " beyond the \(Words.amount(kept, good.unit)) that it keeps"
      return "\(name(key.site)) has no more \(title(key.good)) to give\(reserve); one more \(saved)"
    }
  }

  // MARK: - Why not

  /// Moves that a reader may miss, with the reason against each: the nearest sources of what is
  /// short or supplied, and those of an earlier plan.
  func rejected(most: Int = 8) -> [Plan.Rejected] {
    let used = Set(
      allocation.shipments.map {
        PlanLanes.Lane(good: $0.lane.good, from: $0.lane.from, to: $0.lane.to, wave: 0)
      })
    var found: [Plan.Rejected] = []
    let sinks = lanes.sinks.sorted { worth($0) > worth($1) }
    for sink in sinks {
      let sources = question.sites.indices.filter { from in
        from != sink.site && (question.holdings[.init(from, sink.good)]?.free ?? 0) >= 1
          && !used.contains(.init(good: sink.good, from: from, to: sink.site, wave: 0))
      }.sorted {
        (question.minutes[$0][sink.site] ?? .infinity, $0)
          < (question.minutes[$1][sink.site] ?? .infinity, $1)
      }
      for from in sources.prefix(2) {
        let lane = PlanLanes.Lane(good: sink.good, from: from, to: sink.site, wave: 0)
        guard let why = reason(lane) else { continue }
        let good = question.goods[sink.good]
        found.append(
          Plan.Rejected(
            item: good.id, title: good.title, from: question.sites[from].id,
            to: question.sites[sink.site].id, why: why))
        if found.count == most { return found }
      }
    }
    return found
  }

  /// Patient-days that lack at a site if nothing is done.
  private func worth(_ key: PlanQuestion.Key) -> Double {
    (lanes.nothing[key]?.mean(Shortage.weights(question.levels)) ?? 0)
      * question.goods[key.good].value
  }

  private func reason(_ lane: PlanLanes.Lane) -> String? {
    let key = PlanQuestion.Key(lane.from, lane.good)
    let good = question.goods[lane.good]
    guard let minutes = question.minutes[lane.from][lane.to] else {
      return "no way from \(name(lane.from)) is registered"
    }
    guard minutes <= settings.mostMinutes else {
      return "\(Words.number(minutes)) minutes away, more than the "
        + "\(Words.number(settings.mostMinutes)) that are allowed"
    }
    let free = question.holdings[key]?.free ?? 0
    if lanes.sinks.contains(key) { return "short of \(title(lane.good)) itself" }
    guard let spare = lanes.spare[key], spare >= 1 else {
      return question.sites[lane.from].isDepot
        ? "its \(Words.amount(free, good.unit)) are its reserve"
        : "keeps its \(Words.amount(free, good.unit)) for its own need"
    }
    let left =
      (lanes.nothing[.init(lane.to, lane.good)]?.mean(Shortage.weights(question.levels)))
      .map { $0 * good.value } ?? 0
    let sources = allocation.shipments.filter {
      $0.lane.good == lane.good && $0.lane.to == lane.to
    }
    let given = allocation.shipments.filter {
      $0.lane.good == lane.good && $0.lane.from == lane.from
    }
    if allocation.crowded.contains(where: { isSame($0, lane) }) {
      return "its trip does not fit into the vehicles' day beside those that save more"
    }
    if allocation.idle.contains(where: { isSame($0, lane) }) || left < settings.leastMoveGain {
      return "would save less than \(Words.number(settings.leastMoveGain)) patient-days"
    }
    if given.reduce(0, { $0 + $1.quantity }) > spare - 1, let best = given.first {
      return "what it can spare goes to \(name(best.lane.to)), where it saves more"
    }
    if let source = sources.first,
      let other = question.minutes[source.lane.from][lane.to]
    {
      let longer = minutes - other
      if longer >= 1 {
        return "\(Words.number(longer)) minutes longer than from \(name(source.lane.from)), "
          + "for the same gain"
      }
      return "\(name(source.lane.from)) gives enough, at no greater cost"
    }
    guard let cost = allocation.reducedCosts[lane], cost > 1e-9 else { return nil }
    return "each would cost \(Words.number(cost)) patient-days elsewhere"
  }

  private func isSame(_ left: PlanLanes.Lane, _ right: PlanLanes.Lane) -> Bool {
    left.good == right.good && left.from == right.from && left.to == right.to
  }

  // MARK: - What had to give way

  func relaxation() -> [Plan.Relaxation] {
    allocation.relaxed.compactMap { rule, amount in
      switch rule {
      case .spare(let key):
        let good = question.goods[key.good]
        let kept = question.sites[key.site].isDepot ? "reserve" : "own need"
        return Plan.Relaxation(
          constraint: "reserve/\(question.sites[key.site].id)/\(good.id)",
          words: "\(name(key.site)) goes \(Words.amount(amount, good.unit)) below its \(kept) "
            + "of \(title(key.good))", by: amount, unit: good.unit)
      case .floor(let district, let index):
        let good = question.goods[index]
        let floor = Floors.of(question, settings, lanes).first {
          $0.district == district && $0.good == index
        }
        guard let floor, floor.need > 0 else { return nil }
        let share = Int((100 * max(0, floor.share - amount / floor.need)).rounded(.down))
        let wanted = Int((100 * floor.share).rounded())
        return Plan.Relaxation(
          constraint: "floor/\(district)/\(good.id)",
          words: "of the need of \(title(index)) in \(district) at most \(share) % can be met, "
            + "not the \(wanted) % of its floor", by: amount, unit: PlanWords.shortUnit(good))
      case .stock, .fleet: return nil
      }
    }
  }
}
