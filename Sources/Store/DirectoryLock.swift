import Glibc
import SalusTwin

/// The right to write in a data directory, held by at most one process; the system takes it back
/// when the process ends, however it ends.
final class DirectoryLock: Sendable {
  private let descriptor: Int32

  /// - Parameter patience: seconds to wait for another holder to finish.
  init(directory: String, patience: Double) throws(JournalError) {
    descriptor = open(directory + "/journal.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw File.error(errno, path: directory) }
    var waited = 0.0
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let code = errno
      guard code == EWOULDBLOCK || code == EINTR, waited < patience else {
        close(descriptor)
        throw code == EWOULDBLOCK || code == EINTR
          ? .locked(path: directory, holder: DirectoryLock.holder(of: directory))
          : File.error(code, path: directory)
      }
      usleep(20_000)
      waited += 0.02
    }
    // Whoever comes next is told who is here.
    let name = Array(DirectoryLock.ownName.utf8)
    ftruncate(descriptor, 0)
    pwrite(descriptor, name, name.count, 0)
  }

  private static var ownName: String {
    let command = File.text(of: "/proc/self/comm").filter { $0 != "\n" }
    return "number \(getpid())" + (command.isEmpty ? "" : " (\(command))")
  }

  private static func holder(of directory: String) -> String? {
    let name = File.text(of: directory + "/journal.lock")
    return name.hasPrefix("number ") ? name : nil
  }

  deinit {
    close(descriptor)
  }
}
