import SalusCore

/// Finds places by the words of a feed and remembers what it found.
struct PlaceFinder {
  let places: Places
  private var found: [String: ID<Twin>] = [:]
  private var unknown: [String: String] = [:]

  init(_ places: Places) {
    self.places = places
  }

  /// The place that a word means, or why there is none.
  mutating func find(_ word: String) -> Result<ID<Twin>, Unknown> {
    if let id = found[word] { return .success(id) }
    if let reason = unknown[word] { return .failure(Unknown(reason: reason)) }
    if let place = places.find(word) ?? alias(word) {
      found[word] = place.id
      return .success(place.id)
    }
    let reason = words(for: word)
    // Hostile files with a new word in every row must not grow the memory.
    if unknown.count < 10_000 { unknown[word] = reason }
    return .failure(Unknown(reason: reason))
  }

  struct Unknown: Error {
    let reason: String
  }

  /// A code that a spreadsheet took for a number ("1.0"), and usual words for the whole nation.
  private func alias(_ word: String) -> Place? {
    if word.hasSuffix(".0"), word.dropLast(2).utf8.allSatisfy({ (48...57).contains($0) }) {
      return places.find(String(word.dropLast(2)))
    }
    let nations = places.all.filter { $0.level == .nation }
    let names: Set<String> = [
      "nation", "national", "nationwide", "usa", "united states of america",
    ]
    if nations.count == 1, names.contains(word.lowercased()) {
      let isUS = nations[0].id.text == "us"
      return isUS || word.lowercased().hasPrefix("nation") ? nations[0] : nil
    }
    return nil
  }

  private func words(for word: String) -> String {
    if word.isEmpty { return "the place is missing" }
    if places.all.isEmpty {
      return "unknown place '\(word)': no place is registered yet; import a table of places first"
    }
    // Looking at every place for every word of a hostile file would take hours.
    let near = unknown.count < 200 ? suggestions(for: word) : []
    let start = "unknown place '\(PlaceFinder.cut(word))'"
    return near.isEmpty ? start : start + "; did you mean \(near.joined(separator: " or "))?"
  }

  /// Up to three nearest names or codes within an edit distance of a third of the word's length.
  func suggestions(for word: String) -> [String] {
    let wanted = Array(word.lowercased().utf8.prefix(48))
    let limit = min(3, max(1, wanted.count / 3))
    var scored: [(distance: Int, text: String)] = []
    for place in places.all.prefix(5_000) {
      let texts = [place.name, place.id.text] + place.codes.sorted { $0.key < $1.key }.map(\.value)
      let best = texts.map { text in
        (PlaceFinder.distance(wanted, Array(text.lowercased().utf8), limit: limit), text)
      }.min { $0.0 < $1.0 }
      if let best, best.0 <= limit, best.0 < wanted.count {
        scored.append((best.0, "'\(best.1)'"))
      }
    }
    let nearest = scored.map(\.distance).min()
    return scored.filter { $0.distance == nearest }.map(\.text).sorted().prefix(3).map { $0 }
  }

  /// Edits (insert, delete, replace) from one text to the other (Levenshtein 1966); anything above
  /// `limit` comes as `limit + 1`.
  static func distance(_ left: [UInt8], _ right: [UInt8], limit: Int) -> Int {
    guard abs(left.count - right.count) <= limit else { return limit + 1 }
    var row = Array(0...right.count)
    for (i, a) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, b) in right.enumerated() {
        let cost = min(diagonal + (a == b ? 0 : 1), row[j] + 1, row[j + 1] + 1)
        diagonal = row[j + 1]
        row[j + 1] = cost
      }
    }
    return min(row[right.count], limit + 1)
  }

  static func cut(_ word: String) -> String {
    word.utf8.count > 60 ? String(word.prefix(60)) + "…" : word
  }
}
