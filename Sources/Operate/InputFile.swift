import Glibc
import SalusSense

/// Small files that are read whole: settings, maps.
enum InputFile {
  static let largest = 1 << 20

  static func bytes(at path: String) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let code = errno
      if code == ENOENT { throw CSVError.missing(path: path) }
      throw StationError.file(path, reason: DataDirectory.text(of: code))
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw StationError.file(path, reason: DataDirectory.text(of: errno)) }
      guard count > 0 else { return bytes }
      bytes += buffer[..<count]
      guard bytes.count <= largest else {
        throw StationError.file(path, reason: "it is larger than \(largest) bytes")
      }
    }
  }
}
