import CShims

/// Packs bytes as a gzip file (RFC 1952), the same bytes for the same input.
enum Gzip {
  /// Nil where packing fails or saves nothing.
  ///
  /// - Parameter level: 1 fast to 9 small.
  static func packed(_ bytes: [UInt8], level: Int = 6) -> [UInt8]? {
    var output = [UInt8](repeating: 0, count: salus_gzip_bound(bytes.count))
    let length = salus_gzip(bytes, bytes.count, &output, output.count, Int32(level))
    guard length > 0, length < bytes.count else { return nil }
    output.removeLast(output.count - length)
    return output
  }

  /// Whether the client takes gzip (RFC 9110 section 12.5.3).
  static func isAccepted(_ acceptEncoding: String?) -> Bool {
    guard let acceptEncoding else { return false }
    return acceptEncoding.split(separator: ",").contains { part in
      let pieces = part.split(separator: ";").map { $0.trimmed.lowercased() }
      guard pieces.first == "gzip" || pieces.first == "*" else { return false }
      return !pieces.dropFirst().contains { $0.hasPrefix("q=") && Double($0.dropFirst(2)) == 0 }
    }
  }
}
