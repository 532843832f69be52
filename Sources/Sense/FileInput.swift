import Glibc
import SalusCore
import SalusGovernance

/// A file opened for reading in big pieces, or bytes that stand for one.
///
/// Owned by one reader at a time; it closes its file when it goes.
final class FileInput {
  /// The file's name without its folders, as messages and events carry it.
  let name: String
  /// Bytes in the file when it was opened.
  let size: Int
  /// Tells whether the file was written between two openings.
  let stamp: FileStamp
  private var descriptor: Int32 = -1
  private var memory: ArraySlice<UInt8> = []
  /// Bytes read so far.
  private var taken = 0

  init(path: String) throws(CSVError) {
    name = FileInput.name(of: path)
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      switch errno {
      case ENOENT, ENOTDIR: throw .missing(path: path)
      default: throw .unreadable(path: path, reason: FileInput.reason(errno))
      }
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw .unreadable(path: path, reason: FileInput.reason(errno))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable(path: path, reason: "it is no ordinary file")
    }
    size = Int(status.st_size)
    stamp = FileStamp(
      device: UInt64(status.st_dev), node: UInt64(status.st_ino), size: Int64(status.st_size),
      seconds: Int64(status.st_mtim.tv_sec), nanoseconds: Int64(status.st_mtim.tv_nsec))
  }

  init(bytes: [UInt8], name: String) {
    self.name = name
    size = bytes.count
    stamp = FileStamp(device: 0, node: 0, size: Int64(bytes.count), seconds: 0, nanoseconds: 0)
    memory = bytes[...]
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Appends up to `count` bytes to `buffer`; returns how many, 0 at the end.
  func read(_ count: Int, into buffer: inout [UInt8]) throws(CSVError) -> Int {
    guard descriptor >= 0 else {
      let piece = memory.prefix(count)
      buffer.append(contentsOf: piece)
      memory = memory.dropFirst(piece.count)
      return piece.count
    }
    // Small files get small pieces; one byte more than is left finds the end in the same call.
    let wanted = min(count, max(4_096, size - taken + 1))
    var failure: Int32 = 0
    let piece = [UInt8](unsafeUninitializedCapacity: wanted) { bytes, got in
      guard let base = bytes.baseAddress else { return }
      while got < wanted {
        let step = Glibc.read(descriptor, base + got, wanted - got)
        if step > 0 {
          got += step
        } else if step < 0, errno == EINTR {
          continue
        } else {
          if step < 0 { failure = errno }
          break
        }
      }
    }
    guard failure == 0 else {
      throw .unreadable(path: name, reason: FileInput.reason(failure))
    }
    taken += piece.count
    buffer.append(contentsOf: piece)
    return piece.count
  }

  /// SHA-256 over the SHA-256 digests of the file's pieces of 1 MiB: names the content in bounded
  /// memory. Not what `sha256sum` prints.
  func digest() throws(CSVError) -> Digest {
    var pieces: [UInt8] = []
    var piece: [UInt8] = []
    repeat {
      piece.removeAll(keepingCapacity: true)
      let got = try read(FileInput.piece, into: &piece)
      if got > 0 { pieces.append(contentsOf: Digest(of: piece).bytes) }
    } while !piece.isEmpty
    return Digest(of: pieces)
  }

  static let piece = 1 << 20

  static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  static func reason(_ number: Int32) -> String {
    strerror(number).map { String(cString: $0) } ?? "error \(number)"
  }
}

/// Which file it is and when it was last written.
struct FileStamp: Hashable, Sendable {
  var device: UInt64
  var node: UInt64
  var size: Int64
  var seconds: Int64
  var nanoseconds: Int64
}
