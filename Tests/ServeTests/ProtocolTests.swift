import Foundation
import Glibc
import SalusCore
import SalusOperate
import SalusTwin
import Synchronization
import Testing

@testable import SalusServe

/// What the server does with requests, good and bad, whatever they ask for.
@Suite struct ProtocolTests {
  @Test func refusesRequestsWithoutToken() throws {
    let bank = try Bank(isEmpty: true)
    let answer = try bank.wire.request("GET", "/api/v1/summary")
    #expect(answer.status == 401)
    #expect(answer["WWW-Authenticate"] == "Bearer realm=\"salus\"")
    #expect(answer["Content-Type"] == "application/problem+json")
    let problem = try JSON(parsing: answer.body)
    #expect(problem["status"] == 401 && problem["requestId"]?.string?.isEmpty == false)
    #expect(try bank.wire.request("GET", "/healthz").status == 200)
    let wrong = try bank.wire.request(
      "GET", "/api/v1/summary", headers: ["Authorization": "Bearer 0"])
    #expect(wrong.status == 401)
  }

  @Test func letsABrowserInByItsAddress() throws {
    let bank = try Bank(isEmpty: true)
    let answer = try bank.wire.request(
      "GET", "/watch/signals?day=2026-01-05&token=\(Bank.token)&geo=ward:1")
    #expect(answer.status == 303)
    #expect(answer["Location"] == "/watch/signals?day=2026-01-05&geo=ward:1")
    let cookie = try #require(answer["Set-Cookie"])
    #expect(cookie == "salus=\(Bank.token); Path=/; HttpOnly; SameSite=Strict")
    let pair = String(cookie.prefix { $0 != ";" })
    let summary = try bank.wire.request("GET", "/api/v1/summary", headers: ["Cookie": pair])
    #expect(summary.status == 200)
    let old = try bank.wire.request("GET", "/?token=00000000000000000000")
    #expect(old.status == 401 && old["Content-Type"] == "text/html; charset=utf-8")
    let sly = try bank.wire.request("GET", "//evil.example/?token=\(Bank.token)")
    #expect(sly.status == 404)
  }

