import SalusCore

/// A filter made ready for many twins.
///
/// Answers are three-valued (Kleene 1938): a value that is missing, or of another kind than what it
/// is held against, makes the answer unknown; `not` of unknown is unknown, `and` takes the least,
/// `or` the greatest of no < unknown < yes. A twin matches where the answer is yes.
public struct FilterMatcher: Sendable {
  private let root: Node
  /// True where `places` must be given for an answer.
  public let asksForPlace: Bool

  /// What a filter says of a twin.
  public enum Answer: Int, Comparable, Sendable {
    case no, unknown, yes

    public static func < (left: Answer, right: Answer) -> Bool { left.rawValue < right.rawValue }

    init(_ value: Bool) { self = value ? .yes : .no }

    var negated: Answer {
      switch self {
      case .no: .yes
      case .unknown: .unknown
      case .yes: .no
      }
    }
  }

  private indirect enum Node: Sendable {
    case and([Node])
    case or([Node])
    case not(Node)
    case compare(Filter.Comparison, FilterPath, Operand)
    case isOneOf(FilterPath, [Operand])
    case like(FilterPath, [Unicode.Scalar])
    case exists(FilterPath)
    case within(ID<Twin>)
  }

  /// A value of the filter in the form in which it is compared.
  private enum Operand: Sendable {
    case bytes([UInt8])
    case number(Double)
    case bool(Bool)
    /// First and last moment.
    case span(Instant, Instant)

    init(_ value: FilterValue) {
      switch value {
      case .string(let text): self = .bytes(Array(text.utf8))
      case .number(let number): self = .number(number)
      case .bool(let bool): self = .bool(bool)
      case .date(let date): self = .span(Instant(startOf: date), Instant(endOf: date))
      case .time(let time): self = .span(time, time)
      }
    }
  }

  public init(_ filter: Filter) {
    root = FilterMatcher.compile(filter.root)
    asksForPlace = filter.asksForPlace
  }

  private static func compile(_ term: Filter.Term) -> Node {
    switch term {
    case .and(let terms): .and(terms.map(compile))
    case .or(let terms): .or(terms.map(compile))
    case .not(let term): .not(compile(term))
    case .compare(let comparison, let path, let value): .compare(comparison, path, Operand(value))
    case .isOneOf(let path, let values): .isOneOf(path, values.map(Operand.init))
    case .like(let path, let pattern): .like(path, Array(pattern.unicodeScalars))
    case .exists(let path): .exists(path)
    case .within(let place): .within(place)
    }
  }

  /// Whether the filter holds for the twin.
  ///
  /// - Parameter places: the twin itself and all that it is part of or located in, over any number
  ///   of steps; nil where nobody looked, which makes `within` unknown.
  public func matches(_ twin: some FilterSubject, places: Set<ID<Twin>>? = nil) -> Bool {
    answer(twin, places: places) == .yes
  }

  /// What the filter says of the twin.
  public func answer(_ twin: some FilterSubject, places: Set<ID<Twin>>? = nil) -> Answer {
    answer(root, twin, places)
  }

  private func answer(_ node: Node, _ twin: some FilterSubject, _ places: Set<ID<Twin>>?)
    -> Answer
  {
    switch node {
    case .and(let nodes):
      var least = Answer.yes
      for node in nodes {
        least = min(least, answer(node, twin, places))
        if least == .no { return .no }
      }
      return least
    case .or(let nodes):
      var greatest = Answer.no
      for node in nodes {
        greatest = max(greatest, answer(node, twin, places))
        if greatest == .yes { return .yes }
      }
      return greatest
    case .not(let node): return answer(node, twin, places).negated
    case .compare(let comparison, let path, let operand):
      return compare(comparison, path, operand, twin)
    case .isOneOf(let path, let operands):
      var greatest = Answer.no
      for operand in operands {
        greatest = max(greatest, compare(.equal, path, operand, twin))
        if greatest == .yes { return .yes }
      }
      return greatest
    case .like(let path, let pattern):
      guard case .string(let text)? = twin.value(at: path) else { return .unknown }
      if path == .type {
        return Answer(TypeWords(text).contains { FilterMatcher.fits($0, pattern) })
      }
      return Answer(FilterMatcher.fits(text, pattern))
    case .exists(let path): return Answer(twin.value(at: path) != nil)
    case .within(let place): return places.map { Answer($0.contains(place)) } ?? .unknown
    }
  }

