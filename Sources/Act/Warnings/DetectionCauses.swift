import SalusCore
import SalusTwin

/// Folds open detections into causes: wards into their district, all signals of one place and time
/// into one, and most districts of a region into one for the region.
struct DetectionCauses {
  let evidence: Evidence
  let settings: WarningSettings
  /// Every warning there ever was.
  let warnings: [Warning]

  private typealias Finding = Evidence.Finding

  /// The districts of a place with what was found in them.
  private struct Region {
    var root: ID<Twin>
    var wide: [Finding] = []
    var units: [ID<Twin>: [Finding]] = [:]
  }

  /// Causes in the order of their place.
  func cases() -> [WarningCase] {
    var regions: [ID<Twin>: Region] = [:]
    for finding in evidence.findings {
      let unit = unit(of: finding.detection.place)
      let root = root(of: unit)
      var region = regions[root] ?? Region(root: root)
      if unit == root {
        region.wide.append(finding)
      } else {
        region.units[unit, default: []].append(finding)
      }
      regions[root] = region
    }
    return regions.keys.sorted().flatMap { root in regions[root].map(cases) ?? [] }
  }

  private func cases(_ region: Region) -> [WarningCase] {
    let units = region.units.keys.sorted()
    let local = units.flatMap { region.units[$0] ?? [] }
    let total = evidence.places.children(of: region.root).count
    let isMost =
      units.count >= settings.wideLeast
      && Double(units.count) >= settings.wideShare * Double(total)
    let ids = local.map(\.detection.id)
    let isOneAlready = warnings.contains {
      $0.content.what == .detection && $0.content.group == region.root.text && $0.keeps(ids)
    }
    if isMost || isOneAlready || (!region.wide.isEmpty && units.count != 1) {
      return [content(region.wide + local, unit: region.root, units: units.count, of: total)]
        .compactMap { $0 }
    }
    return units.flatMap { unit in
      // What the whole region shows comes from its one district.
      spells(region.wide + (region.units[unit] ?? [])).compactMap {
        content($0, unit: unit, units: 1, of: total)
      }
    }
  }

  /// The findings of one unit, split where runs of alarms began long after one another.
  private func spells(_ findings: [Finding]) -> [[Finding]] {
    let ordered = findings.sorted {
      ($0.detection.since, $0.detection.id) < ($1.detection.since, $1.detection.id)
    }
    var spells: [[Finding]] = []
    for finding in ordered {
      if let last = spells.last?.last,
        finding.detection.since - last.detection.since <= settings.foldDays
      {
        spells[spells.count - 1].append(finding)
      } else {
        spells.append([finding])
      }
    }
    return spells
  }

  /// The district that a place lies in; the place itself where it is no part of one.
  private func unit(of place: ID<Twin>) -> ID<Twin> {
    var current: ID<Twin>? = place
    for _ in Place.Level.allCases {
      guard let id = current, let here = evidence.places[id] else { break }
      if here.level == .district { return id }
      current = here.parent
    }
    return place
  }

  private func root(of unit: ID<Twin>) -> ID<Twin> {
    let parts = evidence.places.children(of: unit)
    if parts.contains(where: { $0.level <= .district }) { return unit }
    return evidence.places[unit]?.parent ?? unit
  }

