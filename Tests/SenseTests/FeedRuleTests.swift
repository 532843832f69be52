import Foundation
import SalusCore
import SalusGovernance
import Testing

@testable import SalusSense

private func at(_ text: String) -> Instant { Instant(text) ?? .beginning }

@Suite struct DeadlineTests {
  private let daily = Schedule.daily(second: 10 * 3600)

  private func deadline() -> Deadline {
    Deadline(daily, in: .utc, start: at("2026-01-01T12:00:00Z"))
  }

  @Test func aReportInTimeCoversItsDay() {
    var line = deadline()
    #expect(line.missed(at: at("2026-01-02T09:59:59Z")) == nil)
    line.arrived(at: at("2026-01-02T09:50:00Z"))
    #expect(line.missed(at: at("2026-01-02T23:00:00Z")) == nil)
    #expect(line.missed(at: at("2026-01-03T10:00:00Z")) == at("2026-01-03T10:00:00Z"))
  }

  @Test func aLateReportDoesNotStandForTheNextDay() {
    var line = deadline()
    #expect(line.missed(at: at("2026-01-02T10:00:00Z")) != nil)
    line.arrived(at: at("2026-01-02T12:00:00Z"))
    #expect(line.missed(at: at("2026-01-02T12:00:00Z")) == nil)
    #expect(line.missed(at: at("2026-01-03T10:00:00Z")) != nil)
  }

  @Test func aMissedDayDoesNotMakeTheNextReportLate() {
    var line = deadline()
    line.arrived(at: at("2026-01-03T09:50:00Z"))
    #expect(line.missed(at: at("2026-01-03T20:00:00Z")) == nil)
  }

  @Test func deadlinesWithoutReportsAreCounted() {
    let line = deadline()
    #expect(line.missedCount(at: at("2026-01-02T09:00:00Z")) == 0)
    #expect(line.missedCount(at: at("2026-01-04T10:00:00Z")) == 3)
  }

  /// Whatever comes when: what is covered never goes back, and a report at a deadline's moment or
  /// shortly before always covers it.
  @Test(arguments: [
    Schedule.daily(second: 0), .weekly(.saturday, second: 25_200), .every(seconds: 900),
  ])
  func coverageOnlyGrows(times: Schedule) throws {
    let zone = (try? TimeZoneRules(named: "Europe/Berlin")) ?? .utc
    var line = Deadline(times, in: zone, start: at("2026-03-01T00:00:00Z"))
    var moment = line.covered
    for step in 1...400 {
      let before = line.covered
      moment = moment + Double((step * 7_919) % 90_000)
      line.arrived(at: moment)
      #expect(line.covered >= before)
      let next = times.next(after: moment, in: zone)
      line.arrived(at: next)
      #expect(line.missed(at: next) == nil)
      moment = next
    }
  }

  @Test func aFeedIsJudgedByWhatItOwes() {
    let settings = FeedSettings(
      name: "cases", link: .watch(WatchSettings(pattern: "/in/*.csv")), due: daily)
    func judged(
      _ arrivals: [String], at now: String, _ change: (inout FeedJudgement.Facts) -> Void = { _ in }
    ) -> FeedJudgement {
      var facts = FeedJudgement.Facts(
        since: at("2026-01-01T12:00:00Z"), arrivals: arrivals.map(at))
      change(&facts)
      return FeedJudgement(settings, facts, zone: .utc, at: at(now))
    }
    #expect(judged([], at: "2026-01-01T13:00:00Z").state == .waiting)
    #expect(judged([], at: "2026-01-02T10:00:00Z").state == .late)
    #expect(judged([], at: "2026-01-04T10:00:00Z").state == .silent)
    #expect(judged(["2026-01-02T08:00:00Z"], at: "2026-01-02T10:00:00Z").state == .healthy)
    #expect(judged([], at: "2026-01-04T10:00:00Z") { $0.isPaused = true }.state == .paused)
    let failing = judged(["2026-01-02T08:00:00Z"], at: "2026-01-02T10:00:00Z") {
      $0.failures = 2
      $0.failure = "the server answered 500"
    }
    #expect(failing.state == .failing)
    #expect(failing.words == "the server answered 500 (2 tries in a row)")
    #expect(
      judged(["2026-01-02T08:00:00Z"], at: "2026-01-03T10:00:00Z").words
        == "a report was due 2026-01-03 10:00 UTC; the last report came 2026-01-02 08:00 UTC")
  }

  @Test func smallReportsAreComparedWithTheUsual() {
    var settings = FeedSettings(name: "c", link: .watch(WatchSettings(pattern: "/in/*")))
    #expect(FeedShrink.words(settings, rows: 9, places: 1, usual: [10, 10]) == nil)
    #expect(FeedShrink.words(settings, rows: 9, places: 8, usual: [10, 10, 10]) == nil)
    #expect(FeedShrink.words(settings, rows: 9, places: 7, usual: [10, 10, 10]) != nil)
    settings.leastPlaces = 5
    #expect(FeedShrink.words(settings, rows: 9, places: 7, usual: [10, 10, 10]) == nil)
    settings.leastRows = 10
    #expect(FeedShrink.words(settings, rows: 9, places: 7, usual: []) != nil)
  }
}

