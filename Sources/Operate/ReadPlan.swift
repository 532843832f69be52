import SalusCore
import SalusDecide
import SalusTwin

extension Reading {
  /// All plans that the moment shows, oldest first.
  func planThreads() throws -> [PlanThread] { try PlanThread.all(journal, at: view) }

  /// Plans, newest first.
  ///
  /// - Parameters:
  ///   - state: only those that stand so; nil for all.
  ///   - cursor: the id of the last one seen.
  public func plans(state: PlanThread.State?, limit: Int, cursor: String?) throws -> JSON {
    let all = try planThreads().reversed().filter { state == nil || $0.state == state }
    var start = 0
    if let cursor {
      guard let index = all.firstIndex(where: { $0.id.text == cursor }) else {
        throw ReadError.bad(
          parameter: "cursor", value: cursor, accepted: "the 'next' of the answer before")
      }
      start = index + 1
    }
    let page = all[start...].prefix(limit)
    let hasMore = start + page.count < all.count
    return answer([
      "plans": .array(page.map { .object(Reading.head($0, $0.plan)) }),
      "next": JSON(hasMore ? page.last?.id.text : nil),
    ])
  }

  /// The members that a plan has in lists and alone, its moves as their number.
  static func head(_ thread: PlanThread, _ plan: Plan) -> [JSON.Member] {
    [
      JSON.Member("id", .string(plan.id.text)),
      JSON.Member("revision", JSON(plan == thread.plan ? thread.revision : plan.revision)),
      JSON.Member("state", .string(thread.state.rawValue)),
      JSON.Member("made", JSON(plan.made)), JSON.Member("moves", JSON(plan.moves.count)),
      JSON.Member("words", .string(plan.sentence)),
    ]
  }
}

extension ReadModel {
  /// A plan with its reasons, and what has changed since it was made.
  ///
  /// - Parameters:
  ///   - id: `latest` for the newest plan, the waiting one where one waits.
  ///   - revision: the plan as it was proposed or amended at that revision; nil for the newest.
  /// - Returns: a null plan for `latest` where none was ever proposed.
  public func plan(
    _ id: String, revision: Int64? = nil, settings: PlanSettings = .init(), now: Instant? = nil,
    in reading: Reading
  ) throws -> JSON {
    let newest = try PlanThread.newest(reading.journal, at: reading.view)
    let found =
      id == "latest" ? newest : try PlanThread.find(ID(id), reading.journal, at: reading.view)
    guard let thread = found else {
      if id == "latest" { return reading.answer(["plan": .null]) }
      throw PlanDecisionError.unknown(id, known: newest.map { [$0.id.text] } ?? [])
    }
    var plan = thread.plan
    if let revision, revision != thread.revision {
      guard let other = thread.revisions.first(where: { $0.revision == revision }) else {
        throw ReadError.bad(
          parameter: "revision", value: "\(revision)",
          accepted: thread.revisions.map { "\($0.revision)" }.joined(separator: ", "))
      }
      plan = other
    }
    var changed: [String] = []
    if thread.state == .proposed, plan == thread.plan,
      let ground = try PlanGround(reading, settings, now: max(now ?? plan.made, plan.made))
    {
      changed = Planner(ground.question, settings).changes(since: plan)
    }
    let names = try SiteNames(reading, map: mapOfFacilities(in: reading))
    return reading.answer([
      "plan": PlanAnswer(thread: thread, plan: plan, changed: changed, names: names).json
    ])
  }

  /// The map on which facilities are drawn: districts where they have boundaries, else the coarsest
  /// level that has.
  private func mapOfFacilities(in reading: Reading) throws -> GeoMap? {
    for level in [Place.Level.district, .region, .ward] {
      if let map = try map(of: level, in: reading) { return map }
    }
    return nil
  }
}

/// Names and positions of facilities and places.
struct SiteNames {
  private let capacity: Capacity
  private let places: Places
  private let map: GeoMap?

  init(_ reading: Reading, map: GeoMap?) throws {
    capacity = try reading.capacity()
    places = reading.world.places
    self.map = map
  }

  func name(_ id: ID<Twin>) -> String {
    capacity.facilities[id]?.name ?? places[id]?.name ?? capacity.vehiclesByID[id]?.name
      ?? id.text
  }

  /// `id` and `name`.
  func ref(_ id: ID<Twin>) -> JSON {
    ["id": .string(id.text), "name": .string(name(id))]
  }

  /// Position on the map, as `[x, y]`; null where it is not known.
  func position(_ id: ID<Twin>) -> JSON {
    guard let facility = capacity.facilities[id], let x = facility.x, let y = facility.y,
      let point = map?.point(x, y)
    else { return .null }
    return [JSON(point.x), JSON(point.y)]
  }
}
