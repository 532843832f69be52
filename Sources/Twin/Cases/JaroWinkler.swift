/// How alike two strings are by shared letters near the same place: Jaro (1989, JASA 84:414) with
/// Winkler's bonus for a common beginning (1990, "String comparator metrics").
public enum JaroWinkler {
  /// From 0, nothing in common, to 1, equal. The bonus is 0.1 for each of the first four letters
  /// that agree, given at any similarity. Two empty strings are equal; one empty one is unlike all.
  public static func similarity(_ left: String, _ right: String) -> Double {
    let (left, right) = (Array(left.utf8), Array(right.utf8))
    if left.allSatisfy({ $0 < 0x80 }), right.allSatisfy({ $0 < 0x80 }) {
      return left.withUnsafeBufferPointer { a in
        right.withUnsafeBufferPointer { b in similarity(a, b) }
      }
    }
    let a = String(decoding: left, as: UTF8.self).unicodeScalars.map(\.value)
    let b = String(decoding: right, as: UTF8.self).unicodeScalars.map(\.value)
    return a.withUnsafeBufferPointer { a in b.withUnsafeBufferPointer { b in similarity(a, b) } }
  }

  /// The same over letters as numbers. Beyond 64 letters only the first 64 of each count.
  static func similarity<Letter: FixedWidthInteger>(
    _ left: UnsafeBufferPointer<Letter>, _ right: UnsafeBufferPointer<Letter>
  ) -> Double {
    let (m, n) = (min(left.count, 64), min(right.count, 64))
    if m == 0 || n == 0 { return left.count == right.count ? 1 : 0 }
    let reach = max(max(m, n) / 2 - 1, 0)
    var takenLeft: UInt64 = 0
    var takenRight: UInt64 = 0
    var matches = 0
    for i in 0..<m {
      let from = max(0, i - reach)
      let through = min(n - 1, i + reach)
      guard from <= through else { continue }
      for j in from...through where takenRight & (1 << UInt64(j)) == 0 && left[i] == right[j] {
        takenLeft |= 1 << UInt64(i)
        takenRight |= 1 << UInt64(j)
        matches += 1
        break
      }
    }
    guard matches > 0 else { return 0 }
    var outOfOrder = 0
    while takenLeft != 0 {
      let (i, j) = (takenLeft.trailingZeroBitCount, takenRight.trailingZeroBitCount)
      if left[i] != right[j] { outOfOrder += 1 }
      takenLeft &= takenLeft - 1
      takenRight &= takenRight - 1
    }
    let common = Double(matches)
    let jaro =
      (common / Double(m) + common / Double(n) + (common - Double(outOfOrder / 2)) / common) / 3
    var prefix = 0
    while prefix < min(4, m, n), left[prefix] == right[prefix] { prefix += 1 }
    return jaro + Double(prefix) * 0.1 * (1 - jaro)
  }
}
