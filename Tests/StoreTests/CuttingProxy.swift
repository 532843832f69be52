import Foundation
import Synchronization

/// Stands between libpq and a server and cuts sessions at the commit of an append.
final class CuttingProxy: Sendable {
  enum Cut: Sendable {
    /// The server never hears of the commit.
    case beforeTheCommit
    /// The server commits; its answer is lost.
    case beforeTheAnswer
  }

  /// Folder of the socket, as `host` of an address.
  let folder: String
  private let server: String
  private let cut: Cut
  private let left: Mutex<Int>
  private let listener: Int32

  /// - Parameters:
  ///   - server: folder of the server's socket.
  ///   - times: how many commits are cut before all goes through.
  init(server: String, cut: Cut, times: Int) throws {
    self.server = server
    self.cut = cut
    left = Mutex(times)
    folder = NSTemporaryDirectory() + "salus-cut-" + UUID().uuidString.prefix(8)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    _ = CuttingProxy.withAddress(folder) { bind(listener, $0, $1) }
    listen(listener, 16)
    let thread = Thread { [weak self, listener] in
      while true {
        let client = accept(listener, nil, nil)
        guard client >= 0, let self else { return }
        let thread = Thread { self.serve(client) }
        thread.start()
      }
    }
    thread.start()
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
    try? FileManager.default.removeItem(atPath: folder)
  }

  var cutsLeft: Int { left.withLock { $0 } }

  private func serve(_ client: Int32) {
    let upstream = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer {
      close(client)
      close(upstream)
    }
    guard CuttingProxy.withAddress(server, { connect(upstream, $0, $1) }) == 0 else { return }
    var said = Data()
    var isDoomed = false
    while true {
      var waits = [
        pollfd(fd: client, events: Int16(POLLIN), revents: 0),
        pollfd(fd: upstream, events: Int16(POLLIN), revents: 0),
      ]
      poll(&waits, 2, -1)
      if waits[0].revents != 0 {
        guard let piece = CuttingProxy.read(client) else { return }
        said = said.suffix(200) + piece
        // An append announces itself just before its commit.
        if let notice = said.range(of: Data("pg_notify".utf8)),
          said[notice.upperBound...].range(of: Data("COMMIT".utf8)) != nil,
          left.withLock({ left in
            guard left > 0 else { return false }
            left -= 1
            return true
          })
        {
          if cut == .beforeTheCommit { return }
          isDoomed = true
        }
        CuttingProxy.write(upstream, piece)
      }
      if waits[1].revents != 0 {
        guard let piece = CuttingProxy.read(upstream), !isDoomed else { return }
        CuttingProxy.write(client, piece)
      }
    }
  }

  private static func read(_ descriptor: Int32) -> Data? {
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    return count > 0 ? Data(bytes[0..<count]) : nil
  }

  private static func write(_ descriptor: Int32, _ data: Data) {
    var rest = Array(data)
    while !rest.isEmpty {
      let count = send(descriptor, rest, rest.count, Int32(MSG_NOSIGNAL))
      if count <= 0 { return }
      rest.removeFirst(count)
    }
  }

  private static func withAddress<Result>(
    _ folder: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { path in
      path.copyBytes(from: Array((folder + "/.s.PGSQL.5432").utf8.prefix(path.count - 1)))
    }
    return withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}
