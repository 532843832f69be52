import Glibc

/// The secret that proves that a client was started by whoever started the server.
public struct StartToken: Sendable {
  /// 32 lower-case hexadecimal digits when made here.
  public let text: String

  /// An existing token, kept over restarts. At least 16 characters, letters and digits only, so
  /// that it can stand in an address and a cookie; nil otherwise.
  public init?(_ text: String) {
    let isPlain = text.utf8.allSatisfy {
      (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
    }
    guard text.utf8.count >= 16, isPlain else { return nil }
    self.text = text
  }

  /// A new token of 128 random bits from the system.
  public init() {
    var source = SystemRandomNumberGenerator()
    let digits = Array("0123456789abcdef".utf8)
    let words: [UInt64] = [source.next(), source.next()]
    var text: [UInt8] = []
    for word in words {
      for shift in stride(from: 60, through: 0, by: -4) {
        text.append(digits[Int(word >> UInt64(shift) & 15)])
      }
    }
    self.text = String(decoding: text, as: UTF8.self)
  }

  /// Whether `other` is the token, in a time that does not tell how much of it is right.
  func matches(_ other: some StringProtocol) -> Bool {
    let expected = Array(text.utf8)
    let actual = Array(other.utf8)
    var difference = expected.count ^ actual.count
    for index in expected.indices {
      let byte = index < actual.count ? actual[index] : 0
      difference |= Int(expected[index] ^ byte)
    }
    return difference == 0
  }
}
