import SalusCore
import SalusGovernance

/// The types of events that say what became of branches, versions, sources and persons.
public enum BranchEvent {
  /// First on a new branch.
  public static let forked = "branch.forked"
  /// On the parent, closing a merge.
  public static let merged = "branch.merged"
  /// On the parent.
  public static let discarded = "branch.discarded"
  /// On the branch.
  public static let tagged = "version.tagged"
  /// On the branch, closing a restoration.
  public static let restored = "version.restored"

  /// The twin whose thread holds what happened to a branch.
  public static func twin(_ branch: ID<Branch>) -> ID<Twin> { ID("branch:" + branch.text) }
}

/// Takes all data of a source out of the current state and of every later view.
public struct SourceRevoked: Hashable, Sendable {
  public static let type = "source.revoked"
  public var source: String
  public var reason: String

  public init(source: String, reason: String) {
    self.source = source
    self.reason = reason
  }

  /// Nil for an event of another shape.
  public init?(_ payload: JSON) {
    guard let source = payload["source"]?.string, !source.isEmpty else { return nil }
    self.init(source: source, reason: payload["reason"]?.string ?? "")
  }

  public func draft(actor: String) -> Draft {
    Draft(
      type: SourceRevoked.type, twin: ID("source:" + source),
      payload: ["reason": .string(reason), "source": .string(source)], actor: actor,
      source: "salus")
  }
}

/// Erases what is known of a person: the keys of all, of one source's or of one class's data.
public struct SubjectRedacted: Hashable, Sendable {
  public static let type = "subject.redacted"
  public var subject: ID<Twin>
  /// Nil for every source.
  public var source: String?
  /// Nil for every class.
  public var dataClass: DataClass?
  public var reason: String

  public init(
    subject: ID<Twin>, source: String? = nil, dataClass: DataClass? = nil, reason: String
  ) {
    self.subject = subject
    self.source = source
    self.dataClass = dataClass
    self.reason = reason
  }

  /// Nil for an event of another shape.
  public init?(_ payload: JSON) {
    guard let subject = payload["subject"]?.string, !subject.isEmpty else { return nil }
    self.init(
      subject: ID(subject), source: payload["source"]?.string,
      dataClass: payload["class"]?.string.flatMap { DataClass(label: $0) },
      reason: payload["reason"]?.string ?? "")
  }

  public func draft(actor: String) -> Draft {
    var members: [JSON.Member] = []
    if let dataClass { members.append(JSON.Member("class", .string(dataClass.label))) }
    members.append(JSON.Member("reason", .string(reason)))
    if let source { members.append(JSON.Member("source", .string(source))) }
    members.append(JSON.Member("subject", .string(subject.text)))
    return Draft(
      type: SubjectRedacted.type, twin: ID("subject:" + subject.text), payload: .object(members),
      actor: actor, source: "salus")
  }
}
