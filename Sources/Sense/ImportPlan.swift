import SalusCore
import SalusGovernance
import SalusTwin

/// All that is settled before the first row of a file is read: its map, its signals and places,
/// and which import it is.
struct ImportPlan {
  let id: String
  /// The file's name as the import first saw it, so that a resumed one writes the same events.
  let file: String
  let source: String
  let state: State
  let decoder: RowDecoder
  let signal: Signal
  let delimiter: UInt8
  /// Those that the rows are about.
  let places: Places
  private let request: ImportRequest
  private let digest: Digest
  private let bytes: Int
  let stamp: FileStamp
  private let known: Instant
  private let reference: [Draft]

  enum State {
    case new
    case interrupted(ImportRecord)
    case finished(ImportRecord)
  }

  init(
    _ request: ImportRequest, journal: any Journal, memory: ReferenceMemory, chunk: Int
  ) throws {
    let input = try FileInput(path: request.path)
    stamp = input.stamp
    digest = try input.digest()
    bytes = input.size
    var declared: String?
    if case .csv(let map) = request.format {
      declared = map.delimiter
      if let reason = map.fault { throw ImportError.map(name: "given", reason: reason) }
    }
    let reader = try CSVReader(path: request.path, delimiter: declared?.utf8.first)
    delimiter = reader.delimiter
    let (world, fingerprint) = try memory.read(journal)
    let name = reader.name
    guard let id = request.signal ?? request.format.signal else {
      throw ImportError.signal("nothing says which signal the values of \(name) are")
    }
    let map = try request.format.map(
      header: reader.header, name: name, signal: id,
      targets: try ImportPlan.targets(of: request, delimiter: delimiter))
    let signals = try SignalChoice(world: world, format: request.format, map: map).signals(for: id)
    signal = signals[0]
    let newPlaces = request.places.filter { world.places[$0.id] != $0 }
    places = newPlaces.isEmpty ? world.places : Places(world.places.all + newPlaces)
    let words = newPlaces.isEmpty ? fingerprint : ReferenceMemory.fingerprint(places)
    let source = request.source ?? request.format.name
    self.source = source
    let base = ImportPlan.base(request, digest, map, signals, words, source, chunk)
    let (found, state) = try ImportPlan.find(base, source: source, journal: journal)
    self.id = found
    self.state = state
    switch state {
    case .interrupted(let record), .finished(let record):
      file = record.file
      known = record.known
    case .new:
      file = name
      let earlier = try ImportPlan.earlierNow(request, map, digest, source, journal)
      known = earlier ?? request.known.instant
    }
    decoder = try RowDecoder(
      map: map, header: reader.header, name: name, format: request.format.name, signals: signals,
      places: places, known: known)
    self.request = request
    let newSignals = signals.filter { world.signal($0.id) != $0 }
    reference =
      newPlaces.map { PlaceRegistered($0).draft(actor: request.actor, source: source) }
      + newSignals.map { SignalRegistered($0).draft(actor: request.actor, source: source) }
    try ImportPlan.checkDates(reader, decoder)
  }

  /// What comes before the first rows, in the same commit: the places and signals that they refer
  /// to, and that the import began.
  var opening: [Draft] {
    guard case .new = state else { return reference }
    let started = Draft(
      type: ImportRecord.started, twin: ImportRecord.twin(id),
      payload: [
        "import": .string(id), "file": .string(file), "bytes": JSON(bytes),
        "digest": .string(digest.description), "format": .string(request.format.name),
        "signal": .string(signal.id.text), "known": JSON(known),
      ],
      known: known, actor: request.actor, source: source, key: "\(id)/started")
    return reference + [started]
  }

  /// What is wrong with rows that are no fault by themselves, by line; empty unless asked for.
  func lies() throws(CSVError) -> [Int: String] {
    guard request.checksTotals, signal.measure == .count else { return [:] }
    return try TotalsCheck(places: places).lies(
      in: CSVReader(path: request.path, delimiter: delimiter), decoder)
  }

