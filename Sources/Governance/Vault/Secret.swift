import CSodium

/// Thirty-two secret bytes that are overwritten when nobody needs them any more, and that are
/// never written into a text, a log or an error.
///
/// Unchecked, because a pointer is not Sendable by itself: the bytes are written in `init` alone
/// and only read until `deinit`.
final class Secret: @unchecked Sendable {
  static let length = 32

  private let memory: UnsafeMutablePointer<UInt8>

  /// Nil unless there are 32 bytes. The caller's own copy is the caller's to forget.
  init?(_ bytes: [UInt8]) {
    guard bytes.count == Secret.length else { return nil }
    memory = .allocate(capacity: Secret.length)
    memory.initialize(from: bytes, count: Secret.length)
  }

  /// New ones from the system's generator.
  init() {
    Sodium.start()
    memory = .allocate(capacity: Secret.length)
    randombytes_buf(memory, Secret.length)
  }

  deinit {
    sodium_memzero(memory, Secret.length)
    memory.deallocate()
  }

  func withBytes<Result>(_ body: (UnsafePointer<UInt8>) -> Result) -> Result {
    body(UnsafePointer(memory))
  }

  /// A copy for wrapping and for writing to a key file.
  var bytes: [UInt8] { Array(UnsafeBufferPointer(start: memory, count: Secret.length)) }
}
