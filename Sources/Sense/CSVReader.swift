/// Reads a table of delimited text (RFC 4180) row by row in bounded memory.
///
/// Understood: commas, semicolons, tabs or bars (found in the header when not given), quoted fields
/// with line ends inside, LF, CRLF and CR, a byte order mark, a last line without its end. Empty
/// lines are passed over where the table has more than one column. A row that is ragged, badly
/// quoted, too long or no UTF-8 comes with its fault, and reading goes on after it.
public struct CSVReader {
  public let name: String
  /// Column names without surrounding blanks, in the file's order.
  public private(set) var header: [String] = []
  public private(set) var delimiter: UInt8 = UInt8(ascii: ",")
  /// Bytes in the whole file.
  public let size: Int

  private let input: FileInput
  private var buffer: [UInt8] = []
  private var start = 0
  private var consumed = 0
  private var line = 1
  private var isAtEnd = false
  private var width = 0

  /// Longest record, in bytes; a longer one is a fault and is passed over.
  public static let longestRow = 1 << 20

  private static let tooLong = CSVRow.Fault(
    reason: "the row is longer than \(longestRow) bytes")

  /// - Parameter delimiter: one ASCII byte; nil to find it in the header.
  public init(path: String, delimiter: UInt8? = nil) throws(CSVError) {
    try self.init(FileInput(path: path), delimiter: delimiter)
  }

  /// - Parameter name: stands for the file's name in messages.
  public init(bytes: [UInt8], name: String, delimiter: UInt8? = nil) throws(CSVError) {
    try self.init(FileInput(bytes: bytes, name: name), delimiter: delimiter)
  }

  init(_ input: FileInput, delimiter: UInt8?) throws(CSVError) {
    self.input = input
    name = input.name
    size = input.size
    try fill()
    try TextKind.check(buffer, name: name)
    if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
    skipEmptyLines()
    self.delimiter = delimiter ?? TextKind.delimiter(in: buffer[start...])
    var row = CSVRow()
    guard try advance(&row) else { throw .empty(name: name) }
    if let fault = row.fault { throw .header(name: name, reason: fault.reason) }
    header = row.texts
    guard header.contains(where: { !$0.isEmpty }) else {
      throw .header(name: name, reason: "no column has a name")
    }
    width = header.count
  }

  /// Bytes of the file that have been read as rows.
  public var offset: Int { consumed + start }

  /// Puts the next record in `row`; false at the end of the file.
  public mutating func next(_ row: inout CSVRow) throws(CSVError) -> Bool {
    guard try advance(&row) else { return false }
    if row.fault == nil, row.count != width {
      row.fault = CSVRow.Fault(
        column: row.count < width ? row.count : nil,
        reason: "the row has \(row.count) fields, the header has \(width)")
    }
    return true
  }

  /// Index of the first column of one of these names, compared without case; nil for none.
  public func column(_ names: String...) -> Int? {
    for name in names {
      if let index = header.firstIndex(where: { $0.lowercased() == name.lowercased() }) {
        return index
      }
    }
    return nil
  }

  private mutating func advance(_ row: inout CSVRow) throws(CSVError) -> Bool {
    while true {
      row.clear()
      if start == buffer.count {
        guard !isAtEnd else { return false }
        try fill()
        continue
      }
      let scan = buffer.withUnsafeBufferPointer {
        RowScan(bytes: $0, delimiter: delimiter, isAtEnd: isAtEnd).record(at: start, into: &row)
      }
      switch scan {
      case .record(let next, let lines):
        row.line = line
        row.lastLine = line + max(0, lines - 1)
        line += lines
        start = next
        if row.rawCount == 0, width != 1 { continue }
        if row.rawCount > CSVReader.longestRow { row.fault = CSVReader.tooLong }
        return true
      case .incomplete where buffer.count - start < CSVReader.longestRow && !isAtEnd:
        try fill()
      case .incomplete, .unclosed:
        try takeBroken(&row)
        return true
      }
    }
  }

  /// Takes the first line of what is no complete record: an unclosed quote, or a line too long.
  private mutating func takeBroken(_ row: inout CSVRow) throws(CSVError) {
    row.clear()
    row.line = line
    row.lastLine = line
    let isLineEnd = { (byte: UInt8) in byte == 0x0A || byte == 0x0D }
    if let end = buffer[start...].firstIndex(where: isLineEnd) {
      row.fault = CSVRow.Fault(reason: "a quote is opened and never closed")
      takeRaw(end, &row)
      start = end
      if end + 1 == buffer.count, !isAtEnd { try fill() }
      skipLineEnd()
      return
    }
    if isAtEnd {
      row.fault = CSVRow.Fault(reason: "a quote is opened and never closed")
      takeRaw(buffer.count, &row)
      start = buffer.count
      return
    }
    row.fault = CSVReader.tooLong
    takeRaw(start + 2_000, &row)
    while true {
      if let end = buffer[start...].firstIndex(where: isLineEnd) {
        start = end
        if end + 1 == buffer.count, !isAtEnd { try fill() }
        skipLineEnd()
        return
      }
      start = buffer.count
      guard !isAtEnd else { return }
      try fill()
    }
  }

  private mutating func takeRaw(_ end: Int, _ row: inout CSVRow) {
    row.storage.append(contentsOf: buffer[start..<min(end, buffer.count)])
    row.rawCount = row.storage.count
  }

  private mutating func skipLineEnd() {
    guard start < buffer.count else { return }
    let isPair = buffer[start] == 0x0D && start + 1 < buffer.count && buffer[start + 1] == 0x0A
    start += isPair ? 2 : 1
    line += 1
  }

  private mutating func skipEmptyLines() {
    while start < buffer.count, buffer[start] == 0x0A || buffer[start] == 0x0D { skipLineEnd() }
  }

  private mutating func fill() throws(CSVError) {
    if start > 0 {
      consumed += start
      buffer.removeFirst(start)
      start = 0
    }
    isAtEnd = try input.read(FileInput.piece, into: &buffer) == 0
  }
}
