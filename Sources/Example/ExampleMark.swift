import SalusCore
import SalusNumerics
import SalusTwin

/// How far a journal's example region is, and what of the journal reality knew on the way.
struct ExampleMark: Hashable, Sendable {
  let day: Int
  let seed: Seed
  /// Orders up to this sequence were known to the days since the mark before.
  let seen: Int64

  /// All marks of a journal, oldest first.
  static func all(in journal: any Journal) throws(ExampleError) -> [ExampleMark] {
    do throws(JournalError) {
      let query = EventQuery(types: [ExampleRegion.advanced], source: ExampleRegion.source)
      var marks: [ExampleMark] = []
      for event in try journal.events(query) { marks.append(try ExampleMark(event)) }
      return marks
    } catch {
      throw .journal(error)
    }
  }

  /// The newest mark; nil where the journal holds no example region.
  static func last(in journal: any Journal) throws(JournalError) -> ExampleMark? {
    let query = EventQuery(
      types: [ExampleRegion.advanced], source: ExampleRegion.source, limit: 1, isDescending: true)
    guard let event = try journal.events(query).first else { return nil }
    return try ExampleMark(event)
  }

  static func head(of journal: any Journal) throws(ExampleError) -> Int64 {
    do {
      return try journal.head(of: Branch.main).sequence
    } catch {
      throw .journal(error)
    }
  }

  init(day: Int, seed: Seed, seen: Int64) {
    self.day = day
    self.seed = seed
    self.seen = seen
  }

  private init(_ event: Event) throws(JournalError) {
    guard let seed = event.payload["seed"]?.string.flatMap({ UInt64($0) }),
      let day = event.payload["day"]?.integer.flatMap({ Int(exactly: $0) }),
      ExampleRegion.days.contains(day)
    else { throw .corrupt("event \(event.sequence) does not say how far the example region is") }
    // Regions of before orders existed do not say what they knew.
    self.init(
      day: day, seed: Seed(seed), seen: event.payload["seen"]?.integer ?? event.sequence)
  }

  func record(in journal: any Journal, of region: Region, rows: Int) throws(ExampleError) {
    let draft = Draft(
      type: ExampleRegion.advanced, twin: region.top.id,
      payload: [
        "seed": .string(String(seed.value)), "day": JSON(day),
        "date": JSON(ExampleCalendar.date(day)), "rows": JSON(rows), "seen": JSON(seen),
      ],
      known: ExampleCalendar.moment(day), actor: ExampleRegion.actor,
      source: ExampleRegion.source, key: "\(ExampleRegion.advanced)/\(seed.value)/\(day)")
    do {
      _ = try journal.append(draft)
    } catch {
      throw .journal(error)
    }
  }
}
