import Dispatch
import FoundationEssentials
import Glibc
import SalusCore
import SalusOperate
import SalusStore
import SalusTwin
import Synchronization

/// Commands through their whole life on SQLite with `synchronous=FULL`, with and without restarts,
/// beside a bare run of as many commits; then the time from commit to delivery of a subscription.
enum BenchCommands {
  static func run(_ arguments: [String]) throws {
    let count = arguments.first.flatMap { Int($0) } ?? 20_000
    let folder =
      (arguments.count > 1 ? arguments[1] : FileManager.default.temporaryDirectory.path)
      + "/salus-command-bench"
    print("disk: \(try syncs(in: fresh(folder))) writes of 4 KiB with fsync a second")
    print("commands   restarts   batch   requested, sent, acknowledged /s   lost   doubled")
    for (restarts, batch) in [(0, 100), (100, 100), (0, 500), (100, 500)] {
      try commands(count, restarts: restarts, batch: batch, in: fresh(folder))
    }
    try clients(min(count, 5_000), in: fresh(folder))
    print("subscription   events   /s   p50 ms   p99 ms   slowest ms")
    try subscription(2_000, every: 0.005, in: fresh(folder))
    try? FileManager.default.removeItem(atPath: folder)
  }

  // MARK: - Commands

  /// Asks for commands in batches, sends them and takes the answers, starting anew again and again:
  /// after the request, or between the way out and the answer.
  private static func commands(_ count: Int, restarts: Int, batch: Int, in folder: String) throws {
    let world = Counterpart()
    try makePumps(in: folder)
    var asked = 0
    let every = restarts > 0 ? max(1, count / restarts) : count
    let clock = ContinuousClock()
    var runs = 0
    let spent = try clock.measure {
      while asked < count {
        let journal = try Store.open(directory: folder, mode: .create)
        let desk = CommandDesk(
          bank: journal, line: try journal.mainLine(), ports: ["bench": world],
          policy: CommandPolicy(round: batch))
        try desk.begin()
        let end = min(asked + every, count)
        while asked < end {
          let next = min(asked + batch, end)
          _ = try desk.request((asked..<next).map(wish), actor: "bench", at: Store.now())
          asked = next
          // The last of a run is left as it is, half of the time after it arrived.
          if asked < end || restarts == 0 {
            _ = try desk.send(by: "bench", at: Store.now())
          } else if runs % 2 == 0 {
            let line = try journal.mainLine()
            let taken = try line.claim(
              endpoint: "bench", at: Store.now(), limit: batch / 2, by: "salus")
            for command in taken { _ = world.send(command, over: line, at: Store.now()) }
          }
        }
        runs += 1
      }
      let journal = try Store.open(directory: folder, mode: .create)
      let desk = CommandDesk(
        bank: journal, line: try journal.mainLine(), ports: ["bench": world],
        policy: CommandPolicy(round: batch))
      try desk.begin()
      while try desk.send(by: "bench", at: Store.now()).sent > 0 {}
    }
    let journal = try Store.open(directory: folder, mode: .read)
    let open = CommandState.allCases.filter { $0 != .accepted }
    let unanswered = try journal.commands(CommandQuery(states: Set(open), limit: count)).count
    let (arrived, doubled) = world.counts
    let lost = max(unanswered, count - arrived)
    let rate = Int(Double(count) / seconds(spent))
    print("\(count)   \(restarts)   \(batch)   \(rate)   \(lost)   \(doubled)")
    guard lost == 0, try journal.verify().isWhole else { throw BenchError.lost }
  }

  /// Many clients that ask for one command at a time, with the runner's own threads behind them, to
  /// the report that confirms each.
  private static func clients(_ count: Int, in folder: String) throws {
    let world = Counterpart()
    try makePumps(in: folder)
    let journal = try Store.open(directory: folder, mode: .create)
    let desk = CommandDesk(
      bank: journal, line: try journal.mainLine(), ports: ["bench": world])
    let runner = try CommandRunner(desk, now: Store.now)
    let lanes = 64
    let spent = ContinuousClock().measure {
      DispatchQueue.concurrentPerform(iterations: lanes) { lane in
        for number in stride(from: lane, to: count, by: lanes) {
          _ = try? desk.request([wish(number)], actor: "bench", at: Store.now())
        }
      }
      while (try? journal.mainLine().waiting().isEmpty) == false { usleep(2_000) }
    }
    runner.stop()
    let done = try journal.commands(CommandQuery(states: [.accepted], limit: count)).count
    print(
      "one at a time by \(lanes) clients: \(count)   \(Int(Double(count) / seconds(spent)))/s   "
        + "lost \(count - done)")
    guard done == count else { throw BenchError.lost }
  }

  private static let pumps = 5_000

  private static func makePumps(in folder: String) throws {
    let journal = try Store.open(directory: folder, mode: .create)
    let type = TypeName("dtmi:bench:Pump;1") ?? .unknown
    for start in stride(from: 0, to: pumps, by: 500) {
      _ = try journal.append(
        (start..<start + 500).map {
          TwinCreated(type: type).draft(ID("pump-\($0)"), actor: "bench", source: "bench")
        }, expecting: [], on: Branch.main)
    }
  }

