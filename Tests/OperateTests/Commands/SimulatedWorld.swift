import Foundation
import SalusCore
import SalusOperate
import SalusStore
import SalusTwin
import Synchronization

/// The world beyond a port: devices that take commands, now and then do not answer, and report.
final class SimulatedWorld: CommandPort {
  struct State {
    var random: Dice
    /// How often each command arrived, in order of its first arrival for each twin.
    var arrivals: [ID<Command>: Int] = [:]
    var order: [ID<Twin>: [ID<Command>]] = [:]
    /// What devices have still to report.
    var unreported: [(twin: ID<Twin>, values: JSON)] = []
    var isAway = false
  }

  let state: Mutex<State>
  /// Of 100 commands, how many do not arrive, and how many arrive without an answer.
  let lost: Int
  let unanswered: Int
  let width: Int

  init(seed: UInt64, lost: Int = 0, unanswered: Int = 0, width: Int = 1) {
    state = Mutex(State(random: Dice(seed)))
    self.lost = lost
    self.unanswered = unanswered
    self.width = width
  }

  func send(_ outgoing: OutgoingCommand, over line: MainLine, at now: Instant) -> CommandReply {
    state.withLock { state in
      if state.isAway { return .unreachable("nobody is there") }
      let chance = Int.random(in: 0..<100, using: &state.random)
      if chance < lost { return .unreachable("lost on the way") }
      let command = outgoing.command
      let count = state.arrivals[command.id] ?? 0
      state.arrivals[command.id] = count + 1
      if count == 0 {
        // The same id again is the same command: it is done once.
        state.order[command.twin, default: []].append(command.id)
        let values = command.request.desired.map { JSON.Member($0.feature, $0.value) }
        state.unreported.append((command.twin, .object(values)))
      }
      if chance < lost + unanswered { return .unreachable("the answer was lost") }
      return .acknowledged("done")
    }
  }

  /// Reports what was done since the last time.
  func report(to journal: any Journal, at now: Instant) throws {
    let reports = state.withLock { state in
      defer { state.unreported = [] }
      return state.unreported
    }
    let drafts = reports.map { report in
      Draft(
        type: StateEvent.reported, twin: report.twin, payload: ["values": report.values],
        valid: now, known: now, actor: "device", source: "device")
    }
    if !drafts.isEmpty { _ = try journal.append(drafts, expecting: [], on: Branch.main) }
  }
}

/// A small generator; SplitMix64 (Steele, Lea, Flood 2014).
struct Dice: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// A data directory of one test, gone with it, with a clock that the test sets.
final class Room: Sendable {
  let directory: String
  private let clock = Mutex(Room.start)
  static let start = Instant(microseconds: 1_700_000_000_000_000)

  init() throws {
    directory = NSTemporaryDirectory() + "salus-operate-" + UUID().uuidString
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  var now: Instant {
    get { clock.withLock { $0 } }
    set { clock.withLock { $0 = newValue } }
  }

  func wait(_ seconds: Double) { clock.withLock { $0 = $0 + seconds } }

  func journal() throws(JournalError) -> StoredJournal {
    let room = self
    return try Store.open(directory: directory, mode: .create) { room.now }
  }
}

func wish(
  _ id: String, of twin: String, flow: JSON = 3, autonomy: Int = 5, at now: Instant = Room.start,
  lasting seconds: Double = 86_400
) -> CommandRequest {
  CommandRequest(
    id: ID(id), twin: ID(twin), name: "setFlow", arguments: ["flow": flow],
    desired: [CommandRequest.Change("flow", flow)], endpoint: "gateway", autonomy: autonomy,
    expires: now + seconds)
}
