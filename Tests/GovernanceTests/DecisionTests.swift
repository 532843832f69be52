import SalusCore
import SalusGovernance
import Testing

@Suite struct DecisionTests {
  private func decide(
    _ request: AccessRequest, in phase: Phase = .response, register: PurposeRegister = .shipped,
    policy: RuleSet = .startToken
  ) -> Decision {
    Decision(
      on: request, register: register, policy: policy,
      context: AccessContext(phase: phase, at: Ask.now))
  }

  @Test func permitsWhatThePurposeNeeds() {
    let decision = decide(Ask.lineList)
    #expect(decision.isPermitted)
    #expect(decision.rules == ["start-token-holder"])
    #expect(decision.expiry == Ask.now + 86_400)
    #expect(decision.policy == "start-token-1")
    #expect(decision.remarks.contains { $0.contains("unverified") })
    #expect(decision.remarks.contains { $0.contains("shipped") })
    #expect(decide(Ask.lineList) == decision, "equal requests get equal decisions")
  }

  /// The table of purposes, purpose by purpose and phase by phase.
  @Test(arguments: [
    (ID<Purpose>.surveillance, Phase.allCases), (.modelling, Phase.allCases),
    (.exercise, [.preparedness]), (.caseInvestigation, [.response]),
    (.emergencyDispatch, [.response]), (.minuteLinkage, [.response]), (.care, Phase.allCases),
    (.rehabilitationFollowUp, [.recovery]), (.oversight, Phase.allCases),
    (.ownTwin, Phase.allCases),
  ])
  func opensAPurposeInItsPhasesOnly(id: ID<Purpose>, open: [Phase]) throws {
    let purpose = try #require(PurposeRegister.shipped[id])
    let scope = try #require(
      [Scope.all, .twin(Ask.person), .place(Ask.person), .event(Ask.outbreak)]
        .first { purpose.minimum.scopes.contains($0.kind) })
    let form = try #require(Form.allCases.first { purpose.minimum.forms.contains($0) })
    let request = AccessRequest(
      purpose: id, scope: scope, fields: purpose.minimum.fields, form: form, consent: 7)
    for phase in Phase.allCases {
      let decision = decide(request, in: phase)
      if open.contains(phase) {
        #expect(decision.isPermitted, "\(id) in \(phase)")
      } else {
        #expect(decision.refusal == .closedInPhase(id, phase, open: open))
      }
    }
  }

  @Test func namesTheFieldsThatAreTooMany() {
    var request = Ask.lineList
    request.fields = ["case.onset", "person", "vitals.pulse", "care.note"]
    #expect(
      decide(request).refusal
        == .surplus(["care.note", "vitals.pulse"], .caseInvestigation))
    request.fields = .all
    #expect(decide(request).refusal == .surplus(["*"], .caseInvestigation))
    // A name above a granted one is wider than it.
    request.purpose = .emergencyDispatch
    request.fields = ["staff", "bed.free"]
    #expect(decide(request).refusal == .surplus(["staff"], .emergencyDispatch))
  }

  @Test func refusesWhatIsWiderThanThePurpose() {
    var request = Ask.lineList
    request.scope = .all
    #expect(
      decide(request).refusal
        == .wideScope(.all, .caseInvestigation, accepted: [.twin, .place, .event]))
    request = Ask.lineList
    request.form = .log
    #expect(decide(request).refusal?.code == "wide-form")
    request = Ask.lineList
    request.purpose = "curiosity".asPurpose
    #expect(decide(request).refusal?.code == "unknown-purpose")
    request = Ask.lineList
    request.actions = []
    #expect(decide(request).refusal == .nothingAsked(.caseInvestigation))
    request = Ask.lineList
    request.fields = []
    #expect(decide(request).refusal == .nothingAsked(.caseInvestigation))
  }

  @Test func asksForAReasonBeforeItSaysWho() {
    var request = Ask.lineList
    request.form = .identified
    #expect(decide(request).refusal == .noReason(.caseInvestigation, .identified))
    request.reason = "because                                   "
    #expect(decide(request).refusal == .noReason(.caseInvestigation, .identified))
    request.reason = "calling the contacts of yesterday's cases"
    #expect(decide(request).isPermitted)
  }

  @Test func asksForConsentWhereThePurposeDoes() {
    var request = AccessRequest(
      purpose: .rehabilitationFollowUp, scope: .twin(Ask.person), fields: ["follow-up"],
      form: .pseudonymous)
    #expect(decide(request, in: .recovery).refusal == .noConsent(.rehabilitationFollowUp))
    request.consent = 12
    #expect(decide(request, in: .recovery).isPermitted)
  }

  @Test(arguments: [AccessAction.export, .release])
  func handsOnNothingThatMayNotBe(action: AccessAction) {
    var request = Ask.care
    request.actions = [.read, action]
    #expect(decide(request).refusal == .resharing(.care, action))
    request.purpose = .ownTwin
    #expect(decide(request).isPermitted, "a person may take the own data along")
    let counts = AccessRequest(
      purpose: .surveillance, actions: [action], scope: .all, fields: ["count"], form: .aggregate)
    #expect(decide(counts).isPermitted, "counts are of nobody")
  }

  @Test(arguments: [0, -1, Double.nan, .infinity, 72 * 3600 + 1])
  func refusesALifetimeOutsideTheBounds(seconds: Double) {
    var request = Ask.lineList
    request.lifetime = seconds
    #expect(decide(request).refusal?.code == "bad-lifetime")
  }

  @Test func grantsNothingWithoutAnAssessment() throws {
    var purposes = PurposeRegister.shipped.purposes
    for index in purposes.indices { purposes[index].assessment = nil }
    let register = try PurposeRegister(version: "2", purposes: purposes)
    #expect(decide(Ask.care, register: register).refusal == .noAssessment(.care))
  }

  @Test func grantsNobodyElseAnything() {
    var request = Ask.care
    request.subject = Subject(id: "stranger")
    #expect(decide(request).refusal == .notPermitted(subject: "stranger", .care, .read))
  }
}

