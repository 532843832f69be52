import SalusStore
import SalusTwin
import Testing

@Suite struct AddressTests {
  @Test(arguments: ["/var/lib/salus", "data", "postgres", "", "sqlite://x"])
  func takesAnythingElseForAFolder(text: String) throws {
    #expect(try StoreAddress(text) == .directory(text))
  }

  @Test(arguments: [
    (
      "postgres://anna:secret@db.example:5433/bank?sslmode=require",
      "postgres://anna@db.example:5433/bank?schema=salus"
    ),
    (
      "postgresql://anna:secret@db.example/bank?schema=county_7&connect_timeout=2",
      "postgres://anna@db.example/bank?schema=county_7"
    ),
    (
      "postgres:///bank?host=/run/postgresql&user=anna&password=secret",
      "postgres://anna@/run/postgresql/bank?schema=salus"
    ),
    ("postgres://", "postgres:///?schema=salus"),
  ])
  func showsNoPassword(text: String, shown: String) throws {
    #expect(try StoreAddress(text).description == shown)
  }

  @Test(arguments: [
    "postgres://anna:secret@[::1/bank",
    "postgres://anna:secret@db/bank?no-such-option=secret", "postgres://anna:secret%zz@db/bank",
    "postgres://anna:secret@db/bank?schema=", "postgres://anna:secret@db/bank?schema=Secret",
    "postgres://anna:secret@db/bank?schema=secret;drop", "postgres://anna:secret@db/b?schema=7",
  ])
  func refusesWhatCannotBeRead(text: String) {
    #expect(
      performing: { try StoreAddress(text) },
      throws: { error in
        !"\(error)".lowercased().contains("secret") && "\(error)".contains("database address")
      })
  }

  @Test(arguments: ["postgres://anna:secret@/bank?host=/nowhere", "postgres://127.0.0.1:1/bank"])
  func saysThatNobodyAnswers(text: String) throws {
    let address = try StoreAddress(text)
    #expect(
      performing: { try Store.open(address, mode: .create) },
      throws: { error in
        guard case .unreachable(let path, let reason) = error as? JournalError else { return false }
        return path == address.description && !reason.isEmpty && !"\(error)".contains("secret")
      })
  }
}
