/// Tells a table of text from other files by its first bytes.
enum TextKind {
  /// Refuses files that are empty, UTF-16 or no text.
  static func check(_ bytes: [UInt8], name: String) throws(CSVError) {
    guard bytes.contains(where: { $0 != 0x0A && $0 != 0x0D && $0 != 0x20 }) else {
      throw .empty(name: name)
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw .utf16(name: name)
    }
    for (mark, kind) in marks where bytes.starts(with: mark) {
      throw .binary(name: name, looksLike: kind)
    }
    let sample = bytes.prefix(4096)
    let nulls = sample.count { $0 == 0 }
    // Latin text in UTF-16 without its mark has every second byte zero.
    if nulls * 5 >= sample.count * 2, nulls * 5 <= sample.count * 3 { throw .utf16(name: name) }
    if nulls > 0 { throw .binary(name: name, looksLike: "binary data") }
    let controls = sample.count { $0 < 0x09 || (0x0E..<0x20).contains($0) }
    if controls * 20 > sample.count { throw .binary(name: name, looksLike: "binary data") }
  }

  private static let marks: [([UInt8], String)] = [
    ([0x50, 0x4B, 0x03, 0x04], "a spreadsheet or ZIP archive"),
    ([0x1F, 0x8B], "a gzip archive"),
    ([0x42, 0x5A, 0x68], "a bzip2 archive"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "an xz archive"),
    ([0x28, 0xB5, 0x2F, 0xFD], "a zstd archive"),
    (Array("PAR1".utf8), "a Parquet file"),
    (Array("%PDF".utf8), "a PDF document"),
    (Array("SQLite format 3".utf8), "a SQLite database"),
    ([0xD0, 0xCF, 0x11, 0xE0], "an old spreadsheet"),
    ([0x89, 0x50, 0x4E, 0x47], "a picture"),
  ]

  /// The delimiter seen most often outside quotes in the first line; a comma where none is.
  static func delimiter(in bytes: ArraySlice<UInt8>) -> UInt8 {
    let candidates = Array(",;\t|".utf8)
    var counts = [Int](repeating: 0, count: candidates.count)
    var isQuoted = false
    for byte in bytes {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if isQuoted { continue }
      if byte == 0x0A || byte == 0x0D { break }
      if let index = candidates.firstIndex(of: byte) { counts[index] += 1 }
    }
    guard let most = counts.max(), most > 0, let index = counts.firstIndex(of: most) else {
      return candidates[0]
    }
    return candidates[index]
  }
}
