import Glibc
import SalusCore
import SalusOperate

/// Keeps the start token with the data, readable by its owner alone, so that an address printed
/// before a restart still opens the command centre.
enum StartTokenFile {
  static func token(in directory: String) throws(StationError) -> StartToken {
    let path = "\(directory)/token"
    if let text = read(path), let token = StartToken(text) { return token }
    let token = StartToken()
    unlink(path)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .file(path, reason: String(cString: strerror(errno))) }
    defer { close(descriptor) }
    let line = Array((token.text + "\n").utf8)
    guard write(descriptor, line, line.count) == line.count else {
      throw .file(path, reason: String(cString: strerror(errno)))
    }
    return token
  }

  private static func read(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    guard count > 0 else { return nil }
    return String(decoding: bytes[..<count].prefix { $0 != 0x0A }, as: UTF8.self)
  }
}
