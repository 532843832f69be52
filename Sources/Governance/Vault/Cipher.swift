import CSodium

/// XChaCha20-Poly1305 with random nonces (draft-irtf-cfrg-xchacha), as libsodium computes it.
enum Cipher {
  /// Appends nonce, ciphertext and code to `head`.
  static func seal(
    _ plain: [UInt8], under key: Secret, binding: [UInt8], after head: [UInt8]
  ) -> [UInt8] {
    Sodium.start()
    let start = head.count + Sealed.nonceLength
    let total = start + plain.count + Sealed.codeLength
    return [UInt8](unsafeUninitializedCapacity: total) { buffer, filled in
      guard let base = buffer.baseAddress else { return }
      for (index, byte) in head.enumerated() { base[index] = byte }
      let nonce = base + head.count
      randombytes_buf(nonce, Sealed.nonceLength)
      let done = key.withBytes {
        crypto_aead_xchacha20poly1305_ietf_encrypt(
          base + start, nil, plain, UInt64(plain.count), binding, UInt64(binding.count), nil,
          nonce, $0)
      }
      precondition(done == 0, "libsodium cannot encipher")
      filled = total
    }
  }

  /// The plain bytes of what begins with a nonce at `start`; nil where the key is another, or
  /// anything was changed.
  static func open(
    _ bytes: [UInt8], from start: Int, under key: Secret, binding: [UInt8]
  ) -> [UInt8]? {
    Sodium.start()
    let count = bytes.count - start - Sealed.nonceLength - Sealed.codeLength
    guard count >= 0 else { return nil }
    var isGenuine = false
    let plain = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      isGenuine = bytes.withUnsafeBufferPointer { bytes in
        guard let base = bytes.baseAddress else { return false }
        let nonce = base + start
        let cipher = nonce + Sealed.nonceLength
        return key.withBytes {
          crypto_aead_xchacha20poly1305_ietf_decrypt(
            buffer.baseAddress, nil, nil, cipher, UInt64(count + Sealed.codeLength), binding,
            UInt64(binding.count), nonce, $0) == 0
        }
      }
      filled = isGenuine ? count : 0
    }
    return isGenuine ? plain : nil
  }
}
