import SalusCore
import Synchronization

/// What the running program says of itself on its error stream: plain lines, or one JSON object a
/// line for machines. It is never given secrets.
public final class Log: Sendable {
  public enum Level: String, Sendable, CaseIterable, Comparable {
    case debug, info, warning, error

    public static func < (left: Level, right: Level) -> Bool {
      (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
  }

  public enum Style: String, Sendable, CaseIterable {
    case words, json
  }

  private let level: Level
  private let style: Style
  private let now: @Sendable () -> Instant
  private let write: @Sendable (String) -> Void

  public init(
    _ style: Style = .words, from level: Level = .info, now: @escaping @Sendable () -> Instant,
    write: @escaping @Sendable (String) -> Void
  ) {
    self.style = style
    self.level = level
    self.now = now
    self.write = write
  }

  /// Says nothing.
  public static let silent = Log(.words, from: .error, now: { .beginning }, write: { _ in })

  /// - Parameter facts: names and values beside the words, in order; empty values are left out.
  public func say(_ level: Level, _ words: String, _ facts: [(String, String)] = []) {
    guard level >= self.level else { return }
    let facts = facts.filter { !$0.1.isEmpty }
    switch style {
    case .json:
      var members = [
        JSON.Member("time", JSON(now())), JSON.Member("level", .string(level.rawValue)),
        JSON.Member("message", .string(words)),
      ]
      members += facts.map { JSON.Member($0.0, .string($0.1)) }
      write(JSON.object(members).description)
    case .words:
      let mark = level >= .warning ? "\(level.rawValue): " : ""
      let tail = facts.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
      // One line each, whatever a message holds.
      let line = words.split(whereSeparator: \.isNewline).joined(separator: "; ")
      write("\(now()) \(mark)\(line)" + (tail.isEmpty ? "" : " (\(tail))"))
    }
  }
}
