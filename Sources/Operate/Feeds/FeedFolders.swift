import Glibc
import SalusCore
import SalusSense

/// The files of a watched folder, and where they go when they were dealt with. Nothing is deleted,
/// and nothing is written over.
enum FeedFolders {
  /// Files of a folder that can be read by their name; folders and links to nowhere are left out.
  static func files(in folder: String) throws(StationError) -> [FolderLook.Entry] {
    guard let directory = opendir(folder) else {
      throw .file(folder, reason: DataDirectory.text(of: errno))
    }
    defer { closedir(directory) }
    var entries: [FolderLook.Entry] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      var status = stat()
      guard name.first != ".", stat("\(folder)/\(name)", &status) == 0,
        status.st_mode & S_IFMT == S_IFREG
      else { continue }
      // A file may claim any time of writing.
      let seconds = min(max(Int64(status.st_mtim.tv_sec), -1_000_000_000_000), 1_000_000_000_000)
      let written = seconds * 1_000_000 + Int64(status.st_mtim.tv_nsec) / 1000
      entries.append(
        FolderLook.Entry(
          name: name, size: Int(status.st_size), written: Instant(microseconds: written),
          node: UInt64(status.st_ino)))
    }
    return entries
  }

  /// Moves a file into a folder beside it; a name that is taken gets a number.
  ///
  /// - Returns: the new path.
  @discardableResult
  static func move(_ name: String, of folder: String, into part: String) throws(StationError)
    -> String
  {
    let target = "\(folder)/\(part)"
    _ = try OutputFile.makeFolder(target)
    var number = 1
    while true {
      let path = "\(target)/\(numbered(name, number))"
      // A link fails where the name is taken; a rename would write over it.
      if link("\(folder)/\(name)", path) == 0 {
        unlink("\(folder)/\(name)")
        return path
      }
      let code = errno
      if code == EEXIST, number < 100_000 {
        number += 1
        continue
      }
      // Some file systems know no links.
      if code == EPERM || code == EOPNOTSUPP || code == EXDEV || code == ENOSYS,
        access(path, F_OK) != 0, rename("\(folder)/\(name)", path) == 0
      {
        return path
      }
      if code == EPERM || code == EOPNOTSUPP || code == ENOSYS, access(path, F_OK) == 0 {
        number += 1
        continue
      }
      throw .file(
        "\(folder)/\(name)", reason: "it cannot be moved: \(DataDirectory.text(of: code))")
    }
  }

  /// `a.csv`, `a.2.csv`, `a.3.csv`.
  private static func numbered(_ name: String, _ number: Int) -> String {
    guard number > 1 else { return name }
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else {
      return "\(name).\(number)"
    }
    return "\(name[..<dot]).\(number)\(name[dot...])"
  }
}
