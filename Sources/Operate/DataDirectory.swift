import Glibc
import SalusCore

/// Where a bank lives on disk.
public enum DataDirectory {
  /// `$XDG_DATA_HOME/salus`, or `~/.local/share/salus` (XDG Base Directory Specification 0.8).
  public static func standard() -> String {
    if let home = environment("XDG_DATA_HOME"), home.hasPrefix("/") { return "\(home)/salus" }
    return "\(environment("HOME") ?? "/var/lib")/.local/share/salus"
  }

  /// Makes the directory and its parents, private to their owner.
  public static func create(_ path: String) throws(DataDirectoryError) {
    var made = ""
    for part in path.split(separator: "/") {
      made += "/\(part)"
      if mkdir(made, 0o700) != 0, errno != EEXIST, errno != EISDIR {
        let reason = errno
        guard access(made, F_OK) == 0 else { throw .notMade(path, reason: text(of: reason)) }
      }
    }
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw .notADirectory(path)
    }
  }

  static func environment(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
  }

  static func text(of code: Int32) -> String {
    String(cString: strerror(code))
  }
}

/// Why a data directory cannot be used.
public enum DataDirectoryError: Problem, Hashable {
  case notMade(String, reason: String)
  case notADirectory(String)

  public var kind: ProblemKind { .failed }

  public var description: String {
    switch self {
    case .notMade(let path, let reason): "the data directory \(path) cannot be made: \(reason)"
    case .notADirectory(let path): "\(path) is no directory"
    }
  }

  public var hint: String? { "Choose another with --data DIR." }
}
