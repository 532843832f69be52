import SalusCore
import SalusTwin
import Testing

@Suite struct CommandTypingTests {
  /// A pump whose flow is writable, whose pressure is not, with a command each way.
  static func pumpType(autonomy: Autonomy) throws -> ResolvedType {
    let flow = ValueRule(.double, unit: try UnitCode("L/min"))
    let type = TwinType(
      name: try #require(TypeName("dtmi:test:care:Pump;1")),
      level: Level(autonomy: autonomy),
      contents: [
        Content("flow", .property(flow, isWritable: true)),
        Content("pressure", .property(ValueRule(.double), isWritable: false)),
        Content("setFlow", .command(request: Field("flow", flow), response: nil)),
        Content("restart", .command(request: nil, response: nil)),
      ])
    var registry = TypeRegistry()
    try registry.register(type)
    return try registry.resolved(type.name)
  }

  static func wish(
    _ name: String = "setFlow", arguments: JSON = 12, desired: [CommandRequest.Change]? = nil,
    autonomy: Int = 5
  ) -> CommandRequest {
    CommandRequest(
      id: opening, twin: pump, name: name, arguments: arguments,
      desired: desired ?? [CommandRequest.Change("flow", 12)], autonomy: autonomy,
      expires: CommandEvents.start + 60)
  }

  @Test func convertsWishesToTheUnitsOfTheType() throws {
    let type = try Self.pumpType(autonomy: .act)
    let change = CommandRequest.Change(
      "flow", ["value": 600, "unit": "mL/min"], tolerance: 50)
    let fitted = try Self.wish(desired: [change]).fitted(to: type)
    let kept = try #require(fitted.desired.first)
    #expect(try StatedValue(reading: kept.value) == StatedValue(0.6, unit: "L/min"))
    #expect(abs(kept.tolerance - 0.05) < 1e-12)
    #expect(try Self.wish("restart", arguments: .null).fitted(to: type).arguments == .null)
  }

  @Test func refusesWhatTheTypeDoesNotTake() throws {
    let type = try Self.pumpType(autonomy: .act)
    let wishes: [(CommandRequest, String)] = [
      (Self.wish("setFlov"), "setFlov"), (Self.wish("flow"), "no command"),
      (Self.wish(arguments: "much"), "much"), (Self.wish("restart", arguments: 3), "no arguments"),
      (Self.wish(desired: [CommandRequest.Change("pressure", 3)]), "writable"),
      (Self.wish(desired: [CommandRequest.Change("flow", "much")]), "much"),
      (Self.wish(desired: [CommandRequest.Change("flow", ["value": 3, "unit": "kg"])]), "kg"),
      (Self.wish(desired: [CommandRequest.Change("colour", 3)]), "colour"),
    ]
    for (wish, word) in wishes {
      do throws(CommandFault) {
        _ = try wish.fitted(to: type)
        Issue.record("\(word) was taken")
      } catch {
        #expect(error.kind == .usage && error.description.contains(word), "\(error)")
      }
    }
  }

  @Test(arguments: [
    (Autonomy.act, 5, false, 5), (.act, 4, false, 4), (.recommend, 5, false, 3),
    (.mirror, 5, false, 0), (.act, 5, true, 1), (.mirror, 5, true, 0),
  ])
  func actsNoMoreThanTheTypeMay(declared: Autonomy, asked: Int, isStale: Bool, given: Int) throws {
    let fitted = try Self.wish(autonomy: asked)
      .fitted(to: try Self.pumpType(autonomy: declared), isStale: isStale)
    #expect(fitted.autonomy == given)
  }
}