@Suite struct FolderLookTests {
  private func entry(_ name: String, size: Int = 10, written: Instant, node: UInt64 = 1)
    -> FolderLook.Entry
  {
    FolderLook.Entry(name: name, size: size, written: written, node: node)
  }

  private let now = at("2026-01-01T00:00:00Z")

  @Test func aFileIsTakenWhenItLiesStill() {
    var look = FolderLook(WatchSettings(pattern: "/in/*.csv", settle: 0.5))
    let first = look.look([entry("a.csv", written: now)], at: now)
    #expect(first.ready.isEmpty && first.again == 0.5)
    // It grew: the wait begins anew.
    let grown = entry("a.csv", size: 20, written: now + 0.4)
    #expect(look.look([grown], at: now + 0.6).ready.isEmpty)
    #expect(look.look([grown], at: now + 1).ready.isEmpty)
    let last = look.look([grown], at: now + 1.2)
    #expect(last.ready == [grown] && last.again == nil)
  }

  @Test func aRenamedOrOldFileIsTakenAtOnce() {
    var look = FolderLook(WatchSettings(pattern: "/in/*.csv"))
    look.appeared("a.csv")
    #expect(look.look([entry("a.csv", written: now)], at: now).ready.count == 1)
    #expect(look.look([entry("b.csv", written: now + -3600)], at: now).ready.count == 1)
    var atomic = FolderLook(WatchSettings(pattern: "/in/*.csv", isAtomic: true))
    #expect(atomic.look([entry("c.csv", written: now)], at: now).ready.count == 1)
  }

  @Test func whatWasDealtWithIsTakenAgainOnlyWhenItChanged() {
    let settings = WatchSettings(pattern: "/in/*.csv", isAtomic: true, keep: .inPlace)
    let old = entry("a.csv", written: now)
    var look = FolderLook(settings)
    look.finish(old)
    #expect(look.look([old], at: now).ready.isEmpty)
    #expect(look.finished == [old])
    let changed = entry("a.csv", written: now + 5, node: 2)
    #expect(look.look([changed], at: now + 5).ready == [changed])
    // Another process knows it from what was kept.
    var later = FolderLook(settings, done: [old])
    #expect(later.look([old], at: now).ready.isEmpty)
    // A file that went is forgotten.
    _ = look.look([], at: now)
    #expect(look.finished.isEmpty)
  }

  @Test(arguments: [
    ("*.csv", "a.csv", true), ("*.csv", "a.CSV", false), ("*.csv", ".a.csv", false),
    ("*", "a.csv.part", false), ("*", "a.tmp", false), ("*", "a~", false), ("*", "a", true),
    ("cases-*-v?.csv", "cases-2026-v1.csv", true), ("cases-*-v?.csv", "cases-2026-v10.csv", false),
    ("a*b*c", "aXbYbZc", true), ("a*b*c", "aXbYbZ", false), ("?", "é", true), ("", "", false),
  ])
  func patternsMeanWhatTheySay(pattern: String, name: String, isMeant: Bool) {
    #expect(FilePattern(pattern).matches(name) == isMeant)
  }

  @Test func aPatternOfManyStarsIsQuick() {
    let pattern = FilePattern(String(repeating: "*a", count: 50) + "b")
    #expect(!pattern.matches(String(repeating: "a", count: 5_000)))
  }
}

@Suite struct AddressTests {
  @Test func partsAreRead() throws {
    let address = try #require(Address("HTTPS://user:secret@Host.example:8443/a/b.csv?key=1#x"))
    #expect(address.scheme == "https" && address.host == "host.example" && address.port == 8443)
    #expect(address.hasCredentials)
    #expect(address.shown == "https://host.example:8443/a/b.csv")
    #expect(try #require(Address("file:///srv/a.csv")).path == "/srv/a.csv")
    #expect(try #require(Address("https://[::1]:99/x")).host == "[::1]")
  }

