import SalusCore
import SalusGovernance
import SalusTwin
import Testing

@Suite struct CanonicalEventTests {
  private let payload = Digest(of: Array("{\"text\":\"first\"}".utf8))

  /// Two rows of one block, the second one withdrawn.
  private var batch: Digest {
    var bytes = CanonicalBytes()
    bytes.append(blockOf: "flu", stratum: "", twin: "us-al")
    let date = Int64(1_704_499_200_000_000)
    bytes.append(ObservationRow(valid: date, known: 1_704_844_800_000_000, value: 5, quality: 0))
    bytes.append(
      ObservationRow(valid: date, known: 1_705_449_600_000_000, value: nil, quality: 1))
    return Digest(of: bytes.bytes)
  }

  private var event: Event {
    Event(
      sequence: 7, branch: Branch.main, twin: ID("us"), revision: 2, type: "note.written",
      version: 1, valid: Instant(microseconds: 1_704_067_200_000_000),
      known: Instant(microseconds: 1_704_067_200_000_000),
      recorded: Instant(microseconds: 1_704_067_200_000_001), payload: ["text": "first"],
      actor: "Zoë", purpose: "surveillance", source: "desk", key: "k1", causation: 3, accepted: 2,
      duplicate: 1, corrected: 0, retracts: [4], content: Digest(of: Array("content".utf8)),
      observations: batch, previous: Digest(of: Array("previous".utf8)), hash: .zero)
  }

  /// Digests computed apart from this code, with Python's struct and hashlib, from the layout in
  /// docs/journal.md.
  @Test func hasTheDocumentedBytes() {
    #expect(
      batch.description == "3d7222a739da9587f7009daf659f0aa756936004d61cb8ed2e97927e72a107af")
    let canonical = event.canonicalBytes(payload: payload)
    #expect(canonical.count == 313)
    #expect(
      Digest(of: canonical).description
        == "7fc7d5e666e823f359af5393a480146d57211866ac435008eabef47de3e59605")
    #expect(
      Event.hash(previous: event.previous, canonical: canonical).description
        == "c0df4b35f2853640726c480e3ec6af9f38fe6888682534a905ac34a375caed23")
  }

  @Test(
    arguments: [
      { $0.sequence += 1 }, { $0.branch = ID("b") }, { $0.twin = ID("x") }, { $0.revision += 1 },
      { $0.type = "x" }, { $0.version += 1 }, { $0.valid = $0.valid + 1 },
      { $0.known = $0.known + 1 }, { $0.recorded = $0.recorded + 1 }, { $0.actor = "Zoe" },
      { $0.purpose = "exercise" }, { $0.source = "x" }, { $0.key = nil }, { $0.key = "k2" },
      { $0.causation = nil }, { $0.accepted += 1 }, { $0.duplicate += 1 }, { $0.corrected += 1 },
      { $0.retracts = [] }, { $0.content = nil }, { $0.observations = nil },
    ] as [@Sendable (inout Event) -> Void])
  func dependsOnEveryField(change: @Sendable (inout Event) -> Void) {
    var other = event
    change(&other)
    #expect(other.canonicalBytes(payload: payload) != event.canonicalBytes(payload: payload))
    #expect(event.canonicalBytes(payload: .zero) != event.canonicalBytes(payload: payload))
  }

  @Test func knowsARepeatedDraftWhoeverSendsIt() {
    let row = Observation(
      twin: ID("us"), signal: ID("flu"), valid: Instant(microseconds: 0),
      known: Instant(microseconds: 5), value: 1)
    let draft = Draft(
      type: "x", twin: ID("us"), actor: "a", source: "s", key: "k", observations: [row])
    var again = draft
    again.actor = "b"
    #expect(again.contentDigest(payload: payload) == draft.contentDigest(payload: payload))
    var other = draft
    other.observations[0].value = 2
    #expect(other.contentDigest(payload: payload) != draft.contentDigest(payload: payload))
  }
}
