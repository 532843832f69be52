import SalusCore

/// What was decided on a request, and by which rules.
public struct Decision: Sendable, Hashable {
  /// Nil where it was permitted.
  public let refusal: AccessError?
  /// The rules that decided, in the policy's order; empty where the purpose itself refused.
  public let rules: [String]
  /// Permits that were left out because their condition could not be told.
  public let skipped: [String]
  public let policy: String
  public let register: String
  public let expiry: Instant
  public let remarks: [String]

  public var isPermitted: Bool { refusal == nil }

  /// Decides: first the purpose (known, assessed, open in the phase, no more asked for than it
  /// needs), then the policy. Nothing is permitted by default; one forbid that holds, or that
  /// cannot be told, overrides every permit; a permit that cannot be told does not count.
  ///
  /// Pure: equal arguments give equal decisions.
  public init(
    on request: AccessRequest, register: PurposeRegister, policy: some Policy,
    context: AccessContext
  ) {
    var remarks = policy.remarks
    var deciding: [String] = []
    var skipped: [String] = []
    var refusal: AccessError?
    var expiry = context.at
    do throws(AccessError) {
      let purpose = try Decision.purpose(of: request, in: register, phase: context.phase)
      if purpose.assessment?.isShipped == true {
        remarks.append("the impact assessment is the shipped text, not the organisation's own")
      }
      expiry = context.at + (try Decision.lifetime(of: request, for: purpose))
      try Decision.checkMinimum(request, purpose)
      for action in request.actions.sorted() {
        let votes = policy.votes(on: request, for: action, in: context)
        skipped += votes.filter { $0.effect == .permit && $0.outcome != .holds }.map(\.rule)
        let forbids = votes.filter { $0.effect == .forbid }.map(\.rule)
        guard forbids.isEmpty else {
          deciding = forbids
          throw .forbidden(rules: forbids)
        }
        let permits = votes.filter { $0.effect == .permit && $0.outcome == .holds }.map(\.rule)
        guard !permits.isEmpty else {
          deciding = []
          throw .notPermitted(subject: request.subject.id, request.purpose, action)
        }
        deciding += permits.filter { !deciding.contains($0) }
      }
    } catch {
      refusal = error
    }
    self.refusal = refusal
    rules = deciding
    self.skipped = skipped
    self.policy = policy.version
    self.register = register.version
    self.expiry = expiry
    self.remarks = remarks
  }

  private static func purpose(
    of request: AccessRequest, in register: PurposeRegister, phase: Phase
  ) throws(AccessError) -> Purpose {
    guard let purpose = register[request.purpose] else {
      throw .unknownPurpose(request.purpose, known: register.purposes.map(\.id))
    }
    guard purpose.assessment != nil else { throw .noAssessment(purpose.id) }
    guard purpose.phases.contains(phase) else {
      throw .closedInPhase(
        purpose.id, phase, open: Phase.allCases.filter { purpose.phases.contains($0) })
    }
    return purpose
  }

  private static func lifetime(
    of request: AccessRequest, for purpose: Purpose
  ) throws(AccessError) -> Double {
    let wanted = request.lifetime ?? min(oneDay, purpose.longestGrant)
    // Written so that a number that is none fails too.
    guard wanted > 0, wanted <= purpose.longestGrant else {
      throw .badLifetime(wanted, longest: purpose.longestGrant)
    }
    return wanted
  }

  private static func checkMinimum(
    _ request: AccessRequest, _ purpose: Purpose
  ) throws(AccessError) {
    let minimum = purpose.minimum
    guard !request.actions.isEmpty, request.fields.isAll || !request.fields.names.isEmpty else {
      throw .nothingAsked(purpose.id)
    }
    let surplus = minimum.fields.surplus(of: request.fields)
    guard surplus.isEmpty else { throw .surplus(surplus, purpose.id) }
    guard minimum.scopes.contains(request.scope.kind) else {
      throw .wideScope(
        request.scope, purpose.id,
        accepted: Scope.Kind.allCases.filter { minimum.scopes.contains($0) })
    }
    let needsReason = minimum.formsWithReason.contains(request.form)
    guard minimum.forms.contains(request.form) || needsReason else {
      let accepted = minimum.forms.union(minimum.formsWithReason)
      throw .wideForm(
        request.form, purpose.id, accepted: Form.allCases.filter { accepted.contains($0) })
    }
    if needsReason {
      let letters = (request.reason ?? "").filter { !$0.isWhitespace }
      guard letters.count >= AccessRequest.shortestReason else {
        throw .noReason(purpose.id, request.form)
      }
    }
    guard !purpose.needsConsent || request.consent != nil else { throw .noConsent(purpose.id) }
    if let action = request.actions.intersection([.export, .release]).min(),
      !purpose.allowsResharing, request.form.isOfPersons
    {
      throw .resharing(purpose.id, action)
    }
  }

  private static let oneDay: Double = 24 * 3600
}

extension Form {
  /// True where one person stands behind each piece.
  public var isOfPersons: Bool { [.token, .pseudonymous, .identified].contains(self) }
}
