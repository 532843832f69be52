import SalusCore
import SalusTwin
import Testing

@testable import SalusAct

@Suite struct WarningReviewTests {
  private let settings = WarningSettings()

  @Test func foldsWardsAndSignalsOfADistrictIntoOneWarning() throws {
    var book = Book()
    var evidence = Land.evidence(0)
    evidence.findings = [
      Land.finding("d1w1"), Land.finding("d1w2", .emergencyCalls), Land.finding("d1"),
    ]
    try book.review(evidence)
    #expect(book.warnings.all.count == 1)
    let warning = try #require(book.warnings.all.first)
    #expect(warning.content.place == ID("d1"))
    #expect(warning.content.members.count == 3)
    #expect(warning.content.sourceClasses == [.laboratory, .emergencyCalls])
    #expect(warning.state == .waiting)
  }

  @Test func keepsDistrictsApartUntilMostHaveIt() throws {
    var book = Book()
    var evidence = Land.evidence(0)
    evidence.findings = ["d1w1", "d2w1"].map { Land.finding($0) }
    try book.review(evidence)
    #expect(book.warnings.all.map(\.content.place) == [ID("d1w1"), ID("d2w1")])
    // Six of twelve: one cause. The oldest warning becomes the region's, the other ends in it.
    evidence = Land.evidence(1)
    evidence.findings = (1...6).map { Land.finding("d\($0)w1", day: 1, since: 0) }
    try book.review(evidence)
    #expect(book.warnings.all.count == 2)
    #expect(book.warnings.all[0].content.place == Land.top)
    #expect(book.warnings.all[1].into == ID("W-1"))
    #expect(book.warnings.current.count == 1)
    // And stays one while it lasts, though fewer have it.
    evidence = Land.evidence(2)
    evidence.findings = (1...3).map { Land.finding("d\($0)w1", day: 2, since: 0) }
    try book.review(evidence)
    #expect(book.warnings.current.count == 1)
  }

  @Test func keepsSpellsLongApartApart() throws {
    var book = Book()
    var evidence = Land.evidence(60)
    evidence.findings = [
      Land.finding("d1w1", day: 60, since: 0), Land.finding("d1w2", day: 60, since: 58),
    ]
    try book.review(evidence)
    #expect(book.warnings.all.count == 2)
  }

  /// Grade II and graver need two classes; social media alone raises nothing and is never one of
  /// the only two.
  @Test func gravestGradesNeedTwoIndependentSources() throws {
    let classes = Signal.SourceClass.allCases
    for mask in 1..<(1 << classes.count) {
      let chosen = classes.indices.filter { mask >> $0 & 1 == 1 }.map { classes[$0] }
      var evidence = Land.evidence(0)
      for district in 1...12 {
        evidence.findings += chosen.map {
          Land.finding("d\(district)", $0, score: 9, agreeing: 4)
        }
      }
      let causes = WarningReview(
        settings: settings, evidence: evidence, warnings: Warnings()
      ).causes()
      let independent = chosen.count { $0 != .social }
      if independent == 0 {
        #expect(causes.isEmpty)
      } else if independent == 1 {
        #expect(causes.allSatisfy { $0.grade >= .third }, "\(chosen)")
      } else {
        #expect(causes.allSatisfy { $0.grade <= .second }, "\(chosen)")
      }
      #expect(causes.count <= 1)
    }
  }

  @Test func incompleteReportsLowerTheGrade() {
    var evidence = Land.evidence(0)
    evidence.findings = [Land.finding("d1", score: 3, agreeing: 2, completeness: 0.9)]
    func grade() -> Grade? {
      WarningReview(settings: settings, evidence: evidence, warnings: Warnings()).causes().first?
        .grade
    }
    #expect(grade() == .third)
    evidence.findings[0].detection.completeness = 0.2
    #expect(grade() == .fourth)
  }

