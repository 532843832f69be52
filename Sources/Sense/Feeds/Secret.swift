import Glibc
import SalusCore

/// Where a password or key is kept: never the secret itself, so that printing a configuration,
/// an event or an error can never give it away.
public enum Secret: Hashable, Sendable {
  /// A variable of the environment.
  case environment(String)
  /// A file that holds nothing else; a line end at its end is left out.
  case file(String)

  /// Reads `env:NAME` or `file:PATH`; nil for anything else, such as a secret written inline.
  public init?(_ text: String) {
    if text.hasPrefix("env:"), text.utf8.count > 4 {
      self = .environment(String(text.dropFirst(4)))
    } else if text.hasPrefix("file:"), text.utf8.count > 5 {
      self = .file(String(text.dropFirst(5)))
    } else {
      return nil
    }
  }

  /// Largest secret that is read, in bytes.
  public static let largest = 64 << 10

  /// The secret; it goes to the transport and nowhere else.
  public func read() throws(SecretError) -> [UInt8] {
    let bytes: [UInt8]
    switch self {
    case .environment(let name):
      guard let value = getenv(name) else { throw .noVariable(name) }
      bytes = Array(String(cString: value).utf8)
    case .file(let path):
      bytes = try Secret.bytes(of: path)
    }
    guard !bytes.isEmpty else { throw .empty(description) }
    guard !bytes.contains(0) else { throw .unusable(description) }
    return bytes
  }

  /// The secret as text.
  public func text() throws(SecretError) -> String {
    let bytes = try read()
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .unusable(description) }
    return text
  }

  private static func bytes(of path: String) throws(SecretError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(path, FileInput.reason(errno)) }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: largest + 1)
    var count = 0
    while count < buffer.count {
      let got = buffer.withUnsafeMutableBytes { raw in
        Glibc.read(descriptor, raw.baseAddress.map { $0 + count }, raw.count - count)
      }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw .unreadable(path, FileInput.reason(errno)) }
      if got == 0 { break }
      count += got
    }
    guard count <= largest else { throw .unusable("file:\(path)") }
    var end = count
    while end > 0, buffer[end - 1] == 0x0A || buffer[end - 1] == 0x0D { end -= 1 }
    return Array(buffer[..<end])
  }
}

extension Secret: CustomStringConvertible {
  /// Where it is, never what it is.
  public var description: String {
    switch self {
    case .environment(let name): "env:\(name)"
    case .file(let path): "file:\(path)"
    }
  }
}

/// Why a secret cannot be used; names its place, never its content.
public enum SecretError: Problem, Hashable {
  case noVariable(String)
  case unreadable(String, String)
  case empty(String)
  case unusable(String)

  public var kind: ProblemKind { .failed }

  public var description: String {
    switch self {
    case .noVariable(let name): "the environment variable \(name) is not set"
    case .unreadable(let path, let reason): "the secret in \(path) cannot be read: \(reason)"
    case .empty(let place): "the secret \(place) is empty"
    case .unusable(let place):
      "the secret \(place) is no text of at most \(Secret.largest) bytes"
    }
  }

  public var hint: String? { "Secrets are named as env:NAME or file:PATH, never written inline." }
}
