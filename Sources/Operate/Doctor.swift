import Glibc
import SalusCore
import SalusStore
import SalusTwin

/// Checks of what the program stands on.
public enum Doctor {
  /// One check and what it found.
  public struct Check: Sendable {
    public var name: String
    public var state: State
    public var words: String

    public init(name: String, state: State, words: String) {
      self.name = name
      self.state = state
      self.words = words
    }

    public var json: JSON {
      ["check": .string(name), "state": .string(state.rawValue), "what": .string(words)]
    }
  }

  public enum State: String, Sendable {
    case good, warning, bad
  }

  public static func run(dataDirectory: String) -> [Check] {
    [version, zones, directory(dataDirectory), space(dataDirectory)] + journal(dataDirectory)
      + loop(dataDirectory)
  }

  private static var version: Check {
    Check(name: "version", state: .good, words: "salus \(Version.text)")
  }

  private static var zones: Check {
    let there = access("/usr/share/zoneinfo/Europe/London", R_OK) == 0
    return Check(
      name: "time zones", state: there ? .good : .bad,
      words: there ? "the system's zone files are there" : "install the package tzdata")
  }

  private static func directory(_ path: String) -> Check {
    guard access(path, F_OK) == 0 else {
      return Check(
        name: "data directory", state: .warning,
        words: "\(path) does not exist yet; 'salus up' or 'salus import' makes it")
    }
    let isWritable = access(path, W_OK) == 0
    return Check(
      name: "data directory", state: isWritable ? .good : .bad,
      words: isWritable ? path : "\(path) cannot be written")
  }

  private static func space(_ path: String) -> Check {
    var existing = path
    while access(existing, F_OK) != 0, let slash = existing.lastIndex(of: "/") {
      existing = slash == existing.startIndex ? "/" : String(existing[..<slash])
    }
    var status = statvfs()
    guard statvfs(existing, &status) == 0 else {
      return Check(name: "space", state: .warning, words: "cannot be read for \(existing)")
    }
    let free = Double(status.f_bavail) * Double(status.f_frsize) / 1e9
    return Check(
      name: "space", state: free < 0.2 ? .bad : free < 1 ? .warning : .good,
      words: "\(Format.fixed(free, decimals: 1)) GB free")
  }

  private static func journal(_ path: String) -> [Check] {
    do {
      let station = try Station(directory: path, mode: .read)
      let head = try station.journal.head(of: Branch.main)
      var checks = [
        Check(
          name: "journal", state: .good,
          words: "\(head.sequence) events, the newest of \(head.recorded)")
      ]
      let series = try station.seriesList()
      checks.append(
        Check(
          name: "series", state: series.isEmpty ? .warning : .good,
          words: series.isEmpty
            ? "none; 'salus import' brings them in"
            : series.map(\.signal.id.text).joined(separator: ", ")))
      return checks
    } catch JournalError.missing {
      return [Check(name: "journal", state: .warning, words: "none yet")]
    } catch {
      return [Check(name: "journal", state: .bad, words: "\(error)")]
    }
  }
}
