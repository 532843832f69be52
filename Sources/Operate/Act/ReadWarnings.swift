import SalusAct
import SalusCore
import SalusTwin

extension Reading {
  /// Which warnings a list shows.
  public static let warningStates = ["open", "waiting", "closed", "all"]

  /// Warnings, those that wait first, then the gravest; closed ones by their age.
  ///
  /// - Parameter state: of `warningStates`.
  public func warnings(state wanted: String, limit: Int, cursor: String?) throws -> JSON {
    let state = try dutyState()
    let now = try moment()
    let all = state.warnings.all.filter { warning in
      switch wanted {
      case "waiting": warning.state.isWaiting
      case "closed": !warning.isOpen
      case "all": true
      default: warning.isOpen
      }
    }.sorted { left, right in
      if left.isOpen != right.isOpen { return left.isOpen }
      if !left.isOpen { return left.sequence > right.sequence }
      let a = (left.state.isWaiting ? 0 : 1, left.grade.rawValue)
      let b = (right.state.isWaiting ? 0 : 1, right.grade.rawValue)
      if a != b { return a < b }
      return left.waitingSince != right.waitingSince
        ? left.waitingSince > right.waitingSince : left.sequence > right.sequence
    }
    let (page, next) = try Reading.page(all, limit: limit, cursor: cursor) { $0.id.text }
    let load = AlertLoad(state.warnings.all, at: now)
    let counts = Grade.allCases.map { grade in
      JSON.Member(
        String(grade.rawValue), JSON(state.warnings.all.count { $0.isOpen && $0.grade == grade }))
    }
    return answer([
      "warnings": .array(page.map { json($0, state, now) }), "next": JSON(next),
      "counts": .object(counts),
      "load": [
        "perHour": JSON(Reading.rounded(load.perHour)),
        "most10min": JSON(load.mostInTenMinutes),
      ],
    ])
  }

  /// One warning with all that was said about it.
  public func warning(_ id: String) throws -> JSON {
    let state = try dutyState()
    guard let warning = state.warnings[ID(id)] else { throw DecisionError.unknown(id) }
    return answer(["warning": json(warning, state, try moment())])
  }

  func json(_ warning: Warning, _ state: DutyState, _ now: Instant) -> JSON {
    let content = warning.content
    let value = PredictiveValue(state.warnings.all, grade: warning.grade)
    // What is closed leaves nothing to be in time for.
    let lead = warning.isOpen ? content.leadDays(on: now.date).map { max(0, $0) } : nil
    return [
      "id": .string(warning.id.text), "grade": JSON(warning.grade.rawValue),
      "headline": .string(content.headline), "what": .string(content.what.rawValue),
      "where": [
        "id": .string(content.place.text), "name": .string(content.placeName),
        "level": .string(content.level),
      ],
      "since": JSON(content.since), "raised": JSON(warning.raised), "day": JSON(content.day),
      "state": .string(warning.state.rawValue), "words": .string(content.words),
      "probability": JSON(content.probability.map(Reading.rounded)),
      "leadDays": JSON(lead), "breachDate": JSON(content.breachDate),
      "falseAlarmsPerYear": JSON(content.falseAlarmsPerYear.map(Reading.rounded)),
      "sourceClasses": .array(content.sourceClasses.map { .string($0.rawValue) }),
      "sourceWords": .string(content.sourceWords),
      "completeness": JSON(content.completeness.map(Reading.rounded)),
      "ppv": ["value": JSON(value.value.map(Reading.rounded)), "n": JSON(value.count)],
      "signals": JSON(content.members.count),
      "detections": .array(content.detections.map { .string($0) }),
      "members": .array(content.members.map { .string($0) }),
      "expires": JSON(warning.expires), "until": JSON(warning.until),
      "revision": JSON(warning.revision), "isOver": .bool(warning.isOver),
      "into": JSON(warning.into?.text),
      "acknowledged": .bool(warning.isAcknowledged),
      "can": .array(
        Warning.Verb.allCases.filter { !warning.isOver && warning.state.verbs.contains($0) }
          .map { .string($0.rawValue) }),
      "links": .array(links(content)),
      "decisions": .array(
        warning.decisions.map { entry in
          [
            "at": JSON(entry.at), "actor": .string(entry.actor), "verb": .string(entry.verb),
            "grade": JSON(entry.grade.rawValue), "reason": JSON(entry.reason?.rawValue),
            "note": JSON(entry.note),
          ]
        }),
      "notices": .array(
        state.notices.of(warning.id).map { notice in
          [
            "id": .string(notice.id.text), "channel": .string(notice.channel.rawValue),
            "to": .string(notice.recipient), "state": .string(notice.standing(at: now)),
            "at": JSON(notice.changed), "words": .string(notice.words),
          ]
        }),
    ]
  }

  /// Where to look for more.
  private func links(_ content: WarningCase) -> [JSON] {
    func link(_ label: String, _ screen: String, _ query: KeyValuePairs<String, String>) -> JSON {
      [
        "label": .string(label), "screen": .string(screen),
        "query": .object(query.map { JSON.Member($0.key, .string($0.value)) }),
      ]
    }
    let site = world.places[content.place].map { $0.parent == nil ? "" : $0.id.text }
    switch content.what {
    case .detection:
      return content.members.prefix(1).map { link("Evidence", "signals", ["detection": $0]) }
        + [link("Map", "situation", ["place": content.place.text])]
    case .breach, .cover:
      let resource =
        content.members.first.flatMap { $0.split(separator: "/").last.map(String.init) } ?? ""
      return [
        link(
          "Demand and capacity", "demand",
          ["site": site ?? content.place.text, "resource": resource]),
        link("Plan", "allocation", ["plan": "latest"]),
      ]
    case .order:
      return [link("Orders", "operations", ["order": content.members.first ?? ""])]
    case .feed: return [link("Data health", "data", ["feed": content.group])]
    }
  }
}
