/// Data keys in memory, the least recently needed half given up when there are too many.
struct KeyCache {
  private struct Entry {
    var key: DataKey
    var name: KeyName
    var isRecent: Bool
  }

  private let limit: Int
  private var entries: [KeyID: Entry] = [:]
  private var names: [KeyName: KeyID] = [:]

  init(limit: Int) {
    self.limit = max(limit, 1)
  }

  mutating func key(named name: KeyName) -> DataKey? {
    guard let id = names[name] else { return nil }
    entries[id]?.isRecent = true
    return entries[id]?.key
  }

  mutating func secret(of id: KeyID) -> Secret? {
    entries[id]?.isRecent = true
    return entries[id]?.key.secret
  }

  mutating func add(_ key: DataKey, name: KeyName) {
    if entries.count >= limit { shrink() }
    entries[key.id] = Entry(key: key, name: name, isRecent: true)
    names[name] = key.id
  }

  mutating func remove(_ id: KeyID) {
    guard let entry = entries.removeValue(forKey: id) else { return }
    if names[entry.name] == id { names[entry.name] = nil }
  }

  var count: Int { entries.count }

  /// Drops what was not needed since the last time, or everything where all of it was: one pass
  /// over all entries for at least half a limit of additions.
  private mutating func shrink() {
    var kept = entries.filter { $0.value.isRecent }
    if kept.count > limit / 2 { kept = [:] }
    for id in kept.keys { kept[id]?.isRecent = false }
    entries = kept
    names = names.filter { kept[$0.value] != nil }
  }
}
