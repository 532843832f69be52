import SalusCore
import SalusTwin

/// Turns rows of a table into observations, as a column map says.
struct RowDecoder {
  /// The main signal first, then the companions of the map.
  let signals: [Signal]
  private let map: ColumnMap
  private let header: [String]
  private let place: Field
  private let date: DateField
  private let values: [Field]
  private let stratum: Field?
  private let known: KnownField?
  private let defaultKnown: Instant
  private let missing: Set<String>
  /// Some word for "missing" is a number itself, such as -999.
  private let hasNumericMissing: Bool
  private let decimal: UInt8
  private let keep: [(column: Int, words: Set<String>)]
  private var finder: PlaceFinder

  /// What became of a row.
  enum Outcome {
    case kept
    /// The map keeps other rows than this one.
    case passedOver
    case fault(CSVRow.Fault)
  }

  /// A column with its value map, or a constant.
  struct Field {
    var column: Int?
    var constant = ""
    var words: [String: String] = [:]
  }

  private enum DateField {
    case date(Field, DateFormat?, shiftDays: Int)
    case week(year: Field, week: Field, WeekSystem)
    case yearWeek(Field, WeekSystem)
  }

  private struct KnownField {
    var field: Field
    var format: DateFormat?
    var shiftDays: Int
  }

  /// - Parameters:
  ///   - signals: one for the map's value and one for each companion.
  ///   - known: for rows whose table does not say when a value was published.
  init(
    map: ColumnMap, header: [String], name: String, format: String, signals: [Signal],
    places: Places, known: Instant
  ) throws(ImportError) {
    let lowered = header.map { $0.lowercased() }
    let absent = map.columns.filter { !lowered.contains($0.lowercased()) }
    guard absent.isEmpty else {
      throw .columns(name: name, format: format, missing: absent, found: header)
    }
    if let twice = map.columns.first(where: { column in
      lowered.count { $0 == column.lowercased() } > 1
    }) {
      throw .content(name: name, reason: "two columns have the name '\(twice)'")
    }
    func field(_ column: String) -> Field {
      let words = map.values.first { $0.key.lowercased() == column.lowercased() }?.value ?? [:]
      return Field(column: lowered.firstIndex(of: column.lowercased()), words: words)
    }
    func field(_ source: ColumnMap.Source) -> Field {
      switch source {
      case .column(let column): field(column)
      case .constant(let word): Field(constant: word)
      }
    }
    self.map = map
    self.header = header
    self.signals = signals
    place = field(map.place)
    date =
      switch map.date {
      case .date(let column, let format, let shift): .date(field(column), format, shiftDays: shift)
      case .week(let year, let week, let system):
        .week(year: field(year), week: field(week), system)
      case .yearWeek(let column, let system): .yearWeek(field(column), system)
      }
    values = ([map.value] + map.also.map(\.column)).map { field($0) }
    stratum = map.stratum.map { field($0) }
    self.known = map.known.map {
      KnownField(field: field($0.column), format: $0.format, shiftDays: $0.shiftDays)
    }
    defaultKnown = known
    missing = map.missing.map { Set($0.map { $0.lowercased() } + [""]) } ?? ColumnMap.usualMissing
    let decimal = map.decimal == "," ? UInt8(ascii: ",") : UInt8(ascii: ".")
    self.decimal = decimal
    hasNumericMissing = missing.contains {
      NumberText.number(Array($0.utf8)[...], decimal: decimal) != nil
    }
    keep = map.keep.sorted { $0.key < $1.key }.compactMap { column, words in
      lowered.firstIndex(of: column.lowercased()).map { ($0, Set(words)) }
    }
    finder = PlaceFinder(places)
  }

