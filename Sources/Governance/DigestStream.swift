import COpenSSL

/// Takes a SHA-256 digest of bytes that arrive in pieces.
public final class DigestStream {
  private let context: OpaquePointer

  public init() {
    guard let made = EVP_MD_CTX_new(), EVP_DigestInit_ex(made, SHA256.method, nil) == 1 else {
      preconditionFailure("OpenSSL offers no SHA-256")
    }
    context = made
  }

  deinit {
    EVP_MD_CTX_free(context)
  }

  /// Adds the next piece.
  public func update(_ piece: [UInt8]) {
    EVP_DigestUpdate(context, piece, piece.count)
  }

  /// The digest of all pieces; the stream begins anew.
  public func finish() -> Digest {
    var output = [UInt8](repeating: 0, count: Digest.length)
    EVP_DigestFinal_ex(context, &output, nil)
    EVP_DigestInit_ex(context, SHA256.method, nil)
    return Digest(bytes: output) ?? .zero
  }
}
