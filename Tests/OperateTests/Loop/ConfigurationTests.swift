import Foundation
import SalusCore
import Testing

@testable import SalusOperate

@Suite struct ConfigurationTests {
  private func faults(_ text: String) -> [String] {
    do {
      _ = try Configuration(bytes: Array(text.utf8), file: "c", folder: "/nowhere")
      return []
    } catch {
      return error.faults.map { $0.line(in: "c") }
    }
  }

  @Test func theExampleIsAcceptedAndSaysNothingNew() throws {
    let example = try Configuration(
      bytes: Array(Configuration.example.utf8), file: "c", folder: "/")
    #expect(example.schedule == ScheduleSettings())
    #expect(example.demand == .init() && example.plan == .init())
    #expect(example.warnings == .init() && example.notices == .init())
    #expect(Configuration().digest == Configuration().digest)
  }

  @Test func nothingAtAllIsAConfiguration() throws {
    let empty = try Configuration(bytes: Array("{}".utf8), file: "c", folder: "/")
    #expect(empty.digest == Configuration().digest)
    #expect(empty.models.serialInterval.isAssumed)
  }

  /// Keys at their defaults are accepted where they stand, so what `config show` prints can be
  /// kept as a file.
  @Test func readsWhatItShows() throws {
    let shown = Configuration().effective
    let again = try Configuration(
      bytes: Array(shown.withoutNulls.indented.utf8), file: "c", folder: "/")
    #expect(again.effective["warnings"] == shown["warnings"])
    #expect(again.effective["plan"] == shown["plan"])
    #expect(again.effective["demand"] == shown["demand"])
    #expect(again.effective["schedule"] == shown["schedule"])
  }

  @Test(arguments: [
    ("{ nam: 'x' }", "c:1:3: nam: there is no such key; did you mean 'name'?"),
    ("{ name: 5 }", "c:1:9: name: this is a number; a text is accepted"),
    ("[]", "c:1:1: this is a list; an object { … } is expected"),
    ("{\n  timeZone: 'Nowhere/X' }", "c:2:13: timeZone: there is no time zone"),
    ("{ schedule: { analysis: '25:00' } }", "c:1:25: schedule.analysis: '25:00' is no schedule"),
    ("{ schedule: { backoff: 5 } }", "c:1:24: schedule.backoff: this is a number; a length"),
    ("{ schedule: 'x' }", "c:1:13: schedule: this is a text; an object { … } is expected"),
    (
      "{ models: { serialInterval: { mean: 0 } } }",
      "c:1:37: models.serialInterval.mean: 0 is out of range"
    ),
    (
      "{ places: [{ id: 'a', name: 'A', level: 'ward', parent: 'a' }] }",
      "c:1:12: places[0]: places go in a circle: 'a' is part of 'a'"
    ),
    (
      "{ signals: [{ id: 's', unit: 'furlong' }] }", "c:1:30: signals[0].unit: 'furlong' is no unit"
    ),
    ("{ name: 'x', name: 'y' }", "c:1:14: 'name' is here a second time"),
    (
      "{ notices: { recipients: [{ name: 'a' }] } }",
      "c:1:27: notices.recipients[0].address: this is needed"
    ),
    (
      "{ notices: { escalation: [{ recipients: 'duty' }] } }",
      "c:1:41: notices.escalation[0].recipients: there is no recipient 'duty'"
    ),
    (
      "{ warnings: { breach: [{ grade: 5 }] } }",
      "c:1:33: warnings.breach[0].grade: this is no grade"
    ),
    (
      "{ demand: { severity: { icuShare: 2 } } }",
      "c:1:35: demand.severity.icuShare: 2 is out of range"
    ),
  ])
  func namesTheLineOfAFault(text: String, words: String) {
    let found = faults(text)
    #expect(found.contains { $0.hasPrefix(words) }, "\(found)")
  }

