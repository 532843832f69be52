import SalusCore

/// A condition on a twin, in the words of RQL: `and(eq(type,Ward),gt(beds/free,0))`.
///
/// `docs/filter.md` has the grammar. A filter is made by parsing, so its depth and length are
/// bounded wherever it came from.
public struct Filter: Hashable, Sendable {
  /// What is asked, as a tree.
  public let root: Term

  /// One word of a filter with what stands in its brackets.
  public indirect enum Term: Hashable, Sendable {
    case and([Term])
    case or([Term])
    case not(Term)
    case compare(Comparison, FilterPath, FilterValue)
    case isOneOf(FilterPath, [FilterValue])
    /// `*` stands for any run of characters, `?` for one.
    case like(FilterPath, String)
    case exists(FilterPath)
    /// The twin is the place, or is part of it or located in it over any number of steps.
    case within(ID<Twin>)
  }

  /// How a value is held against another.
  public enum Comparison: String, Hashable, Sendable, CaseIterable {
    case equal = "eq"
    case unequal = "ne"
    case less = "lt"
    case atMost = "le"
    case greater = "gt"
    case atLeast = "ge"

    /// True for the four that need an order.
    public var isOrder: Bool { self != .equal && self != .unequal }
  }

  /// Brackets may stand in brackets this often.
  public static let deepest = 64
  /// Bytes of UTF-8 that a filter may have.
  public static let longest = 8 * 1024

  /// Reads a filter; the problem names the character at which it went wrong.
  public init(_ text: String) throws(FilterProblem) {
    var parser = FilterParser(text)
    root = try parser.filter()
  }

  /// A filter that holds where both hold.
  ///
  /// - Throws: `FilterProblem` where the whole would be longer or deeper than a filter may be.
  public func and(_ other: Filter) throws(FilterProblem) -> Filter {
    try Filter("and(\(text),\(other.text))")
  }

  /// A filter that holds where this one holds and `other` is known not to.
  ///
  /// - Throws: `FilterProblem` where the whole would be longer or deeper than a filter may be.
  public func without(_ other: Filter) throws(FilterProblem) -> Filter {
    try Filter("and(\(text),not(\(other.text)))")
  }

  /// The one text of the filter: no spaces, strings quoted only where they must be. Reading it
  /// gives an equal filter.
  public var text: String {
    var output: [UInt8] = []
    root.write(to: &output)
    return String(decoding: output, as: UTF8.self)
  }

  /// The paths that the filter reads, each once, in the order of their first use.
  public var paths: [FilterPath] {
    var found: [FilterPath] = []
    root.collect(&found)
    return found
  }

  /// True where the answer depends on where the twin is.
  public var asksForPlace: Bool { root.asksForPlace }
}

extension Filter: CustomStringConvertible {
  public var description: String { text }
}

extension Filter.Term {
  fileprivate func write(to output: inout [UInt8]) {
    func open(_ word: String) {
      output.append(contentsOf: word.utf8)
      output.append(UInt8(ascii: "("))
    }
    switch self {
    case .and(let terms), .or(let terms):
      if case .and = self { open("and") } else { open("or") }
      for (index, term) in terms.enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        term.write(to: &output)
      }
    case .not(let term):
      open("not")
      term.write(to: &output)
    case .compare(let comparison, let path, let value):
      open(comparison.rawValue)
      path.write(to: &output)
      output.append(UInt8(ascii: ","))
      value.write(to: &output)
    case .isOneOf(let path, let values):
      open("in")
      path.write(to: &output)
      output.append(contentsOf: ",(".utf8)
      for (index, value) in values.enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        value.write(to: &output)
      }
      output.append(UInt8(ascii: ")"))
    case .like(let path, let pattern):
      open("like")
      path.write(to: &output)
      output.append(UInt8(ascii: ","))
      FilterValue.string(pattern).write(to: &output)
    case .exists(let path):
      open("exists")
      path.write(to: &output)
    case .within(let place):
      open("within")
      FilterValue.string(place.text).write(to: &output)
    }
    output.append(UInt8(ascii: ")"))
  }

  fileprivate func collect(_ found: inout [FilterPath]) {
    switch self {
    case .and(let terms), .or(let terms):
      for term in terms { term.collect(&found) }
    case .not(let term): term.collect(&found)
    case .compare(_, let path, _), .isOneOf(let path, _), .like(let path, _), .exists(let path):
      if !found.contains(path) { found.append(path) }
    case .within: break
    }
  }

  fileprivate var asksForPlace: Bool {
    switch self {
    case .and(let terms), .or(let terms): terms.contains { $0.asksForPlace }
    case .not(let term): term.asksForPlace
    case .within: true
    default: false
    }
  }
}
