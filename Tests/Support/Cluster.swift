import Foundation
import Synchronization

/// A PostgreSQL server for tests: the one that `SALUS_POSTGRES` names, else a private one that goes
/// with its last user or the test process.
public final class Cluster: Sendable {
  /// Address of a database in which tests may do as they like; more options follow after `&`.
  public let address: String
  /// The private server's folder.
  public let folder: String
  private let process: Process?
  private let input: Pipe?

  /// The server that all tests share; nil where none is installed.
  public static let shared: Cluster? = {
    if let address = ProcessInfo.processInfo.environment["SALUS_POSTGRES"] {
      return Cluster(address: address.contains("?") ? address : address + "?")
    }
    let cluster = Cluster()
    if cluster == nil {
      print("Skipped on PostgreSQL: no server is installed ('apt-get install postgresql').")
    }
    return cluster
  }()

  private init(address: String) {
    self.address = address
    folder = ""
    process = nil
    input = nil
  }

  /// Starts a server; it ends when nobody can write to its standard input any more.
  ///
  /// - Parameter restart: starts it again when it dies.
  public init?(restart: Bool = false) {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "scripts/with-postgres").path
    let process = Process()
    process.executableURL = URL(fileURLWithPath: script)
    process.arguments =
      (restart ? ["--restart"] : []) + [
        "sh", "-c", "echo \"$SALUS_POSTGRES\"; echo \"$SALUS_POSTGRES_FOLDER\"; exec cat",
      ]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    var said = Data()
    while said.count(where: { $0 == 10 }) < 2 {
      let piece = output.fileHandleForReading.availableData
      if piece.isEmpty { return nil }
      said.append(piece)
    }
    let lines = String(decoding: said, as: UTF8.self).split(separator: "\n")
    address = String(lines[0])
    folder = String(lines[1])
    self.process = process
    self.input = input
  }

  deinit {
    // Not by a signal: a child of a worker thread has them blocked.
    try? input?.fileHandleForWriting.close()
    process?.waitUntilExit()
  }

  /// Process id of the server's first process; nil while none runs.
  public var postmaster: Int32? {
    let text = try? String(contentsOfFile: folder + "/data/postmaster.pid", encoding: .utf8)
    return text?.split(separator: "\n").first.flatMap { Int32($0) }
  }
}
