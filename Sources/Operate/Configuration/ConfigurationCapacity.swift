import SalusCore
import SalusSense

/// Tables of what there is to care with, read whenever the program starts.
extension Configuration {
  /// A table by its kind and path.
  public struct TableFile: Hashable, Sendable {
    public var table: CapacityTable
    public var path: String
  }

  /// `capacity: { facilities: "facilities.csv", units: "units.csv" }`: registrations only, for
  /// reports come by feeds.
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
    section.close()
  }
}