  /// Appends the row's observations, the main signal's to `main` and others to `companions`;
  /// appends none where it finds a fault.
  mutating func decode(
    _ row: CSVRow, main: inout [Observation], companions: inout [Observation]
  ) -> Outcome {
    if let fault = row.fault { return .fault(fault) }
    for (column, words) in keep where !words.contains(row.text(column)) { return .passedOver }
    let twin: ID<Twin>
    switch finder.find(text(place, row)) {
    case .success(let id): twin = id
    case .failure(let unknown):
      return .fault(CSVRow.Fault(column: place.column, reason: unknown.reason))
    }
    do throws(RowFault) {
      let day = try day(row)
      let known = try knownTime(row)
      try check(day, known: known)
      let part = try stratumText(row)
      var read: [Double?] = []
      for (index, field) in values.enumerated() {
        read.append(try value(field, row, signals[index]))
      }
      for (index, signal) in signals.enumerated() {
        let observation = Observation(
          twin: twin, signal: signal.id, stratum: part, valid: Instant(startOf: day), known: known,
          value: read[index])
        if index == 0 { main.append(observation) } else { companions.append(observation) }
      }
      return .kept
    } catch {
      return .fault(error.fault)
    }
  }

  /// What is wrong with the date of a row; nil for nothing.
  func dateFault(_ row: CSVRow) -> CSVRow.Fault? {
    do throws(RowFault) {
      _ = try day(row)
      return nil
    } catch {
      return error.fault
    }
  }

  private struct RowFault: Error {
    let fault: CSVRow.Fault
    init(_ column: Int?, _ reason: String) {
      fault = CSVRow.Fault(column: column, reason: reason)
    }
  }

  private func text(_ field: Field, _ row: CSVRow) -> String {
    guard let column = field.column else { return field.constant }
    let text = row.text(column)
    return field.words.isEmpty ? text : field.words[text] ?? text
  }

  private func bytes(_ field: Field, _ row: CSVRow) -> ArraySlice<UInt8> {
    guard let column = field.column, field.words.isEmpty else {
      return Array(text(field, row).utf8)[...]
    }
    return row.trimmed(column)
  }

  private func day(_ row: CSVRow) throws(RowFault) -> CivilDate {
    switch date {
    case .date(let field, let format, let shift):
      let day = try calendarDay(field, format, row)
      guard let moved = day.advanced(by: shift) else {
        throw RowFault(field.column, "the date is out of range")
      }
      return moved
    case .week(let yearField, let weekField, let system):
      guard let year = wholeNumber(bytes(yearField, row)) else {
        throw RowFault(yearField.column, "'\(shown(yearField, row))' is no year")
      }
      guard let week = wholeNumber(bytes(weekField, row)) else {
        throw RowFault(weekField.column, "'\(shown(weekField, row))' is no week")
      }
      guard let day = system.saturday(year: year, week: week) else {
        throw RowFault(weekField.column, "the year \(year) has no week \(week)")
      }
      return day
    case .yearWeek(let field, let system):
      guard let (year, week) = yearAndWeek(bytes(field, row)) else {
        throw RowFault(
          field.column, "'\(shown(field, row))' is no year and week such as 2024-W05")
      }
      guard let day = system.saturday(year: year, week: week) else {
        throw RowFault(field.column, "the year \(year) has no week \(week)")
      }
      return day
    }
  }

  private func calendarDay(_ field: Field, _ format: DateFormat?, _ row: CSVRow) throws(RowFault)
    -> CivilDate
  {
    let cell = bytes(field, row)
    if let format {
      switch format.read(cell) {
      case .date(let day): return day
      case .impossible:
        throw RowFault(field.column, "there is no day '\(shown(field, row))' (\(format.pattern))")
      case .unreadable:
        throw RowFault(
          field.column, "'\(shown(field, row))' is no date written \(format.pattern)")
      }
    }
    for format in DateFormat.undeclared {
      switch format.read(cell) {
      case .date(let day): return day
      case .impossible: throw RowFault(field.column, "there is no day '\(shown(field, row))'")
      case .unreadable: continue
      }
    }
    throw RowFault(field.column, RowDecoder.undeclaredReason(cell, shown(field, row)))
  }

  /// Why a date cannot be read without a declared format.
  static func undeclaredReason(_ cell: ArraySlice<UInt8>, _ text: String) -> String {
    if cell.isEmpty { return "the date is missing" }
    let fitting = DateFormat.declared.filter { $0.date(cell) != nil }
    if fitting.count > 1, let first = fitting[0].date(cell), let second = fitting[1].date(cell),
      first != second
    {
      return "'\(text)' can mean \(first) or \(second); the format must be declared"
    }
    if let only = fitting.first {
      return "'\(text)' needs a declared format such as \(only.pattern)"
    }
    return "'\(text)' is no date; YYYY-MM-DD is accepted"
  }