/// How the votes of rules decide.
@Suite struct RuleTests {
  private struct Unknown: Error {}

  private func decide(_ rules: [Rule]) -> Decision {
    Decision(
      on: Ask.care, register: .shipped, policy: RuleSet(version: "test", rules: rules),
      context: AccessContext(phase: .response, at: Ask.now))
  }

  private let permit = Rule(name: "permit", effect: .permit)
  private let forbid = Rule(name: "forbid", effect: .forbid)

  @Test func deniesByDefault() {
    #expect(decide([]).refusal?.code == "not-permitted")
    #expect(decide([forbid]).refusal == .forbidden(rules: ["forbid"]))
  }

  /// Any order, any number of permits: one forbid decides.
  @Test(arguments: 0..<6)
  func oneForbidOverridesEveryPermit(place: Int) {
    var rules = [Rule](repeating: permit, count: 5)
    rules.insert(forbid, at: place)
    let decision = decide(rules)
    #expect(decision.refusal == .forbidden(rules: ["forbid"]))
    #expect(decision.rules == ["forbid"])
  }

  @Test func leavesOutAPermitThatCannotBeTold() {
    var broken = permit
    broken.name = "broken"
    broken.condition = { _, _ in throw Unknown() }
    #expect(decide([broken]).refusal?.code == "not-permitted")
    #expect(decide([broken]).skipped == ["broken"])
    let both = decide([broken, permit])
    #expect(both.isPermitted)
    #expect(both.rules == ["permit"])
    #expect(both.skipped == ["broken"])
  }

  @Test func countsAForbidThatCannotBeTold() {
    var broken = forbid
    broken.condition = { _, _ in throw Unknown() }
    #expect(decide([permit, broken]).refusal == .forbidden(rules: ["forbid"]))
    broken.condition = { _, _ in false }
    #expect(decide([permit, broken]).isPermitted)
  }

  @Test func wantsAPermitForEveryAction() {
    var reading = permit
    reading.actions = [.read]
    var request = Ask.care
    request.actions = [.read, .write]
    let decision = Decision(
      on: request, register: .shipped, policy: RuleSet(version: "test", rules: [reading]),
      context: AccessContext(phase: .response, at: Ask.now))
    #expect(decision.refusal == .notPermitted(subject: "operator", .care, .write))
  }

