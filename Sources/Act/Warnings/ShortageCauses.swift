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
    func rows(_ all: [DemandRow]) -> [DemandRow] {
      all.filter { row in
        group.resources.contains(row.resource) && !row.isCumulative
          && settings.breach.contains { chance(row, on: $0.days) >= $0.probability }
      }
    }
    func isLikely(_ row: DemandRow) -> Bool {
      chance(row, on: leastDays) >= 0.5
    }
    let short = rows(demand.rows)
    let total = rows(demand.totals).filter(isLikely)
    let likely = Set(short.filter(isLikely).map(\.site))
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

  /// The probability that counts: of a shortage on each of so many days, on more for staff.
  private func chance(_ row: DemandRow, on days: Int) -> Double {
    guard let breach = row.breach else { return 0 }
    guard settings.staff.contains(row.resource) else { return breach.probability(on: days) }
    let probability = breach.probability(on: max(days, settings.staffDays))
    return probability >= settings.staffProbability ? probability : 0
  }

  /// The fewest days that any rule asks for.
  private var leastDays: Int { settings.breach.map(\.days).min() ?? 1 }

  private func breach(
    _ group: ResourceGroup, _ place: ID<Twin>, _ rows: [DemandRow], members: [DemandRow],
    sites: Int, isWide: Bool
  ) -> WarningCase? {
    let ordered = rows.sorted { left, right in
      let a = chance(left, on: leastDays)
      let b = chance(right, on: leastDays)
      return a != b ? a > b : (left.site, left.resource) < (right.site, right.resource)
    }
    guard let worst = ordered.first, let breach = worst.breach else { return nil }
    let lead = breach.date - evidence.day
    guard
      let rule = settings.breach.first(where: {
        chance(worst, on: $0.days) >= $0.probability && lead <= $0.leadDays
          && (isWide || !$0.isWide)
      })
    else { return nil }
    let probability = chance(worst, on: rule.days)
    var classes = evidence.demandClasses
    if rows.contains(where: { $0.now != nil }) { classes.append(.hospital) }
    classes = SourceClasses.distinct(classes)
    guard SourceClasses.suffice(classes) else { return nil }
    let grade = SourceClasses.allowed(rule.grade, classes)
    return WarningCase(
      what: .breach, group: group.name, place: place, placeName: evidence.name(of: place),
      level: evidence.level(of: place), since: evidence.demand?.day ?? evidence.day,
      day: evidence.demand?.day ?? evidence.day, grade: grade,
      headline: headline(group, probability, place: place, sites: sites, isWide: isWide),
      words: words(ordered, worst, breach, days: rule.days), probability: probability,
      breachDate: breach.date,
      falseAlarmsPerYear: FalseAlarms.ofForecasts(
        probability, grade: grade, warnings: warnings, on: evidence.day),
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

  private func words(
    _ rows: [DemandRow], _ worst: DemandRow, _ breach: DemandBreach, days: Int
  ) -> String {
    let lead = Words.lead(breach.date - evidence.day)
    let at = worst.site == evidence.top ? "" : ", \(evidence.name(of: worst.site))"
    var text = "\(evidence.title(of: worst.resource))\(at): "
    text += "\(Words.chances(chance(worst, on: days))) above "
    text += Words.number(worst.capacity ?? 0)
    if days > 1 { text += " on \(days) days or more" }
    text += ", by \(Words.day(breach.date, beside: evidence.day)) (\(lead))"
    if let now = worst.now { text += "; \(Words.number(now.rounded())) in use now" }
    if let peak = peak(worst) { text += "; the peak is \(peak)" }
    text += "."
    let others = rows.dropFirst().map {
      "\(Words.inSentence(evidence.title(of: $0.resource)))"
        + ($0.site == worst.site ? "" : ", \(evidence.name(of: $0.site))")
        + " (\(Words.chances(chance($0, on: days))))"
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

  /// Days until it is as likely as not used up; deliveries as usual are counted on where they are
  /// known, as they are of every row with a breach.
  private func days(_ row: DemandRow) -> Double? {
    guard row.isCumulative || row.cover != nil else { return nil }
    guard let breach = row.breach else { return row.cover?.median }
    guard breach.probability >= 0.5 else { return nil }
    return Double(max(0, breach.date - (evidence.demand?.day ?? evidence.day) - 1))
  }

  private func covers(_ demand: DemandEstimate) -> [WarningCase] {
    let most = settings.cover.map(\.days).max() ?? 0
    let short = demand.rows.filter { row in days(row).map { $0 <= most } ?? false }
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
      let a = days(left) ?? .infinity
      let b = days(right) ?? .infinity
      return a != b ? a < b : (left.site, left.resource) < (right.site, right.resource)
    }
    guard let worst = ordered.first, let days = days(worst),
      let rule = settings.cover.first(where: { days <= $0.days && (isWide || !$0.isWide) })
    else { return nil }
    let classes = SourceClasses.distinct(evidence.demandClasses + [.hospital])
    let grade = SourceClasses.allowed(rule.grade, classes)
    let items = Set(ordered.map(\.resource)).sorted()
    let titles = items.map { Words.inSentence(evidence.title(of: $0)) }
    let subject = Words.capital(Words.list(titles, most: 3))
    let verb = items.count > 1 || Words.isPlural(titles.first ?? "") ? "run short" : "runs short"
    let day = evidence.demand?.day ?? evidence.day
    let runsOut = day.advanced(by: Int(max(0, min(days, 1000)).rounded(.down)))
    return WarningCase(
      what: .cover, place: place, placeName: evidence.name(of: place),
      level: evidence.level(of: place), since: day, day: day, grade: grade,
      headline: sites > 1
        ? "\(subject) \(verb) at \(sites) sites"
        : "\(subject) \(verb) at \(evidence.name(of: worst.site))",
      words: "As likely as not used up although deliveries come as usual: "
        + "\(Words.list(ordered.map(told), most: 5)).",
      breachDate: runsOut, sourceClasses: classes,
      members: ordered.map { "\($0.site)/\($0.resource)" })
  }

  /// `oxygen at St Mary in 3 days (cover without deliveries 2 days, 1–4)`.
  private func told(_ row: DemandRow) -> String {
    var text =
      "\(Words.inSentence(evidence.title(of: row.resource))) at \(evidence.name(of: row.site)) "
      + Words.lead(Int(min(days(row) ?? 0, 1000).rounded(.down)))
    if let cover = row.cover {
      text +=
        " (cover without deliveries \(Words.number(cover.median)) days, "
        + "\(Words.number(cover.lower))–\(Words.number(cover.upper)))"
    }
    return text
  }
}

extension String {
  /// `are likely to` for `is likely to`.
  fileprivate var replacingIs: String { hasPrefix("is ") ? "are " + dropFirst(3) : self }
}
