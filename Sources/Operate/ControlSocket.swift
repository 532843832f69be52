import Glibc
import SalusCore

/// The local socket by which command-line verbs that write hand their work to the server that
/// holds the data directory.
///
/// A call is one JSON line (arguments, folder, whether a person watches); the answer is frames of
/// one channel byte, a big-endian length and that many bytes, closed by an exit frame.
public enum ControlSocket {
  /// What the caller typed.
  public struct Call: Sendable {
    public var arguments: [String]
    public var directory: String
    public var isTerminal: Bool

    public init(arguments: [String], directory: String, isTerminal: Bool) {
      self.arguments = arguments
      self.directory = directory
      self.isTerminal = isTerminal
    }
  }

  static let exitFrame: UInt8 = 0x78
  static let longestCall = 1 << 20

  /// Hands `call` to the server of `dataDirectory` and copies its answer to `console`; nil where
  /// no server listens there.
  public static func send(_ call: Call, to dataDirectory: String, console: Console) -> Int32? {
    guard let socket = connected(to: dataDirectory) else { return nil }
    defer { close(socket) }
    let line: JSON = [
      "arguments": .array(call.arguments.map { .string($0) }),
      "directory": .string(call.directory), "isTerminal": .bool(call.isTerminal),
    ]
    guard send(line.bytes + [0x0A], over: socket) else { return nil }
    while let header = read(5, from: socket) {
      let length = header[1...].reduce(0) { $0 << 8 | Int($1) }
      guard length <= 1 << 26, let body = read(length, from: socket) else { break }
      switch header[0] {
      case exitFrame: return Int32(String(decoding: body, as: UTF8.self)) ?? 1
      case Console.Channel.output.rawValue: console.write(body)
      default: writeFully(body, to: 2)
      }
    }
    console.say("salus: the server ended before the work was done; repeat the command")
    return ProblemKind.failed.rawValue
  }

  /// Whether a server of the directory answers.
  public static func isServed(_ dataDirectory: String) -> Bool {
    guard let socket = connected(to: dataDirectory) else { return false }
    close(socket)
    return true
  }

  /// Starts to listen; `handle` runs each call on a thread of its own and returns the exit code.
  public static func listen(
    in dataDirectory: String,
    handle: @escaping @Sendable (Call, Console) -> Int32
  ) throws(ControlError) {
    let folder = open(dataDirectory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw .notListening(reason: DataDirectory.text(of: errno)) }
    defer { close(folder) }
    unlink("\(dataDirectory)/\(name)")
    let listener = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    guard listener >= 0 else { throw .notListening(reason: DataDirectory.text(of: errno)) }
    let mask = umask(0o177)
    let bound = withAddress(of: folder) { bind(listener, $0, $1) }
    umask(mask)
    guard bound == 0, Glibc.listen(listener, 16) == 0 else {
      let reason = DataDirectory.text(of: errno)
      close(listener)
      throw .notListening(reason: reason)
    }
    Workers.start {
      while true {
        let caller = accept(listener, nil, nil)
        if caller < 0 {
          if errno == EINTR || errno == ECONNABORTED { continue }
          return
        }
        Workers.start { answer(caller, handle) }
      }
    }
  }

  /// Removes the socket's name at shutdown.
  public static func remove(from dataDirectory: String) {
    unlink("\(dataDirectory)/\(name)")
  }

  private static let name = "control.sock"

  private static func answer(_ caller: Int32, _ handle: (Call, Console) -> Int32) {
    defer { close(caller) }
    guard let line = readLine(from: caller), let body = try? JSON(parsing: line),
      let arguments = body["arguments"]?.array?.compactMap(\.string),
      let directory = body["directory"]?.string
    else { return }
    let call = Call(
      arguments: arguments, directory: directory, isTerminal: body["isTerminal"]?.bool ?? false)
    let console = Console(isTerminal: call.isTerminal, directory: directory) { channel, bytes in
      frame(channel.rawValue, bytes, to: caller)
    }
    let code = handle(call, console)
    frame(exitFrame, Array(String(code).utf8), to: caller)
  }

  private static func frame(_ channel: UInt8, _ bytes: [UInt8], to socket: Int32) {
    let length = UInt32(truncatingIfNeeded: bytes.count)
    let header = [
      channel, UInt8(length >> 24), UInt8(length >> 16 & 255), UInt8(length >> 8 & 255),
      UInt8(length & 255),
    ]
    send(header + bytes, over: socket)
  }

  /// As `writeFully`, but a caller that hung up raises no signal.
  @discardableResult
  private static func send(_ bytes: [UInt8], over socket: Int32) -> Bool {
    var offset = 0
    while offset < bytes.count {
      let count = bytes.withUnsafeBytes { raw in
        Glibc.send(
          socket, raw.baseAddress.map { $0 + offset }, bytes.count - offset,
          Int32(MSG_NOSIGNAL))
      }
      if count < 0 {
        if errno == EINTR { continue }
        return false
      }
      offset += count
    }
    return true
  }

  private static func connected(to dataDirectory: String) -> Int32? {
    let folder = open(dataDirectory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return nil }
    defer { close(folder) }
    let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    guard socket >= 0 else { return nil }
    guard withAddress(of: folder, { connect(socket, $0, $1) }) == 0 else {
      close(socket)
      return nil
    }
    return socket
  }

  /// The address goes through the folder's descriptor, for a socket's own path may have 107 bytes
  /// only and data directories can lie deeper.
  private static func withAddress(
    of folder: Int32, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let path = Array("/proc/self/fd/\(folder)/\(name)".utf8)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }

  private static func read(_ count: Int, from socket: Int32) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var offset = 0
    while offset < count {
      let got = bytes.withUnsafeMutableBytes { raw in
        Glibc.read(socket, raw.baseAddress.map { $0 + offset }, count - offset)
      }
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { return nil }
      offset += got
    }
    return bytes
  }

  private static func readLine(from socket: Int32) -> [UInt8]? {
    var line: [UInt8] = []
    while line.count < longestCall, let byte = read(1, from: socket) {
      if byte == [0x0A] { return line }
      line += byte
    }
    return nil
  }
}

/// Why the control socket cannot serve.
public enum ControlError: Problem, Hashable {
  case notListening(reason: String)

  public var kind: ProblemKind { .failed }
  public var description: String {
    switch self {
    case .notListening(let reason): "the data directory's control socket cannot be made: \(reason)"
    }
  }
}
