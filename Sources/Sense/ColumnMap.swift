import SalusCore

/// Says what the columns of a table mean: which hold place, date and value, and how they are
/// written. Saved as JSON5; unknown keys are refused.
public struct ColumnMap: Hashable, Sendable {
  /// Which signal the values are; nil where the import names it.
  public var signal: SignalWords?
  public var place: Source
  public var date: DateColumn
  /// The column of the values.
  public var value: String
  /// Further columns of the same rows, each a signal of its own.
  public var also: [Companion]
  /// Part of the population; nil for the whole.
  public var stratum: Source?
  /// When a value was published; nil for the moment that the import names.
  public var known: KnownColumn?
  /// Words that mean "no value", compared without case; the empty cell always does.
  public var missing: [String]?
  /// `.` or `,`.
  public var decimal: String?
  /// One character; nil to find it in the header.
  public var delimiter: String?
  /// By column: what to read instead of a word, compared exactly after blanks are trimmed.
  public var values: [String: [String: String]]
  /// By column: only rows with one of these words are read, others are passed over.
  public var keep: [String: [String]]

  public init(
    signal: SignalWords? = nil, place: Source, date: DateColumn, value: String,
    also: [Companion] = [], stratum: Source? = nil, known: KnownColumn? = nil,
    missing: [String]? = nil, decimal: String? = nil, delimiter: String? = nil,
    values: [String: [String: String]] = [:], keep: [String: [String]] = [:]
  ) {
    self.signal = signal
    self.place = place
    self.date = date
    self.value = value
    self.also = also
    self.stratum = stratum
    self.known = known
    self.missing = missing
    self.decimal = decimal
    self.delimiter = delimiter
    self.values = values
    self.keep = keep
  }

  /// A column of the table, or one word for all rows.
  public enum Source: Hashable, Sendable {
    case column(String)
    case constant(String)
  }

  /// Where the date of a row stands.
  public enum DateColumn: Hashable, Sendable {
    /// A date, written as `format` says (nil: year first), moved by `shiftDays`: 6 for the Sunday
    /// on which an MMWR week starts.
    case date(column: String, format: DateFormat? = nil, shiftDays: Int = 0)
    /// Year and week in two columns.
    case week(year: String, week: String, system: WeekSystem)
    /// Year and week in one column: `2024-W05`, `2024W05`, `2024-05` or `202405`.
    case yearWeek(column: String, system: WeekSystem)
  }

  /// When a row's value was published: a date (its first moment in UTC) or an RFC 3339 time, moved
  /// by `shiftDays`.
  public struct KnownColumn: Hashable, Sendable {
    public var column: String
    public var format: DateFormat?
    public var shiftDays: Int

    public init(column: String, format: DateFormat? = nil, shiftDays: Int = 0) {
      self.column = column
      self.format = format
      self.shiftDays = shiftDays
    }
  }

  /// A second measure in the same rows.
  public struct Companion: Hashable, Sendable {
    public var column: String
    public var signal: SignalWords

    public init(column: String, signal: SignalWords) {
      self.column = column
      self.signal = signal
    }
  }

  /// What a map says about a signal; what it leaves out is taken from the signal that the journal
  /// knows by that name.
  public struct SignalWords: Hashable, Sendable {
    public var id: ID<Signal>
    public var title: String?
    public var unit: String?
    public var period: Period?
    public var measure: Signal.Measure?
    public var sourceClass: Signal.SourceClass?

    public init(
      id: ID<Signal>, title: String? = nil, unit: String? = nil, period: Period? = nil,
      measure: Signal.Measure? = nil, sourceClass: Signal.SourceClass? = nil
    ) {
      self.id = id
      self.title = title
      self.unit = unit
      self.period = period
      self.measure = measure
      self.sourceClass = sourceClass
    }
  }

  /// Words that mean "no value" when a map lists none.
  public static let usualMissing: Set<String> = ["", "na", "nan", "n/a", "null", "none"]

  /// Every column that the map reads.
  public var columns: [String] {
    var names: [String] = []
    func add(_ source: Source?) {
      if case .column(let name) = source { names.append(name) }
    }
    add(place)
    switch date {
    case .date(let column, _, _), .yearWeek(let column, _): names.append(column)
    case .week(let year, let week, _): names += [year, week]
    }
    names.append(value)
    names += also.map(\.column)
    add(stratum)
    if let known { names.append(known.column) }
    names += values.keys.sorted() + keep.keys.sorted()
    return names
  }
}
