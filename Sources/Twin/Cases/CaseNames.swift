import SalusCore
import SalusGovernance

/// Makes ids that carry no personal data and are the same each time the same record is met, so that
/// an import can be repeated and resumed.
public struct CaseNames: Sendable {
  /// The bank's own name, part of every id.
  public let bank: String
  private let blind: @Sendable (String) -> Digest

  /// - Parameter blind: a keyed digest that only the bank can make, such as `Vault.token`; equal
  ///   texts give equal digests.
  public init(bank: String, blind: @escaping @Sendable (String) -> Digest) {
    self.bank = bank
    self.blind = blind
  }

  /// `urn:salus:twin:BANK:UUID`, a UUID of version 8 (RFC 9562) from the blinded words.
  public func twin(_ kind: String, _ words: String...) -> ID<Twin> {
    var bytes = Array(digest([kind] + words).bytes.prefix(16))
    bytes[6] = bytes[6] & 0x0F | 0x80
    bytes[8] = bytes[8] & 0x3F | 0x80
    let hex = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for (index, byte) in bytes.enumerated() {
      if [4, 6, 8, 10].contains(index) { text.append(0x2D) }
      text.append(hex[Int(byte >> 4)])
      text.append(hex[Int(byte & 15)])
    }
    return ID("urn:salus:twin:\(bank):\(String(decoding: text, as: UTF8.self))")
  }

  /// A short blind word, for idempotency keys and look-ups: 32 hexadecimal digits.
  public func token(_ words: String...) -> String {
    String(digest(words).description.prefix(32))
  }

  private func digest(_ words: [String]) -> Digest {
    // Lengths keep `ab, c` and `a, bc` apart.
    blind(words.map { "\($0.utf8.count):\($0)" }.joined())
  }
}
