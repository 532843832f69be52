import SalusCore
import SalusGovernance
import SalusTwin

/// One event of a bundle as a line of JSON: its header, its payload's bytes and its observations,
/// with which its hash can be computed anew. Equal events give equal lines.
struct BundleLine {
  var event: Event
  /// As they were hashed.
  var payload: [UInt8]
  /// In canonical order.
  var rows: [Row]

  /// An observation with its names.
  struct Row {
    var signal: String
    var stratum: String
    var twin: String
    var row: ObservationRow
  }

  var text: [UInt8] {
    var members: [JSON.Member] = []
    func add(_ name: String, _ value: JSON?) {
      if let value { members.append(JSON.Member(name, value)) }
    }
    add("sequence", .integer(event.sequence))
    add("twin", .string(event.twin.text))
    add("revision", .integer(event.revision))
    add("type", .string(event.type))
    add("version", .integer(Int64(event.version)))
    add("valid", .integer(event.valid.microseconds))
    add("known", .integer(event.known.microseconds))
    add("recorded", .integer(event.recorded.microseconds))
    add("actor", .string(event.actor))
    add("purpose", .string(event.purpose))
    add("source", .string(event.source))
    add("key", event.key.map { .string($0) })
    add("causation", event.causation.map { .integer($0) })
    add("accepted", event.accepted == 0 ? nil : .integer(Int64(event.accepted)))
    add("duplicate", event.duplicate == 0 ? nil : .integer(Int64(event.duplicate)))
    add("corrected", event.corrected == 0 ? nil : .integer(Int64(event.corrected)))
    add(
      "retracts", event.retracts.isEmpty ? nil : .array(event.retracts.map { .integer($0) }))
    add("content", event.content.map { .string($0.description) })
    add("observations", event.observations.map { .string($0.description) })
    add("subject", event.subject.map { .string($0.text) })
    add("class", event.dataClass.map { .string($0.label) })
    add("previous", .string(event.previous.description))
    add("hash", .string(event.hash.description))
    add("payload", .string(Base64.text(payload)))
    add(
      "rows",
      rows.isEmpty
        ? nil
        : .array(
          rows.map { row in
            [
              .string(row.signal), .string(row.stratum), .string(row.twin),
              .integer(row.row.valid), .integer(row.row.known), JSON(row.row.value),
              .integer(Int64(row.row.quality)),
            ]
          }))
    return JSON.object(members).bytes
  }

  /// Reads a line and proves it: the payload, the observations and the header must give its hash.
  ///
  /// - Parameter chain: the name of the branch under which it was hashed.
  init(_ text: [UInt8], chain: ID<Branch>) throws(BundleFault) {
    guard let json = try? JSON(parsing: text), json.members != nil else {
      throw BundleFault("it is no JSON object")
    }
    func integer(_ name: String) throws(BundleFault) -> Int64 {
      guard let value = json[name]?.integer else { throw BundleFault("it has no '\(name)'") }
      return value
    }
    func string(_ name: String) throws(BundleFault) -> String {
      guard let value = json[name]?.string else { throw BundleFault("it has no '\(name)'") }
      return value
    }
    func digest(_ name: String) throws(BundleFault) -> Digest {
      guard let value = Digest(hex: try string(name)) else {
        throw BundleFault("its '\(name)' is no digest")
      }
      return value
    }
    guard let payload = Base64.bytes(try string("payload")) else {
      throw BundleFault("its payload is no Base64")
    }
    self.payload = payload
    rows = []
    for member in json["rows"]?.array ?? [] {
      guard let cells = member.array, cells.count == 7, let signal = cells[0].string,
        let stratum = cells[1].string, let twin = cells[2].string, let valid = cells[3].integer,
        let known = cells[4].integer, let quality = cells[6].integer, (0...255).contains(quality)
      else { throw BundleFault("one of its observations cannot be read") }
      rows.append(
        Row(
          signal: signal, stratum: stratum, twin: twin,
          row: ObservationRow(
            valid: valid, known: known, value: cells[5].double, quality: UInt8(quality))))
    }
    event = Event(
      sequence: try integer("sequence"), branch: chain, twin: ID(try string("twin")),
      revision: try integer("revision"), type: try string("type"),
      version: Int(truncatingIfNeeded: try integer("version")),
      valid: Instant(microseconds: try integer("valid")),
      known: Instant(microseconds: try integer("known")),
      recorded: Instant(microseconds: try integer("recorded")), payload: .null,
      actor: try string("actor"), purpose: try string("purpose"), source: try string("source"),
      key: json["key"]?.string, causation: json["causation"]?.integer,
      accepted: Int(json["accepted"]?.integer ?? 0),
      duplicate: Int(json["duplicate"]?.integer ?? 0),
      corrected: Int(json["corrected"]?.integer ?? 0),
      retracts: (json["retracts"]?.array ?? []).compactMap(\.integer),
      content: json["content"] == nil ? nil : try digest("content"),
      observations: json["observations"] == nil ? nil : try digest("observations"),
      previous: try digest("previous"), hash: try digest("hash"),
      subject: json["subject"]?.string.map { ID($0) },
      dataClass: json["class"]?.string.flatMap { DataClass(label: $0) })
    try prove()
  }

  init(event: Event, payload: [UInt8], rows: [Row]) {
    self.event = event
    self.payload = payload
    self.rows = rows
  }

  private func prove() throws(BundleFault) {
    let canonical = event.canonicalBytes(payload: Digest(of: payload))
    guard Event.hash(previous: event.previous, canonical: canonical) == event.hash else {
      throw BundleFault("event \(event.sequence) was changed: it does not match its hash")
    }
    guard rows.count == event.accepted + event.corrected,
      (event.observations == nil) == rows.isEmpty, event.observations ?? .zero == digestOfRows
    else { throw BundleFault("the observations of event \(event.sequence) were changed") }
  }

  /// As the journal digests a batch; all zero for none.
  private var digestOfRows: Digest {
    guard !rows.isEmpty else { return .zero }
    var output = CanonicalBytes(capacity: rows.count * 40)
    var last: BlockName?
    for row in rows {
      let name = BlockName(signal: row.signal, stratum: row.stratum, twin: row.twin)
      if name != last {
        output.append(blockOf: row.signal, stratum: row.stratum, twin: row.twin)
        last = name
      }
      output.append(row.row)
    }
    return Digest(of: output.bytes)
  }
}

/// Why a line of a bundle is refused.
struct BundleFault: Error {
  let reason: String

  init(_ reason: String) {
    self.reason = reason
  }
}

extension Digest {
  /// Reads 64 hexadecimal digits; nil for anything else.
  init?(hex text: String) {
    guard let bytes = Hex.bytes(text) else { return nil }
    self.init(bytes: bytes)
  }
}