  @Test func answersOnlyForItselfAndItsPages() throws {
    let bank = try Bank(isEmpty: true)
    #expect(try bank.get("/api/v1/summary", headers: ["Host": "evil.example"]).status == 421)
    #expect(
      try bank.get("/api/v1/summary", headers: ["Origin": "http://evil.example"]).status == 403)
    let own = "http://127.0.0.1:\(bank.server.port)"
    #expect(try bank.get("/api/v1/summary", headers: ["Origin": own]).status == 200)
    #expect(try bank.wire.request("GET", "/", headers: ["Host": "evil.example"]).status == 421)
  }

  @Test func saysWhatIsNotThereAndWhatCannotBeDone() throws {
    let bank = try Bank(isEmpty: true)
    let missing = try bank.get("/api/v1/nothing")
    #expect(missing.status == 404)
    #expect(try JSON(parsing: missing.body)["type"] == "/problems/not-found")
    let answer = try bank.wire.request(
      "DELETE", "/api/v1/summary", headers: ["Authorization": "Bearer \(Bank.token)"])
    #expect(answer.status == 405 && answer["Allow"] == "GET, HEAD")
    #expect(try bank.wire.request("PATCH", "/healthz").status == 405)
  }

  @Test func answersHeadWithoutBody() throws {
    let bank = try Bank(isEmpty: true)
    let answer = try bank.wire.request("HEAD", "/healthz")
    #expect(answer.status == 200 && answer.body.isEmpty)
    #expect(Int(answer["Content-Length"] ?? "0") ?? 0 > 0)
  }

  @Test func refusesBodiesThatAreTooLarge() throws {
    let bank = try Bank(isEmpty: true)
    let head = "POST /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    #expect(try bank.wire.raw(head + "Content-Length: 99999999\r\n\r\n").status == 413)
    let chunk = String(repeating: "x", count: 0x20000)
    let chunks = String(repeating: "20000\r\n\(chunk)\r\n", count: 9) + "0\r\n\r\n"
    let chunked = try bank.wire.raw(head + "Transfer-Encoding: chunked\r\n\r\n" + chunks)
    #expect(chunked.status == 413)
    #expect(try bank.wire.request("POST", "/healthz", body: "x").status == 405)
  }

  @Test(arguments: [
    "GARBAGE\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
    "GET /% HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET /%00 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
  ])
  func survivesMalformedRequests(text: String) throws {
    let bank = try Bank(isEmpty: true)
    if let answer = try? bank.wire.raw(text, patience: 1) {
      #expect((400..<500).contains(answer.status), "\(answer.status)")
    }
    #expect(try bank.wire.request("GET", "/healthz").status == 200)
  }

  @Test func boundsTheHeaders() throws {
    let bank = try Bank(isEmpty: true)
    let long = String(repeating: "x", count: 100_000)
    if let answer = try? bank.get("/api/v1/summary", headers: ["X-Long": long]) {
      #expect(answer.status == 431 || answer.status == 413)
    }
    #expect(try bank.wire.request("GET", "/healthz").status == 200)
  }

  @Test func aSlowClientHoldsUpNobody() throws {
    let bank = try Bank(isEmpty: true)
    let slow = try (0..<20).map { _ in try bank.wire.connect() }
    defer { for descriptor in slow { close(descriptor) } }
    for descriptor in slow { Wire.write(Array("GET /healthz HTTP/1.1\r\nHo".utf8), to: descriptor) }
    for _ in 0..<20 { #expect(try bank.wire.request("GET", "/healthz").status == 200) }
    Wire.write(Array("st: localhost\r\n\r\n".utf8), to: slow[7])
    #expect(String(decoding: Wire.read(slow[7]), as: UTF8.self).hasPrefix("HTTP/1.1 200"))
  }

  @Test func answersManyAtOnceAlike() async throws {
    let bank = try Bank()
    let expected = try bank.get("/api/v1/summary").body
    let bodies = await withTaskGroup(of: [UInt8].self) { group in
      for _ in 0..<64 {
        group.addTask { (try? bank.get("/api/v1/summary").body) ?? [] }
      }
      return await group.reduce(into: [[UInt8]]()) { $0.append($1) }
    }
    #expect(bodies.count == 64 && bodies.allSatisfy { $0 == expected })
  }

  @Test func keepsAConnectionForSeveralRequests() throws {
    let bank = try Bank(isEmpty: true)
    let descriptor = try bank.wire.connect()
    defer { close(descriptor) }
    for _ in 0..<3 {
      Wire.write(Array("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8), to: descriptor)
      #expect(String(decoding: Wire.read(descriptor), as: UTF8.self).hasPrefix("HTTP/1.1 200"))
    }
  }

  @Test func tellsWhatHasNotChanged() throws {
    let bank = try Bank()
    let first = try bank.get("/api/v1/signals")
    let tag = try #require(first["ETag"])
    #expect(first["Cache-Control"] == "private, no-cache")
    for known in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
      let again = try bank.get("/api/v1/signals", headers: ["If-None-Match": known])
      #expect(again.status == 304 && again.body.isEmpty)
    }
    #expect(try bank.get("/api/v1/signals", headers: ["If-None-Match": "\"x\""]).status == 200)
    #expect(try bank.get("/api/v1/signals", headers: ["If-Match": tag]).status == 200)
    #expect(try bank.get("/api/v1/signals", headers: ["If-Match": "\"x\""]).status == 412)
    _ = try bank.journal.append(
      Draft(type: "note.written", twin: ID("town"), actor: "test", source: "test"))
    let later = try bank.get("/api/v1/signals", headers: ["If-None-Match": tag])
    #expect(later.status == 200, "the version in the answer has changed")
  }

  @Test func compressesForThoseWhoTakeIt() throws {
    let bank = try Bank()
    let plain = try bank.get("/api/v1/openapi.json")
    let packed = try bank.get("/api/v1/openapi.json", headers: ["Accept-Encoding": "gzip"])
    #expect(plain["Content-Encoding"] == nil && packed["Content-Encoding"] == "gzip")
    #expect(packed.body.count * 3 < plain.body.count)
    #expect(packed["Vary"] == "Accept, Accept-Encoding")
    let tag = try #require(packed["ETag"])
    #expect(tag != plain["ETag"])
    let again = try bank.get(
      "/api/v1/openapi.json", headers: ["Accept-Encoding": "gzip", "If-None-Match": tag])
    #expect(again.status == 304)
  }

  @Test func servesThePagesUnderNamesThatMayBeKept() throws {
    let bank = try Bank(isEmpty: true)
    let page = try bank.wire.request("GET", "/watch/situation")
    #expect(page.status == 200 && page["Content-Type"] == "text/html; charset=utf-8")
    let link = try #require(page.text.firstMatch(of: /src="(\/assets\/[0-9a-f]{12}\/app\.js)"/)).1
    let script = try bank.wire.request("GET", String(link))
    #expect(script["Cache-Control"] == "public, max-age=31536000, immutable")
    #expect(script["Content-Type"] == "text/javascript; charset=utf-8")
    #expect(script.body == Array(String(repeating: "console.log('salus');\n", count: 100).utf8))
    for answer in [page, script] {
      let policy = try #require(answer["Content-Security-Policy"])
      #expect(policy.hasPrefix("default-src 'self'; ") && !policy.contains("data:"))
      #expect(answer["X-Content-Type-Options"] == "nosniff")
      #expect(answer["Referrer-Policy"] == "no-referrer")
    }
    let unbuilt = try Bank(isEmpty: true, pages: Pages(files: [:]))
    #expect(try unbuilt.wire.request("GET", "/").text.contains("scripts/web"))
  }

  @Test func saysThatAPortIsTaken() throws {
    let bank = try Bank(isEmpty: true)
    let port = bank.server.port
    #expect(throws: ServerError.portInUse(port)) {
      try API.server(port: port, token: StartToken(), model: bank.model)
    }
    #expect(throws: ServerError.noPort(70_000)) {
      try API.server(port: 70_000, token: StartToken(), model: bank.model)
    }
  }

  @Test func stopsAndLetsThePortGo() throws {
    let bank = try Bank(isEmpty: true)
    let port = bank.server.port
    let listening = try Listening(bank.wire, token: Bank.token)
    bank.server.stop()
    bank.server.stop()
    #expect(listening.waitForEnd())
    let again = try API.server(port: port, token: StartToken(), model: bank.model)
    #expect(try Wire(port: port).request("GET", "/healthz").status == 200)
    again.stop()
  }

  @Test func turnsProblemsOfRoutesIntoStatuses() throws {
    struct Odd: Problem {
      let kind: ProblemKind
      var description: String { "odd" }
    }
    let routes = [ProblemKind.failed, .usage, .notFound, .denied, .stale].map { kind in
      Route(
        .post, "/x/\(kind.rawValue)", "", access: .open,
        answer: .fresh { request in
          if request.body == Array("fine".utf8) { return Response(["ok": true]) }
          throw Odd(kind: kind)
        })
    }
    let hub = EventHub(head: { 0 }, source: { _, _ in [] })
    let server = try Server(
      Server.Settings(port: 0, token: StartToken()), routes: routes, hub: hub, version: { 0 })
    let wire = Wire(port: server.port)
    for (kind, status) in [(1, 500), (2, 400), (3, 404), (4, 403), (5, 412)] {
      #expect(try wire.request("POST", "/x/\(kind)").status == status)
    }
    let fine = try wire.request("POST", "/x/1", body: "fine")
    #expect(fine.status == 200 && fine.text == "{\"ok\":true}")
    server.stop()
  }
}