  /// Every combination of what a rule speaks of, against what is asked.
  @Test func aRuleSpeaksOnlyOfWhatItNames() {
    var rule = permit
    rule.subjects = ["operator"]
    rule.purposes = [.care]
    rule.actions = [.read]
    rule.scopes = [.twin]
    #expect(decide([rule]).isPermitted)
    var other = rule
    other.subjects = ["nurse"]
    #expect(!decide([other]).isPermitted)
    other = rule
    other.roles = ["clinician"]
    #expect(!decide([other]).isPermitted)
    other = rule
    other.purposes = [.oversight]
    #expect(!decide([other]).isPermitted)
    other = rule
    other.actions = [.write]
    #expect(!decide([other]).isPermitted)
    other = rule
    other.scopes = [.place]
    #expect(!decide([other]).isPermitted)
  }
}

/// Random policies and requests against the semantics written out plainly.
@Suite struct DecisionLawTests {
  /// Numbers that are the same in every run (SplitMix64; Steele, Lea, Flood 2014).
  private struct Numbers {
    var state: UInt64

    mutating func next(below bound: UInt64) -> Int {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return Int((mixed ^ (mixed >> 31)) % bound)
    }

    mutating func subset<Value: Hashable>(of values: [Value]) -> Set<Value>? {
      next(below: 3) > 0 ? nil : Set(values.filter { _ in next(below: 2) == 0 })
    }
  }

  private struct Unknown: Error {}

  private let people = ["operator", "nurse", "planner"]
  private let roles = ["clinician", "analyst"]
  private let purposes: [ID<Purpose>] = [.care, .surveillance, .caseInvestigation, .exercise]
  private let actions: [AccessAction] = [.read, .write, .fork]

  private let conditions: [(@Sendable (AccessRequest, AccessContext) throws -> Bool)?] = [
    { _, _ in true }, { _, _ in false }, { _, _ in throw Unknown() }, nil,
  ]

  private func rule(_ numbers: inout Numbers, _ number: Int) -> (rule: Rule, condition: Int) {
    let condition = numbers.next(below: 4)
    return (
      Rule(
        name: "rule \(number)", effect: numbers.next(below: 8) == 0 ? .forbid : .permit,
        subjects: numbers.subset(of: people), roles: numbers.subset(of: roles),
        purposes: numbers.subset(of: purposes), actions: numbers.subset(of: actions),
        scopes: numbers.subset(of: Scope.Kind.allCases),
        condition: conditions[condition]), condition
    )
  }

  private func request(_ numbers: inout Numbers) -> AccessRequest {
    let scopes = [Scope.all, .twin(Ask.person), .place(Ask.person), .event(Ask.outbreak)]
    let fields: [Fields] = [["case"], ["count", "day"], .all, ["person.name", "count"]]
    let purpose = numbers.next(below: 4)
    // Half of them ask for what the purpose gives, so that the rules come to speak.
    let isFitting = numbers.next(below: 2) == 0
    let fittingScopes: [Scope] = [scopes[1], scopes[0], scopes[3], scopes[0]]
    let fittingForms: [Form] = [.identified, .aggregate, .pseudonymous, .synthetic]
    let fittingFields: [Fields] = [.all, fields[1], fields[0], .all]
    return AccessRequest(
      subject: Subject(
        id: people[numbers.next(below: 3)], roles: numbers.subset(of: roles) ?? []),
      purpose: purposes[purpose], actions: numbers.subset(of: actions) ?? [.read],
      scope: isFitting ? fittingScopes[purpose] : scopes[numbers.next(below: 4)],
      fields: isFitting ? fittingFields[purpose] : fields[numbers.next(below: 4)],
      form: isFitting
        ? fittingForms[purpose] : Form.allCases[numbers.next(below: UInt64(Form.allCases.count))])
  }

