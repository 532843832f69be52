import SalusCore

/// Which files of a watched folder are whole and may be taken: rules over what was seen at two
/// looks, without a clock or a disk of their own.
public struct FolderLook: Hashable, Sendable {
  /// A file as a look found it.
  public struct Entry: Hashable, Sendable {
    public var name: String
    public var size: Int
    /// When it was last written, by the file system's clock.
    public var written: Instant
    /// Tells a file from another of the same name.
    public var node: UInt64

    public init(name: String, size: Int, written: Instant, node: UInt64) {
      self.name = name
      self.size = size
      self.written = written
      self.node = node
    }
  }

  private struct Seen: Hashable, Sendable {
    var entry: Entry
    /// Since when it has looked the same.
    var since: Instant
  }

  private let settings: WatchSettings
  private var seen: [String: Seen] = [:]
  /// Files that were dealt with and stay where they are, by name.
  private var done: [String: Entry] = [:]
  /// Names that appeared by a rename since the last look, and so are whole.
  private var renamed: Set<String> = []

  public init(_ settings: WatchSettings, done: [Entry] = []) {
    self.settings = settings
    for entry in done { self.done[entry.name] = entry }
  }

  /// Files that stay in the folder and need no second reading.
  public var finished: [Entry] { done.values.sorted { $0.name < $1.name } }

  /// Says that a file appeared under this name at once, by a rename.
  public mutating func appeared(_ name: String) {
    if settings.filePattern.matches(name) { renamed.insert(name) }
  }

  /// Looks at the folder's files.
  ///
  /// - Returns: whole files that are to be taken now, in order of their names; and how soon another
  ///   look is needed for those that are still being written, in seconds.
  public mutating func look(_ entries: [Entry], at now: Instant) -> (ready: [Entry], again: Double?)
  {
    let meant = entries.filter { settings.filePattern.matches($0.name) }
    let names = Set(meant.map(\.name))
    seen = seen.filter { names.contains($0.key) }
    done = done.filter { names.contains($0.key) }
    var ready: [Entry] = []
    var isWaiting = false
    for entry in meant.sorted(by: { $0.name < $1.name }) {
      if done[entry.name] == entry { continue }
      let isWhole: Bool
      if settings.isAtomic || renamed.contains(entry.name) {
        isWhole = true
      } else if let before = seen[entry.name], before.entry == entry {
        isWhole = now - before.since >= settings.settle
      } else {
        seen[entry.name] = Seen(entry: entry, since: now)
        // What was not written for a while was complete before it was seen for the first time.
        isWhole = now - entry.written >= max(60, settings.settle * 10)
      }
      if isWhole {
        ready.append(entry)
      } else {
        isWaiting = true
      }
    }
    renamed = []
    return (ready, isWaiting ? max(settings.settle, 0.05) : nil)
  }

  /// Says that a file was dealt with and stays in the folder as it is.
  public mutating func finish(_ entry: Entry) {
    seen[entry.name] = nil
    done[entry.name] = entry
  }
}
