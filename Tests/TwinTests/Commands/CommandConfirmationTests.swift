import SalusCore
import SalusTwin
import Testing

@Suite struct CommandConfirmationTests {
  /// Plays drafts against a watch from the beginning; gives the steps that it asks for.
  static func watch(_ drafts: [Draft]) throws -> [CommandStep] {
    var maker = CommandEvents()
    var watch = CommandWatch()
    var steps: [CommandStep] = []
    for draft in drafts { steps += try watch.take(maker.event(draft)) }
    return steps
  }

  static func step(_ state: CommandState, at seconds: Double = 1) -> Draft {
    CommandStep(opening, to: state).draft(actor: "gateway", at: CommandEvents.start + seconds)
  }

  static let asked = request(autonomy: 5).draft(actor: "ada", at: CommandEvents.start)

  @Test func needsAcknowledgementAndReportInEitherOrder() throws {
    let report = reported(["flow": 12])
    let after = try Self.watch([Self.asked, Self.step(.sent), Self.step(.accepted), report])
    #expect(after == [CommandStep(opening, to: .succeeded, reports: [4])])
    let before = try Self.watch([Self.asked, Self.step(.sent), report, Self.step(.accepted)])
    #expect(before == [CommandStep(opening, to: .succeeded, reports: [3])])
    #expect(try Self.watch([Self.asked, Self.step(.sent), report]).isEmpty)
    #expect(try Self.watch([Self.asked, Self.step(.sent), Self.step(.accepted)]).isEmpty)
  }

  static let values: [(JSON, Bool)] = [
    (.integer(12), true), (.number(12.0), true), (.number(12.4), false), (.integer(11), false),
    (.string("12"), false), (["value": 12, "unit": "L/min"], true),
    (["value": 12, "quality": "suspect"], false), (["value": 12, "quality": "missing"], false),
    (["value": 12, "quality": "good"], true), (["value": 12, "quality": "excellent"], false),
    (.null, false),
  ]

  @Test(arguments: values)
  func takesOnlyAgreeingReportsOfGoodQuality(value: JSON, isConfirmed: Bool) throws {
    let steps = try Self.watch([
      Self.asked, Self.step(.sent), Self.step(.accepted), reported(["flow": value]),
    ])
    #expect(steps.isEmpty != isConfirmed)
  }

  @Test func takesNumbersWithinTheTolerance() throws {
    let wish = request(tolerance: 0.5, autonomy: 5).draft(actor: "ada", at: CommandEvents.start)
    for (value, isConfirmed) in [(12.5, true), (11.5, true), (12.51, false)] {
      let steps = try Self.watch([
        wish, Self.step(.sent), Self.step(.accepted), reported(["flow": .number(value)]),
      ])
      #expect(steps.isEmpty != isConfirmed)
    }
  }

  /// A report of how it was before the command, or of another twin, or a newer one that says
  /// otherwise, confirms nothing.
  @Test func takesNoReportOfAnotherTimeOrTwin() throws {
    let acknowledged = [Self.asked, Self.step(.sent), Self.step(.accepted)]
    let early = reported(["flow": 12], valid: CommandEvents.start + -60)
    #expect(try Self.watch(acknowledged + [early]).isEmpty)
    #expect(try Self.watch([reported(["flow": 12])] + acknowledged).isEmpty)
    #expect(try Self.watch(acknowledged + [reported(["flow": 12], of: ID("pump-4"))]).isEmpty)
    let newer = reported(["flow": 3], valid: CommandEvents.start + 100)
    let older = reported(["flow": 12], valid: CommandEvents.start + 50)
    #expect(try Self.watch(acknowledged + [newer, older]).isEmpty)
    // A clock that lags a little is forgiven.
    let lagging = reported(["flow": 12], valid: CommandEvents.start + -4)
    #expect(try Self.watch(acknowledged + [lagging]).count == 1)
  }

  @Test func waitsForEveryFeature() throws {
    var wish = request(autonomy: 5)
    wish.desired.append(CommandRequest.Change("valve", "open"))
    let asked = wish.draft(actor: "ada", at: CommandEvents.start)
    let begun = [asked, Self.step(.sent), Self.step(.accepted), reported(["flow": 12])]
    #expect(try Self.watch(begun).isEmpty)
    let steps = try Self.watch(begun + [reported(["valve": "open"])])
    #expect(steps == [CommandStep(opening, to: .succeeded, reports: [4, 5])])
    // The flow that was right is wrong again by the time the valve is open.
    #expect(try Self.watch(begun + [reported(["valve": "open", "flow": 3])]).isEmpty)
  }

  /// Begun anywhere in a random history, a watch asks for the same as one that saw all of it.
  @Test(arguments: 1...40)
  func findsTheSameFromAnyBeginning(seed: Int) throws {
    var dice = SplitMix(UInt64(seed))
    var maker = CommandEvents()
    var events: [Event] = []
    var commands: [ID<Command>: Command] = [:]
    var ids: [ID<Command>] = []
    for number in 0..<60 {
      switch Int.random(in: 0..<4, using: &dice) {
      case 0:
        let wish = request(
          ID("c-\(number)"), flow: .integer(Int64.random(in: 0..<3, using: &dice)), autonomy: 5)
        ids.append(wish.id)
        events.append(maker.event(wish.draft(actor: "ada", at: CommandEvents.start)))
      case 1, 2:
        guard let id = ids.randomElement(using: &dice), let command = commands[id],
          let next = command.state.next(on: .main).subtracting([.succeeded])
            .sorted(by: { $0.rawValue < $1.rawValue }).randomElement(using: &dice)
        else { continue }
        events.append(
          maker.event(CommandStep(id, to: next).draft(actor: "x", at: CommandEvents.start)))
      default:
        events.append(
          maker.event(reported(["flow": .integer(Int64.random(in: 0..<3, using: &dice))])))
      }
      if let event = events.last, let id = event.payload["command"]?.string {
        commands[ID(id)] = try Command.fold(event, onto: commands[ID(id)])
      }
    }
    var whole = CommandWatch()
    var wanted: [Int64: [CommandStep]] = [:]
    for event in events { wanted[event.sequence] = try whole.take(event) }
    let cut = Int.random(in: 0..<events.count, using: &dice)
    var late = CommandWatch()
    var states: [ID<Command>: Command] = [:]
    for event in events[..<cut] {
      guard let id = event.payload["command"]?.string else { continue }
      states[ID(id)] = try Command.fold(event, onto: states[ID(id)])
    }
    for command in states.values {
      _ = late.follow(command, reports: events[..<cut].filter { $0.type == StateEvent.reported })
    }
    for event in events[cut...] {
      let found = try late.take(event)
      #expect(found == wanted[event.sequence])
    }
    #expect(late.count == whole.count)
  }
}

/// A small generator for histories; SplitMix64 (Steele, Lea, Flood 2014).
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
