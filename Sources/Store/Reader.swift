import SalusCore
import SalusTwin

/// One connection that reads, each call on one snapshot. Used by one thread at a time.
final class Reader {
  let connection: Connection
  let names: ReadNames
  /// Nil where the bank's keys are not at hand.
  var opener: Opener?

  init(_ connection: Connection) {
    self.connection = connection
    names = ReadNames(connection)
  }

  func head(of branch: ID<Branch>) throws(JournalError) -> Head {
    guard let number = try BranchRow.id(of: branch, in: connection) else {
      throw Reader.noBranch(branch)
    }
    return try BranchRow.head(of: number, in: connection)
  }

  func branch(_ branch: ID<Branch>) throws(JournalError) -> Int64 {
    guard let number = try BranchRow.id(of: branch, in: connection) else {
      throw Reader.noBranch(branch)
    }
    return number
  }

  private static func noBranch(_ branch: ID<Branch>) -> JournalError { .noBranch(branch) }
}
