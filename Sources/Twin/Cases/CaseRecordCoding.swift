import SalusCore

extension CaseRecord {
  /// As values of a case's state, in name order; what is missing is left out.
  public var values: JSON {
    var members: [JSON.Member] = []
    func add(_ name: String, _ value: JSON) {
      if value != .null { members.append(JSON.Member(name, value)) }
    }
    add("actualPlace", JSON(actual))
    add("classification", .string(classification.rawValue))
    add("clinical", JSON(clinical))
    add("disease", .string(disease))
    add("ended", JSON(ended))
    add("epidemiological", JSON(epidemiological))
    add("hospital", JSON(hospital))
    add("hospitalised", JSON(hospitalised))
    add("infected", JSON(infected))
    add("investigation", .string(investigation.rawValue))
    add("laboratory", JSON(laboratory))
    if let position {
      add("latitude", .number(position.latitude))
      add("longitude", .number(position.longitude))
    }
    add("onset", JSON(onset))
    add("outbreak", JSON(outbreak?.text))
    add("outcome", .string(outcome.rawValue))
    if isPlaceholder { add("placeholder", true) }
    add("reported", JSON(reported))
    add("responsiblePlace", JSON(responsible))
    return .object(members)
  }

  /// Reads what `values` wrote; nil without a disease. Words that are not known count as missing.
  public init?(values: JSON) {
    guard let disease = values["disease"]?.string else { return nil }
    func date(_ name: String) -> PartialDate? {
      values[name]?.string.flatMap { PartialDate($0) }
    }
    var position: Position?
    if let latitude = values["latitude"]?.double, let longitude = values["longitude"]?.double {
      position = Position(latitude: latitude, longitude: longitude)
    }
    self.init(
      disease: disease,
      classification: values["classification"]?.string.flatMap(Classification.init(rawValue:))
        ?? .unclassified,
      clinical: values["clinical"]?.bool, epidemiological: values["epidemiological"]?.bool,
      laboratory: values["laboratory"]?.bool,
      investigation: values["investigation"]?.string.flatMap(Investigation.init(rawValue:))
        ?? .pending,
      outcome: values["outcome"]?.string.flatMap(Outcome.init(rawValue:)) ?? .unknown,
      infected: date("infected"), onset: date("onset"), reported: date("reported"),
      hospitalised: date("hospitalised"), ended: date("ended"),
      responsible: values["responsiblePlace"]?.string, actual: values["actualPlace"]?.string,
      hospital: values["hospital"]?.string,
      outbreak: values["outbreak"]?.string.map { ID($0) }, position: position,
      isPlaceholder: values["placeholder"]?.bool ?? false)
  }
}