  @Test func expiresAfterADayAndStaysSilentUntilItIsGraver() throws {
    var book = Book()
    func evidence(_ day: Int, score: Double = 1.5, agreeing: Int = 0) -> Evidence {
      var evidence = Land.evidence(day)
      evidence.findings = [
        Land.finding("d1", day: day, since: 0, score: score, agreeing: agreeing)
      ]
      return evidence
    }
    try book.review(evidence(0))
    #expect(book.warnings.all[0].grade == .fourth)
    try book.review(evidence(1))
    #expect(book.warnings.all[0].state == .expired)
    try book.review(evidence(2))
    #expect(book.warnings.all.count == 1)
    #expect(book.warnings.all[0].state == .expired)
    try book.review(evidence(3, score: 4, agreeing: 3))
    #expect(book.warnings.all[0].state == .waiting)
    #expect(book.warnings.all[0].spell == 2)
    try book.decide("W-1", WarningDecision(.confirm), at: Land.now(3))
    // The same grade again, or a milder one, asks nobody.
    try book.review(evidence(4))
    try book.review(evidence(5, score: 4, agreeing: 3))
    #expect(book.warnings.all[0].state == .confirmed)
  }

  @Test func endsWhenTheEvidenceIsGoneForSomeDays() throws {
    var book = Book()
    var evidence = Land.evidence(0)
    evidence.findings = [Land.finding("d1")]
    try book.review(evidence)
    try book.decide("W-1", WarningDecision(.confirm), at: Land.now(0))
    for day in 1...2 { try book.review(Land.evidence(day)) }
    #expect(book.warnings.all[0].state == .confirmed)
    // It returns: the days count anew.
    evidence = Land.evidence(3)
    evidence.findings = [Land.finding("d1", day: 3, since: 0)]
    try book.review(evidence)
    for day in 4...6 { try book.review(Land.evidence(day)) }
    #expect(!book.warnings.all[0].isOver)
    try book.review(Land.evidence(7))
    #expect(book.warnings.all[0].state == .ended)
    // A new spell is a new warning.
    evidence = Land.evidence(8)
    evidence.findings = [Land.finding("d1", day: 8)]
    try book.review(evidence)
    #expect(book.warnings.all.count == 2)
  }

  @Test func comesBackFromTheShelf() throws {
    var book = Book()
    func evidence(_ day: Int) -> Evidence {
      var evidence = Land.evidence(day)
      evidence.findings = [Land.finding("d1", day: day, since: 0)]
      return evidence
    }
    try book.review(evidence(0))
    try book.decide("W-1", WarningDecision(.shelve, until: Land.now(3)), at: Land.now(0))
    try book.review(evidence(2))
    #expect(book.warnings.all[0].state == .shelved)
    try book.review(evidence(3))
    #expect(book.warnings.all[0].state == .waiting)
    #expect(book.warnings.all[0].expires == Land.now(4))
  }

