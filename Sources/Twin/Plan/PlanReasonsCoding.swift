import SalusCore

extension Plan.Spread {
  public init?(_ body: JSON) {
    guard let mean = body["mean"]?.double, let median = body["median"]?.double,
      let lower = body["lower"]?.double, let upper = body["upper"]?.double
    else { return nil }
    self.init(mean: mean, median: median, lower: lower, upper: upper)
  }

  public var json: JSON {
    [
      "mean": JSON(mean), "median": JSON(median), "lower": JSON(lower), "upper": JSON(upper),
    ]
  }
}

extension Plan.Unmet {
  public init?(_ body: JSON) {
    guard let site = body["site"]?.string, let resource = body["resource"]?.string,
      let title = body["title"]?.string, let unit = body["unit"]?.string,
      let nothing = body["nothing"].flatMap({ Plan.Spread($0) }),
      let plan = body["plan"].flatMap({ Plan.Spread($0) })
    else { return nil }
    self.init(
      site: ID(site), resource: resource, title: title, unit: unit, nothing: nothing, plan: plan)
  }

  public var json: JSON {
    [
      "site": .string(site.text), "resource": .string(resource), "title": .string(title),
      "unit": .string(unit), "nothing": nothing.json, "plan": plan.json,
    ]
  }
}

extension Plan.Total {
  public init?(_ body: JSON) {
    guard let label = body["label"]?.string, let unit = body["unit"]?.string,
      let nothing = body["nothing"].flatMap({ Plan.Spread($0) }),
      let plan = body["plan"].flatMap({ Plan.Spread($0) })
    else { return nil }
    self.init(
      label: label, unit: unit, nothing: nothing, plan: plan,
      best: body["best"].flatMap { Plan.Spread($0) })
  }

  public var json: JSON {
    [
      "label": .string(label), "unit": .string(unit), "nothing": nothing.json, "plan": plan.json,
      "best": best?.json ?? .null,
    ]
  }
}

extension Plan.Binding {
  public init?(_ body: JSON) {
    guard let words = body["words"]?.string, let unit = body["unit"]?.string else { return nil }
    self.init(words: words, gain: body["gain"]?.double, unit: unit)
  }

  public var json: JSON {
    ["words": .string(words), "gain": JSON(gain), "unit": .string(unit)]
  }
}

extension Plan.Rejected {
  public init?(_ body: JSON) {
    guard let item = body["item"]?.string, let title = body["title"]?.string,
      let from = body["from"]?.string, let to = body["to"]?.string, let why = body["why"]?.string
    else { return nil }
    self.init(item: item, title: title, from: ID(from), to: ID(to), why: why)
  }

  public var json: JSON {
    [
      "item": .string(item), "title": .string(title), "from": .string(from.text),
      "to": .string(to.text), "why": .string(why),
    ]
  }
}

extension Plan.Floor {
  public init?(_ body: JSON) {
    guard let district = body["district"]?.string, let coverage = body["coverage"]?.double,
      let floor = body["floor"]?.double, let isHeld = body["isHeld"]?.bool,
      let isVulnerable = body["isVulnerable"]?.bool
    else { return nil }
    self.init(
      district: ID(district), coverage: coverage, floor: floor, isHeld: isHeld,
      isVulnerable: isVulnerable)
  }

  public var json: JSON {
    [
      "district": .string(district.text), "coverage": JSON(coverage), "floor": JSON(floor),
      "isHeld": JSON(isHeld), "isVulnerable": JSON(isVulnerable),
    ]
  }
}

extension Plan.Relaxation {
  public init?(_ body: JSON) {
    guard let constraint = body["constraint"]?.string, let words = body["words"]?.string,
      let by = body["by"]?.double, let unit = body["unit"]?.string
    else { return nil }
    self.init(constraint: constraint, words: words, by: by, unit: unit)
  }

  public var json: JSON {
    [
      "constraint": .string(constraint), "words": .string(words), "by": JSON(by),
      "unit": .string(unit),
    ]
  }
}
