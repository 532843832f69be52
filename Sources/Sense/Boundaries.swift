import SalusCore
import SalusGovernance
import SalusTwin

/// Brings the outlines of places into the journal from a GeoJSON file (RFC 7946).
///
/// Each outline becomes an event `place.boundary` of its place: `geometry` (a Polygon or
/// MultiPolygon) and `crs` (`EPSG:4326` for degrees). A later one replaces an earlier one.
public struct Boundaries: Sendable {
  public static let type = "place.boundary"
  public static let degrees = "EPSG:4326"
  /// Largest file that is read, in bytes.
  public static let largest = 256 << 20

  private let journal: any Journal

  public init(journal: any Journal) {
    self.journal = journal
  }

  /// Imports the features of a file in one commit; the report counts features as rows, and the
  /// line of a refused one is its place in the collection, from 1.
  ///
  /// - Parameters:
  ///   - property: names the place of a feature by id, code or name; nil takes the property that
  ///     names most places.
  ///   - crs: what the coordinates are when they are not degrees.
  public func run(
    path: String, property: String? = nil, crs: String = degrees, places: [Place] = [],
    actor: String, isDryRun: Bool = false
  ) throws(ImportError) -> ImportReport {
    let (bytes, name) = try Boundaries.read(path)
    let features = try Boundaries.features(bytes, name: name)
    do throws(JournalError) {
      let world = try World(journal, asOf: .latest)
      let all = Places(world.places.all + places)
      let key = property ?? Boundaries.property(features, all)
      var batch = Batch(name: name, property: key, crs: crs, places: all)
      for (index, feature) in features.enumerated() { try batch.take(feature, index, journal) }
      var report = batch.report
      report.isDryRun = isDryRun
      let base = batch.base(Digest(of: bytes))
      let (id, isRepeat) = try find(base, changes: batch.accepted.count)
      report.id = id
      report.isRepeat = isRepeat
      guard !isRepeat, !isDryRun else { return report }
      let newPlaces = places.filter { world.places[$0.id] != $0 }
      let drafts =
        newPlaces.map { PlaceRegistered($0).draft(actor: actor, source: Boundaries.source) }
        + batch.drafts(id: id, report: report, actor: actor)
      _ = try journal.append(drafts, expecting: [], on: Branch.main)
      return report
    } catch {
      throw .journal(error)
    }
  }

  static let source = "boundaries"

  /// A finished import of the same file counts as a repeat unless outlines changed since.
  private func find(_ base: String, changes: Int) throws(JournalError) -> (String, Bool) {
    var generation = 1
    while true {
      let id = generation == 1 ? base : "\(base)-\(generation)"
      guard let record = try ImportRecord.find(id, in: journal) else { return (id, false) }
      if record.isFinished, changes == 0 { return (id, true) }
      generation += 1
    }
  }

  private static func read(_ path: String) throws(ImportError) -> ([UInt8], String) {
    do throws(CSVError) {
      let input = try FileInput(path: path)
      guard input.size <= largest else {
        throw CSVError.unreadable(path: path, reason: "it is larger than \(largest) bytes")
      }
      var bytes: [UInt8] = []
      while try input.read(FileInput.piece, into: &bytes) > 0 {}
      guard !bytes.isEmpty else { throw CSVError.empty(name: input.name) }
      if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
      return (bytes, input.name)
    } catch {
      throw .file(error)
    }
  }

  private static func features(_ bytes: [UInt8], name: String) throws(ImportError) -> [JSON] {
    let root: JSON
    do {
      root = try JSON(parsing: bytes)
    } catch {
      throw .content(name: name, reason: "it is \(error)")
    }
    switch root["type"]?.string {
    case "FeatureCollection":
      guard let features = root["features"]?.array else {
        throw .content(name: name, reason: "the collection has no list 'features'")
      }
      return features
    case "Feature": return [root]
    case let type:
      throw .content(
        name: name,
        reason: "it is no GeoJSON FeatureCollection"
          + (type.map { " but a '\(PlaceFinder.cut($0))'" } ?? ""))
    }
  }

