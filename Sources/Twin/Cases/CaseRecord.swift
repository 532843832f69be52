import SalusCore

/// One person's illness with one disease, as case work keeps it: a twin that is part of the person
/// and, where there is one, of the outbreak. A person with two cases is one person.
public struct CaseRecord: Hashable, Sendable {
  /// SNOMED CT concept id of the disease.
  public var disease: String
  public var classification: Classification
  /// What the classification stands on; nil where nobody said.
  public var clinical: Bool?
  public var epidemiological: Bool?
  public var laboratory: Bool?
  public var investigation: Investigation
  public var outcome: Outcome
  public var infected: PartialDate?
  public var onset: PartialDate?
  public var reported: PartialDate?
  public var hospitalised: PartialDate?
  public var ended: PartialDate?
  /// The place that answers for the case, and the place where the patient is.
  public var responsible: String?
  public var actual: String?
  public var hospital: String?
  public var outbreak: ID<Twin>?
  /// Where the patient lives or was infected, degrees (WGS 84).
  public var position: Position?
  /// Named by somebody else's record and by none of its own yet.
  public var isPlaceholder: Bool

  /// How sure it is that the case is one (WHO's words).
  public enum Classification: String, Sendable, CaseIterable {
    case unclassified = "not-classified"
    case suspect, probable, confirmed
    case noCase = "no-case"
  }

  public enum Investigation: String, Sendable, CaseIterable {
    case pending, done, discarded
  }

  public enum Outcome: String, Sendable, CaseIterable {
    case unknown, recovered, died
    case stillIll = "still-ill"
  }

  /// A point on the earth in degrees.
  public struct Position: Hashable, Sendable {
    public var latitude: Double
    public var longitude: Double

    /// Nil outside -90…90 and -180…180.
    public init?(latitude: Double, longitude: Double) {
      guard abs(latitude) <= 90, abs(longitude) <= 180 else { return nil }
      self.latitude = latitude
      self.longitude = longitude
    }
  }

  public init(
    disease: String, classification: Classification = .unclassified, clinical: Bool? = nil,
    epidemiological: Bool? = nil, laboratory: Bool? = nil,
    investigation: Investigation = .pending, outcome: Outcome = .unknown,
    infected: PartialDate? = nil, onset: PartialDate? = nil, reported: PartialDate? = nil,
    hospitalised: PartialDate? = nil, ended: PartialDate? = nil, responsible: String? = nil,
    actual: String? = nil, hospital: String? = nil, outbreak: ID<Twin>? = nil,
    position: Position? = nil, isPlaceholder: Bool = false
  ) {
    self.disease = disease
    self.classification = classification
    self.clinical = clinical
    self.epidemiological = epidemiological
    self.laboratory = laboratory
    self.investigation = investigation
    self.outcome = outcome
    self.infected = infected
    self.onset = onset
    self.reported = reported
    self.hospitalised = hospitalised
    self.ended = ended
    self.responsible = responsible
    self.actual = actual
    self.hospital = hospital
    self.outbreak = outbreak
    self.position = position
    self.isPlaceholder = isPlaceholder
  }

  /// The day by which cases are put in order: onset, else hospital, report, infection, end.
  public var bestDate: PartialDate? { onset ?? hospitalised ?? reported ?? infected ?? ended }

  /// Whether two records of one person are one case: same disease, and onsets (or the next best
  /// dates) that can be at most the window apart. Without a date on either side they are.
  public func isSameCase(as other: CaseRecord, within days: Int = 30) -> Bool {
    guard disease == other.disease else { return false }
    guard let mine = bestDate, let theirs = other.bestDate else { return true }
    return mine.earliest - theirs.latest <= days && theirs.earliest - mine.latest <= days
  }

  /// Dates that contradict each other, one sentence each; only where both are known to the day.
  public var contradictions: [String] {
    let order: [(String, PartialDate?)] = [
      ("infection", infected), ("onset", onset), ("outcome", ended),
    ]
    var found: [String] = []
    for (index, (name, date)) in order.enumerated() {
      for (laterName, later) in order[(index + 1)...] {
        if let date = date?.date, let later = later?.date, later < date {
          found.append("the \(laterName) \(later) is before the \(name) \(date)")
        }
      }
    }
    if let ended = ended?.date, let hospitalised = hospitalised?.date, ended < hospitalised {
      found.append("the outcome \(ended) is before the hospital \(hospitalised)")
    }
    return found
  }
}
