import CPostgres
import Glibc
import SalusTwin

/// Listens on a connection of its own for the commits of other servers and tells of them, until it
/// goes.
final class CommitWatch: Sendable {
  /// What wakes the thread when the watch goes: its end is the thread's end.
  private let stop: Int32

  /// - Parameters:
  ///   - own: the writer whose commits are told of elsewhere.
  ///   - tell: is given the numbers of the branches that have grown; nil where some commits may
  ///     have been missed.
  init(
    _ address: PostgresAddress, except own: Int64?, tell: @escaping @Sendable ([Int64]?) -> Void
  ) {
    var ends: [Int32] = [-1, -1]
    pipe(&ends)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    stop = ends[1]
    let work = Unmanaged.passRetained(
      CommitListener(address: address, own: own, stopped: ends[0], tell: tell))
    var thread = pthread_t()
    let code = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<CommitListener>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, work.toOpaque())
    if code == 0 { pthread_detach(thread) } else { work.release() }
  }

  deinit {
    close(stop)
  }
}

/// What the thread does.
private final class CommitListener: Sendable {
  private let address: PostgresAddress
  private let own: Int64?
  private let stopped: Int32
  private let tell: @Sendable ([Int64]?) -> Void

  init(
    address: PostgresAddress, own: Int64?, stopped: Int32,
    tell: @escaping @Sendable ([Int64]?) -> Void
  ) {
    self.address = address
    self.own = own
    self.stopped = stopped
    self.tell = tell
  }

  deinit {
    close(stopped)
  }

  func run() {
    var pause: Int32 = 20
    var wasAway = false
    while true {
      if let connection = connect() {
        pause = 20
        if wasAway { tell(nil) }
        let goesOn = listen(connection)
        PQfinish(connection)
        guard goesOn else { return }
      }
      wasAway = true
      guard !isStopped(after: pause) else { return }
      pause = min(pause * 2, 1_000)
    }
  }

  private func connect() -> OpaquePointer? {
    guard let connection = try? PostgresSession.connection(to: address) else { return nil }
    let answer = PQexec(connection, "LISTEN \"\(address.channel)\"")
    defer { PQclear(answer) }
    if PQresultStatus(answer) == PGRES_COMMAND_OK { return connection }
    PQfinish(connection)
    return nil
  }

  /// False where the watch has gone, true where the connection was lost.
  private func listen(_ connection: OpaquePointer) -> Bool {
    while true {
      guard PQconsumeInput(connection) == 1 else { return true }
      var branches: [Int64] = []
      var isUnknown = false
      while let notice = PQnotifies(connection) {
        let words = String(cString: notice.pointee.extra).split(separator: " ")
        PQfreemem(notice)
        let numbers = words.compactMap { Int64($0) }
        if numbers.first == own { continue }
        if numbers.count < 2 { isUnknown = true }
        for branch in numbers.dropFirst() where !branches.contains(branch) {
          branches.append(branch)
        }
      }
      if isUnknown { tell(nil) } else if !branches.isEmpty { tell(branches) }
      var waits = [
        pollfd(fd: PQsocket(connection), events: Int16(POLLIN), revents: 0),
        pollfd(fd: stopped, events: Int16(POLLIN), revents: 0),
      ]
      poll(&waits, 2, -1)
      if waits[1].revents != 0 { return false }
    }
  }

  private func isStopped(after milliseconds: Int32) -> Bool {
    var wait = pollfd(fd: stopped, events: Int16(POLLIN), revents: 0)
    return poll(&wait, 1, milliseconds) > 0
  }
}
