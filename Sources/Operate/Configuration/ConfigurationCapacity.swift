import SalusCore
import SalusSense

/// Tables of what there is to care with, read whenever the program starts.
extension Configuration {
  /// A table by its kind and path.
  public struct TableFile: Hashable, Sendable {
    public var table: CapacityTable
    public var path: String
  }

  /// `capacity: { facilities: "facilities.csv", units: "units.csv", bedsDue: "1d" }`: registrations
  /// only, for reports come by feeds, and the ages at which reports are stale.
  mutating func readCapacity(_ section: ConfigurationSection) {
    // In the order in which they name one another.
    for table in CapacityTable.allCases where !table.isReport {
      var files: [String] = []
      section.texts(table.rawValue, &files)
      for file in files {
        let path = path(file)
        if !InputPath.exists(path) {
          section.fault(table.rawValue, "there is no file \(path)")
        }
        capacity.append(TableFile(table: table, path: path))
      }
    }
    let ages = 60...366 * 86_400
    section.length("bedsDue", &staleness.bedsDueHours, unit: 3600, in: ages)
    section.length("staffDue", &staleness.staffDueHours, unit: 3600, in: ages)
    section.length("stockDue", &staleness.stockDueHours, unit: 3600, in: ages)
    section.close()
  }
}