  private func knownTime(_ row: CSVRow) throws(RowFault) -> Instant {
    guard let known else { return defaultKnown }
    let cell = bytes(known.field, row)
    var day: CivilDate?
    if let format = known.format {
      day = format.date(cell)
    } else {
      day = DateFormat.iso.date(cell)
      // A clock after the date counts where the cell is a full RFC 3339 time.
      if cell.count > 10, let instant = Instant(String(decoding: cell, as: UTF8.self)) {
        return instant + Double(known.shiftDays) * 86_400
      }
    }
    guard let moved = day?.advanced(by: known.shiftDays) else {
      throw RowFault(
        known.field.column,
        "'\(shown(known.field, row))' does not say when the value was known; "
          + "\(known.format?.pattern ?? "YYYY-MM-DD") is accepted")
    }
    return Instant(startOf: moved)
  }

  /// Dates far from any surveillance would blow up every time axis; dates after their own
  /// publication would let an analysis see the future.
  private func check(_ day: CivilDate, known: Instant) throws(RowFault) {
    let column = dateColumn
    guard (1800...2200).contains(day.year), (1800...2200).contains(known.date.year) else {
      throw RowFault(column, "the date \(day) is outside the years 1800 to 2200")
    }
    let period = signals[0].period
    if period == .week, day.weekday != .saturday {
      throw RowFault(
        column, "\(day) is a \(day.weekday), and weeks of '\(signals[0].id)' end on a Saturday")
    }
    guard day - known.date < period.days else {
      throw RowFault(column, "\(day) lies after \(known.date), the day on which it became known")
    }
  }

  private var dateColumn: Int? {
    switch date {
    case .date(let field, _, _), .yearWeek(let field, _): field.column
    case .week(_, let week, _): week.column
    }
  }

  private func stratumText(_ row: CSVRow) throws(RowFault) -> String {
    guard let stratum else { return "" }
    let word = text(stratum, row)
    guard word.utf8.count <= 64 else {
      throw RowFault(stratum.column, "the stratum is longer than 64 bytes")
    }
    return word
  }

  private func value(_ field: Field, _ row: CSVRow, _ signal: Signal) throws(RowFault) -> Double? {
    let cell = bytes(field, row)
    if cell.isEmpty { return nil }
    guard let number = NumberText.number(cell, decimal: decimal) else {
      let word = String(decoding: cell, as: UTF8.self)
      if missing.contains(word.lowercased()) { return nil }
      throw RowFault(field.column, "'\(shown(field, row))' is no number")
    }
    if hasNumericMissing, missing.contains(String(decoding: cell, as: UTF8.self)) { return nil }
    guard number >= 0 else {
      throw RowFault(field.column, "\(shown(field, row)) is negative")
    }
    if signal.measure == .count {
      guard number.rounded() == number else {
        throw RowFault(
          field.column, "\(shown(field, row)) is a fraction, and '\(signal.id)' counts whole events"
        )
      }
      guard number <= 1e12 else {
        throw RowFault(field.column, "\(shown(field, row)) is too large for a count")
      }
    }
    return number + 0
  }

  private func wholeNumber(_ cell: ArraySlice<UInt8>) -> Int? {
    if let value = NumberText.digits(cell) { return value }
    return NumberText.number(cell).flatMap { Int(exactly: $0) }
  }

  private func yearAndWeek(_ cell: ArraySlice<UInt8>) -> (Int, Int)? {
    guard cell.count >= 6, let year = NumberText.digits(cell.prefix(4)) else { return nil }
    var rest = cell.dropFirst(4)
    if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    if rest.first.map({ $0 & 0xDF }) == UInt8(ascii: "W") { rest = rest.dropFirst() }
    guard (1...2).contains(rest.count), let week = NumberText.digits(rest) else { return nil }
    return (year, week)
  }

  private func shown(_ field: Field, _ row: CSVRow) -> String {
    PlaceFinder.cut(text(field, row))
  }
}
