import SalusCore

/// What an office wrote down about who somebody is; any of it may be missing. Personal data of
/// class C3: kept in memory only while a grant is held.
public struct PersonDetails: Hashable, Sendable {
  /// Such as a health number: unique within its system.
  public var identifiers: [Identifier]
  public var given: String?
  public var family: String?
  public var birth: PartialDate?
  /// Years in which the person can have been born, where an age was told instead of a date.
  public var birthYears: ClosedRange<Int>?
  public var sex: Sex?
  /// Where the person lives: a place's id or name.
  public var place: String?
  public var phone: String?

  /// A number that somebody gave out, and who.
  public struct Identifier: Hashable, Comparable, Sendable {
    public var system: String
    public var value: String

    public init(system: String, value: String) {
      self.system = system
      self.value = value
    }

    public static func < (left: Identifier, right: Identifier) -> Bool {
      (left.system, left.value) < (right.system, right.value)
    }
  }

  /// Administrative sex in FHIR's words.
  public enum Sex: String, Sendable, CaseIterable {
    case female, male, other
  }

  public init(
    identifiers: [Identifier] = [], given: String? = nil, family: String? = nil,
    birth: PartialDate? = nil, birthYears: ClosedRange<Int>? = nil, sex: Sex? = nil,
    place: String? = nil, phone: String? = nil
  ) {
    self.identifiers = identifiers
    self.given = given
    self.family = family
    self.birth = birth
    self.birthYears = birthYears
    self.sex = sex
    self.place = place
    self.phone = phone
  }

  /// The years of birth that an age on a day allows.
  public static func birthYears(age: Int, on day: CivilDate) -> ClosedRange<Int>? {
    guard (0...130).contains(age), day.year > age + 1 else { return nil }
    return (day.year - age - 1)...(day.year - age)
  }

  /// The digits of a telephone number that stay the same however it is dialled: the last nine, so
  /// that country code and trunk zero do not count. Nil for fewer than six digits.
  public static func phoneDigits(_ text: String) -> String? {
    let digits = text.utf8.filter { (48...57).contains($0) }
    return digits.count < 6 ? nil : String(decoding: digits.suffix(9), as: UTF8.self)
  }

  /// An identifier's value without blanks and punctuation, capitals made small.
  public static func plainValue(_ value: String) -> String {
    LetterFolding.words(value).joined()
  }
}

extension PersonDetails {
  /// As values of a person's state; what is missing is left out.
  public var values: JSON {
    var members: [JSON.Member] = []
    func add(_ name: String, _ value: String?) {
      if let value { members.append(JSON.Member(name, .string(value))) }
    }
    add("birthDate", birth?.description)
    if let birthYears {
      members.append(
        JSON.Member("birthYears", [JSON(birthYears.lowerBound), JSON(birthYears.upperBound)]))
    }
    add("family", family)
    add("given", given)
    if !identifiers.isEmpty {
      let list = identifiers.sorted().map { identifier -> JSON in
        ["system": .string(identifier.system), "value": .string(identifier.value)]
      }
      members.append(JSON.Member("identifiers", .array(list)))
    }
    add("phone", phone)
    add("place", place)
    add("sex", sex?.rawValue)
    return .object(members)
  }

  /// Reads what `values` wrote; what cannot be read counts as missing.
  public init(values: JSON) {
    self.init(
      identifiers: (values["identifiers"]?.array ?? []).compactMap { identifier in
        guard let system = identifier["system"]?.string, let value = identifier["value"]?.string
        else { return nil }
        return Identifier(system: system, value: value)
      },
      given: values["given"]?.string, family: values["family"]?.string,
      birth: values["birthDate"]?.string.flatMap { PartialDate($0) },
      sex: values["sex"]?.string.flatMap(Sex.init(rawValue:)),
      place: values["place"]?.string, phone: values["phone"]?.string)
    if let years = values["birthYears"]?.array?.compactMap(\.integer), years.count == 2,
      years[0] <= years[1], (1...9999).contains(years[0]), years[1] <= 9999
    {
      birthYears = Int(years[0])...Int(years[1])
    }
  }
}
