import SalusCore
import SalusTwin

/// Folds what is estimated to run short into causes: one for each site and group of resources (or,
/// for what is used up, each site), and one for the region where most hospitals have the same.
struct ShortageCauses {
  let evidence: Evidence
  let settings: WarningSettings
  /// Every warning there ever was.
  let warnings: [Warning]

  /// Causes by group and site.
  func cases() -> [WarningCase] {
    guard let demand = evidence.demand else { return [] }
    return settings.groups.flatMap { breaches(of: $0, demand) } + covers(demand)
  }

  private var hospitals: Int { evidence.sites.values.count(where: \.isHospital) }

  private func isWideAlready(
    _ what: WarningCase.What, _ group: String, _ rows: [DemandRow]
  ) -> Bool {
    let members = rows.map { "\($0.site)/\($0.resource)" }
    return !rows.isEmpty
      && warnings.contains {
        $0.content.what == what && $0.content.group == group && $0.content.place == evidence.top
          && $0.keeps(members)
      }
  }

  private func isMost(_ count: Int) -> Bool {
    count >= settings.wideLeast && Double(count) >= settings.wideShare * Double(hospitals)
  }

  // MARK: - Beds, machines and staff

  private func breaches(of group: ResourceGroup, _ demand: DemandEstimate) -> [WarningCase] {
    let least = settings.breach.map(\.probability).min() ?? 1
    func rows(_ all: [DemandRow]) -> [DemandRow] {
      all.filter { row in
        group.resources.contains(row.resource) && !row.isCumulative
          && (row.breach?.probability ?? 0) >= least
      }
    }
    let short = rows(demand.rows)
    let total = rows(demand.totals).filter { ($0.breach?.probability ?? 0) >= 0.5 }
    let likely = Set(short.filter { ($0.breach?.probability ?? 0) >= 0.5 }.map(\.site))
    let isWide = !total.isEmpty || isMost(likely.count)
    if isWide || isWideAlready(.breach, group.name, short) {
      let chosen = total.isEmpty ? short : total
      return [
        breach(
          group, evidence.top, chosen, members: short + total, sites: likely.count,
          isWide: isWide)
      ].compactMap { $0 }
    }
    return Set(short.map(\.site)).sorted().compactMap { site in
      let here = short.filter { $0.site == site }
      return breach(group, site, here, members: here, sites: 1, isWide: false)
    }
  }

  private func breach(
    _ group: ResourceGroup, _ place: ID<Twin>, _ rows: [DemandRow], members: [DemandRow],
    sites: Int, isWide: Bool
  ) -> WarningCase? {
    let ordered = rows.sorted { left, right in
      let a = left.breach?.probability ?? 0
      let b = right.breach?.probability ?? 0
      return a != b ? a > b : (left.site, left.resource) < (right.site, right.resource)
    }
    guard let worst = ordered.first, let breach = worst.breach else { return nil }
    let lead = breach.date - evidence.day
    guard
      let rule = settings.breach.first(where: {
        breach.probability >= $0.probability && lead <= $0.leadDays && (isWide || !$0.isWide)
      })
    else { return nil }
    var classes = evidence.demandClasses
    if rows.contains(where: { $0.now != nil }) { classes.append(.hospital) }
    classes = SourceClasses.distinct(classes)
    guard SourceClasses.suffice(classes) else { return nil }
    let grade = SourceClasses.allowed(rule.grade, classes)
    return WarningCase(
      what: .breach, group: group.name, place: place, placeName: evidence.name(of: place),
      level: evidence.level(of: place), since: evidence.demand?.day ?? evidence.day,
      day: evidence.demand?.day ?? evidence.day, grade: grade,
      headline: headline(group, breach.probability, place: place, sites: sites, isWide: isWide),
      words: words(ordered, worst, breach), probability: breach.probability,
      breachDate: breach.date,
      falseAlarmsPerYear: FalseAlarms.ofForecasts(
        breach.probability, grade: grade, warnings: warnings, on: evidence.day),
      sourceClasses: classes, members: members.map { "\($0.site)/\($0.resource)" })
  }

  private func headline(
    _ group: ResourceGroup, _ probability: Double, place: ID<Twin>, sites: Int, isWide: Bool
  ) -> String {
    let verb =
      probability >= 0.9
      ? "will exceed capacity"
      : probability >= 0.5 ? "is likely to exceed capacity" : "may exceed capacity"
    let plural = group.title.hasSuffix("s") ? verb.replacingIs : verb
    if isWide, sites > 1 {
      return "\(group.title) \(plural) in \(sites) of \(hospitals) hospitals"
    }
    return "\(group.title) \(plural) in \(evidence.name(of: place))"
  }