  func draft(
    _ type: String, _ payload: JSON, key: String, observations: [Observation] = []
  ) -> Draft {
    let valid = observations.lazy.map(\.valid).max()
    let newest = observations.lazy.map(\.known).max()
    return Draft(
      type: type, twin: ImportRecord.twin(id), payload: payload, valid: valid ?? known,
      known: newest ?? known, actor: request.actor, source: source, key: "\(id)/\(key)",
      observations: observations)
  }

  /// The same content, settings and places give the same name on every machine.
  private static func base(
    _ request: ImportRequest, _ digest: Digest, _ map: ColumnMap, _ signals: [Signal],
    _ places: Digest, _ source: String, _ chunk: Int
  ) -> String {
    var known: Instant?
    if case .stated(let instant) = request.known, map.known == nil { known = instant }
    var settings: JSON = [
      "version": JSON(Importer.version), "file": .string(digest.description),
      "format": .string(request.format.name),
      "map": .string(String(decoding: map.json, as: UTF8.self)),
      "signals": .array(
        signals.map { .string("\($0.id) \($0.period.rawValue) \($0.measure.rawValue)") }),
      "places": .string(places.description),
      "source": .string(source), "known": JSON(known), "chunk": JSON(chunk),
    ]
    if request.checksTotals {
      settings = .object((settings.members ?? []) + [.init("totals", true)])
    }
    return String(Digest(of: settings.bytes).description.prefix(16))
  }

  /// The import of these settings that counts now: one that was undone counts no more, nor one
  /// after which another import of its source was undone, for that may have taken back rows which
  /// this one left out as duplicates.
  private static func find(_ base: String, source: String, journal: any Journal)
    throws(JournalError) -> (String, State)
  {
    var generation = 1
    while true {
      let id = generation == 1 ? base : "\(base)-\(generation)"
      guard let record = try ImportRecord.find(id, in: journal) else { return (id, .new) }
      if !record.isUndone {
        guard record.isFinished else { return (id, .interrupted(record)) }
        let undone = EventQuery(
          types: [ImportRecord.undone], source: source, after: record.sequence, limit: 1)
        if try journal.events(undone).isEmpty { return (id, .finished(record)) }
      }
      generation += 1
    }
  }

  /// The moment that an earlier import of the same content took for "now", so that importing it
  /// again with more places does not publish its values anew.
  private static func earlierNow(
    _ request: ImportRequest, _ map: ColumnMap, _ digest: Digest, _ source: String,
    _ journal: any Journal
  ) throws(JournalError) -> Instant? {
    guard case .now = request.known, map.known == nil else { return nil }
    let query = EventQuery(types: [ImportRecord.started], source: source, isDescending: true)
    let text = digest.description
    let event = try journal.events(query).first { $0.payload["digest"]?.string == text }
    return event?.payload["known"]?.string.flatMap { Instant($0) }
  }

  /// Words in the `target` column of a hubverse file, in order of appearance, at most 50.
  private static func targets(of request: ImportRequest, delimiter: UInt8) throws(CSVError)
    -> [String]
  {
    guard case .hubTimeseries = request.format else { return [] }
    var reader = try CSVReader(path: request.path, delimiter: delimiter)
    guard let column = reader.column("target") else { return [] }
    var found: [String] = []
    var row = CSVRow()
    while found.count < 50, try reader.next(&row) {
      let word = row.text(column)
      if row.fault == nil, !found.contains(word) { found.append(word) }
    }
    return found
  }

  /// A date column in which nothing can be read is a wrong map, not a thousand wrong rows.
  private static func checkDates(_ opened: CSVReader, _ decoder: RowDecoder) throws {
    var reader = opened
    var row = CSVRow()
    var first: (example: String, column: Int, reason: String)?
    for _ in 0..<50 {
      guard try reader.next(&row) else { break }
      guard row.fault == nil else { continue }
      guard let fault = decoder.dateFault(row), let column = fault.column else { return }
      if first == nil { first = (row.text(column), column, fault.reason) }
    }
    guard let first else { return }
    throw ImportError.dates(
      name: reader.name, column: reader.header[first.column], example: first.example,
      reason: first.reason)
  }
}

extension ImportFormat {
  /// The signal that a column map names.
  var signal: ID<Signal>? {
    if case .csv(let map) = self { map.signal?.id } else { nil }
  }
}
