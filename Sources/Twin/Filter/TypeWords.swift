/// The names under which a type is known: in full, without its version, and its last word.
struct TypeWords: Sequence {
  let full: String

  init(_ full: String) {
    self.full = full
  }

  func makeIterator() -> IndexingIterator<[Substring]> {
    let bare = full.prefix { $0 != ";" }
    let last = bare.split(separator: ":", omittingEmptySubsequences: false).last ?? bare
    return [full[...], bare, last].makeIterator()
  }

  func isOne(of names: [String]) -> Bool {
    names.contains { name in contains { $0.utf8.elementsEqual(name.utf8) } }
  }
}
