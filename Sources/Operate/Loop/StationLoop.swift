import Glibc
import SalusCore
import SalusExample
import SalusTwin
import Synchronization

extension Station {
  /// What time it is for the loop: the example region's own moment where one is installed (it
  /// stands still unless its clock plays), else the wall clock's.
  public func loopTime() -> Instant {
    if let moment = loopClock.moment { return moment }
    // A running loop has looked already.
    if loop?.isBegun == true { return now }
    guard let date = try? exampleDate() else { return now }
    return ExampleCalendar.moment(ExampleCalendar.day(date))
  }

  /// The loop that runs on this station; nil where none does.
  public var loop: Loop? { attached.withLock { $0.loop } }

  func attach(_ loop: Loop) { attached.withLock { $0.loop = loop } }

  /// Lets the loop stand at the day of the example region, where one is installed.
  func standStillInExample() {
    guard loopClock.moment == nil, let day = try? exampleDate() else { return }
    loopClock.set(ExampleCalendar.moment(ExampleCalendar.day(day)))
  }

  /// The day up to which the example region has reported; nil where none is installed.
  func exampleDate() throws(JournalError) -> CivilDate? {
    let query = EventQuery(types: [ExampleRegion.advanced], limit: 1, isDescending: true)
    return try journal.events(query).first?.payload["date"]?.string.flatMap { CivilDate($0) }
  }

  /// Registers what a configuration declares, and keeps it where it differs from the last one.
  func apply(_ configuration: Configuration) throws {
    guard journal.isWritable else { return }
    for table in configuration.placeTables { _ = try importPlaces(at: table) }
    let known = try world(.latest)
    var drafts = configuration.places.filter { known.places[$0.id] != $0 }
      .map { PlaceRegistered($0).draft(actor: actor, source: "configuration") }
    drafts += configuration.signals.filter { known.signal($0.id) != $0 }
      .map { SignalRegistered($0).draft(actor: actor, source: "configuration") }
    if !drafts.isEmpty { _ = try journal.append(drafts, expecting: [], on: Branch.main) }
    for file in configuration.capacity {
      _ = try importCapacity(file.table, at: file.path, source: "configuration")
    }
    for file in configuration.boundaries {
      _ = try importBoundaries(at: file.path, property: file.property)
    }
    let query = EventQuery(types: [Configuration.applied], limit: 1, isDescending: true)
    let last = try journal.events(query).first?.payload["digest"]?.string
    guard last != configuration.digest else { return }
    _ = try journal.append(
      Draft(
        type: Configuration.applied, twin: ID("configuration"),
        payload: [
          "digest": .string(configuration.digest), "values": configuration.effective,
          "program": .string(Version.text),
        ],
        known: .beginning, actor: actor, source: "configuration"))
  }

  /// Copies the journal into the data directory and removes the oldest copies.
  ///
  /// - Returns: the file's name.
  func makeBackup(keeping most: Int) throws -> String {
    let folder = "\(directory)/backups"
    _ = try OutputFile.makeFolder(folder)
    let stamp = now.description.prefix(19).filter { $0 != ":" }
    let name = "journal-\(stamp)Z.sqlite"
    guard access("\(folder)/\(name)", F_OK) != 0 else { return name }
    try journal.backup(to: "\(folder)/\(name)")
    for old in backups().dropLast(most) { unlink("\(folder)/\(old)") }
    return name
  }

  /// Names of the copies, oldest first.
  func backups() -> [String] {
    guard let handle = opendir("\(directory)/backups") else { return [] }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { raw in
        String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasPrefix("journal-"), name.hasSuffix("Z.sqlite") { names.append(name) }
    }
    return names.sorted()
  }

  /// When the newest copy was made; nil for none.
  func lastBackup() throws -> Instant? {
    guard let name = backups().last else { return nil }
    // journal-2026-11-20T030000Z.sqlite
    let digits = Array(name.dropFirst("journal-".count).prefix(17))
    guard digits.count == 17 else { return nil }
    let text = String(digits[0..<13]) + ":" + String(digits[13..<15]) + ":" + String(digits[15...])
    return Instant(text + "Z")
  }
}

extension Configuration {
  static let applied = "configuration.applied"
}

/// Holds the loop that runs on a station without keeping it alive.
struct AttachedLoop: Sendable {
  weak var loop: Loop?
  /// What a verb works by where no loop runs.
  var configuration: Configuration?
}
