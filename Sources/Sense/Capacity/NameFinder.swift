import SalusCore

/// Finds things that have ids and names by either, and names the nearest where there is none.
public struct NameFinder<Owner>: Sendable {
  private var ids: [String: ID<Owner>] = [:]
  /// Nil where several share the name.
  private var names: [String: ID<Owner>?] = [:]
  private let noun: String

  /// - Parameter noun: for messages: `unit`.
  public init(_ noun: String, _ things: [(id: ID<Owner>, name: String)]) {
    self.noun = noun
    for thing in things { add(thing.id, thing.name) }
  }

  mutating func add(_ id: ID<Owner>, _ name: String) {
    ids[id.text.lowercased()] = id
    let key = name.lowercased()
    if let other = names[key], other != id { names[key] = .some(nil) } else { names[key] = id }
  }

  /// The thing of that id, or of that name where only one has it; case does not matter.
  public func find(_ word: String) -> ID<Owner>? {
    let key = word.lowercased()
    return ids[key] ?? names[key] ?? nil
  }

  /// Why a word names nothing.
  public func reason(_ word: String) -> String {
    let key = word.lowercased()
    if names[key] != nil {
      return "several are called '\(PlaceFinder.cut(word))'; an id is accepted"
    }
    if ids.isEmpty { return "unknown \(noun) '\(PlaceFinder.cut(word))': none is registered yet" }
    let wanted = Array(key.utf8.prefix(48))
    let limit = min(3, max(1, wanted.count / 3))
    var best: (distance: Int, text: String)?
    for text in (Array(ids.keys) + Array(names.keys)).sorted().prefix(5_000) {
      let distance = PlaceFinder.distance(wanted, Array(text.utf8), limit: limit)
      if distance <= limit, distance < best?.distance ?? .max { best = (distance, text) }
    }
    let start = "unknown \(noun) '\(PlaceFinder.cut(word))'"
    guard let best else { return start }
    let id = ids[best.text] ?? names[best.text] ?? nil
    return start + "; did you mean '\(id?.text ?? best.text)'?"
  }
}
