import Glibc
import SalusTwin

/// The few things that the store asks of the file system besides SQLite.
enum File {
  static func exists(_ path: String) -> Bool {
    access(path, F_OK) == 0
  }

  static func size(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  /// Makes the directory and those above it.
  static func makeDirectory(_ path: String) throws(JournalError) {
    guard !exists(path) else { return }
    if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
      try makeDirectory(String(path[..<slash]))
    }
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw error(errno, path: path) }
  }

  /// Gives `from` the name `to`, durably; what had that name is gone.
  static func move(_ from: String, to: String) throws(JournalError) {
    try synchronise(from)
    guard rename(from, to) == 0 else { throw error(errno, path: to) }
    try synchronise(folder(of: to))
  }

  /// As `move`, but fails where `to` is there already, even if it came this moment.
  static func publish(_ from: String, as to: String) throws(JournalError) {
    try synchronise(from)
    if link(from, to) == 0 {
      unlink(from)
    } else {
      let code = errno
      if code == EEXIST {
        unlink(from)
        throw .exists(path: to)
      }
      // File systems without hard links.
      guard code == EPERM || code == EOPNOTSUPP, !exists(to), rename(from, to) == 0 else {
        unlink(from)
        throw error(code, path: to)
      }
    }
    try synchronise(folder(of: to))
  }

  /// Waits until the file or directory is on the disk.
  static func synchronise(_ path: String) throws(JournalError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw error(errno, path: path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw error(errno, path: path) }
  }

  /// Lets nobody but the owner read or write; SQLite gives its log the same mode.
  static func hide(_ path: String) {
    chmod(path, 0o600)
  }

  /// The beginning of a small file; empty where it cannot be read.
  static func text(of path: String) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = read(descriptor, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }

  static func remove(_ path: String) {
    unlink(path)
  }

  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  static func error(_ code: Int32, path: String) -> JournalError {
    switch code {
    case EACCES, EPERM, EROFS: .readOnly(path: path)
    case ENOSPC, EDQUOT: .full(path: path)
    case ENOENT: .missing(path: path)
    default: .failed("\(String(cString: strerror(code))): \(path)")
    }
  }
}
