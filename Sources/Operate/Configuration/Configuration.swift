import SalusAct
import SalusCore
import SalusDecide
import SalusGovernance
import SalusSense
import SalusTwin

/// All that a running loop is told: where it watches, what comes in, when things are done, and by
/// which settings.
///
/// Read from one JSON5 file; every key has a default, and every fault is found at once, with its
/// line. Paths are relative to the file's folder.
public struct Configuration: Sendable {
  /// Of the region or the bank, as pages show it.
  public var name = "Salus"
  /// Local days, schedules and deadlines follow this zone.
  public var zone = TimeZoneRules.utc
  /// Tables of places, absolute paths.
  public var placeTables: [String] = []
  /// Places that stand in the file itself.
  public var places: [Place] = []
  public var boundaries: [BoundaryFile] = []
  public var signals: [Signal] = []
  /// Hospitals, units, items, depots and vehicles.
  public var capacity: [TableFile] = []
  /// When a figure of capacity counts as old.
  public var staleness = CapacitySettings()
  public var feeds: [FeedSettings] = []
  public var schedule = ScheduleSettings()
  public var models = ModelSettings()
  public var demand = DemandSettings()
  public var plan = PlanSettings()
  public var warnings = WarningSettings()
  public var notices = NoticeSettings()
  /// How notices leave the house.
  public var courier = CourierSettings()
  /// Folder that relative paths start from.
  public var folder = "/"
  /// What is in force, defaults included; holds no secret, for a configuration names only where
  /// secrets are.
  public var effective: JSON = [:]

  /// A GeoJSON file of outlines, and the property that names the place.
  public struct BoundaryFile: Hashable, Sendable {
    public var path: String
    /// Nil finds it by itself.
    public var property: String?
  }

  /// The configuration of a loop that nobody configured.
  public init() {
    let faults = ConfigurationFaults()
    let nothing = LocatedJSON(.object([]), at: TextPosition(line: 1, column: 1))
    read(ConfigurationSection(nothing, path: "", faults: faults))
  }

  /// Reads a file, and the tables of places that it names.
  public init(path: String) throws {
    try self.init(
      bytes: try InputFile.bytes(at: path), file: path,
      folder: path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        .joined(separator: "/"))
  }

  /// - Parameters:
  ///   - file: what faults call it.
  ///   - folder: where relative paths start, absolute.
  public init(bytes: [UInt8], file: String, folder: String) throws(ConfigurationError) {
    self.folder = folder.isEmpty ? "/" : folder
    let faults = ConfigurationFaults()
    let root: LocatedJSON
    do {
      root = try LocatedJSON(json5: bytes)
    } catch {
      throw ConfigurationError(
        file: file, faults: [ConfigurationFault(error.position, "", error.reason)])
    }
    read(ConfigurationSection(root, path: "", faults: faults))
    guard faults.list.isEmpty else {
      throw ConfigurationError(file: file, faults: faults.sorted, more: faults.others)
    }
  }

  /// SHA-256 of what is in force, in hexadecimal: equal settings, equal digest.
  public var digest: String { "\(Digest(of: effective.bytes))" }

  /// An absolute form of a path that the file names.
  func path(_ text: String) -> String {
    if text.hasPrefix("/") { return text }
    return folder == "/" ? "/\(text)" : "\(folder)/\(text)"
  }

  /// The serial interval of a signal's disease: its own, or that of all.
  public func serialInterval(of signal: ID<Signal>) -> ModelSettings.SerialInterval {
    models.signals[signal]?.serialInterval ?? models.serialInterval
  }

  private mutating func read(_ section: ConfigurationSection) {
    section.text("name", &name, most: 100)
    readZone(section)
    readPlaces(section)
    readBoundaries(section)
    readSignals(section)
    readCapacity(section.section("capacity"))
    readFeeds(section)
    schedule.read(section.section("schedule"))
    models.read(section.section("models"))
    demand.read(section.section("demand"))
    plan.read(section.section("plan"))
    warnings.read(section.section("warnings"))
    notices.read(section.section("notices"))
    readCourier(section.section("courier"))
    section.close()
    effective = section.effective
  }

  private mutating func readZone(_ section: ConfigurationSection) {
    var name = zone.name
    section.text("timeZone", &name, most: 64)
    do {
      zone = try TimeZoneRules(named: name)
    } catch {
      section.fault("timeZone", error.description)
    }
  }

  private mutating func readBoundaries(_ section: ConfigurationSection) {
    for entry in section.sections("boundaries") {
      let file = entry.required("file")
      var property: String?
      entry.text("property", &property, most: 100)
      entry.close()
      boundaries.append(BoundaryFile(path: path(file), property: property))
    }
  }

  private mutating func readSignals(_ section: ConfigurationSection) {
    var lines: [ID<Signal>: String] = [:]
    for entry in section.sections("signals") {
      var signal = Signal(id: ID(entry.required("id")), title: "", unit: "", period: .day)
      signal.title = signal.id.text
      entry.text("title", &signal.title, most: 100)
      signal.unit = entry.required("unit")
      if !signal.unit.isEmpty {
        do {
          _ = try UnitCode(signal.unit)
        } catch {
          entry.fault("unit", error.description)
        }
      }
      entry.choice("period", &signal.period)
      entry.choice("measure", &signal.measure)
      entry.choice("sourceClass", &signal.sourceClass)
      entry.close()
      if let first = lines[signal.id] {
        entry.fault("id", "'\(signal.id)' is declared already as \(first)")
      }
      lines[signal.id] = entry.path
      signals.append(signal)
    }
  }
}
