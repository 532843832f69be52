import Glibc
import SalusCore

/// Hears from the system when files appear in folders (inotify); the folders' sweeps find what it
/// does not tell, such as changes that another machine makes on a shared disk.
final class FolderWatch {
  private let descriptor: Int32
  private var folders: [Int32: String] = [:]

  /// A file of a folder that was written to its end, or renamed into the folder.
  struct Change: Hashable {
    var folder: String
    var name: String
    /// It appeared at once, by a rename.
    var isRenamed: Bool
  }

  /// A watch that hears nothing where the system offers none.
  init() {
    descriptor = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Listens to a folder; false where it is not there (yet) or the system's places are used up.
  @discardableResult
  func add(_ folder: String) -> Bool {
    guard descriptor >= 0 else { return false }
    if folders.values.contains(folder) { return true }
    let mask = UInt32(IN_CLOSE_WRITE | IN_MOVED_TO | IN_ONLYDIR | IN_DELETE_SELF | IN_MOVE_SELF)
    let number = inotify_add_watch(descriptor, folder, mask)
    guard number >= 0 else { return false }
    folders[number] = folder
    return true
  }

  /// Waits for a change or so many seconds, or until `bell` can be read.
  ///
  /// - Returns: what changed; empty where nothing did, and after changes too many to be told.
  func wait(seconds: Double, bell: Int32) -> [Change] {
    var waiting = [
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: bell, events: Int16(POLLIN), revents: 0),
    ]
    let milliseconds = Int32(max(0, min(seconds, 3600)) * 1000)
    guard poll(&waiting, nfds_t(waiting.count), milliseconds) > 0 else { return [] }
    if waiting[1].revents != 0 {
      var bytes = [UInt8](repeating: 0, count: 64)
      _ = read(bell, &bytes, bytes.count)
    }
    guard descriptor >= 0, waiting[0].revents != 0 else { return [] }
    var changes: [Change] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0 else { return changes }
      take(buffer[..<count], &changes)
    }
  }

  /// Records of 16 bytes (watch, mask, cookie, length) and a name padded with zeros.
  private func take(_ bytes: ArraySlice<UInt8>, _ changes: inout [Change]) {
    func word(_ at: Int) -> UInt32 {
      bytes[at..<at + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
    var at = bytes.startIndex
    while at + 16 <= bytes.endIndex {
      let number = Int32(bitPattern: word(at))
      let mask = word(at + 4)
      let length = Int(word(at + 12))
      guard at + 16 + length <= bytes.endIndex else { return }
      let name = String(
        decoding: bytes[(at + 16)..<(at + 16 + length)].prefix { $0 != 0 }, as: UTF8.self)
      at += 16 + length
      if mask & UInt32(IN_IGNORED | IN_DELETE_SELF | IN_MOVE_SELF) != 0 {
        // The folder went; a sweep listens anew when there is one again.
        if mask & UInt32(IN_IGNORED) == 0 { inotify_rm_watch(descriptor, number) }
        folders[number] = nil
        continue
      }
      guard let folder = folders[number], !name.isEmpty else { continue }
      changes.append(
        Change(folder: folder, name: name, isRenamed: mask & UInt32(IN_MOVED_TO) != 0))
    }
  }
}
