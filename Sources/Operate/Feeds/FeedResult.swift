import SalusCore
import SalusSense

/// What became of one look at a feed.
public struct FeedResult: Sendable {
  public var feed: String
  /// The file or document; empty where there was none.
  public var file: String
  public var outcome: Outcome

  public enum Outcome: Sendable {
    /// Rows came in; the words say what is unusual about them.
    case taken(ImportReport, caution: String?)
    /// The same content as before.
    case repeated
    /// The server has nothing newer.
    case unchanged
    /// The report as a whole was refused, and lies in the quarantine.
    case refused(String)
    /// Nothing could be read; another try may help.
    case failed(String)
  }

  /// What happened, in one sentence.
  public var words: String {
    switch outcome {
    case .taken(let report, let caution):
      var text =
        "\(feed): \(file): \(report.read) rows read, \(report.accepted) accepted, "
        + "\(report.duplicate) duplicate, \(report.corrected) corrected, "
        + "\(report.quarantined) quarantined"
      if let caution { text += "; \(caution)" }
      return text
    case .repeated: return "\(feed): \(file) holds the same as before; nothing was written"
    case .unchanged: return "\(feed): the server has nothing newer"
    case .refused(let words): return "\(feed): \(file) was refused: \(words)"
    case .failed(let words): return "\(feed): \(words)"
    }
  }

  public var json: JSON {
    var members: [JSON.Member] = [.init("feed", .string(feed)), .init("file", .string(file))]
    switch outcome {
    case .taken(let report, let caution):
      members.append(.init("outcome", "taken"))
      members += report.json.members ?? []
      members.append(.init("caution", JSON(caution)))
    case .repeated: members.append(.init("outcome", "repeated"))
    case .unchanged: members.append(.init("outcome", "unchanged"))
    case .refused(let words):
      members += [.init("outcome", "refused"), .init("reason", .string(words))]
    case .failed(let words):
      members += [.init("outcome", "failed"), .init("reason", .string(words))]
    }
    return .object(members)
  }

  /// Exit code of the command line: 0 all well, 6 findings, 1 failed.
  public var exitCode: Int32 {
    switch outcome {
    case .taken(let report, _): report.read > 0 && report.quarantined == report.read ? 6 : 0
    case .repeated, .unchanged: 0
    case .refused: 6
    case .failed: 1
    }
  }
}

/// Why a feed could not be worked on.
public enum FeedError: Problem, Hashable {
  case noFeed(String, known: [String])
  case noPull(String)
  case paused(String)
  case noConfiguration(String)
  case format(String, reason: String)
  case noTable(String)

  public var kind: ProblemKind {
    switch self {
    case .noFeed, .noConfiguration: .notFound
    case .paused: .denied
    case .noPull, .format, .noTable: .usage
    }
  }

  public var description: String {
    switch self {
    case .noFeed(let name, let known):
      "there is no feed '\(name)'"
        + (known.isEmpty
          ? "; the configuration names none" : "; there are \(known.joined(separator: ", "))")
    case .noPull(let name): "the feed '\(name)' watches a folder; there is nothing to fetch"
    case .paused(let name): "the feed '\(name)' is paused"
    case .noConfiguration(let path): "there is no configuration \(path)"
    case .format(let name, let reason): "the feed '\(name)': \(reason)"
    case .noTable(let name): "tables of '\(name)' cannot be taken in here"
    }
  }

  public var hint: String? {
    switch self {
    case .paused(let name): "'salus feed resume \(name)' starts it again."
    case .noConfiguration: "'salus config example' prints one to begin with."
    default: nil
    }
  }
}
