/// Finds the end and the fields of one record in bytes.
struct RowScan {
  let bytes: UnsafeBufferPointer<UInt8>
  let delimiter: UInt8
  /// False where more bytes may follow.
  let isAtEnd: Bool

  enum Outcome {
    /// `next` is the first byte after the record; `lines` how many line ends it took.
    case record(next: Int, lines: Int)
    /// The bytes end within the record.
    case incomplete
    /// Text follows the quote that closes a field with line ends inside: most likely the field was
    /// never closed on its own line.
    case unclosed
  }

  private static let quote = UInt8(ascii: "\"")
  private static let newline: UInt8 = 0x0A
  private static let carriageReturn: UInt8 = 0x0D

  func record(at start: Int, into row: inout CSVRow) -> Outcome {
    var position = start
    var lines = 0
    var union: UInt8 = 0
    var hasNull = false
    var doubled: [Int] = []
    while true {
      if position < bytes.count, bytes[position] == RowScan.quote {
        guard let end = quoted(from: position, &lines, &union, &hasNull, &doubled, row.count) else {
          return .incomplete
        }
        row.starts.append(position + 1 - start)
        row.ends.append(end - start)
        position = end + 1
        if position < bytes.count, !isBreak(bytes[position]) {
          guard lines == 0 else { return .unclosed }
          return broken(at: position, from: start, lines, &row)
        }
      } else {
        let first = position
        while position < bytes.count {
          let byte = bytes[position]
          if isBreak(byte) { break }
          union |= byte
          if byte == 0 { hasNull = true }
          position += 1
        }
        row.starts.append(first - start)
        row.ends.append(position - start)
      }
      if position == bytes.count {
        guard isAtEnd else { return .incomplete }
        finish(start, position, union, hasNull, doubled, &row)
        return .record(next: position, lines: lines + 1)
      }
      if bytes[position] == delimiter {
        position += 1
        continue
      }
      guard let next = afterLineEnd(position) else { return .incomplete }
      finish(start, position, union, hasNull, doubled, &row)
      return .record(next: next, lines: lines + 1)
    }
  }

  /// Index of the closing quote; nil where it does not come or could still be a doubled one.
  private func quoted(
    from open: Int, _ lines: inout Int, _ union: inout UInt8, _ hasNull: inout Bool,
    _ doubled: inout [Int], _ field: Int
  ) -> Int? {
    var position = open + 1
    var isDoubled = false
    while position < bytes.count {
      let byte = bytes[position]
      if byte == RowScan.quote {
        if position + 1 == bytes.count, !isAtEnd { return nil }
        if position + 1 < bytes.count, bytes[position + 1] == RowScan.quote {
          isDoubled = true
          position += 2
          continue
        }
        if isDoubled { doubled.append(field) }
        return position
      }
      let follows = position + 1 < bytes.count ? bytes[position + 1] : 0
      if byte == RowScan.newline || (byte == RowScan.carriageReturn && follows != RowScan.newline) {
        lines += 1
      }
      union |= byte
      if byte == 0 { hasNull = true }
      position += 1
    }
    return nil
  }

  private func isBreak(_ byte: UInt8) -> Bool {
    byte == delimiter || byte == RowScan.newline || byte == RowScan.carriageReturn
  }

  /// Nil where a line feed may still follow a carriage return.
  private func afterLineEnd(_ position: Int) -> Int? {
    guard bytes[position] == RowScan.carriageReturn else { return position + 1 }
    if position + 1 == bytes.count { return isAtEnd ? position + 1 : nil }
    return bytes[position + 1] == RowScan.newline ? position + 2 : position + 1
  }

  /// Text follows a closing quote: the record is taken to end with that line.
  private func broken(at position: Int, from start: Int, _ lines: Int, _ row: inout CSVRow)
    -> Outcome
  {
    var end = position
    while end < bytes.count, bytes[end] != RowScan.newline, bytes[end] != RowScan.carriageReturn {
      end += 1
    }
    var next = end
    if end < bytes.count {
      guard let after = afterLineEnd(end) else { return .incomplete }
      next = after
    } else if !isAtEnd {
      return .incomplete
    }
    row.fault = CSVRow.Fault(
      column: row.count - 1, reason: "text follows the closing quote of the field")
    copy(start, end, &row)
    return .record(next: next, lines: lines + 1)
  }

  private func finish(
    _ start: Int, _ end: Int, _ union: UInt8, _ hasNull: Bool, _ doubled: [Int],
    _ row: inout CSVRow
  ) {
    copy(start, end, &row)
    for field in doubled { undouble(field, &row) }
    if hasNull {
      row.fault = CSVRow.Fault(reason: "the row holds a null byte, so it is no text")
    } else if union >= 0x80, let field = row.starts.indices.first(where: { isNotText($0, row) }) {
      row.fault = CSVRow.Fault(column: field, reason: "the text is not UTF-8")
    }
  }

  private func copy(_ start: Int, _ end: Int, _ row: inout CSVRow) {
    row.storage.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<end]))
    row.rawCount = row.storage.count
  }

  private func undouble(_ field: Int, _ row: inout CSVRow) {
    let source = row.starts[field]..<row.ends[field]
    let start = row.storage.count
    var index = source.lowerBound
    while index < source.upperBound {
      let byte = row.storage[index]
      row.storage.append(byte)
      index += byte == RowScan.quote ? 2 : 1
    }
    row.starts[field] = start
    row.ends[field] = row.storage.count
  }

  private func isNotText(_ field: Int, _ row: CSVRow) -> Bool {
    String(validating: row.bytes(field), as: UTF8.self) == nil
  }
}
