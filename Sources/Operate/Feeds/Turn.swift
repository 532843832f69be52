import Glibc

/// Leave to do one thing of a data directory, such as work on a feed, which one process and thread
/// has at a time.
enum Turn {
  /// Waits until it is free, does the work, and frees it.
  static func take<Result>(_ name: String, in directory: String, _ body: () throws -> Result)
    throws -> Result
  {
    try DataDirectory.create("\(directory)/feeds")
    let path = "\(directory)/feeds/.\(name).lock"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw StationError.file(path, reason: DataDirectory.text(of: errno))
    }
    defer { close(descriptor) }
    while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
    return try body()
  }
}
