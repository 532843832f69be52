import CMicrohttpd
import CShims
import SalusCore
import Synchronization

/// Serves a table of routes by HTTP/1.1 on the loopback address.
///
/// Answers are made on a small pool of threads; event streams cost a thread only while they have
/// something to send.
public final class Server: Sendable {
  /// What a server is started with; the defaults suit one command centre on one machine.
  public struct Settings: Sendable {
    /// 0 for any free port.
    public var port: Int
    public var token: StartToken
    public var threads = 4
    /// Connections at once; further ones wait.
    public var connections = 1024
    /// A connection without progress for so long is closed.
    public var idleSeconds = 30
    /// Bound on the first line and headers together.
    public var headerBytes = 32 << 10
    /// Bound on a request's body.
    public var bodyBytes = 1 << 20
    /// Bound on the answers kept for being asked again.
    public var cacheBytes = 64 << 20

    public init(port: Int = 8080, token: StartToken) {
      self.port = port
      self.token = token
    }
  }

  /// The real port, also where 0 was asked for.
  public let port: Int
  public let token: StartToken
  private let desk: Desk
  private let hub: EventHub
  private let daemon: Mutex<Daemon?>

  private struct Daemon {
    let pointer: OpaquePointer
  }

  /// Starts to serve.
  ///
  /// - Parameters:
  ///   - routes: the table; pages and the OpenAPI document are routes too.
  ///   - hub: feeds the routes that answer with events.
  ///   - meter: counts the answers.
  ///   - version: the newest sequence, by which kept answers are told apart; called for each
  ///     request, so it must be quick.
  public init(
    _ settings: Settings, routes: [Route], hub: EventHub, meter: RequestMeter = RequestMeter(),
    version: @escaping @Sendable () -> Int64
  ) throws(ServerError) {
    token = settings.token
    self.hub = hub
    desk = try Desk(settings, routes: routes, hub: hub, meter: meter, version: version)
    let listener = try Listener(port: settings.port)
    port = listener.port
    let started = salus_http_start(
      listener.descriptor, UInt32(settings.threads), UInt32(settings.connections),
      UInt32(settings.idleSeconds), settings.headerBytes, handleExchange, beginExchange,
      endExchange, Unmanaged.passUnretained(desk).toOpaque())
    guard let started else {
      listener.close()
      throw .notStarted("the HTTP library gave no reason")
    }
    daemon = Mutex(Daemon(pointer: started))
  }

  deinit { stop() }

  /// The address that opens the command centre in a browser.
  public var startAddress: String { "http://127.0.0.1:\(port)/?token=\(token.text)" }

  /// Ends all streams, lets running answers finish, and frees the port. May be called again.
  public func stop() {
    guard let daemon = daemon.withLock({ $0.take() }) else { return }
    hub.stop()
    MHD_stop_daemon(daemon.pointer)
  }
}
