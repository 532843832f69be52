import SalusCore

/// A column map proposed from a table's header and first rows, to be looked at by a person.
public struct ColumnMapSuggestion: Hashable, Sendable {
  /// Nil where no place, date or value could be found.
  public var map: ColumnMap?
  /// What was guessed and what must still be decided, one sentence each.
  public var notes: [String]

  /// Reads the first 200 rows of a table.
  public init(path: String, signal: ID<Signal>, places: Places = Places([])) throws(CSVError) {
    var reader = try CSVReader(path: path)
    var rows: [[String]] = []
    var row = CSVRow()
    while rows.count < 200, try reader.next(&row) {
      if row.fault == nil { rows.append(row.texts) }
    }
    self.init(header: reader.header, sampleRows: rows, signal: signal, places: places)
  }

  /// - Parameter places: known ones; a column whose words name them is taken for the place.
  public init(
    header: [String], sampleRows: [[String]], signal: ID<Signal>, places: Places = Places([])
  ) {
    let sample = Sample(header: header, rows: sampleRows)
    var notes: [String] = []
    var used: Set<Int> = []
    let known = sample.named(Sample.knownNames, where: sample.isDate)
    if let known { used.insert(known) }
    let date = DateGuess(sample, used: used, notes: &notes)
    used.formUnion(date.columns)
    let place = sample.place(places, used: used)
    if let place {
      used.insert(place)
      notes.append("Column '\(header[place])' is taken for the place.")
    } else {
      notes.append("No column names places; add place: {constant: \"…\"} or name the column.")
    }
    let stratum = sample.named(Sample.stratumNames) {
      !used.contains($0) && Set(sample.column($0)).count > 1
    }
    if let stratum { used.insert(stratum) }
    let decimal = sample.usesDecimalComma(except: used)
    let value = sample.value(used: used, decimal: decimal)
    if let value {
      notes.append("Column '\(header[value])' is taken for the value.")
    } else {
      notes.append("No column holds numbers that are left over for the value.")
    }
    self.notes = notes
    guard let source = date.source, let value else { return }
    let isRate = sample.column(value).contains { text in
      NumberText.number(Array(text.utf8)[...], decimal: decimal).map { $0.rounded() != $0 } ?? false
    }
    if isRate {
      self.notes.append("The values have fractions, so they are taken for a rate, not for counts.")
    }
    map = ColumnMap(
      signal: .init(id: signal, period: date.period, measure: isRate ? .rate : .count),
      place: place.map { .column(header[$0]) } ?? .constant("PLACE"), date: source,
      value: header[value], stratum: stratum.map { .column(header[$0]) },
      known: known.map { column in
        ColumnMap.KnownColumn(
          column: header[column], format: sample.formats(column).first { $0 != nil } ?? nil)
      },
      decimal: decimal == UInt8(ascii: ",") ? "," : nil)
    if known == nil {
      self.notes.append("No column says when a value was published; the import's own time counts.")
    }
  }
}

/// The first rows of a table, looked at by column.
private struct Sample {
  let header: [String]
  let rows: [[String]]
  private let lowered: [String]

  static let knownNames = [
    "as_of", "asof", "report_date", "reported", "issue_date", "issue", "publication_date",
    "published", "release_date", "known", "updated",
  ]
  static let stratumNames = [
    "stratum", "age_group", "agegroup", "age_band", "ageband", "age", "sex", "gender", "group",
  ]
  private static let placeNames = [
    "location", "place", "fips", "geoid", "geo_value", "ward", "district", "county_fips", "county",
    "state", "jurisdiction", "region", "area_code", "area", "geo", "hospital", "location_name",
  ]
  private static let valueNames = [
    "value", "observation", "count", "counts", "cases", "admissions", "deaths", "calls", "visits",
    "n", "number", "total", "incidence", "rate",
  ]

  init(header: [String], rows: [[String]]) {
    self.header = header
    self.rows = rows
    lowered = header.map { $0.lowercased() }
  }

  /// Words of a column that are not missing.
  func column(_ index: Int) -> [String] {
    rows.compactMap { index < $0.count && !CSVTable.isMissing($0[index]) ? $0[index] : nil }
  }

  /// The first column whose name is one of these, or holds one as a word, and that passes.
  func named(_ names: [String], where passes: (Int) -> Bool) -> Int? {
    for name in names {
      if let index = lowered.indices.first(where: { lowered[$0] == name && passes($0) }) {
        return index
      }
    }
    for name in names where name.utf8.count > 2 {
      let index = lowered.indices.first { column in
        let words = lowered[column].split { "_ .-".contains($0) }.map(String.init)
        return words.contains(name) && passes(column)
      }
      if let index { return index }
    }
    return nil
  }

  /// Formats in which every word of the column is a date; nil stands for "year first".
  func formats(_ index: Int) -> [DateFormat?] {
    let words = column(index).map { Array($0.utf8)[...] }
    guard !words.isEmpty else { return [] }
    for format in DateFormat.undeclared where words.allSatisfy({ format.date($0) != nil }) {
      return [nil]
    }
    return DateFormat.declared.filter { format in
      words.allSatisfy { format.date($0) != nil }
    }
  }

  func isDate(_ index: Int) -> Bool { !formats(index).isEmpty }

