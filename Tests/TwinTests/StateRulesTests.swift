import SalusCore
import SalusGovernance
import SalusTwin
import Testing

private let ward = TypeName("dtmi:test:care:Ward;1") ?? .unknown
private let w = ID<Twin>("w")

private func event(
  _ sequence: Int64, _ type: String, _ payload: JSON, valid: Int64 = 0, known: Int64? = nil,
  source: String = "lab", causation: Int64? = nil
) -> Event {
  Event(
    sequence: sequence, branch: Branch.main, twin: w, revision: sequence, type: type, version: 1,
    valid: Instant(microseconds: valid), known: Instant(microseconds: known ?? sequence),
    recorded: Instant(microseconds: sequence), payload: payload, actor: "a", purpose: "p",
    source: source, causation: causation, previous: .zero, hash: .zero)
}

private func state(_ values: [String: JSON], deleted: Bool = false) -> TwinState {
  var state = TwinState(id: w, type: ward, revision: 1, head: 1, created: 1, isDeleted: deleted)
  for (name, value) in values {
    state.features[name] = Feature(
      reported: Reading(
        value: value, observed: .beginning, known: .beginning, recorded: .beginning, source: "s",
        event: 1))
  }
  return state
}

@Suite struct StateFoldTests {
  private let made = event(1, StateEvent.created, ["type": "dtmi:test:care:Ward;1"])

  @Test func countsTheLatestObservedThenKnownThenRecorded() throws {
    let thread = [
      made, event(2, StateEvent.reported, ["values": ["x": 1]], valid: 10, known: 5),
      event(3, StateEvent.reported, ["values": ["x": 2]], valid: 9, known: 9),
      event(4, StateEvent.reported, ["values": ["x": 3]], valid: 10, known: 4),
      event(5, StateEvent.reported, ["values": ["x": 4]], valid: 10, known: 5),
    ]
    #expect(try StateFold.state(of: thread)?.reported("x") == 4)
    #expect(try StateFold.state(of: thread.dropLast())?.reported("x") == 1)
    let seen = Sight(valid: Instant(microseconds: 9))
    #expect(try StateFold.state(of: thread, seen: seen)?.reported("x") == 2)
    let early = Sight(known: Instant(microseconds: 4))
    #expect(try StateFold.state(of: thread, seen: early)?.reported("x") == 3)
  }

  @Test func aCorrectionBringsBackWhatCountedBefore() throws {
    let thread = [
      made, event(2, StateEvent.reported, ["values": ["x": 1]], valid: 5),
      event(3, StateEvent.reported, ["values": ["x": 99]], valid: 20),
      event(4, StateEvent.corrected, ["values": ["x": 2]], valid: 3, causation: 3),
    ]
    #expect(try StateFold.state(of: thread)?.reported("x") == 1)
    #expect(throws: StateFault.needsHistory(w)) {
      try thread.reduce(nil) { try StateFold.apply($1, to: $0) }
    }
    let before = Sight(sequence: 3)
    #expect(try StateFold.state(of: thread, seen: before)?.reported("x") == 99)
  }

  @Test func aRevokedSourceSaysNothingBeforeItsRevocation() throws {
    let thread = [
      made, event(2, StateEvent.reported, ["values": ["x": 1]], valid: 1),
      event(3, StateEvent.reported, ["values": ["x": 2]], valid: 2, source: "bad"),
      event(9, StateEvent.reported, ["values": ["y": 3]], valid: 2, source: "bad"),
    ]
    let folded = try StateFold.state(of: thread, revoked: ["bad": 5])
    #expect(folded?.reported("x") == 1 && folded?.reported("y") == 3)
  }
}

@Suite struct StateCodingTests {
  @Test func comesBackEqualAndEqualStatesHaveEqualBytes() throws {
    var full = state(["a": 1, "ü": ["x": [1.5, nil, "t", false]], "b": .number(1e300)])
    full.aliases = [Alias(system: "s", value: "v")]
    full.mergedInto = ID("m")
    full.derivedFrom = ID("p")
    full.subject = ID("s")
    full.lifecycle = .stale
    full.role = .composite
    full.features["c"] = Feature(
      reported: nil,
      desired: Reading(
        value: "on", unit: "mm[Hg]", observed: Instant(microseconds: .max), known: .farPast,
        recorded: .beginning, quality: .missing, source: "désk", event: .max))
    for state in [full, state([:]), state(["x": nil], deleted: true)] {
      let bytes = StateCoding.body(state)
      #expect(
        try StateCoding.state(bytes, id: w, revision: state.revision, head: state.head) == state)
      #expect(StateCoding.body(state) == bytes)
      for end in 0..<bytes.count {
        #expect(throws: StateFault.self) {
          try StateCoding.state(Array(bytes[..<end]), id: w, revision: 1, head: 1)
        }
      }
      for place in bytes.indices {
        var damaged = bytes
        damaged[place] = 0xFF
        _ = try? StateCoding.state(damaged, id: w, revision: 1, head: 1)
      }
    }
  }
}

@Suite struct ThreeWayMergeTests {
  @Test(
    arguments: [
      // base, ours, theirs, taken, in conflict
      (1, 1, 2, true, false), (1, 2, 1, false, false), (1, 2, 2, false, false),
      (1, 2, 3, false, true), (nil, nil, 3, true, false), (nil, 2, 3, false, true),
      (1, 1, nil, true, false), (1, 2, nil, false, true), (1, nil, 1, false, false),
    ] as [(Int?, Int?, Int?, Bool, Bool)])
  func takesWhatOneSideChanged(
    base: Int?, ours: Int?, theirs: Int?, taken: Bool, conflict: Bool
  ) {
    func made(_ value: Int?) -> TwinState {
      state(value.map { ["x": .integer(Int64($0))] } ?? [:])
    }
    let merge = ThreeWayMerge(w, base: made(base), ours: made(ours), theirs: made(theirs))
    #expect(merge.taken.map(\.path) == (taken ? ["reported/x"] : []))
    #expect(merge.conflicts.map(\.path) == (conflict ? ["reported/x"] : []))
    #expect(merge.drafts(from: ID("b"), by: "a").isEmpty == !taken)
    let settled = ThreeWayMerge(
      w, base: made(base), ours: made(ours), theirs: made(theirs),
      choices: ["reported/x": .theirs])
    #expect(settled.conflicts.isEmpty && settled.taken.isEmpty == !(taken || conflict))
  }
}