  private func words(_ rows: [DemandRow], _ worst: DemandRow, _ breach: DemandBreach) -> String {
    let lead = Phrase.lead(breach.date - evidence.day)
    let at = worst.site == evidence.top ? "" : ", \(evidence.name(of: worst.site))"
    var text = "\(evidence.title(of: worst.resource))\(at): "
    text += "\(Phrase.chances(breach.probability)) above \(Words.number(worst.capacity ?? 0))"
    text += " by \(Words.day(breach.date)) (\(lead))"
    if let now = worst.now { text += "; \(Words.number(now.rounded())) in use now" }
    if let peak = peak(worst) { text += "; the peak is \(peak)" }
    text += "."
    let others = rows.dropFirst().map {
      "\(Words.inSentence(evidence.title(of: $0.resource)))"
        + ($0.site == worst.site ? "" : ", \(evidence.name(of: $0.site))")
        + " (\(Phrase.chances($0.breach?.probability ?? 0)))"
    }
    if !others.isEmpty { text += " Also \(Words.list(others, most: 4))." }
    return text
  }

  /// `31 (22–44)`: median and 5 to 95 % of twenty equally likely values.
  private func peak(_ row: DemandRow) -> String? {
    guard row.peak.count >= 20 else { return nil }
    let middle = (row.peak[9] + row.peak[10]) / 2
    return "\(Words.number(middle.rounded())) (\(Words.number(row.peak[0].rounded()))–"
      + "\(Words.number(row.peak[19].rounded())))"
  }

  // MARK: - What is used up

  private func covers(_ demand: DemandEstimate) -> [WarningCase] {
    let most = settings.cover.map(\.days).max() ?? 0
    let short = demand.rows.filter { row in row.cover.map { $0.median <= most } ?? false }
    let sites = Set(short.map(\.site)).sorted()
    let isWide = isMost(sites.count)
    if isWide || isWideAlready(.cover, "", short) {
      return [cover(evidence.top, short, sites: sites.count, isWide: isWide)].compactMap { $0 }
    }
    return sites.compactMap { site in
      cover(site, short.filter { $0.site == site }, sites: 1, isWide: false)
    }
  }

  private func cover(_ place: ID<Twin>, _ rows: [DemandRow], sites: Int, isWide: Bool)
    -> WarningCase?
  {
    let ordered = rows.sorted { left, right in
      let a = left.cover?.median ?? .infinity
      let b = right.cover?.median ?? .infinity
      return a != b ? a < b : (left.site, left.resource) < (right.site, right.resource)
    }
    guard let worst = ordered.first, let days = worst.cover?.median,
      let rule = settings.cover.first(where: { days <= $0.days && (isWide || !$0.isWide) })
    else { return nil }
    let classes = SourceClasses.distinct(evidence.demandClasses + [.hospital])
    let grade = SourceClasses.allowed(rule.grade, classes)
    let items = Set(ordered.map(\.resource)).sorted()
    let titles = items.map { Words.inSentence(evidence.title(of: $0)) }
    let subject = Words.capital(Words.list(titles, most: 3))
    let day = evidence.demand?.day ?? evidence.day
    let runsOut = day.advanced(by: Int(max(0, min(days, 1000)).rounded(.down)))
    let told = ordered.map { row in
      let cover = row.cover
      return "\(Words.inSentence(evidence.title(of: row.resource))) at "
        + "\(evidence.name(of: row.site)): \(Words.number(cover?.median ?? 0)) days "
        + "(\(Words.number(cover?.lower ?? 0))–\(Words.number(cover?.upper ?? 0)))"
    }
    return WarningCase(
      what: .cover, place: place, placeName: evidence.name(of: place),
      level: evidence.level(of: place), since: day, day: day, grade: grade,
      headline: sites > 1
        ? "\(subject) run\(items.count == 1 ? "s" : "") short at \(sites) sites"
        : "\(subject) run\(items.count == 1 ? "s" : "") short at \(evidence.name(of: worst.site))",
      words: "Days of cover, median and 5 to 95 %: \(Words.list(told, most: 5)).",
      breachDate: runsOut, sourceClasses: classes,
      members: ordered.map { "\($0.site)/\($0.resource)" })
  }
}

extension String {
  /// `are likely to` for `is likely to`.
  fileprivate var replacingIs: String { hasPrefix("is ") ? "are " + dropFirst(3) : self }
}
