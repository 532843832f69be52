import Foundation
import SalusCore
import SalusGovernance
import SalusOperate
import SalusSense
import SalusStore
import SalusTwin
import Synchronization
import Testing

@Suite struct PortTests {
  static func claim(_ journal: StoredJournal, at now: Instant) throws -> (MainLine, OutgoingCommand)
  {
    _ = try journal.append(wish("c-1", of: "pump").draft(actor: "ada", at: now))
    let line = try journal.mainLine()
    let taken = try line.claim(endpoint: "gateway", at: now, by: "test")
    return (line, try #require(taken.first))
  }

  @Test func leavesAWholeFileInAFolder() throws {
    let room = try Room()
    let (line, command) = try Self.claim(try room.journal(), at: room.now)
    let port = FolderPort(room.directory)
    for _ in 0..<2 {
      #expect(
        port.send(command, over: line, at: room.now) == .acknowledged("left as c-1.json"))
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: room.directory)
    #expect(names.filter { $0.contains("c-1") } == ["c-1.json"])
    let data = try Data(contentsOf: URL(filePath: room.directory + "/c-1.json"))
    let body = try JSON(parsing: Array(data))
    #expect(body["command"]?.string == "c-1" && body["desired"]?["flow"] == 3)
    #expect(body["attempt"] == 1 && body["twin"]?.string == "pump")
    guard case .unreachable = FolderPort("/nowhere/at/all").send(command, over: line, at: room.now)
    else {
      Issue.record("a folder that is not there took a command")
      return
    }
  }

  @Test(arguments: [
    (200, true, false), (202, true, false), (400, false, true), (404, false, true),
    (408, false, false), (429, false, false), (500, false, false), (503, false, false),
  ])
  func takesAStatusAsAnswer(status: Int, isTaken: Bool, isRefused: Bool) throws {
    let room = try Room()
    let (line, command) = try Self.claim(try room.journal(), at: room.now)
    let server = try PostServer(status: status)
    setenv("SALUS_TEST_COMMAND_KEY", "secret", 1)
    let port = WebhookPort(
      Webhook(url: server.url, secret: .environment("SALUS_TEST_COMMAND_KEY"), timeout: 5))
    let reply = port.send(command, over: line, at: room.now)
    switch reply {
    case .acknowledged: #expect(isTaken)
    case .refused: #expect(isRefused)
    case .unreachable: #expect(!isTaken && !isRefused)
    }
    let request = try #require(server.requests.first)
    #expect(request.contains("Idempotency-Key: c-1\r\n"))
    let seconds = room.now.microseconds / 1_000_000
    let sign = Webhook.signature(of: command.body.bytes, key: Array("secret".utf8), at: seconds)
    #expect(request.contains("Salus-Signature: \(sign)\r\n"))
    #expect(request.hasSuffix(command.body.description))
  }

  @Test func bringsEventsAsCloudEvents() throws {
    let room = try Room()
    let journal = try room.journal()
    _ = try journal.append(wish("c-1", of: "pump").draft(actor: "ada", at: room.now))
    let event = try #require(try journal.events(EventQuery()).first)
    let cloud = CloudEvent(event, bank: "st-mary", withData: true)
    let server = try PostServer(status: 204)
    let endpoint = Subscription.Endpoint(url: server.url)
    let port = WebhookDelivery(timeout: 5)
    #expect(port.deliver(cloud, to: endpoint, at: room.now) == .delivered)
    let request = try #require(server.requests.first)
    #expect(request.contains("Content-Type: application/cloudevents+json\r\n"))
    #expect(request.contains("Idempotency-Key: st-mary/1\r\n"))
    #expect(request.hasSuffix(cloud.json.description))
    let refusing = try PostServer(status: 422)
    let refused = port.deliver(
      cloud, to: Subscription.Endpoint(url: refusing.url), at: room.now)
    #expect(refused.isRefusal)
    for url in ["http://example.org/x", "ftp://127.0.0.1/x", "nonsense", "env:SALUS_TEST_NOTHING"] {
      #expect(port.fault(of: Subscription.Endpoint(url: url)) != nil)
    }
    #expect(port.fault(of: Subscription.Endpoint(url: server.url, secret: "inline")) != nil)
  }
}

/// A server on this machine that answers every POST with one status and keeps what came.
final class PostServer: Sendable {
  let url: String
  private let listener: Int32
  private let status: Int
  private let taken = Mutex<[String]>([])

  init(status: Int) throws {
    self.status = status
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let own = listener
    let isReady = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
        bind(own, plain, length) == 0 && listen(own, 8) == 0
          && getsockname(own, plain, &length) == 0
      }
    }
    try #require(isReady)
    url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))/hook"
    DispatchQueue(label: "test.server").async { self.serve() }
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  var requests: [String] { taken.withLock { $0 } }

  private func serve() {
    let own = listener
    while true {
      let connection = accept(own, nil, nil)
      guard connection >= 0 else { return }
      var request: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 16_384)
      while true {
        let count = read(connection, &buffer, buffer.count)
        guard count > 0 else { break }
        request += buffer[..<count]
        let text = String(decoding: request, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n"), let field = text.range(of: "Content-Length: "),
          let size = Int(text[field.upperBound...].prefix { $0.isNumber }),
          text[end.upperBound...].utf8.count >= size
        else { continue }
        taken.withLock { $0.append(text) }
        let answer = Array(
          "HTTP/1.1 \(status) X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8)
        _ = write(connection, answer, answer.count)
        break
      }
      close(connection)
    }
  }
}
