import Glibc
import SalusCore
import SalusSense
import SalusTwin
import Synchronization

/// Works one feed: looks into its folder or fetches its document, takes in what is there, and keeps
/// what must be known again. One look at a time, whichever thread or process asks.
final class FeedRunner: Sendable {
  let settings: FeedSettings
  let zone: TimeZoneRules
  private let station: Station
  private let intake: FeedIntake
  private let look: Mutex<FolderLook?>
  private let loopTime: @Sendable () -> Instant

  init(
    _ settings: FeedSettings, station: Station, intake: FeedIntake,
    loopTime: @escaping @Sendable () -> Instant
  ) throws {
    self.settings = settings
    self.station = station
    self.intake = intake
    self.loopTime = loopTime
    zone = try TimeZoneRules(named: settings.timeZone)
    look = Mutex(nil)
  }

  private var directory: String { station.directory }

  func memory() -> FeedMemory {
    FeedMemory(of: settings.name, in: directory, since: loopTime())
  }

  /// Remembers when the feed was first looked at.
  func begin() throws {
    try Turn.take(settings.name, in: directory) {
      let path = "\(directory)/feeds/\(settings.name).json"
      guard access(path, F_OK) != 0 else { return }
      try memory().save(of: settings.name, in: directory, before: nil)
    }
  }

  /// A file of the watched folder appeared at once, by a rename.
  func appeared(_ name: String) {
    guard case .watch(let watch) = settings.link else { return }
    look.withLock { look in
      if look == nil { look = FolderLook(watch, done: memory().finished) }
      look?.appeared(name)
    }
  }

  /// Takes in all whole files of the watched folder.
  ///
  /// - Parameter usual: places in earlier reports.
  /// - Returns: what became of each, and how soon to look again for files that are not yet whole.
  func takeFiles(usual: [Int]) throws -> (results: [FeedResult], again: Double?) {
    guard case .watch(let watch) = settings.link else { return ([], nil) }
    return try Turn.take(settings.name, in: directory) { try takeFiles(watch, usual) }
  }

  private func takeFiles(_ watch: WatchSettings, _ usual: [Int]) throws
    -> (results: [FeedResult], again: Double?)
  {
    let before = memory()
    var memory = before
    let entries: [FolderLook.Entry]
    do {
      entries = try FeedFolders.files(in: watch.folder)
    } catch {
      let result = FeedResult(
        feed: settings.name, file: "", outcome: .failed("the folder \(error.description)"))
      let isNew = memory.failure != result.words
      memory.failures += 1
      memory.failure = "the folder \(error.description)"
      memory.isStuck = true
      try memory.save(of: settings.name, in: directory, before: before)
      return (isNew ? [result] : [], nil)
    }
    if memory.failure?.hasPrefix("the folder ") == true {
      memory.failures = 0
      memory.failure = nil
      memory.isStuck = false
    }
    let (ready, again) = look.withLock { look in
      if look == nil { look = FolderLook(watch, done: memory.finished) }
      return look?.look(entries, at: station.now) ?? ([], nil)
    }
    var results: [FeedResult] = []
    var usual = usual
    for entry in ready {
      let result = take(entry, watch, &memory, usual)
      if case .taken(let report, _) = result.outcome, report.places > 0 {
        usual.append(report.places)
      }
      results.append(result)
    }
    if !ready.isEmpty { memory.lastAttempt = station.now }
    memory.finished = look.withLock { $0?.finished ?? [] }
    try memory.save(of: settings.name, in: directory, before: before)
    return (results, again)
  }

