import SalusCore

/// What is asked of a twin's counterpart: `command.requested`.
public struct CommandRequest: Hashable, Sendable {
  /// Names the command everywhere, also at the counterpart: the same id again is the same command.
  public var id: ID<Command>
  public var twin: ID<Twin>
  /// As the twin's type declares it: `setFlow`.
  public var name: String
  /// Null for none.
  public var arguments: JSON
  /// What reports must say of the twin before the command counts as done; at least one.
  public var desired: [Change]
  /// The port by which it leaves.
  public var endpoint: String
  /// How far the twin may act by itself when the command is asked for: 0 to 5; from 5 on nobody
  /// need approve.
  public var autonomy: Int
  /// When it loses its meaning.
  public var expires: Instant

  /// A feature and the value that is wanted.
  public struct Change: Hashable, Sendable {
    public var feature: String
    /// As events write it: bare, or with `value` and `unit`.
    public var value: JSON
    /// By how much a reported number may differ, in the unit of the value.
    public var tolerance: Double

    public init(_ feature: String, _ value: JSON, tolerance: Double = 0) {
      self.feature = feature
      self.value = value
      self.tolerance = tolerance
    }
  }

  public init(
    id: ID<Command>, twin: ID<Twin>, name: String, arguments: JSON = .null, desired: [Change],
    endpoint: String = CommandRequest.usual, autonomy: Int, expires: Instant
  ) {
    self.id = id
    self.twin = twin
    self.name = name
    self.arguments = arguments
    self.desired = desired.sorted { $0.feature.utf8.lexicographicallyPrecedes($1.feature.utf8) }
    self.endpoint = endpoint
    self.autonomy = autonomy
    self.expires = expires
  }

  /// The port of commands that name none.
  public static let usual = "default"
  /// Bytes that arguments and desired values may take together.
  public static let largest = 65_536
  /// The autonomy from which on a twin acts by itself.
  public static let acting = 5

  /// A person must approve before it is sent.
  public var needsApproval: Bool { autonomy < CommandRequest.acting }

  public init(_ event: Event) throws(JournalError) {
    let body = event.payload
    guard event.type == CommandState.requested.type, let id = body["command"]?.string,
      let twin = body["twin"]?.string, let name = body["name"]?.string,
      let desired = body["desired"]?.members, let autonomy = body["autonomy"]?.integer,
      let expires = body["expires"]?.string.flatMap({ Instant($0) })
    else { throw .corrupt("event \(event.sequence) asks for no command") }
    let tolerance = body["tolerance"]
    self.init(
      id: ID(id), twin: ID(twin), name: name, arguments: body["arguments"] ?? .null,
      desired: desired.map { member in
        Change(member.name, member.value, tolerance: tolerance?[member.name]?.double ?? 0)
      },
      endpoint: body["endpoint"]?.string ?? CommandRequest.usual,
      autonomy: Int(clamping: autonomy), expires: expires)
  }

  /// The event that asks for the command.
  ///
  /// - Parameter now: when it is asked for.
  public func draft(actor: String, purpose: String = "response", at now: Instant) -> Draft {
    var members: [JSON.Member] = [
      JSON.Member("command", .string(id.text)), JSON.Member("twin", .string(twin.text)),
      JSON.Member("name", .string(name)),
    ]
    if arguments != .null { members.append(JSON.Member("arguments", arguments)) }
    members.append(
      JSON.Member("desired", .object(desired.map { JSON.Member($0.feature, $0.value) })))
    let tolerated = desired.filter { $0.tolerance > 0 }
    if !tolerated.isEmpty {
      members.append(
        JSON.Member(
          "tolerance", .object(tolerated.map { JSON.Member($0.feature, .number($0.tolerance)) })))
    }
    members += [
      JSON.Member("endpoint", .string(endpoint)), JSON.Member("autonomy", JSON(autonomy)),
      JSON.Member("expires", JSON(expires)),
    ]
    return Draft(
      type: CommandState.requested.type, twin: Command.thread(of: id), payload: .object(members),
      valid: now, known: now, actor: actor, purpose: purpose, source: CommandStep.source)
  }

  /// The event that writes the wish into the twin's own state, where a person sees it beside what
  /// is reported.
  public func desire(actor: String, purpose: String = "response", at now: Instant) -> Draft {
    Draft(
      type: StateEvent.desired, twin: twin,
      payload: [
        "values": .object(desired.map { JSON.Member($0.feature, $0.value) }),
        "command": .string(id.text),
      ],
      valid: now, known: now, actor: actor, purpose: purpose, source: CommandStep.source)
  }
}