  /// The property whose words name most places; the first by name where several do.
  private static func property(_ features: [JSON], _ places: Places) -> String {
    var hits: [String: Int] = [:]
    for feature in features.prefix(1_000) {
      for member in feature["properties"]?.members ?? [] {
        if let word = word(member.value), places.find(word) != nil {
          hits[member.name, default: 0] += 1
        }
      }
    }
    let best = hits.max { ($0.value, $1.key) < ($1.value, $0.key) }
    return best?.key ?? "id"
  }

  static func word(_ value: JSON?) -> String? {
    value?.string ?? value?.integer.map { String($0) }
  }
}

/// The outlines of one file, checked and compared with those of the journal.
private struct Batch {
  let name: String
  let property: String
  let crs: String
  private let places: Places
  private var finder: PlaceFinder
  private(set) var accepted: [(twin: ID<Twin>, payload: JSON)] = []
  private(set) var report: ImportReport
  private var refused: [QuarantinedRow] = []
  private var seen: Set<ID<Twin>> = []

  init(name: String, property: String, crs: String, places: Places) {
    self.name = name
    self.property = property
    self.crs = crs
    self.places = places
    finder = PlaceFinder(places)
    report = ImportReport(id: "", file: name)
  }

  mutating func take(_ feature: JSON, _ index: Int, _ journal: any Journal) throws(JournalError) {
    report.read += 1
    let properties = feature["properties"]
    guard let word = Boundaries.word(properties?[property] ?? feature[property]) else {
      return refuse(feature, index, property, "the feature has no '\(property)' to name its place")
    }
    let twin: ID<Twin>
    switch finder.find(word) {
    case .success(let id): twin = id
    case .failure(let unknown): return refuse(feature, index, property, unknown.reason)
    }
    let payload: JSON
    do throws(GeoJSONGeometry.Fault) {
      let check = GeoJSONGeometry(isDegrees: crs == Boundaries.degrees)
      payload = ["geometry": try check.checked(feature["geometry"]), "crs": .string(crs)]
    } catch {
      return refuse(feature, index, "geometry", error.reason)
    }
    guard seen.insert(twin).inserted else {
      return refuse(
        feature, index, property, "the place '\(twin)' has an outline in this file already")
    }
    let query = EventQuery(types: [Boundaries.type], twin: twin, limit: 1, isDescending: true)
    // Compared as text: what the journal read back has whole numbers as integers.
    if let newest = try journal.events(query).first, newest.payload.bytes == payload.bytes {
      report.duplicate += 1
    } else {
      report.accepted += 1
      accepted.append((twin, payload))
    }
  }

  private mutating func refuse(_ feature: JSON, _ index: Int, _ column: String, _ reason: String) {
    report.quarantined += 1
    let text = (feature["properties"] ?? .null).description
    refused.append(
      QuarantinedRow(
        file: name, line: index + 1, column: column, reason: reason,
        row: text.utf8.count > 2_000 ? String(text.prefix(2_000)) + "…" : text))
  }

  func base(_ digest: Digest) -> String {
    let settings: JSON = [
      "version": JSON(Importer.version), "file": .string(digest.description),
      "format": .string(Boundaries.source), "property": .string(property), "crs": .string(crs),
    ]
    return String(Digest(of: settings.bytes).description.prefix(16))
  }

  func drafts(id: String, report: ImportReport, actor: String) -> [Draft] {
    func draft(_ type: String, _ twin: ID<Twin>, _ payload: JSON, key: String) -> Draft {
      Draft(
        type: type, twin: twin, payload: payload, known: .beginning, actor: actor,
        source: Boundaries.source, key: "\(id)/\(key)")
    }
    let own = ImportRecord.twin(id)
    var drafts = [
      draft(
        ImportRecord.started, own,
        [
          "import": .string(id), "file": .string(name), "format": .string(Boundaries.source),
          "property": .string(property),
        ], key: "started")
    ]
    drafts += accepted.map { draft(Boundaries.type, $0.twin, $0.payload, key: "\($0.twin)") }
    if !refused.isEmpty {
      drafts.append(
        draft(
          Quarantine.type, own, Quarantine.payload(refused, import: id, file: name),
          key: "quarantine/0"))
    }
    drafts.append(draft(ImportRecord.finished, own, report.details, key: "finished"))
    return drafts
  }
}
