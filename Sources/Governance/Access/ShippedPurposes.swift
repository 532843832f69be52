import SalusCore

extension PurposeRegister {
  /// The table that the program comes with. Bases, retention and fields are assumptions, which an
  /// organisation replaces with its own; what it ships as assessment is marked as shipped.
  public static let shipped = PurposeRegister(
    shipped: [
      Purpose(
        id: .surveillance, title: "Watching the health of the population",
        basis: "task in the public interest, GDPR 6(1)(e), 9(2)(i)", phases: everyPhase,
        minimum: MinimumSet(
          fields: counts, scopes: [.all, .place, .event], forms: [.aggregate]),
        retentionDays: 3650, assessment: assessment),
      Purpose(
        id: .modelling, title: "Fitting and running models",
        basis: "scientific and statistical purposes, GDPR 9(2)(j), 89", phases: everyPhase,
        minimum: MinimumSet(
          fields: Fields(counts.names.union(["mobility", "severity", "stay"])),
          scopes: [.all, .place, .event], forms: [.aggregate, .pseudonymous]),
        retentionDays: 1095, assessment: assessment),
      Purpose(
        id: .exercise, title: "Drills on an invented population",
        basis: "no personal data", phases: [.preparedness],
        minimum: MinimumSet(
          fields: .all, scopes: Set(Scope.Kind.allCases), forms: [.synthetic]),
        retentionDays: 365, assessment: assessment),
      Purpose(
        id: .caseInvestigation, title: "Following cases and their contacts",
        basis: "serious cross-border threats to health, GDPR 6(1)(e), 9(2)(i)",
        phases: [.response],
        minimum: MinimumSet(
          fields: [
            "person", "case", "contact", "exposure", "sample", "visit", "task", "immunization",
            "travel", "hospitalisation", "location",
          ],
          scopes: [.twin, .place, .event], forms: [.pseudonymous, .token],
          formsWithReason: [.identified]),
        retentionDays: 1825, assessment: assessment),
      Purpose(
        id: .emergencyDispatch, title: "Sending help",
        basis: "vital interests, GDPR 6(1)(d), 9(2)(c)", phases: [.response],
        minimum: MinimumSet(
          fields: ["asset", "bed", "staff.count", "patient.need", "patient.pick-up"],
          scopes: [.place, .event], forms: [.pseudonymous]),
        retentionDays: 90, assessment: assessment),
      Purpose(
        id: .minuteLinkage, title: "Joining sources within minutes",
        basis: "serious cross-border threats to health, GDPR 9(2)(i)", phases: [.response],
        minimum: MinimumSet(
          fields: ["token", "time", "place.cell"], scopes: [.event], forms: [.token]),
        retentionDays: 30, assessment: assessment),
      Purpose(
        id: .care, title: "Treating the patient", basis: "health care, GDPR 9(2)(h)",
        phases: everyPhase,
        minimum: MinimumSet(fields: .all, scopes: [.twin, .place], forms: [.identified]),
        retentionDays: 3650, assessment: assessment),
      Purpose(
        id: .rehabilitationFollowUp, title: "Following people after their illness",
        basis: "consent, GDPR 6(1)(a), 9(2)(a)", phases: [.recovery],
        minimum: MinimumSet(
          fields: ["follow-up", "person.name", "person.contact"],
          scopes: [.twin, .place, .event], forms: [.pseudonymous],
          formsWithReason: [.identified]),
        retentionDays: 1825, needsConsent: true, assessment: assessment),
      Purpose(
        id: .oversight, title: "Watching those who read",
        basis: "legal obligation, GDPR 6(1)(c), 51", phases: everyPhase,
        minimum: MinimumSet(
          fields: ["log", "grant", "score", "report"], scopes: Set(Scope.Kind.allCases),
          forms: [.log]),
        retentionDays: 3650, assessment: assessment),
      Purpose(
        id: .ownTwin, title: "A person looks at the own twin",
        basis: "right of access and portability, GDPR 15, 20", phases: everyPhase,
        minimum: MinimumSet(fields: .all, scopes: [.twin], forms: [.identified, .log]),
        allowsResharing: true, assessment: assessment),
    ], version: "shipped-1")

  private static let everyPhase = Set(Phase.allCases)

  private static let counts: Fields = [
    "count", "day", "district", "age-band", "sex", "syndrome",
  ]

  private static let assessment = ImpactAssessment(
    reference: "docs/governance.md", date: CivilDate(days: 20_777), author: "Salus",
    isShipped: true)
}

/// The names of the table's purposes.
extension ID where Owner == Purpose {
  public static var surveillance: ID { ID("surveillance") }
  public static var modelling: ID { ID("modelling") }
  public static var exercise: ID { ID("exercise") }
  public static var caseInvestigation: ID { ID("case-investigation") }
  public static var emergencyDispatch: ID { ID("emergency-dispatch") }
  public static var minuteLinkage: ID { ID("minute-linkage") }
  public static var care: ID { ID("care") }
  public static var rehabilitationFollowUp: ID { ID("rehabilitation-follow-up") }
  public static var oversight: ID { ID("oversight") }
  public static var ownTwin: ID { ID("self") }
}
