import SalusCore
import SalusNumerics
import SalusSense
import SalusTwin

/// Puts the example region into a journal as an outside region would come: its places and borders
/// as reference data, everything else as tables of reports that are imported like any feed.
public enum ExampleRegion {
  public static let actor = "example"
  public static let source = "example"
  /// Says that all tables up to a day are in the journal.
  public static let advanced = "example.advanced"
  /// Days that can be asked for.
  public static let days = 0...1_000
  /// The seed when nobody names one.
  public static let usualSeed: Seed = 1

  /// Brings the region up to the end of a day: at first all of it, later only the days since.
  ///
  /// Repeating it changes nothing, and an interrupted one can be repeated. A day that was reached
  /// before leaves the journal as it is.
  ///
  /// - Parameters:
  ///   - directory: made where missing; gets the tables as published, `FEED/DATE.csv`, and
  ///     `truth.csv` and `truth-hospitals.csv`, which no import reads. The folder around it gets
  ///     `config.json5` where none is there.
  ///   - receipts: takes in a table of what became of orders.
  ///   - progress: called on the caller's thread after every day.
  public static func install(
    into journal: any Journal, seed: Seed = usualSeed, through day: Int, directory: String,
    progress: (ExampleProgress) -> Void = { _ in },
    receipts: Receiver = { _, _ in }
  ) throws(ExampleError) -> ExampleReport {
    guard days.contains(day) else { throw .day(day) }
    let marks = try ExampleMark.all(in: journal)
    if let found = marks.last, found.seed != seed {
      throw .otherSeed(found: String(found.seed.value), asked: seed.value)
    }
    let reached = marks.last?.day
    var report = ExampleReport(seed: seed, day: max(day, reached ?? -1))
    if let reached, reached >= day { return report }
    // Orders that are issued from now on are for later days.
    let seen = try ExampleMark.head(of: journal)
    var clock = try ExampleClock(journal, seed: seed, directory: directory, marks: marks)
    let region = clock.world.region
    let folder = FeedFolder(directory)
    // One importer for all tables: it remembers the places.
    var taker = ExampleTaker(journal: journal)
    if reached == nil {
      do {
        _ = try journal.append(
          region.drafts(actor: actor, source: source)
            + clock.world.network.drafts(region, actor: actor, source: source), expecting: [],
          on: Branch.main)
      } catch {
        throw .journal(error)
      }
      try writeConfiguration(beside: directory)
      let archive = Feeds(clock.world.reality).archive()
      if let counts = try taker.take(
        .weeklyCases, from: folder.write(archive.bytes, to: archive.name),
        at: Instant(startOf: ExampleCalendar.dayZero))
      {
        report.add(counts)
      }
    }
    let first = (reached ?? -1) + 1
    for today in first...day {
      try clock.advance(seen: seen)
      for file in clock.world.files(on: today) {
        let path = try folder.write(file.bytes, to: file.name)
        if let counts = try taker.take(
          file.feed, from: path, at: ExampleCalendar.moment(today))
        {
          report.add(counts)
        } else {
          try receipts(path, ExampleCalendar.moment(today))
        }
      }
      progress(ExampleProgress(day: today, firstDay: first, lastDay: day, rows: report.read))
    }
    try clock.writeTruth()
    try ExampleMark(day: report.day, seed: seed, seen: seen).record(
      in: journal, of: region, rows: report.read)
    return report
  }

  /// Takes in a table of what became of orders: from its path, at a moment of the example's days.
  public typealias Receiver = (String, Instant) throws(ExampleError) -> Void

  /// The last day that a journal holds; nil where it holds no example region.
  public static func day(in journal: any Journal) throws(JournalError) -> Int? {
    try ExampleMark.last(in: journal)?.day
  }
}

/// How far an installation is.
public struct ExampleProgress: Hashable, Sendable {
  public let day: Int
  public let firstDay: Int
  public let lastDay: Int
  /// Rows read so far.
  public let rows: Int

  /// 0 to 1.
  public var share: Double { Double(day - firstDay + 1) / Double(lastDay - firstDay + 1) }
}

/// What an installation brought, summed over its tables.
public struct ExampleReport: Hashable, Sendable {
  public let seed: Seed
  /// The last day that the journal now holds.
  public var day: Int
  public private(set) var files = 0
  public private(set) var read = 0
  public private(set) var accepted = 0
  public private(set) var duplicate = 0
  public private(set) var corrected = 0
  public private(set) var quarantined = 0

  init(seed: Seed, day: Int) {
    self.seed = seed
    self.day = day
  }

  /// Adds what a table brought.
  public mutating func add(_ counts: ImportReport) {
    files += 1
    read += counts.read
    accepted += counts.accepted
    duplicate += counts.duplicate
    corrected += counts.corrected
    quarantined += counts.quarantined
  }

  public var json: JSON {
    [
      "seed": .string(String(seed.value)), "day": JSON(day),
      "date": JSON(ExampleCalendar.date(day)), "files": JSON(files), "read": JSON(read),
      "accepted": JSON(accepted), "duplicate": JSON(duplicate), "corrected": JSON(corrected),
      "quarantined": JSON(quarantined),
    ]
  }
}
