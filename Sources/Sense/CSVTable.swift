import SalusCore

/// A whole table in memory, for inputs that must be right from the first row to the last: one
/// wrong row refuses the table, with line and column.
public struct CSVTable: Sendable {
  public let name: String
  public let header: [String]
  public let rows: [[String]]
  /// Line of the file on which each row begins.
  public let lines: [Int]

  /// Largest file that is read whole, in bytes.
  public static let largest = 128 << 20

  public init(path: String, delimiter: UInt8? = nil) throws(CSVError) {
    try self.init(CSVReader(path: path, delimiter: delimiter))
  }

  public init(bytes: [UInt8], name: String, delimiter: UInt8? = nil) throws(CSVError) {
    try self.init(CSVReader(bytes: bytes, name: name, delimiter: delimiter))
  }

  init(_ opened: CSVReader) throws(CSVError) {
    var reader = opened
    guard reader.size <= CSVTable.largest else {
      throw .unreadable(path: reader.name, reason: "it is larger than \(CSVTable.largest) bytes")
    }
    var rows: [[String]] = []
    var lines: [Int] = []
    var row = CSVRow()
    while try reader.next(&row) {
      if let fault = row.fault {
        if let column = fault.column, reader.header.indices.contains(column) {
          throw .cell(
            name: reader.name, line: row.line, column: reader.header[column], reason: fault.reason)
        }
        throw .row(name: reader.name, line: row.line, reason: fault.reason)
      }
      rows.append(row.texts)
      lines.append(row.line)
    }
    name = reader.name
    header = reader.header
    self.rows = rows
    self.lines = lines
  }

  /// Index of the column, its name compared without case.
  public func column(_ name: String) throws(CSVError) -> Int {
    let wanted = name.lowercased()
    guard let index = header.firstIndex(where: { $0.lowercased() == wanted }) else {
      throw .columns(name: self.name, missing: [name], found: header)
    }
    return index
  }

  /// The column of the first of these names that there is; nil for none.
  public func firstColumn(of names: [String]) -> Int? {
    for name in names {
      let wanted = name.lowercased()
      if let index = header.firstIndex(where: { $0.lowercased() == wanted }) { return index }
    }
    return nil
  }

  /// The number in a cell; nil where it is missing (empty, `NA`, `NaN`, `null`).
  public func number(row: Int, column: Int) throws(CSVError) -> Double? {
    let text = rows[row][column]
    if CSVTable.isMissing(text) { return nil }
    guard let value = NumberText.number(Array(text.utf8)[...]) else {
      throw wrong(row, column, "'\(text)' is no number; digits such as 12 or 3.5 are accepted")
    }
    return value
  }

  /// The date in a cell, written `YYYY-MM-DD`.
  public func date(row: Int, column: Int) throws(CSVError) -> CivilDate {
    let text = rows[row][column]
    guard let date = DateFormat.iso.date(Array(text.utf8)[...]) else {
      throw wrong(row, column, "'\(text)' is no date; YYYY-MM-DD is accepted")
    }
    return date
  }

  /// The error that names a cell.
  public func wrong(_ row: Int, _ column: Int, _ reason: String) -> CSVError {
    .cell(name: name, line: lines[row], column: header[column], reason: reason)
  }

  static func isMissing(_ text: String) -> Bool {
    ColumnMap.usualMissing.contains(text.lowercased())
  }
}