  private static func wish(_ number: Int) -> CommandRequest {
    CommandRequest(
      id: ID("c-\(number)"), twin: ID("pump-\(number % pumps)"), name: "setFlow",
      arguments: ["flow": JSON(number)], desired: [CommandRequest.Change("flow", JSON(number))],
      endpoint: "bench", autonomy: 5, expires: Store.now() + 86_400)
  }

  // MARK: - Subscriptions

  /// One event at a time, brought over HTTP on this machine.
  private static func subscription(_ count: Int, every pause: Double, in folder: String) throws {
    let server = try TinyServer()
    let journal = try Store.open(directory: folder, mode: .create)
    let times = Mutex<[Int64: UInt64]>([:])
    let desk = SubscriptionDesk(
      book: journal, bank: "bench", port: WebhookDelivery(), state: { _ in nil })
    _ = try desk.define(
      ID("bench"), filter: EventFilter(types: ["bench.ticked"]),
      endpoint: Subscription.Endpoint(url: "http://127.0.0.1:\(server.port)/events"),
      actor: "bench", at: Store.now())
    journal.onCommit { head in times.withLock { $0[head.sequence] = nanoseconds() } }
    let runner = SubscriptionRunner(desk, journal: journal, now: Store.now)
    let begun = nanoseconds()
    for number in 0..<count {
      _ = try journal.append(
        Draft(
          type: "bench.ticked", twin: ID("ward-\(number % 100)"), payload: ["n": JSON(number)],
          actor: "bench", source: "bench"))
      usleep(UInt32(pause * 1e6))
    }
    let rate = Double(count) / (Double(nanoseconds() - begun) / 1e9)
    for _ in 0..<1_000 where server.arrivals.count < count { usleep(10_000) }
    runner.stop()
    let arrivals = server.arrivals
    guard arrivals.count == count else { throw BenchError.lost }
    let waits = arrivals.compactMap { sequence, time in
      times.withLock { $0[sequence] }.map { Double(time) - Double($0) }
    }.map { $0 / 1e6 }.sorted()
    func share(_ part: Double) -> Double {
      let value = waits[min(waits.count - 1, Int(Double(waits.count) * part))]
      return (value * 10).rounded() / 10
    }
    print(
      "webhook   \(waits.count)   \(Int(rate))   \(share(0.5))   \(share(0.99))   \(share(1))")
  }

  // MARK: - Within

  /// What the disk can do at best: small writes, each waited for.
  private static func syncs(in folder: String) throws -> Int {
    let descriptor = open(folder + "/floor", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw BenchError.damaged }
    defer { close(descriptor) }
    let page = [UInt8](repeating: 7, count: 4096)
    let spent = ContinuousClock().measure {
      for _ in 0..<200 {
        _ = page.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        fdatasync(descriptor)
      }
    }
    return Int(200 / seconds(spent))
  }

  private static func fresh(_ folder: String) throws -> String {
    try? FileManager.default.removeItem(atPath: folder)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return folder
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }

  static func nanoseconds() -> UInt64 {
    DispatchTime.now().uptimeNanoseconds
  }
}

/// Takes every command at once and counts.
private final class Counterpart: CommandPort {
  private let arrived = Mutex<[ID<Command>: Int]>([:])

  func send(_ command: OutgoingCommand, over line: MainLine, at now: Instant) -> CommandReply {
    arrived.withLock { $0[command.command.id, default: 0] += 1 }
    return .acknowledged("done")
  }

  /// Commands that arrived, and arrivals of commands that had arrived before.
  var counts: (arrived: Int, doubled: Int) {
    arrived.withLock { ($0.count, $0.values.reduce(0, +) - $0.count) }
  }
}

/// A server that answers every POST with 204 and notes when which event came.
private final class TinyServer: Sendable {
  let port: UInt16
  private let taken = Mutex<[Int64: UInt64]>([:])

  init() throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
        bind(listener, plain, length) == 0 && listen(listener, 64) == 0
          && getsockname(listener, plain, &length) == 0
      }
    }
    guard isBound else { throw BenchError.damaged }
    port = UInt16(bigEndian: address.sin_port)
    DispatchQueue(label: "bench.server").async { self.serve(listener) }
  }

  var arrivals: [Int64: UInt64] { taken.withLock { $0 } }

  private func serve(_ listener: Int32) {
    while true {
      let connection = accept(listener, nil, nil)
      guard connection >= 0 else { return }
      var request: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 16_384)
      while true {
        let count = read(connection, &buffer, buffer.count)
        guard count > 0 else { break }
        request += buffer[..<count]
        let text = String(decoding: request, as: UTF8.self)
        guard let end = text.firstRange(of: "\r\n\r\n"),
          let field = text.firstRange(of: "Content-Length: "),
          let size = Int(text[field.upperBound...].prefix { $0.isNumber })
        else { continue }
        guard text[end.upperBound...].utf8.count >= size else { continue }
        if let mark = text.firstRange(of: "\"salusseq\":\""),
          let sequence = Int64(text[mark.upperBound...].prefix { $0.isNumber })
        {
          let now = BenchCommands.nanoseconds()
          taken.withLock { $0[sequence] = now }
        }
        let answer = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"
        _ = answer.utf8.withContiguousStorageIfAvailable {
          write(connection, $0.baseAddress, $0.count)
        }
        break
      }
      close(connection)
    }
  }
}
