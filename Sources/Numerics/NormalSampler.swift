import Glibc

extension RandomBits {
  /// Standard normal, by inversion: one uniform a draw, so equal luck gives the same rank under
  /// two scenarios. Beyond 8.2 standard deviations nothing is drawn (52-bit uniforms).
  @inlinable
  public mutating func normal() -> Double {
    Normal.standard.quantile(uniform())
  }

  /// Exponential with mean 1.
  @inlinable
  public mutating func exponential() -> Double {
    -log(uniform())
  }
}
