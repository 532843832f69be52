import Glibc
import SalusCore
import SalusStore
import SalusTwin

/// Leaves commands as files in a folder from which a counterpart takes them: `<id>.json`, seen only
/// when it is whole. The same command again writes the same file.
public struct FolderPort: CommandPort {
  private let path: String

  public init(_ path: String) {
    self.path = path
  }

  public func send(_ command: OutgoingCommand, over line: MainLine, at now: Instant)
    -> CommandReply
  {
    let name = "\(path)/\(command.command.id).json"
    // Readers pass over names that begin with a dot.
    let draft = "\(path)/.\(command.command.id).json.new"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return failure(draft) }
    let bytes = command.body.bytes + [0x0A]
    var offset = 0
    while offset < bytes.count {
      let written = bytes.withUnsafeBytes { raw in
        write(descriptor, raw.baseAddress.map { $0 + offset }, raw.count - offset)
      }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else {
        let reply = failure(draft)
        close(descriptor)
        unlink(draft)
        return reply
      }
      offset += written
    }
    let isKept = fsync(descriptor) == 0
    close(descriptor)
    guard isKept, rename(draft, name) == 0 else {
      let reply = failure(name)
      unlink(draft)
      return reply
    }
    return synchronise() ? .acknowledged("left as \(command.command.id).json") : failure(path)
  }

  /// Waits until the file's name is on the disk too.
  private func synchronise() -> Bool {
    let folder = open(path, O_RDONLY | O_CLOEXEC)
    guard folder >= 0 else { return false }
    defer { close(folder) }
    return fsync(folder) == 0
  }

  private func failure(_ name: String) -> CommandReply {
    .unreachable("\(name) cannot be written: \(String(cString: strerror(errno)))")
  }
}
