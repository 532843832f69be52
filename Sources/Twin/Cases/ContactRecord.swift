import SalusCore

/// What is known of a meeting between a person and a case: the properties of a `contactOf`
/// relationship from the person to the case.
public struct ContactRecord: Hashable, Sendable {
  public var firstContact: CivilDate?
  public var lastContact: CivilDate?
  public var proximity: Proximity?
  /// Free word of the agency, such as `household`, `ward`, `flight`.
  public var category: String?
  public var classification: Classification
  public var followUp: FollowUpStatus
  /// Set where an officer decided otherwise than the rule.
  public var followUpUntilSet: CivilDate?
  public var quarantineFrom: CivilDate?
  public var quarantineTo: CivilDate?
  /// The case that the contact became.
  public var resultingCase: ID<Twin>?

  /// How near they came.
  public enum Proximity: String, Sendable, CaseIterable {
    case touched
    case face = "face-to-face"
    case sameRoom = "same-room"
    case samePlace = "same-place"
    case materials
  }

  public enum Classification: String, Sendable, CaseIterable {
    case unconfirmed, confirmed
    case noContact = "no-contact"
  }

  public enum FollowUpStatus: String, Sendable, CaseIterable {
    case followed = "under-follow-up"
    case completed, cancelled, lost
    case notNeeded = "not-needed"
  }

  public init(
    firstContact: CivilDate? = nil, lastContact: CivilDate? = nil, proximity: Proximity? = nil,
    category: String? = nil, classification: Classification = .unconfirmed,
    followUp: FollowUpStatus = .followed, followUpUntilSet: CivilDate? = nil,
    quarantineFrom: CivilDate? = nil, quarantineTo: CivilDate? = nil,
    resultingCase: ID<Twin>? = nil
  ) {
    self.firstContact = firstContact
    self.lastContact = lastContact
    self.proximity = proximity
    self.category = category
    self.classification = classification
    self.followUp = followUp
    self.followUpUntilSet = followUpUntilSet
    self.quarantineFrom = quarantineFrom
    self.quarantineTo = quarantineTo
    self.resultingCase = resultingCase
  }

  /// The last day of follow-up: last contact and the longest incubation, unless an officer set
  /// another. Nil where nobody knows when the last contact was.
  public func followUpUntil(_ disease: Disease) -> CivilDate? {
    followUpUntilSet ?? lastContact?.advanced(by: disease.incubation.upperBound)
  }

  /// What is wrong with it; nil for nothing.
  public var fault: String? {
    if let firstContact, let lastContact, lastContact < firstContact {
      return "the last contact \(lastContact) is before the first \(firstContact)"
    }
    if let quarantineFrom, let quarantineTo, quarantineTo < quarantineFrom {
      return "the quarantine ends \(quarantineTo) before it begins \(quarantineFrom)"
    }
    return nil
  }
}

extension ContactRecord {
  /// Name of the relationship from person to case.
  public static let relation = "contactOf"

  /// As properties of the relationship; what is missing is left out.
  public var properties: JSON {
    var members: [JSON.Member] = []
    func add(_ name: String, _ value: JSON) {
      if value != .null { members.append(JSON.Member(name, value)) }
    }
    add("category", JSON(category))
    add("classification", .string(classification.rawValue))
    add("firstContact", JSON(firstContact))
    add("followUp", .string(followUp.rawValue))
    add("followUpUntil", JSON(followUpUntilSet))
    add("lastContact", JSON(lastContact))
    add("proximity", JSON(proximity?.rawValue))
    add("quarantineFrom", JSON(quarantineFrom))
    add("quarantineTo", JSON(quarantineTo))
    add("resultingCase", JSON(resultingCase?.text))
    return .object(members)
  }

  /// Reads what `properties` wrote; words that are not known count as missing.
  public init(properties: JSON) {
    func date(_ name: String) -> CivilDate? { properties[name]?.string.flatMap { CivilDate($0) } }
    self.init(
      firstContact: date("firstContact"), lastContact: date("lastContact"),
      proximity: properties["proximity"]?.string.flatMap(Proximity.init(rawValue:)),
      category: properties["category"]?.string,
      classification: properties["classification"]?.string
        .flatMap(Classification.init(rawValue:)) ?? .unconfirmed,
      followUp: properties["followUp"]?.string.flatMap(FollowUpStatus.init(rawValue:)) ?? .followed,
      followUpUntilSet: date("followUpUntil"), quarantineFrom: date("quarantineFrom"),
      quarantineTo: date("quarantineTo"),
      resultingCase: properties["resultingCase"]?.string.map { ID($0) })
  }
}
