import SalusCore
import SalusGovernance

extension JSON {
  /// The first 16 hexadecimal digits of the SHA-256 of the value's bytes, for keys of results.
  ///
  /// A result repeated is known by its key; one that came out otherwise, since places were added or
  /// the program knows better, is a new event and not a conflict.
  public var contentMark: String {
    String(Digest(of: bytes).description.prefix(16))
  }
}
