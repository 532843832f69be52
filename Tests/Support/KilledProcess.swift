import Dispatch
import Foundation

/// Runs a program that says on its standard output what it has done, and kills it in the middle.
public struct KilledProcess {
  /// The whole lines that the program wrote, also those that were still in the pipe at its death.
  public let lines: [String]
  /// True where the program was killed, false where it had ended by itself before.
  public let wasKilled: Bool
  /// Exit code or number of the signal.
  public let status: Int32

  /// - Parameters:
  ///   - lines: how many lines to read before SIGKILL; nil to let the program end.
  ///   - delay: microseconds between the last of these lines and the signal, so that death also
  ///     comes in the middle of a commit and not only after one.
  public init(
    _ program: String, _ arguments: [String], killAfter lines: Int? = nil, delay: UInt32 = 0
  ) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    var output = Data()
    while true {
      let piece = pipe.fileHandleForReading.availableData
      if piece.isEmpty { break }
      output.append(piece)
      if let lines, output.count(where: { $0 == 10 }) >= lines {
        let victim = process.processIdentifier
        // The signal comes from elsewhere while this thread goes on reading to the end.
        DispatchQueue.global().asyncAfter(deadline: .now() + .microseconds(Int(delay))) {
          kill(victim, SIGKILL)
        }
        output.append(pipe.fileHandleForReading.readDataToEndOfFile())
        break
      }
    }
    process.waitUntilExit()
    status = process.terminationStatus
    wasKilled = process.terminationReason == .uncaughtSignal
    // What stands after the last line break was cut off by the death.
    self.lines = String(decoding: output, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false
    ).dropLast().map(String.init)
  }

  /// Path of a program that was built along with the tests.
  public static func built(_ name: String) -> String {
    let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(fileURLWithPath: tests).deletingLastPathComponent().appending(path: name).path
  }
}
