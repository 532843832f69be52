import SalusCore
import SalusSense
import SalusTwin

/// Takes in the tables of the example region by the importers that any outside feed goes through.
public struct ExampleTaker {
  private let journal: any Journal
  /// One importer for all tables: it remembers the places.
  private let importer: Importer
  private var capacity: Capacity?
  private var places = Places([])
  /// Sequence up to which `capacity` was folded.
  private var folded: Int64 = 0

  public init(journal: any Journal) {
    self.journal = journal
    importer = Importer(journal: journal)
  }

  /// Takes in one table from its path; nil where it is about orders, which the twin's keeper takes
  /// in.
  ///
  /// - Parameter moment: when the table came, by the region's days.
  public mutating func take(_ feed: Feed, from path: String, at moment: Instant)
    throws(ExampleError) -> ImportReport?
  {
    let known = ImportRequest.Known.stated(moment)
    do {
      if let map = feed.map {
        return try importer.run(
          ImportRequest(
            path: path, format: .csv(map), source: feed.source, known: known,
            actor: ExampleRegion.actor))
      }
      guard let table = feed.table else { return nil }
      return try CapacityImporter(journal: journal).run(
        CapacityImporter.Request(
          path: path, table: table, source: feed.source, known: known,
          actor: ExampleRegion.actor), capacity: try current(), places: places)
    } catch let error as ImportError {
      throw .importing(error)
    } catch let error as JournalError {
      throw .journal(error)
    } catch {
      throw .file(path: path, reason: "the import failed")
    }
  }

  /// Capacity as the journal has it now; only what is new is read.
  private mutating func current() throws(JournalError) -> Capacity {
    let head = try journal.head(of: Branch.main).sequence
    if var now = capacity {
      // Two owners would have it copied as a whole by every change.
      capacity = nil
      let events = try journal.events(
        EventQuery(types: Capacity.types, after: folded, through: head))
      // Reports from too far back to be put in their place ask for a new reading.
      capacity = try now.apply(events) ? now : try Capacity(journal)
    } else {
      capacity = try Capacity(journal)
      places = try World(journal, asOf: .latest).places
    }
    folded = head
    return capacity ?? Capacity()
  }
}