  @Test func twoFeedsOfOneNameAndASecretInTheFile() {
    let found = faults(
      """
      { feeds: [
        { name: 'a', watch: 'in/*.csv', reports: 'beds' },
        { name: 'a', reports: 'beds', pull: { url: 'https://example.org/x', token: 'hunter2' } },
        { name: 'b', reports: 'beds', pull: 'ftp://example.org/x' },
      ] }
      """)
    #expect(found.count == 3, "\(found)")
    #expect(found[0].hasPrefix("c:3:11: feeds[1].name: a feed 'a' is there already: feeds[0]"))
    #expect(found[1].hasPrefix("c:3:78: feeds[1].pull.token: a secret is named by its place"))
    #expect(found[2].hasPrefix("c:4:39: feeds[2].pull: 'ftp:' is not accepted"))
    #expect(!found.joined().contains("hunter2"))
  }

  @Test func longCirclesAreToldOnceAndDeepOnesDoNotHang() {
    let chain = (0..<300).map {
      "{ id: 'p\($0)', name: 'P', level: 'ward', parent: 'p\(($0 + 1) % 300)' }"
    }
    let found = faults("{ places: [\(chain.joined(separator: ","))] }")
    #expect(found.count == 1)
    #expect(found[0].contains("'p9' is part of 290 more is part of 'p0'"), "\(found)")
  }

  @Test func aTailOfACircleIsNoCircle() {
    let found = faults(
      """
      { places: [{ id: 't', name: 'T', level: 'ward', parent: 'b' },
        { id: 'b', name: 'B', level: 'ward', parent: 'a' },
        { id: 'a', name: 'A', level: 'ward', parent: 'b' }] }
      """)
    #expect(found.count == 1)
    #expect(found[0].hasSuffix("in a circle: 'b' is part of 'a' is part of 'b'"), "\(found)")
  }

  @Test func manyFaultsAreCounted() throws {
    let keys = (0..<250).map { "unknown\($0): 1" }.joined(separator: ", ")
    do {
      _ = try Configuration(bytes: Array("{ \(keys) }".utf8), file: "c", folder: "/")
      Issue.record("unknown keys were accepted")
    } catch {
      #expect(error.faults.count == 100 && error.more == 150)
      #expect(error.lines.last == "c: and 150 more")
    }
  }

  @Test func readsWhenAReportIsOld() throws {
    let text = "{ capacity: { bedsDue: '12h', stockDue: '3d' } }"
    let read = try Configuration(bytes: Array(text.utf8), file: "c", folder: "/")
    #expect(read.staleness.bedsDueHours == 12 && read.staleness.staffDueHours == 24)
    #expect(read.staleness.stockDueHours == 72)
  }

  @Test func showsNoSecret() throws {
    let text = """
      { feeds: [ { name: 'a', reports: 'beds', pull: { url: 'https://example.org/x?key=abc123',
          password: 'env:PASSWORD', headers: { 'X-Key': 'abc123', 'X-Other': 'env:OTHER' } } } ],
        notices: { recipients: [ { name: 'n', address: 'https://hooks.example.org/abc123' } ] } }
      """
    let read = try Configuration(bytes: Array(text.utf8), file: "c", folder: "/")
    let shown = read.effective.description
    #expect(!shown.contains("abc123"), "\(shown)")
    #expect(shown.contains("env:PASSWORD") && shown.contains("env:OTHER"))
    #expect(read.notices.recipients.first?.address == "https://hooks.example.org/abc123")
  }

  /// Any file cut anywhere is read or refused with words, never a crash.
  @Test func survivesEveryCut() {
    let bytes = Array(Configuration.example.utf8)
    for end in stride(from: 0, to: bytes.count, by: 7) {
      do {
        _ = try Configuration(bytes: Array(bytes[..<end]), file: "c", folder: "/")
      } catch {
        #expect(!error.faults.isEmpty)
      }
    }
  }
}

extension JSON {
  /// Members that say null are left out, for a key with no value is written by leaving it out.
  fileprivate var withoutNulls: JSON {
    switch self {
    case .object(let members):
      .object(
        members.compactMap { member in
          member.value == .null ? nil : Member(member.name, member.value.withoutNulls)
        })
    case .array(let values): .array(values.map(\.withoutNulls))
    default: self
    }
  }
}
