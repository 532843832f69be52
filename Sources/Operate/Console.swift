import Glibc
import SalusCore

/// Where a verb writes: results on one side, everything else on the other.
///
/// The verb does not know whether it runs in the caller's process or, handed over, in the server's.
public final class Console: Sendable {
  /// Whether a person is watching the error stream, so that progress may be drawn.
  public let isTerminal: Bool
  /// Folder that relative paths start from.
  public let directory: String
  private let write: @Sendable (Channel, [UInt8]) -> Void

  public enum Channel: UInt8, Sendable {
    case output = 0x6F
    case error = 0x65
  }

  public init(
    isTerminal: Bool, directory: String, write: @escaping @Sendable (Channel, [UInt8]) -> Void
  ) {
    self.isTerminal = isTerminal
    self.directory = directory
    self.write = write
  }

  /// The console of this process.
  public static func standard() -> Console {
    Console(isTerminal: isatty(2) == 1, directory: currentDirectory()) { channel, bytes in
      writeFully(bytes, to: channel == .output ? 1 : 2)
    }
  }

  /// One line of result.
  public func print(_ line: String) {
    write(.output, Array(line.utf8) + [0x0A])
  }

  /// Result bytes as they are.
  public func write(_ bytes: [UInt8]) {
    write(.output, bytes)
  }

  /// One line of talk: what happens, what went wrong.
  public func say(_ line: String) {
    write(.error, Array(line.utf8) + [0x0A])
  }

  /// Draws over the current line of a terminal; nothing elsewhere.
  public func draw(_ line: String) {
    guard isTerminal else { return }
    write(.error, Array("\r\u{1B}[K\(line)".utf8))
  }

  /// An absolute form of a path that the caller typed.
  public func path(_ text: String) -> String {
    if text.hasPrefix("/") { return text }
    return directory == "/" ? "/\(text)" : "\(directory)/\(text)"
  }

  private static func currentDirectory() -> String {
    guard let buffer = getcwd(nil, 0) else { return "." }
    defer { free(buffer) }
    return String(cString: buffer)
  }
}

/// Writes all bytes, over interruptions and short writes; false where the other side is gone.
@discardableResult
func writeFully(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
  var offset = 0
  while offset < bytes.count {
    let count = bytes.withUnsafeBytes { raw in
      Glibc.write(descriptor, raw.baseAddress.map { $0 + offset }, bytes.count - offset)
    }
    if count < 0 {
      if errno == EINTR { continue }
      return false
    }
    offset += count
  }
  return true
}
