import SalusCore
import SalusSense

/// What a feed's link must know again after a restart and the journal does not say: validators of
/// the last document, tries that failed, files that stay where they are.
///
/// Kept as a small file of the data directory, written whole after every change.
struct FeedMemory: Hashable, Sendable {
  /// When the feed was first looked at, by the loop's time.
  var since: Instant
  /// By the wall clock.
  var lastAttempt: Instant?
  /// When the newest report with rows was taken in, by the loop's time; tables that leave no record
  /// of an import are known by this alone.
  var lastTaken: Instant?
  var validators = Fetch.Validators()
  /// Of the newest document that was dealt with.
  var digest: String?
  /// Column names of the newest table that was taken in.
  var header: [String] = []
  /// Tries in a row that failed, and why the last did.
  var failures = 0
  var failure: String?
  /// The failure will not go away by trying again.
  var isStuck = false
  /// By the wall clock.
  var nextTry: Instant?
  /// What is unusual about the newest report.
  var caution: String?
  /// Times that the same content came again.
  var repeats = 0
  /// Files that were dealt with and stay in the watched folder.
  var finished: [FolderLook.Entry] = []

  init(since: Instant) {
    self.since = since
  }

  /// Reads the memory of a feed; a file that is missing or broken is a feed without a past.
  init(of feed: String, in directory: String, since: Instant) {
    self.init(since: since)
    guard let bytes = try? InputFile.bytes(at: FeedMemory.path(of: feed, in: directory)),
      let body = try? JSON(parsing: bytes)
    else { return }
    func moment(_ name: String) -> Instant? { body[name]?.string.flatMap { Instant($0) } }
    self.since = moment("since") ?? since
    lastAttempt = moment("lastAttempt")
    lastTaken = moment("lastTaken")
    validators = Fetch.Validators(
      etag: body["etag"]?.string, lastModified: body["lastModified"]?.string)
    digest = body["digest"]?.string
    header = (body["header"]?.array ?? []).compactMap(\.string)
    failures = body["failures"]?.integer.flatMap { Int(exactly: $0) } ?? 0
    failure = body["failure"]?.string
    isStuck = body["isStuck"]?.bool ?? false
    nextTry = moment("nextTry")
    caution = body["caution"]?.string
    repeats = body["repeats"]?.integer.flatMap { Int(exactly: $0) } ?? 0
    finished = (body["finished"]?.array ?? []).compactMap { entry in
      guard let name = entry["name"]?.string, let size = entry["size"]?.integer,
        let written = entry["written"]?.integer, let node = entry["node"]?.string,
        let node = UInt64(node)
      else { return nil }
      return FolderLook.Entry(
        name: name, size: Int(size), written: Instant(microseconds: written), node: node)
    }
  }

  /// Keeps the memory; nothing happens where it did not change.
  func save(of feed: String, in directory: String, before: FeedMemory?) throws {
    guard self != before else { return }
    try DataDirectory.create("\(directory)/feeds")
    try OutputFile.write(
      json.bytes, to: FeedMemory.path(of: feed, in: directory), isDurable: false)
  }

  private var json: JSON {
    [
      "since": JSON(since), "lastAttempt": JSON(lastAttempt), "lastTaken": JSON(lastTaken),
      "etag": JSON(validators.etag),
      "lastModified": JSON(validators.lastModified), "digest": JSON(digest),
      "header": .array(header.map { .string($0) }), "failures": JSON(failures),
      "failure": JSON(failure), "isStuck": .bool(isStuck), "nextTry": JSON(nextTry),
      "caution": JSON(caution), "repeats": JSON(repeats),
      "finished": .array(
        finished.map { entry in
          [
            "name": .string(entry.name), "size": JSON(entry.size),
            "written": .integer(entry.written.microseconds), "node": .string(String(entry.node)),
          ]
        }),
    ]
  }

  private static func path(of feed: String, in directory: String) -> String {
    "\(directory)/feeds/\(feed).json"
  }
}
