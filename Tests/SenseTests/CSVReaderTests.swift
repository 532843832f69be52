import SalusCore
import Testing

@testable import SalusSense

private func rows(_ text: String, delimiter: UInt8? = nil) throws -> [[String]] {
  try rows(Array(text.utf8), delimiter: delimiter)
}

private func rows(_ bytes: [UInt8], delimiter: UInt8? = nil) throws -> [[String]] {
  var reader = try CSVReader(bytes: bytes, name: "t.csv", delimiter: delimiter)
  var found = [reader.header]
  var row = CSVRow()
  while try reader.next(&row) { found.append(row.fault.map { ["!", $0.reason] } ?? row.texts) }
  return found
}

@Suite struct CSVReaderReadsTables {
  @Test(arguments: [
    "a,b\n1,2\n3,4\n", "a,b\r\n1,2\r\n3,4\r\n", "a,b\r1,2\r3,4\r", "a,b\n1,2\n3,4",
    "\u{FEFF}a,b\n1,2\n\n3,4\n\n", "a;b\n1;2\n3;4\n", "a\tb\n1\t2\n3\t4\n", "a|b\n1|2\n3|4\n",
    "\"a\",\"b\"\n\"1\",2\n3,\"4\"\n", " a , b \n 1 , 2 \n3,4\n", "\n\na,b\n1,2\n3,4\n",
  ])
  func whateverTheirLineEndsDelimitersAndQuotes(text: String) throws {
    #expect(try rows(text) == [["a", "b"], ["1", "2"], ["3", "4"]])
  }

  @Test func withQuotesDelimitersAndLineEndsInsideQuotes() throws {
    let text = "name,note\n\"Smith, \"\"Jo\"\"\",\"two\nlines\r\nhere\"\nplain,5\" pipe\n"
    #expect(
      try rows(text) == [
        ["name", "note"], ["Smith, \"Jo\"", "two\nlines\r\nhere"], ["plain", "5\" pipe"],
      ])
  }

  @Test func namingTheLineOnWhichARowBegins() throws {
    var reader = try CSVReader(bytes: Array("a,b\n1,\"x\ny\"\n\n2,3\n".utf8), name: "t")
    var row = CSVRow()
    var lines: [[Int]] = []
    while try reader.next(&row) { lines.append([row.line, row.lastLine]) }
    #expect(lines == [[2, 3], [5, 5]])
    #expect(reader.offset == reader.size)
  }

  @Test func acrossPiecesOfTheFile() throws {
    let folder = try Folder()
    var text = "id,text\n"
    var expected: [[String]] = [["id", "text"]]
    for index in 0..<60_000 {
      text += "\(index),\"say \"\"\(index)\"\", now\"\r\n"
      if index % 10_000 == 0 { expected.append(["\(index)", "say \"\(index)\", now"]) }
    }
    let path = try folder.write(text)
    #expect(text.utf8.count > 3 << 19)
    var reader = try CSVReader(path: path)
    var found = [reader.header]
    var row = CSVRow()
    var count = 0
    while try reader.next(&row) {
      #expect(row.fault == nil)
      if count % 10_000 == 0 { found.append(row.texts) }
      count += 1
    }
    #expect(count == 60_000)
    #expect(found == expected)
  }
}

