import Dispatch
import Foundation
import SalusCore
import SalusTwin
import Testing

@testable import SalusServe

/// The stream of the journal's events.
@Suite struct StreamTests {
  private static func note(_ number: Int, _ type: String = "note.written") -> Draft {
    Draft(
      type: type, twin: ID("town"), payload: ["n": JSON(number)], actor: "test", source: "test",
      key: "\(type)-\(number)")
  }

  @Test func tellsWhatHappens() throws {
    let bank = try Bank(isEmpty: true)
    let listening = try Listening(bank.wire, token: Bank.token)
    #expect(listening.head.contains("text/event-stream"))
    _ = try bank.journal.append(StreamTests.note(1, "observations.recorded"))
    _ = try bank.journal.append(StreamTests.note(2, "forecast.issued"))
    let events = listening.events(2)
    #expect(events.map(\.id) == [1, 2] && events.map(\.topic) == ["observations", "forecast"])
    #expect(
      events.last?.data
        == "{\"seq\":2,\"topic\":\"forecast\",\"version\":2,\"ref\":\"/api/v1/forecasts\"}")
  }

  @Test func needsTheToken() throws {
    let bank = try Bank(isEmpty: true)
    #expect(try bank.wire.request("GET", "/api/v1/stream").status == 401)
  }

  @Test func goesOnWhereItStoppedWithoutGapsWhileOthersWrite() throws {
    let bank = try Bank(isEmpty: true)
    let total = 600
    // Threads of their own: the readers below block, and with few processors tasks would wait.
    let done = DispatchGroup()
    for writer in 0..<3 {
      done.enter()
      Thread.detachNewThread {
        for number in 0..<(total / 3) {
          _ = try? bank.journal.append(StreamTests.note(writer * total + number))
        }
        done.leave()
      }
    }
    var seen: [Int64] = []
    // Each connection hears some, is cut off, and the next one resumes.
    while seen.count < total {
      let listening = try Listening(bank.wire, token: Bank.token, after: seen.last ?? 0)
      let events = listening.events(min(90, total - seen.count))
      seen += events.prefix(70).map(\.id)
      if events.isEmpty { break }
    }
    #expect(done.wait(timeout: .now() + 30) == .success)
    #expect(seen == Array(1...Int64(total)))
  }

  @Test func tellsOnlyWhatIsAskedFor() throws {
    let bank = try Bank(isEmpty: true)
    for number in 0..<200 { _ = try bank.journal.append(StreamTests.note(number)) }
    _ = try bank.journal.append(StreamTests.note(0, "detection.finished"))
    let listening = try Listening(
      bank.wire, token: Bank.token, after: 0, topics: "detection,forecast")
    #expect(listening.events(1).map(\.id) == [201])
  }

  @Test func showsThatItLives() throws {
    let bank = try Bank(isEmpty: true, heartbeat: 0.05)
    let listening = try Listening(bank.wire, token: Bank.token)
    #expect(listening.waitForHeartbeat() && listening.waitForHeartbeat())
    _ = try bank.journal.append(StreamTests.note(1))
    #expect(listening.events(1).map(\.id) == [1])
  }

  @Test func aReaderThatSleepsHoldsUpNoWriter() throws {
    let bank = try Bank(isEmpty: true)
    let sleepers = try (0..<8).map { _ in try Listening(bank.wire, token: Bank.token, after: 0) }
    for number in 0..<500 { _ = try bank.journal.append(StreamTests.note(number)) }
    #expect(bank.model.version == 500)
    for sleeper in sleepers {
      #expect(sleeper.events(500).map(\.id) == Array(1...500))
    }
  }

  @Test func forgetsThoseWhoLeft() throws {
    let hub = EventHub(heartbeat: 0.02, head: { 0 }, source: { _, _ in [] })
    let route = Route(.get, "/api/v1/stream", "", access: .open, answer: .events)
    let server = try Server(
      Server.Settings(port: 0, token: StartToken()), routes: [route], hub: hub, version: { 0 })
    for _ in 0..<20 { _ = try Listening(Wire(port: server.port), token: "") }
    let last = try Listening(Wire(port: server.port), token: "")
    // Each heartbeat tries the dead connections; a second one finds them closed.
    for _ in 0..<200 where hub.count > 1 { _ = last.waitForHeartbeat() }
    #expect(hub.count == 1)
    server.stop()
  }
}
