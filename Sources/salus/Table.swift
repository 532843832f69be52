import SalusCore
import SalusOperate
import SalusSense

/// Rows of results, as aligned columns for people or as CSV.
struct Table {
  var header: [String]
  var rows: [[String]] = []
  /// Columns that hold numbers, aligned to the right.
  var numeric: Set<Int> = []

  var csv: [UInt8] {
    var writer = CSVWriter(header: header)
    for row in rows { writer.append(row) }
    return writer.bytes
  }

  func print(on console: Console, csv: Bool) {
    if csv {
      console.write(self.csv)
      return
    }
    let lines = [header] + rows
    let widths = header.indices.map { column in
      lines.map { $0[column].count }.max() ?? 0
    }
    for line in lines {
      var text = ""
      for (column, cell) in line.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        text += numeric.contains(column) ? padding + cell : cell + padding
        if column < line.count - 1 { text += "  " }
      }
      while text.last == " " { text.removeLast() }
      console.print(text)
    }
  }
}