@Suite struct CSVReaderNamesWhatIsWrong {
  @Test func raggedRowsAndGoesOn() throws {
    #expect(
      try rows("a,b\n1\n1,2,3\n4,5\n") == [
        ["a", "b"], ["!", "the row has 1 fields, the header has 2"],
        ["!", "the row has 3 fields, the header has 2"], ["4", "5"],
      ])
  }

  @Test func quotesThatNeverCloseAndGoesOnWithTheNextLine() throws {
    #expect(
      try rows("a,b\n1,\"two\n3,4\n") == [
        ["a", "b"], ["!", "a quote is opened and never closed"], ["3", "4"],
      ])
    #expect(
      try rows("a,b\n1,\"two\n3,\"four\"\n") == [
        ["a", "b"], ["!", "a quote is opened and never closed"], ["3", "four"],
      ])
    #expect(
      try rows("a,b\n\"1\"x,2\n3,4\n") == [
        ["a", "b"], ["!", "text follows the closing quote of the field"], ["3", "4"],
      ])
  }

  @Test func bytesThatAreNoText() throws {
    #expect(
      try rows(Array("a,b\n1,".utf8) + [0xE9] + Array("\n3,4\n".utf8)) == [
        ["a", "b"], ["!", "the text is not UTF-8"], ["3", "4"],
      ])
    let late = Array("a,b\n".utf8) + Array(String(repeating: "1,2\n", count: 2000).utf8)
    #expect(try rows(late + [0x00, 0x2C, 0x31, 0x0A]).last?.first == "!")
  }

  @Test func linesThatAreTooLongAndGoesOn() throws {
    let long = String(repeating: "x", count: (1 << 20) + 10)
    let found = try rows("a,b\n1,\(long)\n3,4\n")
    #expect(found.count == 3)
    #expect(found[1].first == "!")
    #expect(found[2] == ["3", "4"])
  }

  @Test(
    arguments: [
      ([], CSVError.empty(name: "t.csv")),
      (Array("\n \r\n".utf8), CSVError.empty(name: "t.csv")),
      ([0xEF, 0xBB, 0xBF], CSVError.empty(name: "t.csv")),
      ([0xFF, 0xFE, 0x61, 0x00], CSVError.utf16(name: "t.csv")),
      ([0x61, 0, 0x2C, 0, 0x62, 0, 0x0A, 0], CSVError.utf16(name: "t.csv")),
      (
        [0x50, 0x4B, 0x03, 0x04, 0x14],
        .binary(name: "t.csv", looksLike: "a spreadsheet or ZIP archive")
      ),
      (Array("PAR1abc".utf8), .binary(name: "t.csv", looksLike: "a Parquet file")),
      (
        Array("abc".utf8) + [0, 1, 2, 3] + Array("rather more text".utf8),
        .binary(name: "t.csv", looksLike: "binary data")
      ),
      (Array(",,\n1,2,3\n".utf8), .header(name: "t.csv", reason: "no column has a name")),
    ] as [([UInt8], CSVError)])
  func filesThatAreNoTables(bytes: [UInt8], error: CSVError) {
    #expect(throws: error) { try CSVReader(bytes: bytes, name: "t.csv") }
  }

  @Test func filesThatAreNotThere() throws {
    let folder = try Folder()
    #expect(throws: CSVError.missing(path: folder.path + "/none.csv")) {
      try CSVReader(path: folder.path + "/none.csv")
    }
    #expect(throws: CSVError.self) { try CSVReader(path: folder.path) }
  }

  @Test func headersWithoutRowsAreTablesWithoutRows() throws {
    #expect(try rows("a,b") == [["a", "b"]])
    #expect(try rows("a,b\n") == [["a", "b"]])
  }
}

@Suite struct CSVWriterWritesTables {
  @Test func quotingOnlyWhereNeeded() {
    var writer = CSVWriter(header: ["a", "b c"])
    writer.append(["1", "x,y"])
    writer.append(["say \"hi\"", "two\nlines"])
    writer.append([" blank", ""])
    #expect(
      writer.text == "a,b c\n1,\"x,y\"\n\"say \"\"hi\"\"\",\"two\nlines\"\n\" blank\",\n")
  }

  /// Law: what is written reads back equal, whatever bytes the texts hold.
  @Test func thatReadBackEqual() throws {
    var state: UInt64 = 7
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let pieces = ["a", "é", ",", ";", "\"", "\"\"", "\n", "\r\n", "1", "漢", "\t", "|", "x y"]
    for _ in 0..<200 {
      let width = 1 + random(5)
      var expected: [[String]] = [(0..<width).map { "c\($0)" }]
      var writer = CSVWriter(header: expected[0])
      for _ in 0..<random(6) {
        let row = (0..<width).map { _ in
          (0..<random(5)).map { _ in pieces[random(pieces.count)] }.joined()
        }
        writer.append(row)
        expected.append(row)
      }
      var reader = try CSVReader(bytes: writer.bytes, name: "t", delimiter: UInt8(ascii: ","))
      var found = [reader.header]
      var row = CSVRow()
      while try reader.next(&row) {
        #expect(row.fault == nil)
        found.append((0..<row.count).map { String(decoding: row.bytes($0), as: UTF8.self) })
      }
      #expect(found == expected)
    }
  }

  @Test(arguments: [(1.0, "1"), (0.5, "0.5"), (1e15, "1000000000000000"), (.nan, ""), (-0.0, "0")])
  func numbersAsTheShortestTextThatReadsBack(value: Double, text: String) {
    #expect(CSVWriter.text(value) == text)
  }
}
