/// Guesses what a mistyped word was meant to be.
public enum NearestWord {
  /// The candidate at the least edit distance (Levenshtein 1966), where that is at most a third of
  /// the word's length, or 2; the first of equals, nil where none is near.
  public static func find(_ word: String, among candidates: [String]) -> String? {
    let ranked = candidates.map { ($0, distance(Array(word.utf8), Array($0.utf8))) }
    guard let best = ranked.min(by: { $0.1 < $1.1 }), best.1 <= max(2, word.utf8.count / 3) else {
      return nil
    }
    return best.0
  }

  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var row = Array(0...right.count)
    for (i, a) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, b) in right.enumerated() {
        let substitution = diagonal + (a == b ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substitution, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[right.count]
  }
}
