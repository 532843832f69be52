import SalusCore
import SalusOperate
import SalusServe

extension Verbs {
  static let address = Verb(
    words: ["address"], summary: "print the address that opens the running command centre",
    options: [.data],
    examples: ["salus address", "sudo -u salus salus address --data /var/lib/salus"],
    run: { call in
      guard let address = StartAddressFile.read(in: call.dataDirectory) else {
        throw NotServed(directory: call.dataDirectory)
      }
      call.console.print(address)
      return 0
    })

  private struct NotServed: Problem {
    var directory: String
    var kind: ProblemKind { .notFound }
    var description: String { "no command centre serves \(directory)" }
    var hint: String? { "Start one with 'salus up'." }
  }
}