  private func take(
    _ entry: FolderLook.Entry, _ watch: WatchSettings, _ memory: inout FeedMemory, _ usual: [Int]
  ) -> FeedResult {
    let path = "\(watch.folder)/\(entry.name)"
    var result: FeedResult
    if entry.size > watch.maxBytes {
      result = FeedResult(
        feed: settings.name, file: entry.name,
        outcome: .refused("it is larger than \(watch.maxBytes) bytes"))
    } else {
      result = intake.take(
        path, of: settings, known: loopTime(), memory: &memory, usual: usual)
    }
    switch result.outcome {
    case .taken, .repeated, .unchanged:
      recovered(&memory)
      if watch.keep == .inPlace || !moved(entry, watch, "archive") { finish(entry) }
    case .refused(let words):
      memory.failures += 1
      memory.failure = FeedRunner.refusal(of: entry.name, words)
      memory.isStuck = true
      if let target = try? FeedFolders.move(entry.name, of: watch.folder, into: "quarantine") {
        try? OutputFile.write(Array((words + "\n").utf8), to: "\(target).reason.txt")
      } else {
        finish(entry)
      }
      refused(entry.name, words)
    case .failed(let words):
      // It stays where it is and is tried again at the next look.
      memory.failures += 1
      memory.failure = words
    }
    return result
  }

  private func moved(_ entry: FolderLook.Entry, _ watch: WatchSettings, _ part: String) -> Bool {
    (try? FeedFolders.move(entry.name, of: watch.folder, into: part)) != nil
  }

  private func finish(_ entry: FolderLook.Entry) {
    look.withLock { $0?.finish(entry) }
  }

  /// Keeps that a report was refused as a whole, for people who were not there.
  func refused(_ file: String, _ words: String) {
    let now = loopTime()
    var draft = FeedChanged(
      feed: settings.name, title: settings.title, state: .refused, words: "\(file): \(words)",
      affects: settings.affects
    ).draft(at: now, actor: "feed:\(settings.name)")
    draft.payload = .object(
      (draft.payload.members ?? []) + [JSON.Member("file", .string(file))])
    _ = try? station.journal.append(draft)
  }

  /// Fetches the feed's document once and takes it in where it is another one than before.
  func pull(usual: [Int]) throws -> FeedResult {
    guard case .pull(let pull) = settings.link else { throw FeedError.noPull(settings.name) }
    return try Turn.take(settings.name, in: directory) {
      let before = memory()
      var memory = before
      memory.lastAttempt = station.now
      let result = fetch(pull, &memory, usual)
      try memory.save(of: settings.name, in: directory, before: before)
      return result
    }
  }

  private func fetch(_ pull: PullSettings, _ memory: inout FeedMemory, _ usual: [Int])
    -> FeedResult
  {
    let folder = "\(directory)/feeds/\(settings.name)"
    let part = "\(folder)/.incoming.part"
    let name = FeedRunner.name(of: pull)
    func result(_ outcome: FeedResult.Outcome) -> FeedResult {
      FeedResult(feed: settings.name, file: name, outcome: outcome)
    }
    do {
      try DataDirectory.create(folder)
      switch try Fetch(pull).run(into: part, known: memory.validators) {
      case .unchanged:
        answered(&memory)
        return result(.unchanged)
      case .document(_, let validators):
        let digest = try FileContent.digest(of: part).description
        guard digest != memory.digest else {
          memory.validators = validators
          memory.repeats += 1
          unlink(part)
          answered(&memory)
          return result(.repeated)
        }
        let kept = FeedRunner.stamped(name, station.now)
        guard rename(part, "\(folder)/\(kept)") == 0 else {
          let reason = DataDirectory.text(of: errno)
          failed("what came cannot be kept: \(reason)", pull, &memory)
          return result(.failed("what came cannot be kept: \(reason)"))
        }
        let taken = intake.take(
          "\(folder)/\(kept)", of: settings, known: loopTime(), memory: &memory, usual: usual)
        settle(taken.outcome, kept, folder, pull, &memory)
        if case .failed = taken.outcome { return taken }
        memory.digest = digest
        memory.validators = validators
        return taken
      }
    } catch let error as TransferError {
      unlink(part)
      failed(
        error.description, pull, &memory, isStuck: error.isPermanent,
        retryAfter: error.retryAfter)
      return result(.failed(error.description))
    } catch {
      let words = (error as? any Problem)?.description ?? "the fetch failed"
      failed(words, pull, &memory)
      return result(.failed(words))
    }
  }

