import SalusCore

/// Why data cannot be read.
public enum AccessError: Problem, Hashable {
  case unknownPurpose(ID<Purpose>, known: [ID<Purpose>])
  case closedInPhase(ID<Purpose>, Phase, open: [Phase])
  case noAssessment(ID<Purpose>)
  /// More was asked for than the purpose needs.
  case surplus([Field], ID<Purpose>)
  case wideScope(Scope, ID<Purpose>, accepted: [Scope.Kind])
  case wideForm(Form, ID<Purpose>, accepted: [Form])
  case noReason(ID<Purpose>, Form)
  case noConsent(ID<Purpose>)
  case resharing(ID<Purpose>, AccessAction)
  case badLifetime(Double, longest: Double)
  case nothingAsked(ID<Purpose>)
  /// No rule allows it.
  case notPermitted(subject: String, ID<Purpose>, AccessAction)
  /// Rules forbid it, whatever others allow.
  case forbidden(rules: [String])
  case expired(grant: Int64, at: Instant)
  case closed(grant: Int64, reason: String)
  case outsideScope(grant: Int64, Scope, granted: Scope)
  case outsideFields(grant: Int64, [Field])
  case outsideForm(grant: Int64, Form, granted: Form)
  case outsideActions(grant: Int64, AccessAction)
  /// Nothing may be read that cannot be recorded.
  case notRecorded(reason: String)

  public var kind: ProblemKind {
    switch self {
    case .unknownPurpose, .badLifetime, .nothingAsked: .usage
    case .notRecorded: .failed
    default: .denied
    }
  }

  /// A stable word for programs.
  public var code: String {
    switch self {
    case .unknownPurpose: "unknown-purpose"
    case .closedInPhase: "closed-in-phase"
    case .noAssessment: "no-assessment"
    case .surplus: "surplus-fields"
    case .wideScope: "wide-scope"
    case .wideForm: "wide-form"
    case .noReason: "no-reason"
    case .noConsent: "no-consent"
    case .resharing: "resharing"
    case .badLifetime: "bad-lifetime"
    case .nothingAsked: "nothing-asked"
    case .notPermitted: "not-permitted"
    case .forbidden: "forbidden"
    case .expired: "expired"
    case .closed: "closed"
    case .outsideScope: "outside-scope"
    case .outsideFields: "outside-fields"
    case .outsideForm: "outside-form"
    case .outsideActions: "outside-actions"
    case .notRecorded: "not-recorded"
    }
  }

  public var description: String {
    switch self {
    case .unknownPurpose(let id, _): "there is no purpose '\(id)'"
    case .closedInPhase(let id, let phase, _):
      "purpose '\(id)' is closed in the phase \(phase.rawValue)"
    case .noAssessment(let id): "purpose '\(id)' has no impact assessment on file"
    case .surplus(let fields, let id):
      "purpose '\(id)' does not need \(fields.map(\.path).joined(separator: ", "))"
    case .wideScope(let scope, let id, _): "purpose '\(id)' does not open the scope \(scope)"
    case .wideForm(let form, let id, _):
      "purpose '\(id)' does not give data in \(form.rawValue) form"
    case .noReason(let id, let form):
      "purpose '\(id)' gives data in \(form.rawValue) form only for a stated reason"
    case .noConsent(let id): "purpose '\(id)' needs the consent of the persons"
    case .resharing(let id, let action):
      "what is read for '\(id)' may not be handed on (\(action.rawValue))"
    case .badLifetime(let asked, let longest):
      "a grant cannot last \(asked) s; above 0 and up to \(longest) s is accepted"
    case .nothingAsked(let id): "the request for '\(id)' names no action or no field"
    case .notPermitted(let subject, let id, let action):
      "no rule lets '\(subject)' \(action.rawValue) for '\(id)'"
    case .forbidden(let rules): "forbidden by \(rules.joined(separator: ", "))"
    case .expired(let grant, let end): "grant \(grant) ended at \(end)"
    case .closed(let grant, let reason): "grant \(grant) was closed: \(reason)"
    case .outsideScope(let grant, let scope, let granted):
      "grant \(grant) is for \(granted), not for \(scope)"
    case .outsideFields(let grant, let fields):
      "grant \(grant) does not give \(fields.map(\.path).joined(separator: ", "))"
    case .outsideForm(let grant, let form, let granted):
      "grant \(grant) gives \(granted.rawValue) form, not \(form.rawValue)"
    case .outsideActions(let grant, let action):
      "grant \(grant) is not leave to \(action.rawValue)"
    case .notRecorded(let reason):
      "the access could not be recorded, so nothing is read: \(reason)"
    }
  }

  public var hint: String? {
    switch self {
    case .unknownPurpose(_, let known):
      "Accepted: \(known.map(\.text).joined(separator: ", "))."
    case .closedInPhase(_, _, let open):
      "It is open in \(Words.list(open.map(\.rawValue), most: 9))."
    case .noAssessment: "File the assessment with the purpose first."
    case .surplus: "Ask without them, or for a purpose that needs them."
    case .wideScope(_, _, let accepted):
      "Accepted: \(accepted.map(\.rawValue).joined(separator: ", "))."
    case .wideForm(_, _, let accepted):
      "Accepted: \(accepted.map(\.rawValue).joined(separator: ", "))."
    case .noReason: "State one of at least \(AccessRequest.shortestReason) characters."
    case .expired, .closed: "Ask for a new grant."
    default: nil
    }
  }
}
