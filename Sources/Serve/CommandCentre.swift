import Glibc
import SalusCore
import SalusOperate

/// The running server: one data directory, its pages and its control socket, until it is told to
/// stop.
public enum CommandCentre {
  /// Serves until SIGINT or SIGTERM; then streams are closed, running answers finished, and all
  /// that was acknowledged is on disk.
  ///
  /// - Parameters:
  ///   - prepare: runs once the port is taken and before the address is printed.
  ///   - answer: runs a verb that was handed over by the control socket.
  public static func run(
    station: Station, port: Int, console: Console, prepare: () throws -> Void,
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
    let server = try API.server(port: port, token: token, model: model, station: station)
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
      server.stop()
      exit(0)
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
}
