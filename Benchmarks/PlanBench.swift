import Glibc
import SalusCore
import SalusDecide
import SalusTwin

/// Time of a plan and of an amendment, over regions of growing size in which every second hospital
/// is short of something and vehicles are few.
enum PlanBench {
  static func run(_ arguments: [String]) throws {
    let sizes = [(12, 3, 10), (24, 6, 10), (48, 6, 10), (100, 10, 10)]
    for (hospitals, depots, items) in sizes {
      var plans: [Double] = []
      var amendments: [Double] = []
      var line = ""
      for seed in 1...5 {
        let question = region(hospitals, depots, items, seed: UInt64(seed))
        let (seconds, plan) = try timed { try Planner(question).plan(ID("P-1")) }
        plans.append(seconds)
        guard let move = plan.moves.first else { continue }
        let (again, amended) = try timed {
          try Planner(question).plan(
            ID("P-1"), revision: 2, before: plan,
            amendments: [
              Plan.Amendment(
                item: move.item, from: move.from, to: move.to, day: move.day,
                quantity: (move.quantity / 2).rounded(.down))
            ])
        }
        amendments.append(again)
        let total = plan.totals[0]
        line =
          "\(plan.moves.count)  \(Int(total.nothing.mean - total.plan.mean)) of "
          + "\(Int(total.nothing.mean)) (amended \(amended.moves.count) moves)"
      }
      print(
        "\(hospitals) \(depots) \(items)  plan median \(text(median(plans))) worst "
          + "\(text(plans.max() ?? 0)), amendment median \(text(median(amendments))) worst "
          + "\(text(amendments.max() ?? 0)); last: \(line)")
    }
  }

  static func timed<Result>(_ body: () throws -> Result) rethrows -> (Double, Result) {
    var start = timespec()
    var end = timespec()
    clock_gettime(CLOCK_MONOTONIC, &start)
    let result = try body()
    clock_gettime(CLOCK_MONOTONIC, &end)
    let seconds = Double(end.tv_sec - start.tv_sec) + Double(end.tv_nsec - start.tv_nsec) / 1e9
    return (seconds, result)
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
  }

  private static func text(_ seconds: Double) -> String {
    "\((seconds * 1000).rounded() / 1000) s"
  }

  /// A region drawn from a seed: hospitals and depots on a plane, three reusable goods and the rest
  /// used up.
  static func region(_ hospitals: Int, _ depots: Int, _ items: Int, seed: UInt64)
    -> PlanQuestion
  {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    func uniform(_ low: Double, _ high: Double) -> Double {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return low + (high - low) * Double(state >> 11) / Double(UInt64(1) << 53)
    }
    let levels = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975]
    let dates = (0..<14).map { CivilDate(days: 20_000 + $0) }
    let sites = (0..<hospitals + depots).map { index in
      let isDepot = index < depots
      let name = "\(isDepot ? "depot" : "hospital")-\(1000 + index)"
      return PlanQuestion.Site(
        id: ID(name), name: name, isDepot: isDepot, district: ID("district-\(index % 6)"))
    }
    let places = sites.map { _ in (uniform(0, 60), uniform(0, 60)) }
    let goods = (0..<items).map { index in
      PlanQuestion.Good(
        id: "item-\(100 + index)", title: "Item \(index)", unit: "{piece}",
        isConsumed: index >= 3, volume: index < 3 ? 0.5 : 0.01,
        value: index < 3 ? 1 : 0.1)
    }
    var holdings: [PlanQuestion.Key: PlanQuestion.Holding] = [:]
    var needs: [PlanQuestion.Key: PlanQuestion.Need] = [:]
    for site in sites.indices {
      for good in goods.indices {
        let key = PlanQuestion.Key(site, good)
        let size = good < 3 ? 20.0 : 2000
        if sites[site].isDepot {
          holdings[key] = .init(free: (uniform(1, 4) * size).rounded())
          continue
        }
        holdings[key] = .init(free: (uniform(0.5, 1.5) * size).rounded())
        let growth = uniform(0.96, 1.1)
        var daily = size * (good < 3 ? uniform(0.4, 1) : uniform(0.4, 1) / 14)
        var table: [[Double]] = []
        var mean: [Double] = []
        var sum = 0.0
        for _ in dates {
          daily *= growth
          sum += daily
          let middle = good < 3 ? daily : sum
          table.append(levels.map { middle * (0.7 + 0.6 * $0) })
          mean.append(daily)
        }
        needs[key] = .init(quantiles: table, mean: mean)
      }
    }
    let minutes: [[Double?]] = places.map { from in
      places.map { to in
        let (x, y) = (from.0 - to.0, from.1 - to.1)
        return (x * x + y * y).squareRoot() * 1.5
      }
    }
    let fleets = (0..<depots).map { depot in
      PlanQuestion.Fleet(
        site: depot,
        vehicles: (0..<2).map {
          Vehicle(
            id: ID("van-\(depot)-\($0)"), name: "Van", depot: sites[depot].id, capacity: 8)
        })
    }
    return PlanQuestion(
      now: Instant(startOf: dates[0]) + 6 * 3600, dates: dates, levels: levels, sites: sites,
      goods: goods, holdings: holdings, needs: needs, minutes: minutes, fleets: fleets,
      demand: "d-1")
  }
}
