import SalusCore
import SalusTwin

/// An estimate of demand as a verb prints it.
public struct DemandReport {
  public let estimate: DemandEstimate
  /// Rows asked for: the likeliest breaches first, then by site and resource.
  public let lines: [Line]
  private let row: DemandRow?

  /// One site and resource.
  public struct Line {
    public var site: String
    public var title: String
    public var now: Double?
    public var capacity: Double?
    public var peak: (median: Double, lower: Double, upper: Double)
    public var peakDate: CivilDate
    public var probability: Double?
    /// Nil where a breach is unlikely.
    public var breachDate: CivilDate?
    /// Median days that the stock lasts.
    public var cover: Double?
    var row: DemandRow
  }

  /// - Parameters:
  ///   - site: id of a hospital; nil for all and the region.
  ///   - resource: nil for all.
  public init(
    _ estimate: DemandEstimate, station: Station, site: String?, resource: String?
  ) throws {
    self.estimate = estimate
    let names = try DemandNames(try Reading(station.journal, asOf: .latest, version: .max))
    let all = estimate.totals + estimate.rows
    if let site, !all.contains(where: { $0.site.text == site }) {
      throw StationError.unknownPlace(site)
    }
    if let resource, !all.contains(where: { $0.resource == resource }) {
      let known = DemandNames.order(all.map(\.resource)).joined(separator: ", ")
      throw StationError.input("there is no resource '\(resource)'; there are \(known)")
    }
    let chosen = all.filter {
      (site == nil || $0.site.text == site) && (resource == nil || $0.resource == resource)
    }
    lines = chosen.enumerated().sorted { one, other in
      let a = one.element.breach?.probability ?? 0
      let b = other.element.breach?.probability ?? 0
      let (aTight, bTight) = (a >= Reading.tight, b >= Reading.tight)
      if aTight != bTight { return aTight }
      if aTight, let first = one.element.breach?.date, let second = other.element.breach?.date,
        first != second
      {
        return first < second
      }
      return one.offset < other.offset
    }.map { Line($0.element, names) }
    row = chosen.first
  }

  /// The one row that a series was asked of.
  public func series() throws(StationError) -> DemandRow {
    guard let row else { throw .input("nothing was estimated for that site and resource") }
    return row
  }

  /// What it comes to.
  public var sentence: String {
    let likely = lines.filter { ($0.probability ?? 0) >= Reading.short }
    return "Demand to \(estimate.dates.last ?? estimate.day), from \(estimate.method): "
      + (likely.isEmpty
        ? "nothing is likely to run short."
        : "\(Words.plural(likely.count, "likely shortage")), the first at "
          + "\(likely[0].site) (\(Words.inSentence(likely[0].title))).")
  }

  public var json: JSON {
    [
      "id": .string(estimate.id), "asOf": .string(estimate.asOf.description),
      "sequence": JSON(estimate.sequence), "day": JSON(estimate.day),
      "method": .string(estimate.method), "seed": .string(String(estimate.seed)),
      "paths": JSON(estimate.paths), "parameters": estimate.parameters,
      "dates": .array(estimate.dates.map { JSON($0) }),
      "levels": .array(estimate.levels.map { .number($0) }),
      "rows": .array(lines.map(\.row.json)),
    ]
  }
}

extension DemandReport.Line {
  fileprivate init(_ row: DemandRow, _ names: DemandNames) {
    let isLikely = (row.breach?.probability ?? 0) >= Reading.tight
    let fan = Reading.fan(row.peak)
    self.init(
      site: names.site(row.site), title: names.title(row.resource), now: row.now,
      capacity: row.capacity,
      peak: (
        fan["median"]?.double ?? 0, fan["lower"]?.double ?? 0, fan["upper"]?.double ?? 0
      ),
      peakDate: row.peakDate, probability: row.breach?.probability,
      breachDate: isLikely ? row.breach?.date : nil, cover: row.cover?.median, row: row)
  }
}