  @Test func oneShortageIsOneWarningASiteAndGroup() throws {
    var book = Book()
    var evidence = Land.evidence(0)
    evidence.demandClasses = [.laboratory]
    evidence.demand = Land.demand(
      0,
      [
        ("h1", "icu-beds", 0.9, 6), ("h1", "ventilator", 0.6, 8), ("h1", "ward-beds", 0.4, 20),
        ("h2", "icu-beds", 0.35, 12), ("h3", "icu-beds", 0.1, 12),
      ])
    try book.review(evidence)
    let found = book.warnings.all.map {
      "\($0.content.place)/\($0.content.group)/\($0.grade.rawValue)"
    }
    #expect(
      Set(found) == ["h1/intensive-care/2", "h1/wards/3", "h2/intensive-care/3"])
    let first = try #require(book.warnings.all.first { $0.content.group == "intensive-care" })
    #expect(
      first.content.words.contains(
        "18 of 20 chances above 24 on 3 days or more, by 7 Apr (in 6 days)"))
    #expect(first.content.probability == 0.9)
    #expect(first.content.leadDays(on: Land.first + 2) == 4)
    // Three of four hospitals: one for the region.
    evidence.demand = Land.demand(
      0, (1...3).map { ("h\($0)", "icu-beds", 0.9, 6) })
    try book.review(evidence)
    let wide = try #require(book.warnings.current.first { $0.content.group == "intensive-care" })
    #expect(wide.content.place == Land.top)
    #expect(wide.grade == .first)
    #expect(wide.content.headline.contains("3 of 4 hospitals"))
    let others = book.warnings.current.filter {
      $0.content.group == "intensive-care" && $0.goneSince == nil
    }
    #expect(others.count == 1)
  }

  @Test(arguments: [([0.15, 0.6, 0.55, 0.1], 0), ([0.2, 0.6, 0.6, 0.55], 1)])
  func chanceFillsASmallUnitForADay(_ byDay: [Double], _ count: Int) throws {
    var book = Book()
    var evidence = Land.evidence(0)
    evidence.demandClasses = [.laboratory]
    var demand = Land.demand(0, [("h1", "icu-beds", 0.8, 2)])
    demand.rows[0].breach?.byDay = byDay
    evidence.demand = demand
    try book.review(evidence)
    #expect(book.warnings.all.map(\.grade) == Array(repeating: .third, count: count))
    #expect(book.warnings.all.allSatisfy { $0.content.probability == 0.55 })
  }

  @Test func whatDepotsBringAnywayRaisesNothing() throws {
    var book = Book()
    var evidence = Land.evidence(0)
    var demand = Land.demand(0, [], covers: [("h1", "mask", 1.5), ("h2", "mask", 1.5)])
    demand.rows[0].breach = DemandBreach(date: Land.first + 28, probability: 0.1, byDay: [0.1])
    demand.rows[1].breach = DemandBreach(date: Land.first + 2, probability: 0.9, byDay: [0.9])
    evidence.demand = demand
    evidence.titles = ["mask": "Antivirals"]
    try book.review(evidence)
    #expect(book.warnings.all.map(\.content.headline) == ["Antivirals run short at Hospital 2"])
    #expect(book.warnings.all.map(\.content.breachDate) == [Land.first + 1])
  }

  @Test func coverOrdersAndFeedsSpeakForThemselves() throws {
    var book = Book()
    var evidence = Land.evidence(2)
    evidence.demand = Land.demand(2, [], covers: [("h1", "mask", 1.5), ("h1", "gown", 3.5)])
    let order = Order(
      id: ID("O-1"), plan: ID("P-1"), planRevision: 1, move: "P-1/1", item: ID("mask"),
      quantity: 10, from: ID("s1"), to: ID("h1"), issued: Land.now(0), departs: Land.now(0),
      due: Land.now(1))
    evidence.lateOrders = [order]
    evidence.feeds = [FeedChanged(feed: "beds", title: "Beds", state: .silent, words: "no report")]
    try book.review(evidence)
    #expect(book.warnings.all.map(\.content.what) == [.cover, .order, .feed])
    #expect(book.warnings.all.map(\.grade) == [.third, .third, .third])
    #expect(book.warnings.all[0].content.members == ["h1/gown", "h1/mask"])
    // What is mended is over at once.
    evidence.lateOrders = []
    evidence.feeds = []
    try book.review(evidence)
    #expect(book.warnings.all.map(\.isOver) == [false, true, true])
  }

  @Test func aFloodBecomesOneWarningAndStaysOne() throws {
    var book = Book()
    var evidence = Land.evidence(0)
    evidence.feeds = (1...30).map {
      FeedChanged(feed: "f\($0)", title: "Feed \($0)", state: .late, words: "late")
    }
    evidence.findings = [Land.finding("d1")]
    try book.review(evidence)
    #expect(book.warnings.all.count == 2)
    let one = try #require(book.warnings.all.first { $0.content.what == .feed })
    #expect(one.content.headline.hasPrefix("30 warnings, one likely cause"))
    #expect(one.content.members.count == 30)
    evidence.feeds.removeLast(10)
    try book.review(evidence)
    #expect(book.warnings.current.count == 2)
    #expect(AlertLoad(book.warnings.all, at: Land.now(0)).mostInTenMinutes == 2)
  }

  /// Any evidence: reviewing twice changes nothing, order of rows does not matter, no cause has two
  /// warnings, numbers of warnings go up by one.
  @Test(arguments: 1...40)
  func lawsOverManyHistories(seed: Int) throws {
    var random = Lottery(seed: UInt64(seed))
    var book = Book()
    var turned = Book()
    let classes: [Signal.SourceClass] = [.laboratory, .hospital, .social, .emergencyCalls]
    for day in 0..<25 {
      var evidence = Land.evidence(day)
      for district in 1...12 where random.next(4) == 0 {
        for ward in 1...3 where random.next(2) == 0 {
          evidence.findings.append(
            Land.finding(
              "d\(district)w\(ward)", classes[random.next(4)], day: day,
              since: max(0, day - random.next(6)), score: 1 + Double(random.next(40)) / 10,
              agreeing: random.next(4)))
        }
      }
      evidence.demandClasses = [.laboratory]
      evidence.demand = Land.demand(
        day,
        (1...4).map { ("h\($0)", "icu-beds", Double(random.next(11)) / 10, 1 + random.next(20)) })
      try book.review(evidence)
      #expect(
        WarningReview(settings: settings, evidence: evidence, warnings: book.warnings).changes()
          .isEmpty)
      var other = evidence
      other.findings.reverse()
      other.demand?.rows.reverse()
      try turned.review(other)
      let live = book.warnings.current.filter { $0.goneSince == nil }
      let causes = live.map { "\($0.content.what)/\($0.content.group)/\($0.content.place)" }
      #expect(Set(causes).count == causes.count, "day \(day): \(causes)")
      for warning in live where warning.grade <= .second {
        #expect(Set(warning.content.sourceClasses).subtracting([.social]).count >= 2)
      }
      if let waiting = book.warnings.waiting.first, random.next(3) == 0 {
        let verbs = [
          WarningDecision(.confirm), WarningDecision(.watch),
          WarningDecision(.dismiss, reason: .tooSmall),
          WarningDecision(.shelve, until: Land.now(day + 2)),
        ]
        let decision = verbs[random.next(4)]
        try book.decide(waiting.id.text, decision, at: Land.now(day, hour: 10))
        try turned.decide(waiting.id.text, decision, at: Land.now(day, hour: 10))
      }
    }
    #expect(book.warnings.all == turned.warnings.all)
    #expect(
      book.warnings.all.map(\.id.text) == (1...max(1, book.warnings.all.count)).map { "W-\($0)" })
  }

  @Test func predictiveValueCountsWhatPeopleSaid() throws {
    var book = Book()
    var evidence = Land.evidence(0)
    evidence.findings = ["d1", "d2", "d3", "d4", "d5"].map { Land.finding($0) }
    try book.review(evidence)
    try book.decide("W-1", WarningDecision(.confirm), at: Land.now(0))
    try book.decide("W-2", WarningDecision(.dismiss, reason: .dataError), at: Land.now(0))
    try book.decide("W-3", WarningDecision(.dismiss, reason: .knownCause), at: Land.now(0))
    try book.decide("W-4", WarningDecision(.confirm), at: Land.now(0))
    let value = PredictiveValue(book.warnings.all, grade: .fourth)
    #expect(value.count == 3)
    #expect(value.value == 2.0 / 3)
    #expect(PredictiveValue(book.warnings.all, grade: .first).value == nil)
  }

  /// Accidental coincidences: two classes, each ten false detections a year in twelve districts,
  /// four weeks' window: 12 x 2 x (28 / 365) x (10 / 12)^2.
  @Test func falseAlarmsFollowTheFormula() throws {
    let watches = [
      Evidence.Watch(
        signal: ID("a"), sourceClass: .laboratory, series: 100, looksPerYear: 100,
        errorRate: 0.001),
      Evidence.Watch(
        signal: ID("b"), sourceClass: .hospital, series: 10, looksPerYear: 100, errorRate: 0.01),
    ]
    let one = try #require(
      FalseAlarms.expected(classes: [.laboratory], watches: watches, units: 12, windowDays: 28))
    #expect(abs(one - 10) < 1e-12)
    let both = try #require(
      FalseAlarms.expected(
        classes: [.laboratory, .hospital], watches: watches, units: 12, windowDays: 28))
    #expect(abs(both - 12 * 2 * (28.0 / 365) * (10.0 / 12) * (10.0 / 12)) < 1e-12)
    #expect(
      FalseAlarms.expected(classes: [.social], watches: watches, units: 12, windowDays: 28) == nil)
  }

  @Test func payloadsReadBack() throws {
    var evidence = Land.evidence(0)
    evidence.findings = [Land.finding("d1w1", completeness: 0.7)]
    let content = try #require(
      WarningReview(settings: settings, evidence: evidence, warnings: Warnings()).causes().first)
    #expect(WarningCase(content.json) == content)
    #expect(WarningCase(["what": "detection"]) == nil)
  }
}

/// A small generator with a fixed seed (SplitMix64, Steele, Lea and Flood 2014).
struct Lottery {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(bound))
  }
}
