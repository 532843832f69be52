import SalusCore
import SalusNumerics
import SalusSense
import SalusTwin

/// Lets the days of the example region pass: each step is one day of reality, whose tables appear in
/// folders that feeds watch, as they would come from outside.
///
/// The world is kept in memory and goes on from day to day. A new clock on the same journal brings
/// it to the same state, since it follows from the seed and from the orders that were known on each
/// day; so the files of every further day are the same, byte for byte.
public struct ExampleClock: Sendable {
  public let seed: Seed
  private let journal: any Journal
  private let folder: FeedFolder
  private(set) var world: ExampleWorld
  private var orders = Orders()
  /// Sequence up to which orders were read.
  private var seen: Int64 = 0

  /// Goes on where the journal's example region is.
  ///
  /// - Parameter directory: of the example's files, `DATA/example`.
  public init(_ journal: any Journal, directory: String) throws(ExampleError) {
    let marks = try ExampleMark.all(in: journal)
    guard let last = marks.last else { throw .missing }
    try self.init(journal, seed: last.seed, directory: directory, marks: marks)
  }

  /// A clock before day 0, or where the marks of a journal say.
  init(
    _ journal: any Journal, seed: Seed, directory: String, marks: [ExampleMark] = []
  ) throws(ExampleError) {
    self.seed = seed
    self.journal = journal
    folder = FeedFolder(directory)
    world = ExampleWorld(region: Region(seed: seed), seed: seed)
    for mark in marks {
      while world.day < mark.day { try advance(seen: mark.seen) }
    }
  }

  /// The last day that has happened.
  public var day: Int { world.day }
  /// The moment at which the region's officers look at that day.
  public var moment: Instant { ExampleCalendar.moment(day) }

  /// The folder that a feed of the example watches, as `step` fills it.
  public static func inbox(_ feed: Feed, directory: String) -> String {
    "\(directory)/inbox/\(feed.rawValue)"
  }

  /// Lets the next day pass: writes its tables to the watched folders, each whole or not at all,
  /// and says in the journal that the region got there.
  ///
  /// - Returns: the paths of the tables.
  public mutating func step() throws(ExampleError) -> [String] {
    guard day < ExampleRegion.days.upperBound else { throw .day(day + 1) }
    let head = try ExampleMark.head(of: journal)
    try advance(seen: head)
    var paths: [String] = []
    var rows = 0
    for file in world.files(on: day) {
      paths.append(try folder.write(file.bytes, to: "inbox/" + file.name))
      rows += file.rowCount
    }
    try ExampleMark(day: day, seed: seed, seen: head).record(
      in: journal, of: world.region, rows: rows)
    return paths
  }

  /// Writes what truly happened so far, for whoever compares; the twin never reads it.
  public func writeTruth() throws(ExampleError) {
    try folder.write(world.reality.truthTable, to: "truth.csv")
    try folder.write(world.care.truthTable, to: "truth-hospitals.csv")
  }

  /// Lets a day pass in memory only.
  ///
  /// - Parameter seen: orders of later events are not known yet.
  mutating func advance(seen: Int64) throws(ExampleError) {
    if seen > self.seen {
      do throws(JournalError) {
        let events = try journal.events(
          EventQuery(types: Orders.types, after: self.seen, through: seen))
        try orders.apply(events)
      } catch {
        throw .journal(error)
      }
      self.seen = seen
    }
    world.step(orders: orders.all)
  }
}
