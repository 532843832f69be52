import SalusCore
import SalusTwin

/// What became of the rows of a line list:
/// `read = imported + updated + unchanged + review + refused`.
public struct LineListReport: Hashable, Sendable {
  public var file: String
  public var profile: String
  public var read = 0
  /// Rows that made a case, or filled in one that others had named.
  public var imported = 0
  /// Rows that changed a known case or person.
  public var updated = 0
  /// Rows that said nothing new.
  public var unchanged = 0
  /// Rows that may be about a known person: somebody must decide.
  public var review = 0
  public var refused = 0
  /// Cases that rows name as infectors and that no list tells of, after this import.
  public var placeholders = 0
  /// Infections that are new with this import.
  public var infections = 0
  public var isDryRun = false
  /// Nothing was written, for there was nothing to write.
  public var isRepeat = false
  public var rows: [Row] = []
  /// The refused rows in the shape of the file, with their reasons in a last column.
  public var refusedFile: [UInt8] = []

  /// One row.
  public struct Row: Hashable, Sendable {
    /// Line of the file, from 1.
    public var line: Int
    public var outcome: Outcome
    /// Why it was refused or must be looked at; empty otherwise.
    public var reason: String
    /// What is odd though not wrong.
    public var remarks: [String]
  }

  public enum Outcome: String, Sendable, CaseIterable {
    case imported, updated, unchanged
    case review = "duplicate-review"
    case refused
  }

  public init(file: String, profile: String) {
    self.file = file
    self.profile = profile
  }

  /// True where the counts add up to the rows read, as they always must.
  public var addsUp: Bool { read == imported + updated + unchanged + review + refused }

  mutating func count(_ row: Row) {
    read += 1
    switch row.outcome {
    case .imported: imported += 1
    case .updated: updated += 1
    case .unchanged: unchanged += 1
    case .review: review += 1
    case .refused: refused += 1
    }
    rows.append(row)
  }

  /// Counts without anything of a row.
  public var json: JSON {
    [
      "file": .string(file), "profile": .string(profile), "read": JSON(read),
      "imported": JSON(imported), "updated": JSON(updated), "unchanged": JSON(unchanged),
      "review": JSON(review), "refused": JSON(refused), "placeholders": JSON(placeholders),
      "infections": JSON(infections), "repeat": JSON(isRepeat), "dryRun": JSON(isDryRun),
    ]
  }
}
