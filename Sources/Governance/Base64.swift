import CSodium

/// Bytes as Base64 text (RFC 4648, section 4, with padding).
package enum Base64 {
  package static func text(_ bytes: [UInt8]) -> String {
    let room = sodium_base64_encoded_len(bytes.count, sodium_base64_VARIANT_ORIGINAL)
    var output = [CChar](repeating: 0, count: room)
    sodium_bin2base64(&output, room, bytes, bytes.count, sodium_base64_VARIANT_ORIGINAL)
    return String(decoding: output.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Nil for anything but whole, padded Base64.
  package static func bytes(_ text: String) -> [UInt8]? {
    let input = Array(text.utf8).map { CChar(bitPattern: $0) }
    var output = [UInt8](repeating: 0, count: input.count / 4 * 3 + 3)
    var count = 0
    let code = sodium_base642bin(
      &output, output.count, input, input.count, nil, &count, nil,
      sodium_base64_VARIANT_ORIGINAL)
    guard code == 0 else { return nil }
    return Array(output[..<count])
  }
}
