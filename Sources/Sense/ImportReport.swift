import SalusCore

/// What became of the rows of a file: `read = accepted + duplicate + corrected + quarantined`.
///
/// A row counts by its main value; values of companion columns are counted apart.
public struct ImportReport: Hashable, Sendable {
  /// Names the import for undo and quarantine.
  public var id: String
  public var file: String
  public var read = 0
  /// Rows new to the journal; in a dry run, rows that passed every check.
  public var accepted = 0
  /// Rows that the journal held already.
  public var duplicate = 0
  /// Rows that replaced another value of the same source, date and known time.
  public var corrected = 0
  public var quarantined = 0
  /// Rows that the map does not ask for, such as other targets; not among those read.
  public var passedOver = 0
  /// Values of companion columns that were accepted.
  public var companions = 0
  /// Places with a row that was not refused.
  public var places = 0
  /// The file was imported before, and nothing was written.
  public var isRepeat = false
  public var isDryRun = false
  /// Faults by frequency, most frequent first: `(reason, rows)`, at most ten.
  public var reasons: [Reason] = []

  public struct Reason: Hashable, Sendable {
    /// The fault without the words of the row.
    public var text: String
    public var count: Int

    public init(text: String, count: Int) {
      self.text = text
      self.count = count
    }
  }

  public init(id: String, file: String) {
    self.id = id
    self.file = file
  }

  /// The five counts that every import prints.
  public var json: JSON {
    [
      "read": JSON(read), "accepted": JSON(accepted), "duplicate": JSON(duplicate),
      "corrected": JSON(corrected), "quarantined": JSON(quarantined),
    ]
  }

  /// The counts and all else, for the journal and for details.
  public var details: JSON {
    let counts = json.members ?? []
    return .object(
      [.init("import", .string(id)), .init("file", .string(file))] + counts + [
        .init("passedOver", JSON(passedOver)), .init("companions", JSON(companions)),
        .init("places", JSON(places)),
        .init("repeat", JSON(isRepeat)), .init("dryRun", JSON(isDryRun)),
        .init(
          "reasons",
          .array(reasons.map { ["reason": .string($0.text), "rows": JSON($0.count)] })),
      ])
  }
}
