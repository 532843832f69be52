import SalusAct
import SalusCore

extension WarningSettings {
  mutating func read(_ section: ConfigurationSection) {
    readRules(section, "detection", &detection) { rule in
      var read = DetectionRule(grade: .fourth)
      rule.grade("grade", &read.grade)
      rule.number("score", &read.score, in: 0...1000)
      rule.whole("methods", &read.methods, in: 1...10)
      rule.whole("classes", &read.classes, in: 1...10)
      rule.whole("places", &read.places, in: 1...100_000)
      rule.number("share", &read.share, in: 0...1)
      return read
    } describing: { rule in
      [
        "grade": .string(rule.grade.numeral), "score": JSON(rule.score),
        "methods": JSON(rule.methods), "classes": JSON(rule.classes), "places": JSON(rule.places),
        "share": JSON(rule.share),
      ]
    }
    readRules(section, "breach", &breach) { rule in
      var read = BreachRule(grade: .fourth, probability: 0.5, leadDays: 28)
      rule.grade("grade", &read.grade)
      rule.number("probability", &read.probability, in: 0...1)
      rule.whole("leadDays", &read.leadDays, in: 0...90)
      rule.whole("days", &read.days, in: 1...90)
      rule.flag("wide", &read.isWide)
      return read
    } describing: { rule in
      [
        "grade": .string(rule.grade.numeral), "probability": JSON(rule.probability),
        "leadDays": JSON(rule.leadDays), "days": JSON(rule.days),
        "wide": .bool(rule.isWide),
      ]
    }
    readRules(section, "cover", &cover) { rule in
      var read = CoverRule(grade: .fourth, days: 4)
      rule.grade("grade", &read.grade)
      rule.number("days", &read.days, in: 0...365)
      rule.flag("wide", &read.isWide)
      return read
    } describing: { rule in
      [
        "grade": .string(rule.grade.numeral), "days": JSON(rule.days), "wide": .bool(rule.isWide),
      ]
    }
    readRules(section, "groups", &groups) { group in
      var read = ResourceGroup(name: group.required("name"), title: "", resources: [])
      read.title = read.name
      group.text("title", &read.title)
      group.texts("resources", &read.resources)
      return read
    } describing: { group in
      [
        "name": .string(group.name), "title": .string(group.title),
        "resources": .array(group.resources.map { .string($0) }),
      ]
    }
    section.texts("staff", &staff)
    section.number("staffProbability", &staffProbability, in: 0...1)
    section.whole("staffDays", &staffDays, in: 1...90)
    section.number("lateOrderHours", &lateOrderHours, in: 0...1000)
    section.number("expiryHours", &expiryHours, in: 1...1000)
    section.whole("endAfterDays", &endAfterDays, in: 0...365)
    section.whole("foldDays", &foldDays, in: 1...365)
    section.number("wideShare", &wideShare, in: 0...1)
    section.whole("wideLeast", &wideLeast, in: 1...10_000)
    section.number("leastCompleteness", &leastCompleteness, in: 0...1)
    section.whole("mostInTenMinutes", &mostInTenMinutes, in: 1...10_000)
    section.number("mostPerHour", &mostPerHour, in: 0.01...10_000)
    section.whole("mostShelfDays", &mostShelfDays, in: 1...365)
    section.close()
  }

  /// A list of rules replaces the usual ones as a whole, for their order decides.
  private func readRules<Rule>(
    _ section: ConfigurationSection, _ key: String, _ rules: inout [Rule],
    _ read: (ConfigurationSection) -> Rule, describing: (Rule) -> JSON
  ) {
    if section.has(key) {
      rules = section.sections(key).map { entry in
        let rule = read(entry)
        entry.close()
        return rule
      }
    } else {
      _ = section.node(key)
      section.show(key, .array(rules.map(describing)))
    }
  }
}

extension ConfigurationSection {
  /// A grade as numeral or number: `"II"` or 2.
  func grade(_ key: String, _ grade: inout Grade) {
    var optional: Grade? = grade
    self.grade(key, &optional)
    if let optional { grade = optional }
  }

  /// A grade, or `"none"`.
  func grade(_ key: String, _ grade: inout Grade?) {
    if let node = node(key) {
      let text = node.string ?? node.json.integer.map(String.init)
      if text == "none" {
        grade = nil
      } else if let found = Grade.allCases.first(where: {
        $0.numeral == text || String($0.rawValue) == text
      }) {
        grade = found
      } else {
        fault(key, "this is no grade; \"I\", \"II\", \"III\" or \"IV\" is accepted")
      }
    }
    show(key, JSON(grade?.numeral))
  }
}
