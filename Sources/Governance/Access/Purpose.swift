import SalusCore

/// What data may be used for: one entry of a closed list, with its legal basis, the phases in which
/// it is open, and the least that serves it. Asking for more than that is refused.
public struct Purpose: Sendable, Hashable {
  public var id: ID<Purpose>
  public var title: String
  /// The law that allows it, in words.
  public var basis: String
  public var phases: Set<Phase>
  public var minimum: MinimumSet
  /// Days that what was read for it may be kept; nil where another rule decides.
  public var retentionDays: Int?
  /// True where what was read may be handed on.
  public var allowsResharing: Bool
  /// True where only data of persons who agreed may be read.
  public var needsConsent: Bool
  /// The longest that one grant may last, in seconds.
  public var longestGrant: Double
  /// Nil until somebody has judged the risk to people; without it nothing is granted.
  public var assessment: ImpactAssessment?

  public init(
    id: ID<Purpose>, title: String, basis: String, phases: Set<Phase>, minimum: MinimumSet,
    retentionDays: Int? = nil, allowsResharing: Bool = false, needsConsent: Bool = false,
    longestGrant: Double = Purpose.threeDays, assessment: ImpactAssessment? = nil
  ) {
    self.id = id
    self.title = title
    self.basis = basis
    self.phases = phases
    self.minimum = minimum
    self.retentionDays = retentionDays
    self.allowsResharing = allowsResharing
    self.needsConsent = needsConsent
    self.longestGrant = longestGrant
    self.assessment = assessment
  }

  /// 72 hours: the longest that a temporary authorisation lasts.
  public static let threeDays: Double = 72 * 3600
}

/// The least that serves a purpose: which fields, whose, and in what form.
public struct MinimumSet: Sendable, Hashable {
  public var fields: Fields
  public var scopes: Set<Scope.Kind>
  public var forms: Set<Form>
  /// Forms that are given only where a reason is stated.
  public var formsWithReason: Set<Form>

  public init(
    fields: Fields, scopes: Set<Scope.Kind>, forms: Set<Form>, formsWithReason: Set<Form> = []
  ) {
    self.fields = fields
    self.scopes = scopes
    self.forms = forms
    self.formsWithReason = formsWithReason
  }
}

/// The judgement of what a purpose risks for people, made before the first record is read.
public struct ImpactAssessment: Sendable, Hashable {
  /// Where the assessment is filed.
  public var reference: String
  public var date: CivilDate
  public var author: String
  /// True for the text that comes with the program, until the organisation has filed its own.
  public var isShipped: Bool

  public init(reference: String, date: CivilDate, author: String, isShipped: Bool = false) {
    self.reference = reference
    self.date = date
    self.author = author
    self.isShipped = isShipped
  }
}
