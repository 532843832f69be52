import CSodium

/// The cipher library, made ready once for the process.
enum Sodium {
  /// Throws where the library cannot be used at all, which no caller can mend.
  private static let isReady = sodium_init() >= 0

  static func start() {
    precondition(isReady, "libsodium cannot be used on this machine")
  }

  /// Bytes that nobody can foretell, from the system's generator.
  static func random(_ count: Int) -> [UInt8] {
    start()
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      if let base = buffer.baseAddress { randombytes_buf(base, count) }
      filled = count
    }
  }

  /// Takes as long for unequal bytes as for equal ones.
  static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && sodium_memcmp(left, right, left.count) == 0
  }
}
