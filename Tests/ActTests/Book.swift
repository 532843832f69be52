import SalusCore
import SalusGovernance
import SalusTwin

@testable import SalusAct

/// A journal in memory: gives drafts their sequence and revision and keeps the folds.
struct Book {
  private(set) var warnings = Warnings()
  private(set) var notices = Notices()
  private(set) var orders = Orders()
  private(set) var events: [Event] = []
  private var revisions: [ID<Twin>: Int64] = [:]

  mutating func append(_ drafts: [Draft]) throws {
    var fresh: [Event] = []
    for draft in drafts {
      revisions[draft.twin, default: 0] += 1
      let none = Digest(of: [])
      fresh.append(
        Event(
          sequence: Int64(events.count + fresh.count + 1), branch: Branch.main, twin: draft.twin,
          revision: revisions[draft.twin] ?? 0, type: draft.type, version: draft.version,
          valid: draft.valid ?? .beginning, known: draft.known ?? .beginning,
          recorded: draft.known ?? .beginning, payload: draft.payload, actor: draft.actor,
          purpose: draft.purpose, source: draft.source, previous: none, hash: none))
    }
    events += fresh
    try warnings.apply(fresh)
    try notices.apply(fresh)
    try orders.apply(fresh)
  }

  /// Reviews until nothing changes, and says what did.
  @discardableResult
  mutating func review(_ evidence: Evidence, _ settings: WarningSettings = WarningSettings())
    throws -> [WarningReview.Change]
  {
    var all: [WarningReview.Change] = []
    for _ in 0..<5 {
      let changes = WarningReview(
        settings: settings, evidence: evidence, warnings: warnings
      ).changes()
      if changes.isEmpty { return all }
      all += changes
      try append(
        changes.map { $0.event.draft(of: $0.warning, actor: "salus", at: evidence.now) })
    }
    throw BookError.neverSettles
  }

  mutating func decide(_ id: String, _ decision: WarningDecision, at now: Instant) throws {
    guard let warning = warnings[ID(id)] else { throw DecisionError.unknown(id) }
    try warning.check(decision, seen: nil, at: now)
    try append([WarningEvent.decided(decision).draft(of: ID(id), actor: "ana", at: now)])
  }

  enum BookError: Error { case neverSettles }
}

/// A region of twelve districts with three wards each, and three hospitals.
enum Land {
  static let top = ID<Twin>("r")

  static let places: Places = {
    var all = [Place(id: top, name: "Region", level: .region)]
    for district in 1...12 {
      all.append(
        Place(id: ID("d\(district)"), name: "District \(district)", level: .district, parent: top))
      for ward in 1...3 {
        all.append(
          Place(
            id: ID("d\(district)w\(ward)"), name: "Ward \(district).\(ward)", level: .ward,
            parent: ID("d\(district)")))
      }
    }
    return Places(all)
  }()

  static let first = CivilDate("2026-04-01") ?? .first

  static func now(_ day: Int, hour: Double = 9) -> Instant {
    Instant(startOf: first + day) + hour * 3600
  }

  static func evidence(_ day: Int, hour: Double = 9) -> Evidence {
    var evidence = Evidence(day: first + day, now: now(day, hour: hour), places: places)
    for hospital in 1...4 {
      evidence.sites[ID("h\(hospital)")] = Evidence.Site(
        name: "Hospital \(hospital)", isHospital: true, place: ID("d\(hospital)"))
    }
    return evidence
  }

  static func finding(
    _ place: String, _ source: Signal.SourceClass = .laboratory, day: Int = 0,
    since: Int? = nil, score: Double = 1.5, agreeing: Int = 0, completeness: Double? = nil
  ) -> Evidence.Finding {
    Evidence.Finding(
      Detection(
        signal: ID(source.rawValue), place: ID(place), date: first + day,
        since: first + (since ?? day), observed: 20, expected: 5, upper: 12, score: score,
        method: "ears-c2", agreeing: (0..<agreeing).map { "m\($0)" }, completeness: completeness),
      title: "Cases by \(source.rawValue)", sourceClass: source)
  }

  /// An estimate with one row a (site, resource, probability, days ahead).
  static func demand(
    _ day: Int, _ rows: [(site: String, resource: String, probability: Double, lead: Int)],
    covers: [(site: String, item: String, days: Double)] = []
  ) -> DemandEstimate {
    let today = first + day
    func row(_ site: String, _ resource: String) -> DemandRow {
      DemandRow(
        site: ID(site), resource: resource, unit: "{bed}", isCumulative: false, capacity: 24,
        now: 18, mean: [20], need: [[20]], peak: (0..<20).map { 20 + Double($0) },
        peakDate: today + 9, breach: nil, cover: nil)
    }
    var all: [DemandRow] = []
    for entry in rows {
      var row = row(entry.site, entry.resource)
      row.breach = DemandBreach(
        date: today + entry.lead, probability: entry.probability, byDay: [entry.probability])
      all.append(row)
    }
    for entry in covers {
      var row = row(entry.site, entry.item)
      row.isCumulative = true
      row.cover = DemandCover(median: entry.days, lower: entry.days / 2, upper: entry.days * 2)
      all.append(row)
    }
    return DemandEstimate(
      event: Int64(day + 1), asOf: .latest, sequence: 1, day: today, dates: [today + 1],
      levels: [0.5], forecast: nil, method: "test", parameters: [:], seed: 1, paths: 20,
      rows: all.filter { $0.site != top }, totals: all.filter { $0.site == top })
  }
}
