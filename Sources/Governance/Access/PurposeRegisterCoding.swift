import SalusCore

extension PurposeRegister {
  /// The table as settings hold it.
  public var json: JSON {
    ["version": .string(version), "purposes": .array(purposes.map(\.json))]
  }

  /// Reads a table from settings. What a purpose leaves out is as narrow as can be: no resharing,
  /// no retention of its own, three days at most, and no assessment, without which nothing is
  /// granted.
  public init(json: JSON) throws(RegisterError) {
    let version: String
    var purposes: [Purpose] = []
    do throws(MalformedMember) {
      let members = try JSONMembers(json, at: "table")
      guard let entries = members.json["purposes"]?.array else {
        throw members.wrong("purposes", "a list of purposes")
      }
      for (index, entry) in entries.enumerated() {
        purposes.append(try Purpose(json: entry, at: "purpose \(index + 1)"))
      }
      version = try members.text("version")
    } catch {
      throw .malformed(at: error.place, wanted: error.wanted)
    }
    try self.init(version: version, purposes: purposes)
  }
}

extension Purpose {
  var json: JSON {
    [
      "id": .string(id.text), "title": .string(title), "basis": .string(basis),
      "phases": names(phases), "fields": .array(minimum.fields.list.map { .string($0) }),
      "scopes": names(minimum.scopes), "forms": names(minimum.forms),
      "formsWithReason": names(minimum.formsWithReason), "retentionDays": JSON(retentionDays),
      "allowsResharing": .bool(allowsResharing), "needsConsent": .bool(needsConsent),
      "longestGrantSeconds": .number(longestGrant), "assessment": assessment?.json ?? .null,
    ]
  }

  init(json: JSON, at place: String) throws(MalformedMember) {
    let members = try JSONMembers(json, at: place)
    let fields = try members.texts("fields")
    let days = try members.optionalInteger("retentionDays")
    if let days, days < 0 || days > 100_000 {
      throw members.wrong("retentionDays", "a number of days from 0 to 100000")
    }
    self.init(
      id: ID(try members.text("id")), title: try members.text("title"),
      basis: try members.text("basis"),
      phases: Set(
        try members.values("phases", "a list of phases") { Phase(rawValue: $0) }),
      minimum: MinimumSet(
        fields: fields == ["*"] ? .all : Fields(Set(fields.map { Field($0) })),
        scopes: Set(
          try members.values("scopes", "a list of all, twin, place, event") {
            Scope.Kind(rawValue: $0)
          }),
        forms: Set(try members.values("forms", "a list of forms") { Form(rawValue: $0) }),
        formsWithReason: Set(
          try members.values("formsWithReason", "a list of forms") { Form(rawValue: $0) })),
      retentionDays: days.map { Int($0) },
      allowsResharing: try members.bool("allowsResharing"),
      needsConsent: try members.bool("needsConsent"),
      longestGrant: try members.optionalNumber("longestGrantSeconds") ?? Purpose.threeDays,
      assessment: try Purpose.assessment(in: members))
  }

  private static func assessment(
    in members: JSONMembers
  ) throws(MalformedMember) -> ImpactAssessment? {
    guard members.has("assessment"), let json = members.json["assessment"] else { return nil }
    let inner = try JSONMembers(json, at: "\(members.place).assessment")
    return ImpactAssessment(
      reference: try inner.text("reference"),
      date: try inner.value("date", "a date YYYY-MM-DD") { CivilDate($0) },
      author: try inner.text("author"), isShipped: try inner.bool("isShipped"))
  }

  private func names<Name: RawRepresentable<String>>(_ values: Set<Name>) -> JSON {
    .array(values.map(\.rawValue).sorted().map { .string($0) })
  }
}

extension ImpactAssessment {
  var json: JSON {
    [
      "reference": .string(reference), "date": JSON(date), "author": .string(author),
      "isShipped": .bool(isShipped),
    ]
  }
}
