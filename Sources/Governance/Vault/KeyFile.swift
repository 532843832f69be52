import Glibc
import SalusCore

/// A secret of 32 bytes in a file that only its owner can read: a word that says what it is for,
/// a space, 64 hexadecimal digits and a line end.
struct KeyFile {
  enum Purpose: String {
    case kek = "salus-kek-1"
    case signing = "salus-ed25519-1"
  }

  let path: String
  let purpose: Purpose

  /// Nil where there is no such file.
  func load() throws(KeyFileError) -> Secret? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw failure()
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure() }
    guard status.st_mode & 0o077 == 0 else {
      throw .tooOpen(path: path, mode: status.st_mode & 0o777)
    }
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = read(descriptor, &bytes, bytes.count)
    guard count >= 0 else { throw failure() }
    let text = String(decoding: bytes[..<count], as: UTF8.self)
    let words = text.split(whereSeparator: \.isWhitespace)
    guard words.count == 2, words[0] == purpose.rawValue, let key = Hex.bytes(words[1]),
      let secret = Secret(key)
    else { throw .noKey(path: path, wanted: purpose.rawValue) }
    return secret
  }

  /// The secret of the file, or a new one in a new file. Of two processes that begin together one
  /// makes it and both use it.
  func loadOrMake() throws(KeyFileError) -> Secret {
    if let known = try load() { return known }
    try makeFolder()
    let secret = Secret()
    try write(secret)
    guard let kept = try load() else { throw .lost(path: path) }
    return kept
  }

  /// Writes a file that is not there yet; leaves one that is. It gets its name only when it is
  /// whole and on the disk.
  func write(_ secret: Secret) throws(KeyFileError) {
    let partial = "\(path).\(getpid()).\(Hex.text(Sodium.random(4)))"
    let descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure() }
    defer { unlink(partial) }
    let line = Array("\(purpose.rawValue) \(Hex.text(secret.bytes))\n".utf8)
    let isWritten =
      Glibc.write(descriptor, line, line.count) == line.count && fsync(descriptor) == 0
    let trouble = errno
    close(descriptor)
    guard isWritten else { throw failure(trouble) }
    guard link(partial, path) == 0 || errno == EEXIST else { throw failure() }
    // The name itself must last too.
    let folder = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw failure() }
    defer { close(folder) }
    guard fsync(folder) == 0 else { throw failure() }
  }

  private func makeFolder() throws(KeyFileError) {
    guard mkdir(parent, 0o700) == 0 || errno == EEXIST else { throw failure() }
  }

  private var parent: String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private func failure(_ code: Int32 = errno) -> KeyFileError {
    .failed(path: path, reason: String(cString: strerror(code)))
  }
}

/// Why a key file cannot be used.
public enum KeyFileError: Problem, Hashable {
  /// Keys were wrapped with it, and it is not there.
  case lost(path: String)
  case tooOpen(path: String, mode: UInt32)
  case noKey(path: String, wanted: String)
  case failed(path: String, reason: String)

  public var kind: ProblemKind { .failed }

  public var description: String {
    switch self {
    case .lost(let path):
      "the key file \(path) is not there, and the personal data in this bank were sealed with it"
    case .tooOpen(let path, let mode):
      "the key file \(path) can be used by others than its owner (mode \(String(mode, radix: 8)))"
    case .noKey(let path, let wanted):
      "\(path) is no key file: '\(wanted)' and 64 hexadecimal digits are accepted"
    case .failed(let path, let reason): "the key file \(path) cannot be used: \(reason)"
    }
  }

  public var hint: String? {
    switch self {
    case .lost:
      "Put the file back, or name it by \(KeyEncryptionKey.variable); no other key opens them."
    case .tooOpen(let path, _): "Type 'chmod 600 \(path)', and think of who may have read it."
    case .noKey: "Name the file that Salus made, or restore it."
    case .failed: nil
    }
  }
}
