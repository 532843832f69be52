import SalusCore

/// The rows of a line list, whether it came as a table or as one JSON object a line.
struct LineListTable {
  /// One row as texts in the order of the header.
  struct Row {
    /// Line of the file, from 1.
    var line = 0
    var cells: [String] = []
    /// What is wrong with the row before anything is known of its meaning.
    var fault: String?
    /// As it stands in the file.
    var raw = ""
  }

  let name: String
  private(set) var header: [String] = []
  let isJSON: Bool
  let delimiter: UInt8
  private var reader: CSVReader?
  private var input: FileInput?
  private var buffer: [UInt8] = []
  private var start = 0
  private var line = 0
  private var isAtEnd = false
  private var record = CSVRow()

  /// Longest line of JSON that is read, in bytes.
  private static let longest = 1 << 20

  /// - Parameter open: opens the file at its beginning; called twice for JSON, whose columns are
  ///   known only after all of it was seen.
  init(delimiter declared: UInt8?, open: () throws(CSVError) -> FileInput) throws(CSVError) {
    let first = try open()
    name = first.name
    isJSON = name.hasSuffix(".ndjson") || name.hasSuffix(".jsonl") || name.hasSuffix(".json")
    guard isJSON else {
      let opened = try CSVReader(first, delimiter: declared)
      header = opened.header
      delimiter = opened.delimiter
      reader = opened
      return
    }
    delimiter = UInt8(ascii: ",")
    input = first
    var seen: Set<String> = []
    while let (bytes, _) = try nextLine() {
      guard let value = try? JSON(parsing: bytes) else { continue }
      for member in value.members ?? [] where seen.insert(member.name).inserted {
        header.append(member.name)
      }
      guard header.count <= 1_000 else {
        throw .header(name: name, reason: "the objects have more than 1,000 different members")
      }
    }
    guard !header.isEmpty else { throw .empty(name: name) }
    input = try open()
    (buffer, start, line, isAtEnd) = ([], 0, 0, false)
  }

  /// Puts the next row in `row`; false at the end.
  mutating func next(_ row: inout Row) throws(CSVError) -> Bool {
    guard isJSON else {
      guard try reader?.next(&record) ?? false else { return false }
      row.line = record.line
      row.fault = record.fault.map { fault in
        let column = fault.column.flatMap { header.indices.contains($0) ? header[$0] : nil }
        return (column.map { "column '\($0)': " } ?? "") + fault.reason
      }
      row.cells = record.texts
      row.raw = record.raw()
      return true
    }
    guard let (bytes, number) = try nextLine() else { return false }
    row = Row(line: number, raw: String(decoding: bytes.prefix(2_000), as: UTF8.self))
    if bytes.count >= LineListTable.longest {
      row.fault = "the line is longer than \(LineListTable.longest) bytes"
      return true
    }
    do throws(JSONError) {
      let value = try JSON(parsing: bytes)
      guard let members = value.members else {
        row.fault = "the line is no JSON object"
        return true
      }
      var cells: [String: String] = [:]
      for member in members {
        switch member.value {
        case .null: break
        case .string(let text): cells[member.name] = text
        case .array, .object: row.fault = "'\(member.name)' holds a list or an object, not a value"
        default: cells[member.name] = member.value.description
        }
      }
      row.cells = header.map { (cells[$0] ?? "").trimmingBlanks }
    } catch {
      row.fault = error.description
    }
    return true
  }

  /// The next line that is not empty, without its end, and its number.
  private mutating func nextLine() throws(CSVError) -> ([UInt8], Int)? {
    while true {
      let end = buffer[start...].firstIndex(of: 0x0A)
      if end == nil, !isAtEnd, buffer.count - start < LineListTable.longest {
        buffer.removeFirst(start)
        start = 0
        isAtEnd = try input?.read(FileInput.piece, into: &buffer) ?? 0 == 0
        continue
      }
      guard let end = end ?? (start < buffer.count ? buffer.count : nil) else { return nil }
      var bytes = Array(buffer[start..<end])
      start = min(end + 1, buffer.count)
      line += 1
      if bytes.last == 0x0D { bytes.removeLast() }
      if line == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
      if bytes.contains(where: { $0 != 0x20 && $0 != 0x09 }) { return (bytes, line) }
      if start == buffer.count, isAtEnd { return nil }
    }
  }
}

extension String {
  var trimmingBlanks: String {
    let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
    let bytes = utf8.drop(while: isBlank)
    guard let last = bytes.lastIndex(where: { !isBlank($0) }) else { return "" }
    return String(decoding: bytes[...last], as: UTF8.self)
  }
}
