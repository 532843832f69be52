import Glibc
import SalusCore
import SalusOperate

/// Keeps the address that opens the running command centre with its data, readable by their owner
/// alone, for whoever did not see it printed.
public enum StartAddressFile {
  static func write(_ address: String, in directory: String) throws(StationError) {
    let path = path(in: directory)
    unlink(path)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .file(path, reason: String(cString: strerror(errno))) }
    defer { close(descriptor) }
    let line = Array((address + "\n").utf8)
    guard Glibc.write(descriptor, line, line.count) == line.count else {
      throw .file(path, reason: String(cString: strerror(errno)))
    }
  }

  static func remove(from directory: String) {
    unlink(path(in: directory))
  }

  /// The address of the server of a data directory; nil where none runs.
  public static func read(in directory: String) -> String? {
    guard ControlSocket.isServed(directory) else { return nil }
    let descriptor = open(path(in: directory), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 512)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    guard count > 0 else { return nil }
    return String(decoding: bytes[..<count].prefix { $0 != 0x0A }, as: UTF8.self)
  }

  private static func path(in directory: String) -> String { "\(directory)/address" }
}
