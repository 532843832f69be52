import SalusCore
import SalusTwin
import Testing

@Suite struct CommandRulesTests {
  /// A command in the middle of its life, with what happened so far.
  struct Path {
    var command: Command
    var steps: [CommandState]
    var approver: String?
    var isFourEyesOff = false
    var hasAgreeingReport = false
  }

  /// Every step that anybody could try: all states, by the one who asked and by another, in time
  /// and too late, said by a simulated counterpart or not, with the report or without.
  static func attempts(on path: Path, report: Int64) -> [(CommandStep, actor: String, late: Bool)] {
    var found: [(CommandStep, actor: String, late: Bool)] = []
    for state in CommandState.allCases where state != .requested {
      for actor in ["ada", "ben"] {
        for late in [false, true] {
          for flag in [false, true] {
            for reports in [[], [report]] {
              found.append(
                (
                  CommandStep(
                    path.command.id, to: state, reports: reports, isSimulated: flag,
                    isFourEyesOff: flag), actor, late
                ))
            }
          }
        }
      }
    }
    return found
  }

  /// Tries everything everywhere until nothing new is reached.
  static func explore(autonomy: Int, on branch: ID<Branch>) throws -> [Path] {
    let line = CommandState.Line(branch)
    var maker = CommandEvents(on: branch)
    let wanted = request(autonomy: autonomy)
    let first = maker.event(wanted.draft(actor: "ada", at: CommandEvents.start))
    let none: (Int64) throws(JournalError) -> Event? = { (_) throws(JournalError) in nil }
    var open = [
      Path(
        command: try Command.admit(first, onto: nil, on: line, report: none),
        steps: [.requested])
    ]
    var all = open
    var seen: Set<[String]> = []
    while let path = open.popLast() {
      #expect(path.steps.count < 8, "no command goes round in circles")
      let report = maker.event(reported(["flow": 12], valid: CommandEvents.start + 20))
      for (step, actor, late) in attempts(on: path, report: report.sequence) {
        let now = late ? wanted.expires + 1 : CommandEvents.start + 20
        let event = maker.event(step.draft(actor: actor, at: now))
        do throws(JournalError) {
          let next = try Command.admit(event, onto: path.command, on: line) {
            (sequence) throws(JournalError) in
            sequence == report.sequence ? report : nil
          }
          let reached = Path(
            command: next, steps: path.steps + [step.state],
            approver: step.state == .approved ? actor : path.approver,
            isFourEyesOff: step.state == .approved ? step.isFourEyesOff : path.isFourEyesOff,
            hasAgreeingReport: !step.reports.isEmpty)
          all.append(reached)
          // One representative of each way is enough to go on from.
          let way = reached.steps.map(\.rawValue) + [reached.approver ?? ""]
          if seen.insert(way).inserted { open.append(reached) }
        } catch {
          #expect(error.kind == .conflict, "\(error)")
          #expect(error.description.contains(path.command.id.text))
        }
      }
    }
    return all
  }

  @Test(arguments: 0...5)
  func neverSendsUnapprovedWhereApprovalIsAskedFor(autonomy: Int) throws {
    let all = try Self.explore(autonomy: autonomy, on: Branch.main)
    let sent = all.filter { $0.steps.contains(.sent) }
    #expect(!sent.isEmpty)
    for path in sent where autonomy < 5 {
      #expect(path.steps.prefix(2) == [.requested, .approved])
      #expect(path.approver == "ben" || path.isFourEyesOff)
    }
    #expect(all.contains { $0.steps == [.requested, .sent] } == (autonomy == 5))
    for path in all where path.command.state == .succeeded {
      #expect(path.steps.contains(.accepted) || path.steps.contains(.executing))
      #expect(path.hasAgreeingReport && !path.command.isSimulated)
    }
    #expect(Set(all.map(\.command.state)) == Set(CommandState.allCases))
  }

