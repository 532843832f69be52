import SalusCore

/// A text in one or more languages, for people to read.
public struct LocalText: Hashable, Sendable {
  /// By BCP 47 language tag; each language once, in the order of the tags.
  public let texts: [Entry]

  /// The text in one language.
  public struct Entry: Hashable, Sendable {
    public let language: String
    public let text: String

    public init(language: String, text: String) {
      self.language = language
      self.text = text
    }
  }

  /// No text at all.
  public static let none = LocalText([])

  /// A text in English, DTDL's language where none is named.
  public init(_ text: String) {
    texts = [Entry(language: "en", text: text)]
  }

  /// Of several entries in one language the first is kept.
  public init(_ entries: [Entry]) {
    var kept: [Entry] = []
    for entry in entries where !kept.contains(where: { $0.language == entry.language }) {
      kept.append(entry)
    }
    texts = kept.sorted { $0.language.utf8.lexicographicallyPrecedes($1.language.utf8) }
  }

  public var isEmpty: Bool { texts.isEmpty }

  /// The text in that language, else in English, else the first; nil where there is none.
  public func text(in language: String = "en") -> String? {
    (texts.first { $0.language == language } ?? texts.first { $0.language == "en" }
      ?? texts.first)?.text
  }
}

extension LocalText: ExpressibleByStringLiteral {
  public init(stringLiteral value: String) { self.init(value) }
}

/// What every element of a model can carry beside its meaning: an identifier and words for people.
public struct Labels: Hashable, Sendable {
  /// DTDL's `@id`; nil for most elements.
  public var id: TypeName?
  public var displayName: LocalText
  public var description: LocalText
  /// For the authors of models.
  public var comment: String?

  public init(
    id: TypeName? = nil, displayName: LocalText = .none, description: LocalText = .none,
    comment: String? = nil
  ) {
    self.id = id
    self.displayName = displayName
    self.description = description
    self.comment = comment
  }

  /// No words at all.
  public static let none = Labels()
}
