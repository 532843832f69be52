import Foundation
import SalusCore
import SalusTwin
import Testing

@testable import SalusOperate
@testable import SalusServe

/// The addresses of twins, their history and their branches.
@Suite struct KernelRouteTests {
  private func station() throws -> Station {
    try Station(
      directory: NSTemporaryDirectory() + "salus-serve-" + UUID().uuidString, mode: .create,
      actor: "unverified:ann")
  }

  @Test func describesEveryRouteOfTheKernel() throws {
    let station = try station()
    defer { try? FileManager.default.removeItem(atPath: station.directory) }
    let desk = station.twins
    let routes =
      TwinStateRoutes(desk: desk).routes + TypeRoutes(desk: desk).routes
      + BranchRoutes(desk: desk).routes + LineRoutes(desk: desk).routes
      + RelationRoutes(desk: desk).routes
    let model = try ReadModel(station.journal)
    guard let token = StartToken("0123456789abcdef0123456789abcdef") else {
      Issue.record("no token")
      return
    }
    let server = try API.server(port: 0, token: token, model: model, station: station)
    defer { server.stop() }
    let answer = try Wire(port: server.port).request(
      "GET", "/api/v1/openapi.json", headers: ["Authorization": "Bearer \(token.text)"])
    let paths = try JSON(parsing: answer.body)["paths"]
    #expect(routes.count >= 24)
    for route in routes {
      let operation = paths?[route.pattern]?[route.method.rawValue.lowercased()]
      #expect(operation != nil, "\(route.method) \(route.pattern)")
      for match in route.pattern.matches(of: /\{([a-z]+)\}/) {
        #expect(route.parameters.contains { $0.name == match.1 && $0.place == .path })
      }
      #expect((operation?["requestBody"] != nil) == (route.method == .post))
    }
  }

  @Test(arguments: [
    (["rev": "3"], Moment.revision(3)), (["recorded": "v7"], .version(7)), ([:], .latest),
    (
      ["known": "2026-05-02T06:00:00Z"],
      .valid(
        Instant(startOf: day("2026-05-02")) + 21_600,
        known: Instant(startOf: day("2026-05-02")) + 21_600)
    ),
    (
      ["at": "2026-05-01", "recorded": "9"],
      .audited(Instant(endOf: day("2026-05-01")), through: 9)
    ),
  ])
  func readsMoments(_ words: [String: String], _ moment: Moment) throws {
    let read = try TwinMoment.read(
      at: words["at"], known: words["known"], recorded: words["recorded"], revision: words["rev"])
    #expect(read == moment)
  }

  @Test(arguments: [
    ["rev": "3", "at": "2026-05-01"], ["at": "soon"], ["recorded": "-1"], ["rev": "x"],
    ["known": "2026-05-01", "recorded": "9"],
  ])
  func refusesMomentsThatMeanNothing(_ words: [String: String]) {
    #expect(throws: TwinProblem.self) {
      try TwinMoment.read(
        at: words["at"], known: words["known"], recorded: words["recorded"],
        revision: words["rev"])
    }
  }
}

private func day(_ text: String) -> CivilDate { CivilDate(text) ?? .first }
