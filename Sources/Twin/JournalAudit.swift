import SalusCore
import SalusGovernance

/// Keeps the records of access in the journal, where the hash chain and the tamper-evident tree
/// cover them.
///
/// They stand on twins of their own, never on the person's: being read must not change a revision
/// that somebody else waits for. Records of one person are on `access:twin:ID`, wider ones on
/// `access:place:ID`, `access:event:ID` and `access:all`.
public struct JournalAudit: AuditLog {
  private let journal: any Journal

  public init(_ journal: any Journal) {
    self.journal = journal
  }

  public func append(_ record: AccessRecord) throws -> Int64 {
    let draft = Draft(
      type: record.type, twin: JournalAudit.twin(for: record.scope), version: AccessRecord.version,
      payload: record.payload, valid: record.at, actor: record.actor,
      purpose: record.purpose.text, source: "governance", causation: record.grant)
    return try journal.append(draft).sequence
  }

  /// The twin that records of that scope stand on; `access` for those that concern nobody's data.
  public static func twin(for scope: Scope?) -> ID<Twin> {
    ID(scope.map { "access:\($0)" } ?? "access")
  }
}
