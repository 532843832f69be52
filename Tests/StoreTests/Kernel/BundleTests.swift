import SalusCore
import SalusGovernance
import SalusStore
import SalusTwin
import Testing

@Suite struct BundleTests {
  private let key = SigningKey()
  private let w = ID<Twin>("w")

  /// A line over a fork, with observations, a key, a correction and a retraction.
  private func history(_ bench: Bench) throws -> StoredJournal {
    let bank = try bench.journal()
    _ = try bank.append(
      TwinCreated(type: ward, aliases: [Alias(system: "s", value: "1")]).draft(
        w, actor: "a", source: "lab", key: "k"))
    _ = try bank.append(
      report([
        value(5, on: "2024-01-06", known: "2024-01-10"),
        value(nil, at: "us-ny", on: "2024-01-06", known: "2024-01-10", stratum: "65+"),
        value(0.1, on: "2024-01-06", known: "2024-01-10"),
      ]))
    _ = try bank.append(report([value(7, on: "2024-01-13", known: "2024-01-17")]))
    _ = try bank.fork(ForkRequest(ID("b"), owner: "a"))
    _ = try bank.append(
      [
        TwinValues(["beds": StatedValue(4.5, unit: "1")]).reported(
          of: w, actor: "a", source: "lab"),
        TwinValues(["beds": StatedValue(4)]).corrected(
          of: w, superseding: 1, actor: "a", source: "lab"),
        report([], retracts: [3]),
      ], expecting: [], on: ID("b"))
    return bank
  }

  @Test(arguments: StoreKind.here) func comesBackByteForByte(kind: StoreKind) throws {
    let bench = try Bench()
    let bank = try history(bench)
    defer { withExtendedLifetime(bench) {} }
    let bundle = try bank.bundle(ID("b"), signedWith: key)
    let otherBench = try Bench(kind)
    let other = try otherBench.journal()
    defer { withExtendedLifetime(otherBench) {} }
    _ = try other.append(TwinCreated(type: ward).draft(ID("own"), actor: "a", source: "s"))
    let info = try other.importBundle(bundle, as: "north", trusting: [key.verifying])
    #expect(info.id == ID("bank/north") && info.status == .foreign)
    #expect(try info.head == bank.head(of: ID("b")))
    #expect(try other.bundle(info.id, signedWith: SigningKey()) == bundle)
    let there = try bank.state(of: w, at: .latest, on: ID("b"))
    #expect(try other.state(of: w, at: .latest, on: info.id) == there)
    let query = ObservationQuery(signal: flu, stratum: nil)
    #expect(
      try other.observations(query, at: View(branch: info.id))
        == bank.observations(query, at: View(branch: ID("b"))))
    #expect(try other.verify().isWhole)
    try other.rebuild()
    #expect(try other.verify().isWhole)
    #expect(throws: JournalError.self) {
      try other.append([report([])], expecting: [], on: info.id)
    }
    #expect(throws: JournalError.self) { try other.importBundle(bundle, as: "north") }
    let merged = try other.merge(info.id, choices: [:], by: "a")
    #expect(merged.conflicts.isEmpty)
    #expect(try other.state(of: w, at: .latest, on: Branch.main)?.reported("beds") == 4)
  }

  @Test func namesTheLineThatIsWrong() throws {
    let bench = try Bench()
    let bundle = try history(bench).bundle(ID("b"), signedWith: key)
    let lines = bundle.split(separator: 10, omittingEmptySubsequences: false).map(Array.init)
    func joined(_ lines: [[UInt8]]) -> [UInt8] { Array(lines.joined(separator: [10])) }
    func refusal(_ bytes: [UInt8], trusting: [VerifyingKey]? = nil) throws -> String {
      let bankBench = try Bench()
      let bank = try bankBench.journal()
      defer { withExtendedLifetime(bankBench) {} }
      var reason = "taken"
      do {
        _ = try bank.importBundle(bytes, as: "x", trusting: trusting)
      } catch {
        reason = error.description
      }
      #expect(try bank.branches().count == (reason == "taken" ? 2 : 1))
      #expect(try bank.verify().isWhole)
      return reason
    }
    #expect(try refusal(joined(lines)) == "taken")
    #expect(try refusal(bundle, trusting: [SigningKey().verifying]).contains("line 1:"))
    #expect(try refusal([]).contains("cut off"))
    #expect(try refusal(Array(bundle.dropLast(200))).contains("cut off"))
    #expect(try refusal(joined(Array(lines.dropLast(2)) + [[]])).contains("cut off"))
    var swapped = lines
    swapped.swapAt(2, 3)
    #expect(try refusal(joined(swapped)).contains("line \(lines.count - 1):"))
    var changed = lines
    changed[2][changed[2].count / 2] ^= 1
    #expect(try refusal(joined(changed)).contains("signature"))
    #expect(try refusal(Array("{}\n{}\n{}\n".utf8)).contains("line 1:"))
  }

  /// Whoever signs anew still cannot change an event: the chain tells.
  @Test func aNewSignatureDoesNotHideAChange() throws {
    let bench = try Bench()
    let bank = try history(bench)
    defer { withExtendedLifetime(bench) {} }
    let bundle = try bank.bundle(ID("b"), signedWith: key)
    var lines = bundle.split(separator: 10, omittingEmptySubsequences: false).map(Array.init)
    let text = String(decoding: lines[3], as: UTF8.self)
    lines[3] = Array(text.replacing("\"actor\":\"test\"", with: "\"actor\":\"mallory\"").utf8)
    let body = lines.dropLast(2)
    let stream = DigestStream()
    for line in body { stream.update(line + [10]) }
    let digest = stream.finish()
    let signature = key.sign(Array("salus.bundle.1".utf8) + digest.bytes).base64
    let trailer = "{\"digest\":\"\(digest)\",\"signature\":\"\(signature)\"}"
    let forged = Array(body.joined(separator: [10])) + [10] + Array(trailer.utf8) + [10]
    var told = ""
    do {
      _ = try Bench().journal().importBundle(forged, as: "x")
    } catch {
      told = "\(error)"
    }
    #expect(told.contains("line 4:"), "\(told)")
  }

  @Test func extractsOneTwin() throws {
    let bench = try Bench()
    let bank = try history(bench)
    defer { withExtendedLifetime(bench) {} }
    _ = try bank.append(TwinCreated(type: ward).draft(ID("v"), actor: "a", source: "lab"))
    _ = try bank.extract([w], from: ID("b"), to: ID("only-w"), by: "a")
    let page = try bank.states(TwinQuery(), on: ID("only-w"))
    #expect(page.items.map(\.id) == [w])
    #expect(page.items[0].reported("beds") == 4)
    let otherBench = try Bench()
    let other = try otherBench.journal()
    defer { withExtendedLifetime(otherBench) {} }
    _ = try other.importBundle(
      try bank.bundle(ID("only-w"), signedWith: key), as: "y", trusting: [key.verifying])
    #expect(try other.state(of: w, at: .latest, on: ID("bank/y")) == page.items[0])
    #expect(try bank.verify().isWhole)
    #expect(throws: JournalError.self) {
      try bank.extract([ID("nobody")], from: Branch.main, to: ID("z"), by: "a")
    }
  }
}