  private func failed(
    _ words: String, _ pull: PullSettings, _ memory: inout FeedMemory, isStuck: Bool = false,
    retryAfter: Double? = nil
  ) {
    memory.failures += 1
    memory.failure = words
    memory.isStuck = isStuck
    let isSpent = isStuck || memory.failures % max(1, pull.retry.attempts) == 0
    guard !isSpent || retryAfter != nil else {
      memory.nextTry = nil
      return
    }
    let wait = pull.retry.wait(
      afterFailure: memory.failures, of: settings.name, asked: retryAfter)
    memory.nextTry = station.now + wait
  }

  private func settle(
    _ outcome: FeedResult.Outcome, _ kept: String, _ folder: String, _ pull: PullSettings,
    _ memory: inout FeedMemory
  ) {
    switch outcome {
    case .failed(let words):
      // The server has it still: it is fetched again.
      failed(words, pull, &memory)
      makeRoom(in: folder, keeping: pull.keep)
    case .refused(let words):
      memory.failures += 1
      memory.failure = FeedRunner.refusal(of: kept, words)
      memory.isStuck = true
      memory.nextTry = nil
      if let target = try? FeedFolders.move(kept, of: folder, into: "quarantine") {
        try? OutputFile.write(Array((words + "\n").utf8), to: "\(target).reason.txt")
      }
      // Each document has its reason beside it.
      makeRoom(in: "\(folder)/quarantine", keeping: 2 * pull.keep)
      refused(kept, words)
    case .taken, .repeated, .unchanged:
      recovered(&memory)
      makeRoom(in: folder, keeping: pull.keep)
    }
  }

  private static let wasRefused = " was refused: "

  private static func refusal(of file: String, _ words: String) -> String {
    file + wasRefused + words
  }

  /// The server answers; a refused document that is still its newest one stays a failure.
  private func answered(_ memory: inout FeedMemory) {
    guard memory.failure?.contains(FeedRunner.wasRefused) == true else {
      return recovered(&memory)
    }
    memory.nextTry = nil
  }

  private func recovered(_ memory: inout FeedMemory) {
    memory.nextTry = nil
    memory.failures = 0
    memory.failure = nil
    memory.isStuck = false
  }

  /// The oldest documents make room: rows that were accepted are in the journal, and why others
  /// were refused is.
  private func makeRoom(in folder: String, keeping count: Int) {
    let files = (try? FeedFolders.files(in: folder)) ?? []
    for entry in files.sorted(by: { $0.name > $1.name }).dropFirst(max(1, count)) {
      unlink("\(folder)/\(entry.name)")
    }
  }

  /// What a table would bring, without writing anything; nil for tables of capacity.
  func trialReport(_ path: String) throws -> ImportReport? {
    try intake.trial(path, of: settings)
  }

  static func name(of pull: PullSettings) -> String {
    let path = Address(pull.url)?.path ?? ""
    let last = path.split(separator: "/").last.map(String.init) ?? ""
    let safe = last.utf8.filter { byte in
      (48...57).contains(byte) || (65...90).contains(byte & 0xDF)
        || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
    }
    let text = String(decoding: safe.suffix(80), as: UTF8.self)
    return text.isEmpty || text.first == "." ? "document" : text
  }

  /// `20261120T060000.123456Z-name`: names sort by time, and two never meet.
  private static func stamped(_ name: String, _ now: Instant) -> String {
    let stamp = now.description.filter { $0 != "-" && $0 != ":" }
    return "\(stamp)-\(name)"
  }
}

extension FeedSettings {
  /// The signal or table that stands on the feed, as far as the settings say it.
  var affects: [String] { [reports ?? signal?.text].compactMap { $0 } }
}