  private func compare(
    _ comparison: Filter.Comparison, _ path: FilterPath, _ operand: Operand,
    _ twin: some FilterSubject
  ) -> Answer {
    if case .observed(let feature) = path {
      guard let time = twin.observedTime(feature), case .span(let first, let last) = operand else {
        return .unknown
      }
      return Answer(FilterMatcher.holds(comparison, time, first, last))
    }
    guard let value = twin.value(at: path) else { return .unknown }
    switch (value, operand) {
    case (.string(let text), .bytes(let bytes)):
      if path == .type, !comparison.isOrder {
        let isNamed = TypeWords(text).contains { $0.utf8.elementsEqual(bytes) }
        return Answer(isNamed == (comparison == .equal))
      }
      if !comparison.isOrder {
        return Answer(text.utf8.elementsEqual(bytes) == (comparison == .equal))
      }
      let isLess = text.utf8.lexicographicallyPrecedes(bytes)
      let isGreater = bytes.lexicographicallyPrecedes(text.utf8)
      return Answer(FilterMatcher.holds(comparison, isLess: isLess, isGreater: isGreater))
    case (.integer, .number(let number)), (.number, .number(let number)):
      guard let held = value.double, held.isFinite else { return .unknown }
      return Answer(
        FilterMatcher.holds(comparison, isLess: held < number, isGreater: held > number))
    case (.bool(let held), .bool(let bool)):
      return Answer((held == bool) == (comparison == .equal))
    case (.string(let text), .span(let first, let last)):
      guard let time = Instant(text) else { return .unknown }
      return Answer(FilterMatcher.holds(comparison, time, first, last))
    default: return .unknown
    }
  }

  private static func holds(
    _ comparison: Filter.Comparison, _ time: Instant, _ first: Instant, _ last: Instant
  ) -> Bool {
    holds(comparison, isLess: time < first, isGreater: time > last)
  }

  private static func holds(_ comparison: Filter.Comparison, isLess: Bool, isGreater: Bool) -> Bool
  {
    switch comparison {
    case .equal: !isLess && !isGreater
    case .unequal: isLess || isGreater
    case .less: isLess
    case .atMost: !isGreater
    case .greater: isGreater
    case .atLeast: !isLess
    }
  }

  /// Whether the text fits the pattern; goes back to the last `*` only, so the cost is bounded by
  /// the product of the lengths.
  static func fits(_ text: some StringProtocol, _ pattern: [Unicode.Scalar]) -> Bool {
    let scalars = Array(text.unicodeScalars)
    var (at, next) = (0, 0)
    var retry: (text: Int, pattern: Int)?
    while at < scalars.count {
      if next < pattern.count, pattern[next] == "*" {
        retry = (at, next + 1)
        next += 1
      } else if next < pattern.count, pattern[next] == "?" || pattern[next] == scalars[at] {
        at += 1
        next += 1
      } else if let last = retry {
        at = last.text + 1
        next = last.pattern
        retry = (at, next)
      } else {
        return false
      }
    }
    return pattern[next...].allSatisfy { $0 == "*" }
  }
}

extension Filter {
  /// Whether the filter holds for the twin; for many twins make one `FilterMatcher`.
  ///
  /// - Parameter places: as in `FilterMatcher.matches`.
  public func matches(_ twin: some FilterSubject, places: Set<ID<Twin>>? = nil) -> Bool {
    FilterMatcher(self).matches(twin, places: places)
  }
}