  @Test(arguments: [
    "", "host/path", "://x", "https://", "ht tp://x/", "https://x:0/", "https://x:99999/",
    "https://x:y/", "https://a b/", "https://x/\n", "1http://x/", "https://[::1/x",
  ])
  func nonsenseIsRefused(text: String) { #expect(Address(text) == nil) }

  @Test func loopbackIsThisMachineOnly() {
    for text in ["http://127.0.0.1/", "http://localhost:1/", "http://[::1]/"] {
      #expect(Address(text)?.isLoopback == true, "\(text)")
    }
    for text in ["http://127.0.0.1.example.org/", "http://localhost.example/", "http://128.0.0.1/"]
    {
      #expect(Address(text)?.isLoopback == false, "\(text)")
    }
  }

  @Test(arguments: [
    ("https://a.org/x", "https://a.org/y", "with"),
    ("https://a.org/x", "https://A.ORG/y", "with"),
    ("http://a.org/x", "https://a.org/x", "with"),
    ("https://a.org/x", "http://a.org/x", "no"),
    ("https://a.org/x", "https://b.org/x", "no"),
    ("https://a.org/x", "https://a.org:8443/x", "no"),
    ("https://a.org/x", "https://a.org.evil.org/x", "no"),
    ("https://a.org/x", "https://mirror.org/x", "without"),
    ("https://a.org/x", "http://mirror.org/x", "no"),
    ("https://a.org/x", "https://u:p@a.org/x", "no"),
    ("https://a.org/x", "file:///etc/passwd", "no"),
    ("http://a.org/x", "sftp://a.org/x", "no"),
  ])
  func redirectsGoNowhereElse(from: String, to: String, answer: String) throws {
    let rule = RedirectRule(allowedHosts: ["mirror.org"])
    switch rule.judge(from: try #require(Address(from)), to: try #require(Address(to))) {
    case .follow(let withSecrets): #expect(answer == (withSecrets ? "with" : "without"))
    case .refuse: #expect(answer == "no")
    }
  }

  @Test func settingsThatWouldLeakAreFaults() {
    func fault(_ change: (inout PullSettings) -> Void) -> TransferError? {
      var settings = PullSettings(url: "https://a.org/x.csv")
      change(&settings)
      return Fetch(settings).fault
    }
    #expect(fault { _ in } == nil)
    #expect(fault { $0.url = "https://u:p@a.org/x" } != nil)
    #expect(fault { $0.url = "ftp://a.org/x" } != nil)
    #expect(
      fault {
        $0.url = "http://a.org/x"
        $0.token = .environment("T")
      } != nil)
    #expect(
      fault {
        $0.url = "http://127.0.0.1/x"
        $0.token = .environment("T")
      } == nil)
    #expect(fault { $0.headers = ["A": "b\r\nC: d"] } != nil)
    #expect(fault { $0.headers = ["A b": "c"] } != nil)
    let words = fault { $0.url = "https://u:hush@a.org/x" }?.description ?? ""
    #expect(!words.isEmpty && !words.contains("hush"))
  }
}

@Suite struct RetryPolicyTests {
  @Test func waitsDoubleUpToTheMost() {
    let policy = RetryPolicy(attempts: 5, first: 2, most: 60, jitter: 0)
    #expect((1...7).map { policy.wait(afterFailure: $0, of: "x") } == [2, 4, 8, 16, 32, 60, 60])
    #expect(policy.wait(afterFailure: 10_000, of: "x") == 60)
    #expect(policy.wait(afterFailure: 1, of: "x", asked: 3600) == 3600)
    #expect(policy.wait(afterFailure: 1, of: "x", asked: 1e9) == 86_400)
    #expect(policy.wait(afterFailure: 3, of: "x", asked: 1) == 8)
  }

  @Test func chanceTakesItsShareAndNoMore() {
    let policy = RetryPolicy(attempts: 5, first: 100, most: 100, jitter: 0.25)
    let waits = (1...500).map { policy.wait(afterFailure: $0, of: "feed-\($0 % 50)") }
    #expect(waits.allSatisfy { $0 > 75 && $0 <= 100 })
    // Uniform between 75 and 100: the mean's standard error is 0.32.
    #expect(abs(waits.reduce(0, +) / 500 - 87.5) < 1.5)
    #expect(policy.wait(afterFailure: 3, of: "a") == policy.wait(afterFailure: 3, of: "a"))
  }
}

@Suite struct SecretTests {
  @Test func onlyPlacesAreAccepted() {
    #expect(Secret("env:NAME") == .environment("NAME"))
    #expect(Secret("file:/run/secret") == .file("/run/secret"))
    for text in ["hunter2", "env:", "file:", "ENV:NAME", ""] { #expect(Secret(text) == nil) }
  }

  @Test func aFileIsReadWithoutItsLineEnd() throws {
    let folder = try Folder()
    let path = try folder.write("sesame\r\n", as: "secret")
    #expect(try Secret.file(path).text() == "sesame")
    #expect("\(Secret.file(path))" == "file:\(path)")
    let empty = try folder.write("\n", as: "empty")
    #expect(throws: SecretError.empty("file:\(empty)")) { try Secret.file(empty).read() }
    #expect(throws: SecretError.self) { try Secret.file(folder.path).read() }
    #expect(throws: SecretError.noVariable("SALUS_NO_SUCH_VARIABLE")) {
      try Secret.environment("SALUS_NO_SUCH_VARIABLE").read()
    }
    let two = try folder.write("one\nHeader: two", as: "two")
    #expect(throws: TransferError.self) { try Fetch.text(.file(two)) }
  }

  @Test func retryAfterIsReadInBothForms() {
    #expect(Fetch.seconds("120") == 120)
    #expect(Fetch.seconds("-1") == nil)
    #expect(Fetch.seconds("999999999") == 86_400)
    #expect(Fetch.seconds("Fri, 31 Dec 1999 23:59:59 GMT") == 0)
    #expect(Fetch.seconds("soon") == nil)
    #expect(Fetch.seconds(nil) == nil)
  }
}
