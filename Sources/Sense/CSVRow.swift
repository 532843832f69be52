/// One record of a table: its fields as slices of one buffer, so that reading a row allocates
/// nothing once the buffer has grown.
public struct CSVRow: Sendable {
  /// The record as it stands in the file, then the texts of fields with doubled quotes.
  var storage: [UInt8] = []
  var rawCount = 0
  var starts: [Int] = []
  var ends: [Int] = []
  /// Line of the file on which the record begins, from 1; the header is line 1.
  public internal(set) var line = 0
  /// Line on which the record ends; greater than `line` where a quoted field holds line ends.
  public internal(set) var lastLine = 0
  /// Nil for a row that can be used.
  public internal(set) var fault: Fault?

  public init() {}

  /// What is wrong with a row as text, before anything is known of its meaning.
  public struct Fault: Hashable, Sendable {
    /// Index of the column from 0; nil where the row as a whole is wrong.
    public var column: Int?
    public var reason: String

    public init(column: Int? = nil, reason: String) {
      self.column = column
      self.reason = reason
    }
  }

  /// Fields in the row, which for a ragged row differs from the header's.
  public var count: Int { starts.count }

  /// The bytes of a field, quotes undone; empty for an index past the end.
  public func bytes(_ index: Int) -> ArraySlice<UInt8> {
    guard starts.indices.contains(index) else { return [] }
    return storage[starts[index]..<ends[index]]
  }

  /// The bytes of a field without surrounding blanks.
  public func trimmed(_ index: Int) -> ArraySlice<UInt8> {
    guard starts.indices.contains(index) else { return [] }
    var start = starts[index]
    var end = ends[index]
    while start < end, storage[start] == 0x20 || storage[start] == 0x09 { start += 1 }
    while end > start, storage[end - 1] == 0x20 || storage[end - 1] == 0x09 { end -= 1 }
    return storage[start..<end]
  }

  /// A field as text without surrounding blanks.
  public func text(_ index: Int) -> String {
    String(decoding: trimmed(index), as: UTF8.self)
  }

  /// All fields as text.
  public var texts: [String] { starts.indices.map { text($0) } }

  /// The record as it stands in the file, bytes that are no UTF-8 replaced, cut after `limit` bytes.
  public func raw(limit: Int = 2_000) -> String {
    let text = String(decoding: storage.prefix(min(rawCount, limit)), as: UTF8.self)
    return rawCount > limit ? text + "…" : text
  }

  mutating func clear() {
    storage.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    rawCount = 0
    fault = nil
  }
}
