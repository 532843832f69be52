import SalusCore

extension AccessRecord {
  /// The version of the payloads below.
  public static let version = 1

  /// The event's payload.
  public var payload: JSON {
    switch self {
    case .granted(let record):
      .object(
        members(of: record.request) + [
          .init("phase", .string(record.phase.rawValue)), .init("expiry", JSON(record.expiry)),
        ] + deciding(record.rules, record.policy, record.register, record.remarks, record.at))
    case .denied(let record):
      .object(
        members(of: record.request) + [
          .init("phase", .string(record.phase.rawValue)), .init("code", .string(record.code)),
          .init("message", .string(record.message)),
        ] + deciding(record.rules, record.policy, record.register, record.remarks, record.at))
    case .used(let record):
      [
        "grant": .integer(record.grant), "subject": .string(record.subject),
        "purpose": .string(record.purpose.text), "scope": .string(record.scope.description),
        "counts": .object(
          record.counts.sorted { $0.key < $1.key }.map { .init($0.key, JSON($0.value)) }),
        "twins": .array(record.twins.map { .string($0) }),
        "hasMoreTwins": .bool(record.hasMoreTwins), "from": JSON(record.from),
        "through": JSON(record.through),
      ]
    case .closed(let record):
      [
        "grant": .integer(record.grant), "actor": .string(record.actor),
        "reason": .string(record.reason), "at": JSON(record.at),
      ]
    case .phase(let record):
      [
        "phase": .string(record.phase.rawValue), "previous": .string(record.previous.rawValue),
        "actor": .string(record.actor),
        "closed": .array(record.closed.map { .integer($0) }), "at": JSON(record.at),
      ]
    }
  }

  /// Reads an event back; nil for an event of another type.
  public init?(type: String, payload: JSON) throws(MalformedMember) {
    let known = [
      "access.granted", "access.denied", "access.used", "access.closed", "phase.entered",
    ]
    guard known.contains(type) else { return nil }
    let members = try JSONMembers(payload, at: type)
    switch type {
    case "access.granted":
      self = .granted(
        AccessGranted(
          request: try AccessRecord.request(in: members),
          phase: try members.value("phase", "a phase") { Phase(rawValue: $0) },
          expiry: try AccessRecord.instant("expiry", in: members),
          rules: try members.texts("rules"), policy: try members.text("policy"),
          register: try members.text("register"), remarks: try members.texts("remarks"),
          at: try AccessRecord.instant("at", in: members)))
    case "access.denied":
      self = .denied(
        AccessDenied(
          request: try AccessRecord.request(in: members),
          phase: try members.value("phase", "a phase") { Phase(rawValue: $0) },
          code: try members.text("code"), message: try members.text("message"),
          rules: try members.texts("rules"), policy: try members.text("policy"),
          register: try members.text("register"), remarks: try members.texts("remarks"),
          at: try AccessRecord.instant("at", in: members)))
    case "access.used":
      self = .used(try AccessRecord.used(in: members))
    case "access.closed":
      self = .closed(
        AccessClosed(
          grant: try members.integer("grant"), actor: try members.text("actor"),
          reason: try members.text("reason"), at: try AccessRecord.instant("at", in: members)))
    default:
      let closed = members.json["closed"]?.array ?? []
      let grants = closed.compactMap(\.integer)
      guard grants.count == closed.count else {
        throw members.wrong("closed", "a list of whole numbers")
      }
      self = .phase(
        PhaseEntered(
          phase: try members.value("phase", "a phase") { Phase(rawValue: $0) },
          previous: try members.value("previous", "a phase") { Phase(rawValue: $0) },
          actor: try members.text("actor"), closed: grants,
          at: try AccessRecord.instant("at", in: members)))
    }
  }

  private func members(of request: AccessRequest) -> [JSON.Member] {
    [
      .init("subject", .string(request.subject.id)),
      .init("organisation", JSON(request.subject.organisation)),
      .init("roles", .array(request.subject.roles.sorted().map { .string($0) })),
      .init("isVerified", .bool(request.subject.isVerified)),
      .init("purpose", .string(request.purpose.text)),
      .init("actions", .array(request.actions.sorted().map { .string($0.rawValue) })),
      .init("scope", .string(request.scope.description)),
      .init("fields", .array(request.fields.list.map { .string($0) })),
      .init("form", .string(request.form.rawValue)),
      .init("reason", JSON(request.reason)), .init("consent", JSON(request.consent)),
      .init("lifetime", JSON(request.lifetime)),
    ]
  }

  private func deciding(
    _ rules: [String], _ policy: String, _ register: String, _ remarks: [String], _ at: Instant
  ) -> [JSON.Member] {
    [
      .init("rules", .array(rules.map { .string($0) })), .init("policy", .string(policy)),
      .init("register", .string(register)),
      .init("remarks", .array(remarks.map { .string($0) })), .init("at", JSON(at)),
    ]
  }

  private static func request(in members: JSONMembers) throws(MalformedMember) -> AccessRequest {
    let names = try members.texts("fields")
    return AccessRequest(
      subject: Subject(
        id: try members.text("subject"), organisation: try members.optionalText("organisation"),
        roles: Set(try members.texts("roles")), isVerified: try members.bool("isVerified")),
      purpose: ID(try members.text("purpose")),
      actions: Set(
        try members.values("actions", "a list of actions") { AccessAction(rawValue: $0) }),
      scope: try members.value("scope", "a scope") { Scope($0) },
      fields: names == ["*"] ? .all : Fields(Set(names.map { Field($0) })),
      form: try members.value("form", "a form") { Form(rawValue: $0) },
      reason: try members.optionalText("reason"),
      consent: try members.optionalInteger("consent"),
      lifetime: try members.optionalNumber("lifetime"))
  }

  private static func used(in members: JSONMembers) throws(MalformedMember) -> AccessUsed {
    var counts: [String: Int] = [:]
    guard let found = members.json["counts"]?.members else {
      throw members.wrong("counts", "an object of counts")
    }
    for member in found {
      guard let count = member.value.integer, let count = Int(exactly: count), count >= 0 else {
        throw members.wrong("counts.\(member.name)", "a count")
      }
      counts[member.name] = count
    }
    return AccessUsed(
      grant: try members.integer("grant"), subject: try members.text("subject"),
      purpose: ID(try members.text("purpose")),
      scope: try members.value("scope", "a scope") { Scope($0) }, counts: counts,
      twins: try members.texts("twins"), hasMoreTwins: try members.bool("hasMoreTwins"),
      from: try instant("from", in: members), through: try instant("through", in: members))
  }

  private static func instant(
    _ name: String, in members: JSONMembers
  ) throws(MalformedMember) -> Instant {
    try members.value(name, "a time") { Instant($0) }
  }
}
