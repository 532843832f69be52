import Glibc

/// Files that appear whole or not at all.
public enum OutputFile {
  /// Writes beside the target and renames over it, so that a full disk or an interruption leaves
  /// what was there before.
  public static func write(_ bytes: [UInt8], to path: String) throws(StationError) {
    let draft = "\(path).\(getpid()).part"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .file(path, reason: DataDirectory.text(of: errno)) }
    let isWritten = writeFully(bytes, to: descriptor) && fsync(descriptor) == 0
    let reason = errno
    close(descriptor)
    guard isWritten, rename(draft, path) == 0 else {
      let code = isWritten ? errno : reason
      unlink(draft)
      throw .file(path, reason: DataDirectory.text(of: code))
    }
  }

  /// Makes a folder for results; its parents must exist.
  public static func makeFolder(_ path: String) throws(StationError) {
    if mkdir(path, 0o755) != 0, errno != EEXIST {
      throw .file(path, reason: DataDirectory.text(of: errno))
    }
  }
}