  /// What must come out, in other words than the product's.
  private func isPermitted(
    _ request: AccessRequest, _ rules: [(rule: Rule, condition: Int)], _ phase: Phase
  ) -> Bool {
    let needs: [ID<Purpose>: (Set<Phase>, [String]?, [String], [Form])] = [
      .care: (Set(Phase.allCases), nil, ["twin", "place"], [.identified]),
      .surveillance: (
        Set(Phase.allCases), ["count", "day"], ["all", "place", "event"], [.aggregate]
      ),
      .caseInvestigation: (
        [.response], ["case", "person.name"], ["twin", "place", "event"], [.pseudonymous, .token]
      ),
      .exercise: ([.preparedness], nil, ["all", "twin", "place", "event"], [.synthetic]),
    ]
    guard let (phases, fields, scopes, forms) = needs[request.purpose], phases.contains(phase),
      scopes.contains(request.scope.kind.rawValue), forms.contains(request.form),
      !request.actions.isEmpty
    else { return false }
    if let fields {
      if request.fields.isAll { return false }
      if !request.fields.names.allSatisfy({ fields.contains($0.path) }) { return false }
    }
    for action in request.actions {
      var isAllowed = false
      for (rule, condition) in rules {
        let isMeant =
          (rule.subjects.map { $0.contains(request.subject.id) } ?? true)
          && (rule.roles.map { !$0.intersection(request.subject.roles).isEmpty } ?? true)
          && (rule.purposes.map { $0.contains(request.purpose) } ?? true)
          && (rule.actions.map { $0.contains(action) } ?? true)
          && (rule.scopes.map { $0.contains(request.scope.kind) } ?? true)
        if !isMeant || condition == 1 { continue }
        if rule.effect == .forbid { return false }
        if condition != 2 { isAllowed = true }
      }
      if !isAllowed { return false }
    }
    return true
  }

  @Test(arguments: 1...10)
  func decidesAsThePlainSemanticsSay(seed: UInt64) {
    var numbers = Numbers(state: seed)
    var permitted = 0
    for _ in 0..<1_000 {
      let rules = (0..<(1 + numbers.next(below: 6))).map { rule(&numbers, $0) }
      let request = request(&numbers)
      let phase = Phase.allCases[numbers.next(below: 4)]
      let decision = Decision(
        on: request, register: .shipped,
        policy: RuleSet(version: "law", rules: rules.map(\.rule)),
        context: AccessContext(phase: phase, at: Ask.now))
      let expected = isPermitted(request, rules, phase)
      #expect(decision.isPermitted == expected, "\(request) in \(phase): \(rules)")
      if expected { permitted += 1 }
    }
    #expect(permitted > 50, "the law must be met from both sides")
  }
}

@Suite struct FieldTests {
  @Test func aNameCoversWhatIsBelowIt() {
    let fields: Fields = ["person", "case.onset"]
    #expect(fields.covers("person"))
    #expect(fields.covers("person.name.family"))
    #expect(!fields.covers("personal"))
    #expect(!fields.covers("case"))
    #expect(!fields.covers("case.onset-date"))
    #expect(fields.surplus(of: ["case", "person.name", "age"]) == ["age", "case"])
    #expect(Fields.all.surplus(of: .all).isEmpty)
  }

  @Test(arguments: ["", ".", "a.", ".a", "a..b", "A", "a b", "*", "ä"])
  func knowsWhatIsNoName(path: String) {
    #expect(!Field(path).isWellFormed)
  }

  @Test(arguments: ["all", "twin:urn:salus:twin:north:1", "place:a", "event:b:c"])
  func aScopeReadsBack(text: String) {
    #expect(Scope(text)?.description == text)
  }

  @Test(arguments: ["", "twin", "twin:", "all:x", "ward:1"])
  func refusesWhatIsNoScope(text: String) {
    #expect(Scope(text) == nil)
  }

  @Test func classesHaveTheirLabels() {
    #expect(DataClass.allCases.map(\.label) == ["C0", "C1", "C2", "C3", "C4"])
    #expect(DataClass(label: "C4") == .special)
    #expect(DataClass(label: "C5") == nil)
    #expect(DataClass.allCases.filter(\.isPersonal) == [.pseudonymous, .identified, .special])
  }
}

extension String {
  var asPurpose: ID<Purpose> { ID(self) }
}
