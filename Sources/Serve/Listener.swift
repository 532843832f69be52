import Glibc
import SalusCore

/// A listening socket on the loopback address.
struct Listener {
  let descriptor: Int32
  /// The real port, also where 0 asked for any.
  let port: Int

  /// Binds to 127.0.0.1 only: nothing outside the machine can reach it.
  init(port: Int) throws(ServerError) {
    guard let wanted = UInt16(exactly: port) else { throw .noPort(port) }
    let descriptor = socket(
      AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw .notStarted(Listener.reason(errno)) }
    var yes: Int32 = 1
    // Lets a restart have the port while old connections still fade away.
    setsockopt(
      descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = wanted.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard bound == 0, listen(descriptor, 256) == 0 else {
      let code = errno
      _ = Glibc.close(descriptor)
      switch code {
      case EADDRINUSE: throw .portInUse(port)
      case EACCES: throw .portNotAllowed(port)
      default: throw .notStarted(Listener.reason(code))
      }
    }
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let named = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getsockname(descriptor, $0, &length)
      }
    }
    guard named == 0 else {
      let code = errno
      _ = Glibc.close(descriptor)
      throw .notStarted(Listener.reason(code))
    }
    self.descriptor = descriptor
    self.port = Int(UInt16(bigEndian: address.sin_port))
  }

  func close() { _ = Glibc.close(descriptor) }

  private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}

/// Why the server did not start.
public enum ServerError: Problem, Hashable {
  case portInUse(Int)
  case portNotAllowed(Int)
  case noPort(Int)
  case notStarted(String)

  public var kind: ProblemKind {
    if case .noPort = self { .usage } else { .failed }
  }

  public var description: String {
    switch self {
    case .portInUse(let port): "port \(port) is in use by another program"
    case .portNotAllowed(let port): "port \(port) may not be used by this account"
    case .noPort(let port): "\(port) is no port; 1 to 65535 are, and 0 for any free one"
    case .notStarted(let reason): "the server did not start: \(reason)"
    }
  }

  public var hint: String? {
    switch self {
    case .portInUse: "Stop the other program, or choose another port with --port."
    case .portNotAllowed: "Choose a port above 1023 with --port."
    default: nil
    }
  }
}
