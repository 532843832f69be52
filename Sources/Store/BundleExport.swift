import SalusCore
import SalusGovernance
import SalusTwin

extension StoredJournal {
  /// Writes a whole line of history as a bundle for another bank: a header, every event with its
  /// hash and bytes, and a trailer signed with the bank's key (Ed25519). A line that came from
  /// another bank is written as it came, byte for byte, under that bank's signature.
  ///
  /// - Parameter write: is given the lines one after the other, each with its line end.
  public func export(
    _ branch: ID<Branch>, signedWith key: SigningKey,
    write: ([UInt8]) throws(JournalError) -> Void
  ) throws(JournalError) {
    try read { (reader) throws(JournalError) in
      try BundleWriter(reader: reader, branch: branch, key: key).run(write)
    }
  }

  /// The bundle of a line of history.
  public func bundle(_ branch: ID<Branch>, signedWith key: SigningKey) throws(JournalError)
    -> [UInt8]
  {
    var bytes: [UInt8] = []
    try export(branch, signedWith: key) { (line) throws(JournalError) in
      bytes.append(contentsOf: line)
    }
    return bytes
  }
}

/// Writes one bundle.
private struct BundleWriter {
  let reader: Reader
  let branch: ID<Branch>
  let key: SigningKey

  func run(_ write: ([UInt8]) throws(JournalError) -> Void) throws(JournalError) {
    let line = try Line.read(branch, in: reader.connection)
    let origin = try Origin.read(line.branch, in: reader.connection)
    let head = try BranchRow.head(of: line.branch, in: reader.connection)
    let digest = DigestStream()
    func put(_ text: [UInt8]) throws(JournalError) {
      let bytes = text + [10]
      digest.update(bytes)
      try write(bytes)
    }
    try put(origin.map { Array($0.header.utf8) } ?? header(line, head))
    let rows = try observations(of: line)
    for segment in line.segments.reversed() {
      var last = segment.after
      while true {
        let page = try events(of: segment, after: last, chain: origin)
        guard let newest = page.last else { break }
        for (event, payload) in page {
          try put(
            BundleLine(event: event, payload: payload, rows: rows[event.sequence] ?? []).text)
        }
        last = newest.event.sequence
      }
    }
    if let origin {
      try write(Array(origin.trailer.utf8) + [10])
    } else {
      try write(Bundle.trailer(of: digest.finish(), key: key) + [10])
    }
  }

  private func header(_ line: Line, _ head: Head) -> [UInt8] {
    let names = line.segments.reversed().map { segment -> JSON in
      ["from": .integer(segment.after + 1), "name": .string(segment.name.text)]
    }
    return Bundle.header(
      branch: branch, events: head.sequence, head: head.hash, names: names, key: key.verifying)
  }

  private func events(of segment: Line.Segment, after last: Int64, chain: Origin?)
    throws(JournalError) -> [(event: Event, payload: [UInt8])]
  {
    let statement = try reader.connection.statement(
      """
      SELECT \(EventRow.columns) FROM journal
      WHERE branch = ? AND sequence > ? AND sequence <= ? ORDER BY sequence LIMIT 500
      """)
    defer { statement.reset() }
    statement.bind(1, segment.branch)
    statement.bind(2, last)
    statement.bind(3, segment.through)
    var found: [(event: Event, payload: [UInt8])] = []
    while try statement.step() {
      found.append(
        (
          try EventRow.read(statement, branch: segment.name, names: reader.names),
          EventRow.payload(statement)
        ))
    }
    return found
  }

  /// The observations of every event of the line, in canonical order.
  private func observations(of line: Line) throws(JournalError) -> [Int64: [BundleLine.Row]] {
    var found: [Int64: [BundleLine.Row]] = [:]
    for segment in line.segments {
      var signals: [(number: Int64, name: String)] = []
      for signal in try reader.signals(branch: segment.branch) {
        signals.append((signal, try reader.names.text(signal)))
      }
      signals.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
      for signal in signals {
        let blocks = try reader.blocks(
          of: signal.number, twin: nil, stratum: nil, branch: segment.branch)
        for block in blocks.sorted(by: SeriesBlock.stratumFirst) {
          let rows = try reader.connection.statement(
            """
            SELECT valid, known, sequence, value, quality FROM series
            WHERE branch = ? AND signal = ? AND stratum = ? AND twin = ? AND sequence <= ?
            ORDER BY valid, known, sequence, position
            """)
          defer { rows.reset() }
          rows.bind(1, segment.branch)
          rows.bind(2, signal.number)
          rows.bind(3, block.stratum)
          rows.bind(4, block.twin)
          rows.bind(5, segment.through)
          while try rows.step() {
            found[rows.int(2), default: []].append(
              BundleLine.Row(
                signal: signal.name, stratum: block.stratumName, twin: block.twinName.text,
                row: ObservationRow(
                  valid: rows.int(0), known: rows.int(1), value: rows.optionalDouble(3),
                  quality: UInt8(clamping: rows.int(4)))))
          }
        }
      }
    }
    return found
  }
}

/// The two lines of a bundle that are no events.
enum Bundle {
  static let format: Int64 = 1

  static func header(
    branch: ID<Branch>, events: Int64, head: Digest, names: [JSON], key: VerifyingKey
  ) -> [UInt8] {
    JSON.object([
      JSON.Member("salusBundle", .integer(format)),
      JSON.Member("branch", .string(branch.text)), JSON.Member("events", .integer(events)),
      JSON.Member("head", .string(head.description)), JSON.Member("names", .array(names)),
      JSON.Member("key", .string(key.base64)),
    ]).bytes
  }

  /// - Parameter digest: SHA-256 of all lines before, line ends included.
  static func trailer(of digest: Digest, key: SigningKey) -> [UInt8] {
    JSON.object([
      JSON.Member("digest", .string(digest.description)),
      JSON.Member("signature", .string(key.sign(message(digest)).base64)),
    ]).bytes
  }

  /// What is signed.
  static func message(_ digest: Digest) -> [UInt8] { Array("salus.bundle.1".utf8) + digest.bytes }
}
