import Glibc

/// Files that appear whole or not at all.
public enum OutputFile {
  /// Writes beside the target and renames over it, so that a full disk or an interruption leaves
  /// what was there before. A link is followed; a device or pipe is written as it is, for a rename
  /// would put a file in its place.
  ///
  /// - Parameter isDurable: waits until the disk has it; not needed for what can be made anew.
  public static func write(_ bytes: [UInt8], to name: String, isDurable: Bool = true)
    throws(StationError)
  {
    var status = stat()
    if stat(name, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      return try writeThrough(bytes, to: name)
    }
    let path = resolved(name)
    let draft = "\(path).\(getpid()).part"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw .file(path, reason: "it cannot be written: \(DataDirectory.text(of: errno))")
    }
    let isWritten =
      writeFully(bytes, to: descriptor) && (!isDurable || fsync(descriptor) == 0)
    let reason = errno
    close(descriptor)
    guard isWritten, rename(draft, path) == 0 else {
      let code = isWritten ? errno : reason
      unlink(draft)
      throw .file(path, reason: DataDirectory.text(of: code))
    }
  }

  private static func writeThrough(_ bytes: [UInt8], to path: String) throws(StationError) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .file(path, reason: DataDirectory.text(of: errno)) }
    defer { close(descriptor) }
    guard writeFully(bytes, to: descriptor) else {
      throw .file(path, reason: DataDirectory.text(of: errno))
    }
  }

  /// Where a link leads; the path itself where there is nothing yet.
  private static func resolved(_ path: String) -> String {
    guard let buffer = realpath(path, nil) else { return path }
    defer { free(buffer) }
    return String(cString: buffer)
  }

  /// Makes a folder for results; its parents must exist.
  ///
  /// - Returns: false where it was there already.
  public static func makeFolder(_ path: String) throws(StationError) -> Bool {
    if mkdir(path, 0o755) == 0 { return true }
    let code = errno
    guard code == EEXIST else {
      throw .file(
        path,
        reason: "the folder cannot be made in the one above it: \(DataDirectory.text(of: code))")
    }
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw .file(path, reason: "it is no folder")
    }
    guard access(path, W_OK | X_OK) == 0 else {
      throw .file(path, reason: "the folder cannot be written")
    }
    return false
  }

  /// Takes away an empty folder.
  static func removeFolder(_ path: String) {
    rmdir(path)
  }
}