  func place(_ places: Places, used: Set<Int>) -> Int? {
    var finder = PlaceFinder(places)
    // Running numbers can be codes of places by chance, so a telling name counts for something.
    var best: (index: Int, score: Double)?
    for index in header.indices where !used.contains(index) {
      let words = column(index)
      guard !words.isEmpty else { continue }
      let hits = words.count {
        if case .success = finder.find($0) { true } else { false }
      }
      let share = Double(hits) / Double(words.count)
      let isNamed = named(Sample.placeNames) { $0 == index } != nil
      let score = share + (isNamed ? 0.25 : 0)
      if share > 0.5, score > best?.score ?? 0 { best = (index, score) }
    }
    return best?.index ?? named(Sample.placeNames) { !used.contains($0) }
  }

  func usesDecimalComma(except used: Set<Int>) -> UInt8 {
    let comma = UInt8(ascii: ",")
    for index in header.indices where !used.contains(index) {
      let words = column(index)
      let isComma = words.contains { $0.utf8.contains(comma) }
      let fits = words.allSatisfy { NumberText.number(Array($0.utf8)[...], decimal: comma) != nil }
      if isComma, fits { return comma }
    }
    return UInt8(ascii: ".")
  }

  func value(used: Set<Int>, decimal: UInt8) -> Int? {
    func isNumeric(_ index: Int) -> Bool {
      let words = column(index)
      return !used.contains(index) && !words.isEmpty
        && words.allSatisfy { NumberText.number(Array($0.utf8)[...], decimal: decimal) != nil }
    }
    return named(Sample.valueNames, where: isNumeric) ?? header.indices.last(where: isNumeric)
  }
}

/// Which columns hold the date, how it is written and which step it has.
private struct DateGuess {
  private(set) var source: ColumnMap.DateColumn?
  private(set) var period: Period?
  private(set) var columns: Set<Int> = []

  private static let dateNames = [
    "week_ending", "week_ending_date", "week_end", "target_end_date", "date", "week_start", "day",
    "onset_date", "date_of_onset", "collection_date", "admission_date", "week",
  ]

  init(_ sample: Sample, used: Set<Int>, notes: inout [String]) {
    func isFree(_ index: Int) -> Bool { !used.contains(index) }
    func isDate(_ index: Int) -> Bool { isFree(index) && sample.isDate(index) }
    if let column = sample.named(DateGuess.dateNames, where: isDate)
      ?? sample.header.indices.first(where: isDate)
    {
      take(column, sample, &notes)
      return
    }
    let isYearWeek = { (index: Int) in
      let words = sample.column(index)
      return isFree(index) && !words.isEmpty
        && words.allSatisfy { $0.utf8.count >= 6 && $0.prefix(4).allSatisfy(\.isNumber) }
    }
    if let column = sample.named(["epiweek", "yearweek", "year_week", "week"], where: isYearWeek) {
      source = .yearWeek(column: sample.header[column], system: .mmwr)
      columns = [column]
      period = .week
      notes.append(
        "Weeks are taken for MMWR weeks; write system: \"iso\" where they are ISO weeks.")
      return
    }
    if let year = sample.named(["year", "epiyear", "mmwr_year"], where: isFree),
      let week = sample.named(["week", "epiweek", "mmwr_week", "mmwrweek"], where: isFree)
    {
      source = .week(year: sample.header[year], week: sample.header[week], system: .mmwr)
      columns = [year, week]
      period = .week
      notes.append(
        "Weeks are taken for MMWR weeks; write system: \"iso\" where they are ISO weeks.")
      return
    }
    notes.append("No column holds dates that can be read.")
  }

  private mutating func take(_ column: Int, _ sample: Sample, _ notes: inout [String]) {
    let name = sample.header[column]
    let formats = sample.formats(column)
    let read =
      formats[0]
      ?? DateFormat.undeclared.first { format in
        sample.column(column).allSatisfy { format.date(Array($0.utf8)[...]) != nil }
      }
    let dates = sample.column(column).compactMap { read?.date(Array($0.utf8)[...]) }
    var format = formats[0]
    if formats.count > 1 {
      let written = formats.compactMap { $0?.pattern }.joined(separator: " or ")
      let others = formats.dropFirst().compactMap { $0 }
      let isSame = others.allSatisfy { other in
        sample.column(column).compactMap { other.date(Array($0.utf8)[...]) } == dates
      }
      if !isSame {
        format = nil
        notes.append("Dates in '\(name)' can be \(written); the format must be declared.")
      }
    }
    let weekdays = Set(dates.map(\.weekday))
    var shift = 0
    if let weekday = weekdays.first, weekdays.count == 1, Set(dates).count > 1 {
      period = .week
      switch weekday {
      case .saturday: break
      case .sunday: shift = name.lowercased().contains("end") ? -1 : 6
      case .monday: shift = 5
      default: shift = weekday.rawValue <= 3 ? 6 - weekday.rawValue : -(weekday.rawValue + 1)
      }
      if shift != 0 {
        notes.append(
          "All dates are \(weekday)s, so they are taken for weeks, filed under the Saturday "
            + "\(abs(shift)) days \(shift > 0 ? "later" : "earlier").")
      }
    } else if Set(dates).count > 1 {
      period = .day
    } else {
      notes.append("One date is too little to tell days from weeks; write signal.period.")
    }
    source = .date(column: name, format: format, shiftDays: shift)
    columns = [column]
    notes.append("Column '\(name)' is taken for the date.")
  }
}
