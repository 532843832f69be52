import SalusCore

/// One file to bring in, and what is to be known about it.
public struct ImportRequest: Sendable {
  public var path: String
  public var format: ImportFormat
  /// The signal of the file's main values; nil where the column map names it.
  public var signal: ID<Signal>?
  /// Places to register first, such as those of a table of locations.
  public var places: [Place]
  /// The feed: equal values of one source are duplicates, other values of it corrections. Nil
  /// means the format's name.
  public var source: String?
  /// When rows were published whose table does not say it.
  public var known: Known
  public var actor: String
  /// Checks everything and writes nothing.
  public var isDryRun: Bool
  /// Refuses rows of a whole that are below the sum of the rows of its parts in the same file.
  public var checksTotals: Bool

  public enum Known: Hashable, Sendable {
    /// Stated by whoever imports; another time makes another import.
    case stated(Instant)
    /// The moment of the import. A repeated or resumed import keeps the moment of the first.
    case now(Instant)

    var instant: Instant {
      switch self {
      case .stated(let instant), .now(let instant): instant
      }
    }
  }

  public init(
    path: String, format: ImportFormat, signal: ID<Signal>? = nil, places: [Place] = [],
    source: String? = nil, known: Known, actor: String, isDryRun: Bool = false,
    checksTotals: Bool = false
  ) {
    self.path = path
    self.format = format
    self.signal = signal
    self.places = places
    self.source = source
    self.known = known
    self.actor = actor
    self.isDryRun = isDryRun
    self.checksTotals = checksTotals
  }
}

/// How far an import is.
public struct ImportProgress: Hashable, Sendable {
  public var rows: Int
  public var bytes: Int
  public var totalBytes: Int
}
