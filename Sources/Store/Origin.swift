import SalusCore
import SalusTwin

/// Where a branch that came from another bank was written: under which names its events were
/// hashed, and the lines of the bundle that are not events.
struct Origin {
  /// From which sequence on events were hashed under which name, oldest first.
  var names: [(from: Int64, name: ID<Branch>)]
  var header: String
  var trailer: String

  /// The name under which an event was hashed.
  func chain(of sequence: Int64) -> ID<Branch>? {
    names.last { $0.from <= sequence }?.name
  }

  var bytes: [UInt8] {
    JSON.object([
      JSON.Member("header", .string(header)),
      JSON.Member(
        "names",
        .array(names.map { ["from": .integer($0.from), "name": .string($0.name.text)] })),
      JSON.Member("trailer", .string(trailer)),
    ]).bytes
  }

  /// Nil for a branch of this bank.
  static func read(_ branch: Int64, in connection: Connection) throws(JournalError) -> Origin? {
    let statement = try connection.statement("SELECT origin FROM branch WHERE id = ?")
    defer { statement.reset() }
    statement.bind(1, branch)
    guard try statement.step(), !statement.isNull(0) else { return nil }
    guard let json = try? JSON(parsing: statement.blob(0)), let header = json["header"]?.string,
      let trailer = json["trailer"]?.string
    else { throw .corrupt("the origin of a branch cannot be read") }
    let names = (json["names"]?.array ?? []).compactMap { member -> (Int64, ID<Branch>)? in
      guard let from = member["from"]?.integer, let name = member["name"]?.string else {
        return nil
      }
      return (from, ID(name))
    }
    return Origin(names: names, header: header, trailer: trailer)
  }
}