  private func content(_ findings: [Finding], unit: ID<Twin>, units: Int, of total: Int)
    -> WarningCase?
  {
    let classes = SourceClasses.distinct(findings.map(\.sourceClass))
    guard SourceClasses.suffice(classes),
      let strongest = findings.max(by: { weight($0) < weight($1) }),
      let since = findings.map(\.detection.since).min(),
      let newest = findings.map(\.detection.date).max()
    else { return nil }
    let shown = Set(findings.map(\.detection.place))
    let place = shown.count == 1 ? strongest.detection.place : unit
    var grade = grade(findings, classes: classes, share: Double(units) / Double(max(1, total)))
    let completeness = strongest.detection.completeness
    if let completeness, completeness < settings.leastCompleteness { grade = grade.milder }
    let expected = FalseAlarms.expected(
      classes: classes.filter { $0 != .social }, watches: evidence.watches, units: total,
      windowDays: settings.foldDays)
    let isWide = evidence.places[unit].map { $0.level < .district } ?? false
    return WarningCase(
      what: .detection, group: unit.text, place: place, placeName: evidence.name(of: place),
      level: evidence.level(of: place), since: since, day: newest, grade: grade,
      headline: headline(findings, place: place, units: isWide ? units : 0, of: total),
      words: words(findings, strongest), breachDate: breach(in: place),
      falseAlarmsPerYear: expected.map {
        FalseAlarms.updated(
          $0, what: .detection, grade: grade, by: warnings, on: evidence.day)
      },
      sourceClasses: classes, completeness: completeness,
      members: findings.map(\.detection.id))
  }

  private func grade(
    _ findings: [Finding], classes: [Signal.SourceClass], share: Double
  ) -> Grade {
    let score = findings.map(\.detection.score).max() ?? 0
    let methods = findings.map { 1 + $0.detection.agreeing.count }.max() ?? 1
    let places = Set(findings.map(\.detection.place)).count
    let independent = SourceClasses.independent(classes)
    let rule = settings.detection.first { rule in
      score >= rule.score && methods >= rule.methods && independent >= rule.classes
        && places >= rule.places && share >= rule.share
    }
    return SourceClasses.allowed(rule?.grade ?? .fourth, classes)
  }

  /// Orders findings by how much they say; ids break ties, so that the order of rows does not.
  private func weight(_ finding: Finding) -> (Double, String) {
    (finding.detection.score, finding.detection.id)
  }

  private func headline(_ findings: [Finding], place: ID<Twin>, units: Int, of total: Int)
    -> String
  {
    var titles: [String] = []
    for finding in findings.sorted(by: { weight($0) > weight($1) })
    where !titles.contains(finding.title) { titles.append(finding.title) }
    let subject = Words.list(
      titles.enumerated().map { $0.offset == 0 ? $0.element : Words.inSentence($0.element) },
      most: 2)
    let name = evidence.name(of: place)
    if units > 1 { return "\(subject) above the usual in \(units) of \(total) parts of \(name)" }
    return "\(subject) above the usual in \(name)"
  }

  private func words(_ findings: [Finding], _ strongest: Finding) -> String {
    let detection = strongest.detection
    var text =
      "\(strongest.title), \(evidence.name(of: detection.place)): "
      + "\(Words.number(detection.observed)) seen, \(Words.number(detection.expected)) usual, "
      + "above the bound of \(Words.number(detection.upper)) since "
      + Words.day(detection.since, beside: evidence.day)
    let methods = 1 + detection.agreeing.count
    if methods > 1 { text += "; \(methods) methods agree" }
    text += "."
    if let share = detection.completeness, share < 0.95 {
      text += " About \(Int((share * 100).rounded())) % of its reports are in."
    }
    let others = findings.filter { $0 != strongest }.sorted { weight($0) > weight($1) }
    if !others.isEmpty {
      let told = others.map {
        "\(Words.inSentence($0.title)) in \(evidence.name(of: $0.detection.place)) "
          + "(\(Words.number($0.detection.observed)) for \(Words.number($0.detection.expected)))"
      }
      text += " Also \(Words.list(told, most: 4))."
    }
    return text
  }

  /// The first day on which a hospital of the place is as likely as not to run short.
  private func breach(in place: ID<Twin>) -> CivilDate? {
    guard let demand = evidence.demand else { return nil }
    let dates = demand.rows.compactMap { row -> CivilDate? in
      guard let breach = row.breach, breach.probability >= 0.5, breach.date > evidence.day,
        let district = evidence.sites[row.site]?.place ?? evidence.places[row.site]?.parent,
        evidence.isPart(district, of: place) || evidence.isPart(place, of: district)
      else { return nil }
      return breach.date
    }
    return dates.min()
  }
}
