import SalusCore
import SalusTwin
import Testing

@Suite struct CommandAnswerTests {
  /// A command that came into a state by the shortest way.
  static func command(_ state: CommandState) throws -> Command {
    let ways: [CommandState: [CommandState]] = [
      .requested: [], .approved: [.approved], .sent: [.sent], .accepted: [.sent, .accepted],
      .executing: [.sent, .executing], .succeeded: [.sent, .accepted, .succeeded],
      .failed: [.sent, .failed], .expired: [.expired], .cancelled: [.cancelled],
    ]
    var maker = CommandEvents()
    var command: Command?
    let asked = request(autonomy: 5).draft(actor: "ada", at: CommandEvents.start)
    for draft in [asked]
      + (ways[state] ?? []).map({
        CommandStep(opening, to: $0).draft(actor: "x", at: CommandEvents.start)
      })
    {
      command = try Command.fold(maker.event(draft), onto: command)
    }
    return try #require(command)
  }

  /// Answers come twice and overtake each other; none leads back.
  @Test(arguments: [
    (CommandState.sent, CommandAnswer.accepted("a"), CommandState?.some(.accepted)),
    (.sent, .executing("e"), .executing), (.sent, .failed("f"), .failed),
    (.accepted, .accepted("a"), nil), (.accepted, .executing("e"), .executing),
    (.executing, .accepted("a"), nil), (.executing, .executing("e"), nil),
    (.executing, .failed("f"), .failed), (.succeeded, .accepted("a"), nil),
    (.succeeded, .executing("e"), nil), (.failed, .failed("f"), nil),
  ])
  func neverLeadsBack(from: CommandState, answer: CommandAnswer, to: CommandState?) throws {
    #expect(try answer.step(of: Self.command(from))?.state == to)
  }

  @Test(arguments: [
    (CommandState.requested, CommandAnswer.accepted("")), (.approved, .executing("")),
    (.cancelled, .accepted("")), (.expired, .failed("")), (.succeeded, .failed("")),
    (.failed, .accepted("")),
  ])
  func refusesAnswersOfWhatWasNeverAskedOrIsOver(from: CommandState, answer: CommandAnswer) throws {
    let command = try Self.command(from)
    #expect(throws: CommandFault.self) { try answer.step(of: command) }
  }

  @Test func waitsLongerAfterEachFailureUpToFiveMinutes() {
    let waits = (1...12).map { Backoff.wait(after: $0) }
    #expect(waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300])
    #expect(Backoff.wait(after: 1, asked: 40) == 40)
    #expect(Backoff.wait(after: 9, asked: 40) == 256)
    #expect(Backoff.wait(after: 1, asked: 90_000) == 300)
    #expect(Backoff.wait(after: .max) == 300)
  }
}
