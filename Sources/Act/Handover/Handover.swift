import SalusCore
import SalusTwin

/// The note from one shift to the next: what changed, what was decided, what is open, what comes
/// next, and how the data stand.
public struct Handover: Hashable, Sendable {
  public static let type = "handover.written"
  public static let twin = ID<Twin>("handover")

  public var from: Instant
  public var to: Instant
  /// The journal stood there when the shift began.
  public var fromSequence: Int64
  public var toSequence: Int64
  public var headline: String
  public var sections: [Section]
  /// IANA name of the zone whose hours the text tells.
  public var zone: String
  /// Who has signed a note of this shift, and with which words.
  public var written: [Signature]

  public struct Section: Hashable, Sendable {
    public var kind: Kind
    /// The gravest first; what has a time in its order.
    public var items: [Item]
  }

  public enum Kind: String, Sendable, CaseIterable {
    case changed, decided, open, next, data

    public var title: String {
      switch self {
      case .changed: "What changed"
      case .decided: "What was decided"
      case .open: "What is open"
      case .next: "What comes next"
      case .data: "State of the data"
      }
    }

    /// What an empty section says.
    var nothing: String {
      switch self {
      case .changed: "Nothing changed."
      case .decided: "Nothing was decided."
      case .open: "Nothing is open."
      case .next: "Nothing is due."
      case .data: "All feeds report as they should."
      }
    }
  }

  public struct Item: Hashable, Sendable {
    public var words: String
    public var link: Link?
    public var at: Instant?

    public init(_ words: String, at: Instant? = nil, link: Link? = nil) {
      self.words = words
      self.at = at
      self.link = link
    }
  }

  /// A screen and what it should show.
  public struct Link: Hashable, Sendable {
    public var screen: String
    public var name: String
    public var value: String

    public init(_ screen: String, _ name: String, _ value: String) {
      self.screen = screen
      self.name = name
      self.value = value
    }
  }

  public struct Signature: Hashable, Sendable {
    public var at: Instant
    public var actor: String
    public var note: String?

    public init(at: Instant, actor: String, note: String?) {
      self.at = at
      self.actor = actor
      self.note = note
    }
  }

  /// Says that somebody handed the shift over.
  public func draft(note: String?, actor: String, at now: Instant) -> Draft {
    Draft(
      type: Handover.type, twin: Handover.twin,
      payload: [
        "from": JSON(from), "to": JSON(to), "fromSequence": JSON(fromSequence),
        "toSequence": JSON(toSequence), "headline": .string(headline), "note": JSON(note),
      ],
      valid: now, known: now, actor: actor, purpose: "response", source: "act/handover")
  }

  /// The note as plain text of at most 80 columns.
  public func text(in rules: TimeZoneRules) -> String {
    var lines = [
      "HAND-OVER  \(Words.moment(from, rules)) to \(Words.moment(to, rules)) (\(zone))",
      "",
    ]
    lines += TextBlock.wrapped(headline)
    for section in sections {
      lines += ["", section.kind.title.uppercased()]
      if section.items.isEmpty { lines.append("  " + section.kind.nothing) }
      for item in section.items {
        lines += TextBlock.wrapped("- " + item.words, indent: 2)
      }
    }
    if !written.isEmpty { lines.append("") }
    for signature in written {
      let note = signature.note.map { ": \($0)" } ?? ""
      lines += TextBlock.wrapped(
        "Handed over \(Words.moment(signature.at, rules)) by \(Words.actor(signature.actor))\(note)",
        indent: 2)
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
