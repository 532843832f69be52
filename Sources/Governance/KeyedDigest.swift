extension Digest {
  /// The code of a message under a key, which only who knows the key can make: HMAC-SHA256 (RFC
  /// 2104, RFC 6234).
  public init(authenticating message: [UInt8], with key: [UInt8]) {
    let block = 64
    var padded = key.count > block ? Digest(of: key).bytes : key
    padded += [UInt8](repeating: 0, count: block - padded.count)
    let inner = Digest(of: padded.map { $0 ^ 0x36 } + message)
    self = Digest(of: padded.map { $0 ^ 0x5C } + inner.bytes)
  }
}
