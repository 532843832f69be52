import Glibc
import SalusCore
import SalusOperate

/// The running server: one data directory, its pages and its control socket, until it is told to
/// stop.
public enum CommandCentre {
  /// An answer that takes longer, such as a fetch from a slow server, is broken off by a stop.
  private static let stopSeconds: UInt32 = 4

  /// Serves until SIGINT or SIGTERM; then streams are closed and running answers finished, as far
  /// as they do so within seconds. All that was acknowledged is on disk.
  ///
  /// - Parameters:
  ///   - opensMetrics: lets anyone on this machine read the figures.
  ///   - prepare: runs once the port is taken and before the address is printed.
  ///   - answer: runs a verb that was handed over by the control socket.
  public static func run(
    station: Station, port: Int, console: Console, opensMetrics: Bool = false,
    prepare: () throws -> Void,
    answer: @escaping @Sendable (ControlSocket.Call, Console) -> Int32
  ) throws -> Never {
    // Blocked before any other thread starts, so that only the waiting thread receives them.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    // A browser that goes away must not end the server.
    signal(SIGPIPE, SIG_IGN)

    let model = try ReadModel(station.journal)
    let token = try StartTokenFile.token(in: station.directory)
    let server = try API.server(
      port: port, token: token, model: model, station: station, opensMetrics: opensMetrics)
    let directory = station.directory
    Workers.start {
      var awaited = sigset_t()
      sigemptyset(&awaited)
      sigaddset(&awaited, SIGINT)
      sigaddset(&awaited, SIGTERM)
      var received: Int32 = 0
      sigwait(&awaited, &received)
      console.draw("")
      console.say("Stopping.")
      ControlSocket.remove(from: directory)
      StartAddressFile.remove(from: directory)
      Workers.start {
        sleep(stopSeconds)
        end()
      }
      station.loop?.stop()
      server.stop()
      station.twins.access.end()
      end()
    }
    do {
      try prepare()
      try ControlSocket.listen(in: directory, handle: answer)
      try StartAddressFile.write(server.startAddress, in: directory)
    } catch {
      server.stop()
      throw error
    }
    console.print("Salus \(Version.text) serves \(directory)")
    console.print("Open \(server.startAddress)")
    console.say("Press Ctrl-C to stop.")
    while true { pause() }
  }

  /// Ends the program under its running threads: destructors, which `exit` would call, would take
  /// away what a job still works with. Nothing is buffered outside the journal.
  private static func end() -> Never { _exit(0) }
}
