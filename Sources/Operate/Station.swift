import Glibc
import SalusCore
import SalusExample
import SalusGovernance
import SalusStore
import SalusTwin
import Synchronization

/// Where the stages of the loop meet a journal: each operation reads the twin as of a moment and
/// appends what it found.
public final class Station: Sendable {
  public let directory: String
  public let journal: SQLiteJournal
  /// Who the operations are done for; unverified until there are accounts.
  public let actor: String
  /// What the people on duty have before them, kept between calls.
  let duty = Duty()
  private let clock: @Sendable () -> Instant
  /// What time it is for the loop.
  public let loopClock = LoopClock()
  let attached = Mutex(AttachedLoop())
  let capacities = CapacityCache()
  let carePasts = CarePastCache()
  let panels = PanelCache()
  /// The twins of the bank.
  public let twins: TwinDesk

  /// - Parameters:
  ///   - mode: `.read` sees a snapshot beside a running server; the others take the lock.
  ///   - patience: seconds to wait for a verb that writes at this moment.
  public init(
    directory: String, mode: Store.Mode, patience: Double = 0, actor: String? = nil,
    clock: @escaping @Sendable () -> Instant = Store.now
  ) throws(JournalError) {
    self.directory = directory
    self.clock = clock
    self.actor = actor ?? "unverified:\(DataDirectory.environment("USER") ?? "unknown")"
    journal = try Store.open(
      directory: directory, mode: mode, patience: patience,
      vault: try Station.vault(of: directory, mode), clock: clock)
    twins = TwinDesk(journal, actor: self.actor, clock: clock)
  }

  /// The keys of a data directory; nil where there are none, or none that may be made.
  private static func vault(of directory: String, _ mode: Store.Mode) throws(JournalError)
    -> Vault?
  {
    let isThere = InputPath.exists(directory + "/keys.sqlite")
    switch mode {
    // Keys that only their owner can read hide personal data; the rest stays readable.
    case .read: return isThere ? try? Store.vault(directory: directory) : nil
    case .write, .create:
      guard mode == .create || Store.exists(in: directory) else { return nil }
      guard isThere || access(directory, W_OK) == 0 || !InputPath.exists(directory) else {
        return nil
      }
      return try Store.vault(directory: directory)
    }
  }

  public func world(_ asOf: AsOf) throws(JournalError) -> World {
    try World(journal, asOf: asOf)
  }

  public var now: Instant { clock() }

  /// The wall clock of this machine, in UTC.
  public static let wallClock = Store.now

  /// True where nothing was ever written.
  public func isEmpty() throws(JournalError) -> Bool {
    try journal.head(of: Branch.main).sequence == 0
  }

  /// The day on which the loop stands: the example region's own while one is installed, else the
  /// calendar's (UTC).
  public func today() throws(JournalError) -> CivilDate {
    let query = EventQuery(types: [ExampleRegion.advanced], limit: 1, isDescending: true)
    if let event = try journal.events(query).first,
      let day = event.payload["date"]?.string.flatMap({ CivilDate($0) })
    {
      return day
    }
    return now.date
  }

  /// The signal of that name; the error lists those that there are.
  func signal(_ id: ID<Signal>, in world: World) throws(StationError) -> Signal {
    guard let signal = world.signal(id) else {
      throw .unknownSignal(id.text, known: world.signals.map(\.id.text))
    }
    return signal
  }

  /// The panel of a signal; the error says what lacks.
  func panel(_ id: ID<Signal>, in world: World) throws -> Panel {
    _ = try signal(id, in: world)
    guard let panel = try panels.panel(id, in: world, of: journal) else {
      throw StationError.nothingVisible(id.text, world.asOf)
    }
    return panel
  }
}

/// Why an operation could not be done.
public enum StationError: Problem, Hashable {
  case unknownSignal(String, known: [String])
  case nothingVisible(String, AsOf)
  case unknownPlace(String)
  case file(String, reason: String)
  case input(String)

  public var kind: ProblemKind {
    switch self {
    case .unknownSignal, .nothingVisible, .unknownPlace: .notFound
    case .file: .failed
    case .input: .usage
    }
  }

  public var description: String {
    switch self {
    case .unknownSignal(let name, let known):
      "there is no signal '\(name)'"
        + (known.isEmpty
          ? "; nothing is imported yet" : "; there are \(known.joined(separator: ", "))")
    case .nothingVisible(let name, let asOf):
      "nothing of '\(name)' was known as of \(asOf)"
    case .unknownPlace(let name): "there is no place '\(name)'"
    case .file(let path, let reason): "\(path): \(reason)"
    case .input(let reason): reason
    }
  }

  public var hint: String? {
    switch self {
    case .unknownSignal: "'salus signals --series' lists them; 'salus import' brings them in."
    case .nothingVisible: "Choose a later --as-of; 'salus signals --series' says from when on."
    default: nil
    }
  }
}
