import SalusCore

/// Who infected a case, and how sure that is: the properties of an `infectedBy` relationship from
/// the case to its infector.
public struct InfectionLink: Hashable, Sendable {
  public var infected: ID<Twin>
  public var infector: ID<Twin>
  public var certainty: Certainty
  /// Where or how, such as `household`, `funeral`, `ward`.
  public var setting: String?
  public var evidence: String?
  /// Share of belief among the alternatives of a case, 0 to 1; nil where nobody weighed them.
  public var weight: Double?
  /// One link of a case at most is accepted; the others are alternatives.
  public var isAccepted: Bool

  public enum Certainty: String, Sendable, CaseIterable {
    case possible, probable, certain
  }

  public init(
    infected: ID<Twin>, infector: ID<Twin>, certainty: Certainty = .probable,
    setting: String? = nil, evidence: String? = nil, weight: Double? = nil, isAccepted: Bool = true
  ) {
    self.infected = infected
    self.infector = infector
    self.certainty = certainty
    self.setting = setting
    self.evidence = evidence
    self.weight = weight
    self.isAccepted = isAccepted
  }

  /// Name of the relationship from case to case.
  public static let relation = "infectedBy"

  /// As properties of the relationship; what is missing is left out.
  public var properties: JSON {
    var members: [JSON.Member] = [
      JSON.Member("accepted", .bool(isAccepted)),
      JSON.Member("certainty", .string(certainty.rawValue)),
    ]
    if let evidence { members.append(JSON.Member("evidence", .string(evidence))) }
    if let setting { members.append(JSON.Member("setting", .string(setting))) }
    if let weight { members.append(JSON.Member("weight", .number(weight))) }
    return .object(members)
  }

  /// Reads what `properties` wrote.
  public init(infected: ID<Twin>, infector: ID<Twin>, properties: JSON) {
    self.init(
      infected: infected, infector: infector,
      certainty: properties["certainty"]?.string.flatMap(Certainty.init(rawValue:)) ?? .probable,
      setting: properties["setting"]?.string, evidence: properties["evidence"]?.string,
      weight: properties["weight"]?.double, isAccepted: properties["accepted"]?.bool ?? true)
  }
}

/// Why a link between two cases is refused.
public enum InfectionFault: Problem, Hashable {
  case itself(ID<Twin>)
  /// The infector was infected by the case, over these cases.
  case cycle([ID<Twin>])
  /// The case has an accepted infector already.
  case accepted(ID<Twin>, infector: ID<Twin>)
  case weight(Double)
  case unknown(infected: ID<Twin>, infector: ID<Twin>)

  public var kind: ProblemKind {
    if case .unknown = self { .notFound } else { .usage }
  }

  public var description: String {
    switch self {
    case .itself(let id): "\(id) cannot have infected itself"
    case .cycle(let path):
      "this would close a circle: \(path.map(\.text).joined(separator: " was infected by "))"
    case .accepted(let id, let infector):
      "\(id) has \(infector) as its accepted infector"
    case .weight(let weight): "a weight of \(weight) is not possible; 0 to 1 is accepted"
    case .unknown(let infected, let infector):
      "nobody named \(infector) as infector of \(infected)"
    }
  }

  public var hint: String? {
    switch self {
    case .accepted: "Record the new one as an alternative, or accept it instead."
    case .cycle: "End the link of the circle that is wrong first."
    default: nil
    }
  }
}