  @Test(arguments: 0...5)
  func neverLeavesABranch(autonomy: Int) throws {
    let all = try Self.explore(autonomy: autonomy, on: ID("what-if"))
    let reached = Set(all.map(\.command.state))
    #expect(reached.isDisjoint(with: [.sent, .accepted, .executing]))
    for path in all where path.command.state == .succeeded { #expect(path.command.isSimulated) }
  }

  @Test(arguments: CommandState.allCases, CommandState.Line.allCases)
  func endsForEver(state: CommandState, line: CommandState.Line) {
    #expect(state.isFinal == state.next(on: line).isEmpty)
    #expect(!state.next(on: line).contains(.requested))
  }

  @Test func namesStateAndStepInARefusal() throws {
    var maker = CommandEvents()
    let first = maker.event(request(autonomy: 5).draft(actor: "ada", at: CommandEvents.start))
    let command = try Command.admit(first, onto: nil, on: .main) { (_) throws(JournalError) in nil }
    let event = maker.event(
      CommandStep(opening, to: .executing).draft(actor: "gateway", at: CommandEvents.start + 2))
    #expect(
      throws: JournalError.conflict("command c-1 is requested and cannot become executing")
    ) {
      try Command.admit(event, onto: command, on: .main) { (_) throws(JournalError) in nil }
    }
  }

  @Test func letsOneApproveAloneOnlyWhereItSaysSo() throws {
    var maker = CommandEvents()
    let first = maker.event(request(autonomy: 4).draft(actor: "ada", at: CommandEvents.start))
    let command = try Command.admit(first, onto: nil, on: .main) { (_) throws(JournalError) in nil }
    func approve(_ actor: String, off: Bool) throws(JournalError) -> Command {
      let step = CommandStep(opening, to: .approved, isFourEyesOff: off)
      let event = maker.event(step.draft(actor: actor, at: CommandEvents.start + 2))
      return try Command.admit(event, onto: command, on: .main) { (_) throws(JournalError) in nil }
    }
    #expect(throws: JournalError.self) { try approve("ada", off: false) }
    #expect(try approve("ben", off: false).approvedBy == "ben")
    #expect(try approve("ada", off: true).isFourEyesOff)
  }

  @Test(arguments: [
    (request(ID("")), "id"), (request(ID("a b")), "id"), (request(ID("a\r\nX: y")), "id"),
    (request(lasting: 0), "expired"), (request(flow: .null), "cannot be read"),
    (request(tolerance: -1), "tolerance"), (request(tolerance: .infinity), "tolerance"),
    (request(autonomy: 6), "autonomy"), (request(autonomy: -1), "autonomy"),
    (request(flow: .string(String(repeating: "x", count: 70_000))), "bytes"),
  ])
  func refusesWhatCouldNeverBeDone(request: CommandRequest, word: String) {
    do throws(CommandFault) {
      try request.check(at: CommandEvents.start)
      Issue.record("accepted")
    } catch {
      #expect(error.kind == .usage && error.description.contains(word), "\(error)")
    }
  }

  @Test func refusesWishesThatNoReportCanShow() {
    var wish = request()
    wish.desired = []
    #expect(throws: CommandFault.self) { try wish.check(at: CommandEvents.start) }
    wish.desired = [CommandRequest.Change("flow", 1), CommandRequest.Change("flow", 2)]
    #expect(throws: CommandFault.self) { try wish.check(at: CommandEvents.start) }
  }

  @Test func readsWhatItWrote() throws {
    var maker = CommandEvents()
    let wish = request(flow: ["unit": "L/min", "value": 12.5], tolerance: 0.5)
    #expect(try CommandRequest(maker.event(wish.draft(actor: "ada", at: .beginning))) == wish)
    for state in CommandState.allCases where state != .requested {
      let step = CommandStep(
        opening, to: state, words: "so", reports: [3, 4], isSimulated: true, isFourEyesOff: true)
      #expect(try CommandStep(maker.event(step.draft(actor: "ada", at: .beginning))) == step)
    }
  }
}
