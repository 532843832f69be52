import Glibc

extension TimeZoneRules {
  /// Where Debian and its kin keep the IANA time zone database (package tzdata).
  public static let systemFolder = "/usr/share/zoneinfo"

  /// Reads a zone from the system's time zone database. `UTC` needs no database.
  public init(named name: String, in folder: String = systemFolder) throws(TimeZoneProblem) {
    if name == "UTC" {
      self = .utc
      return
    }
    guard TimeZoneRules.isPlain(name) else { throw .unknown(name) }
    guard let bytes = TimeZoneRules.contents(of: folder + "/" + name) else {
      throw TimeZoneRules.contents(of: folder + "/Etc/UTC") == nil
        ? .noDatabase(name, folder: folder) : .unknown(name)
    }
    try self.init(name: name, bytes: bytes)
  }

  /// Reads a time zone file, version 1 to 4 (RFC 8536); any other bytes are refused.
  public init(name: String, bytes: [UInt8]) throws(TimeZoneProblem) {
    var reader = ZoneReader(name: name, bytes: bytes)
    self = try reader.zone()
  }

  /// Words of letters, digits, `_`, `+` and `-` between slashes, so that no name leaves the folder.
  private static func isPlain(_ name: String) -> Bool {
    let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    return name.utf8.count <= 64
      && parts.allSatisfy { part in
        !part.isEmpty
          && part.allSatisfy { byte in
            (65...90).contains(byte) || (97...122).contains(byte) || (48...57).contains(byte)
              || [UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-")].contains(byte)
          }
      }
  }

  /// The bytes of a regular file of at most 1 MiB.
  private static func contents(of path: String) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var facts = stat()
    guard fstat(file, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG, facts.st_size <= 1 << 20
    else { return nil }
    var bytes = [UInt8](repeating: 0, count: Int(facts.st_size))
    var filled = 0
    while filled < bytes.count {
      let count = bytes.withUnsafeMutableBytes { buffer in
        read(file, buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
      }
      guard count > 0 else { return nil }
      filled += count
    }
    return bytes
  }
}

/// Why the rules of a time zone could not be had.
public enum TimeZoneProblem: Problem, Hashable {
  case unknown(String)
  case noDatabase(String, folder: String)
  case damaged(String, reason: String)

  public var kind: ProblemKind {
    switch self {
    case .unknown: .usage
    default: .failed
    }
  }

  public var description: String {
    switch self {
    case .unknown(let name):
      "there is no time zone '\(name)'; IANA names such as America/New_York or UTC are accepted"
    case .noDatabase(let name, let folder):
      "the time zone '\(name)' cannot be read: there is no time zone database in \(folder)"
    case .damaged(let name, let reason):
      "the file of the time zone '\(name)' is damaged: \(reason)"
    }
  }

  public var hint: String? {
    switch self {
    case .unknown: nil
    case .noDatabase: "Install the package tzdata."
    case .damaged: "Install the package tzdata again."
    }
  }
}

struct ZoneReader {
  let name: String
  let bytes: [UInt8]
  var index = 0

  struct Header {
    var version: UInt8
    var universalFlags: Int
    var standardFlags: Int
    var leaps: Int
    var times: Int
    var types: Int
    var characters: Int

    func length(timeBytes: Int) -> Int {
      times * timeBytes + times + types * 6 + characters + leaps * (timeBytes + 4) + standardFlags
        + universalFlags
    }
  }

  init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  mutating func zone() throws(TimeZoneProblem) -> TimeZoneRules {
    var header = try header()
    var timeBytes = 4
    if header.version >= UInt8(ascii: "2") {
      // The first block repeats the second with narrower times.
      index += header.length(timeBytes: 4)
      header = try self.header()
      timeBytes = 8
    }
    guard header.leaps == 0 else {
      throw damaged("leap seconds are counted, which is no civil time")
    }
    guard header.types >= 1 else { throw damaged("it has no offset") }
    guard header.length(timeBytes: timeBytes) <= bytes.count - index else {
      throw damaged("it ends too early")
    }
    let times = (0..<header.times).map { _ in integer(timeBytes) }
    guard zip(times, times.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw damaged("its times are not in order")
    }
    let choices = (0..<header.times).map { _ in Int(integer(1) & 0xFF) }
    let types = (0..<header.types).map { _ in (integer(4), integer(1), Int(integer(1) & 0xFF)) }
    let characters = Array(bytes[index..<index + header.characters])
    index += header.characters + header.standardFlags + header.universalFlags
    var offsets: [TimeZoneRules.Offset] = []
    for (seconds, flag, start) in types {
      guard abs(seconds) < 26 * 3600, flag == 0 || flag == 1, start < characters.count,
        let end = characters[start...].firstIndex(of: 0)
      else { throw damaged("an offset is out of range") }
      offsets.append(
        TimeZoneRules.Offset(
          seconds: Int(seconds), isDaylightSaving: flag == 1,
          abbreviation: String(decoding: characters[start..<end], as: UTF8.self)))
    }
    guard choices.allSatisfy({ $0 < offsets.count }) else { throw damaged("an offset is missing") }
    return TimeZoneRules(
      name: name, transitions: times, offsets: choices.map { offsets[$0] }, earliest: offsets[0],
      future: timeBytes == 8 ? try footer() : nil)
  }

  private func damaged(_ reason: String) -> TimeZoneProblem { .damaged(name, reason: reason) }

  private mutating func header() throws(TimeZoneProblem) -> Header {
    guard index + 44 <= bytes.count, bytes[index..<index + 4].elementsEqual("TZif".utf8) else {
      throw damaged("it does not begin as a time zone file")
    }
    let version = bytes[index + 4]
    index += 20
    let counts = (0..<6).map { _ in integer(4) }
    guard counts.allSatisfy({ (0...100_000).contains($0) }) else {
      throw damaged("its counts are out of range")
    }
    return Header(
      version: version, universalFlags: Int(counts[0]), standardFlags: Int(counts[1]),
      leaps: Int(counts[2]), times: Int(counts[3]), types: Int(counts[4]),
      characters: Int(counts[5]))
  }

  /// A signed big-endian integer; the caller has made sure that the bytes are there.
  private mutating func integer(_ width: Int) -> Int64 {
    var value = Int64(Int8(bitPattern: bytes[index]))
    for byte in bytes[index + 1..<index + width] { value = value << 8 | Int64(byte) }
    index += width
    return value
  }

  private func footer() throws(TimeZoneProblem) -> YearlyRule? {
    guard index < bytes.count, bytes[index] == 0x0A,
      let end = bytes[(index + 1)...].firstIndex(of: 0x0A)
    else { throw damaged("its last line is missing") }
    let text = String(decoding: bytes[index + 1..<end], as: UTF8.self)
    if text.isEmpty { return nil }
    guard let rule = YearlyRule(text) else { throw damaged("its rule '\(text)' is not understood") }
    return rule
  }
}
