import SalusCore

/// Where a twin stands in the order of a query.
public struct TwinPosition: Sendable {
  /// Values at the paths that the query sorts by; null for none.
  public let keys: [JSON]
  public let twin: ID<Twin>

  public init(keys: [JSON], twin: ID<Twin>) {
    self.keys = keys
    self.twin = twin
  }
}

extension TwinSearch {
  /// Where the twin stands in the order of the query.
  public func position(of twin: some FilterSubject) -> TwinPosition {
    TwinPosition(keys: sort.map { twin.value(at: $0.path) ?? .null }, twin: twin.id)
  }

  /// Whether `left` comes before `right`: by the values of `sort`, then by id. Missing values come
  /// last in either direction.
  public func precedes(_ left: TwinPosition, _ right: TwinPosition) -> Bool {
    for (index, key) in sort.enumerated() {
      let (a, b) = (left.keys[index], right.keys[index])
      switch (a == .null, b == .null) {
      case (true, true): continue
      case (true, false): return false
      case (false, true): return true
      default: break
      }
      if a.sorts(before: b) { return !key.isDescending }
      if b.sorts(before: a) { return key.isDescending }
    }
    return left.twin < right.twin
  }

  /// The page that the query asks for, of states as they were at `sequence`.
  ///
  /// The caller reads the states as of the cursor's sequence where there is a cursor. Memory is
  /// bounded by the page, not by the number of states.
  ///
  /// - Parameters:
  ///   - states: all twins that are there, in any order.
  ///   - places: what `FilterMatcher.matches` needs for `within`.
  public func page<State: FilterSubject & Sendable>(
    of states: some Sequence<State>, on branch: ID<Branch>, at sequence: Int64,
    places: (ID<Twin>) -> Set<ID<Twin>>? = { _ in nil }
  ) -> Found<State> {
    var collector = PageCollector<State>(self)
    for state in states { collector.take(state) { () throws(Never) in places(state.id) } }
    return collector.page(on: branch, at: sequence)
  }
}

/// Makes a page of states that come one by one.
struct PageCollector<State: FilterSubject & Sendable> {
  private let search: TwinSearch
  private let matcher: FilterMatcher?
  private let last: TwinPosition?
  private var best: Best<State>

  init(_ search: TwinSearch) {
    self.search = search
    matcher = search.filter.map(FilterMatcher.init)
    last = search.after.map { TwinPosition(keys: $0.keys, twin: $0.twin) }
    best = Best(limit: search.limit + 1)
  }

  /// - Parameter places: asked only where the filter needs them.
  mutating func take<Failure: Error>(
    _ state: State, places: () throws(Failure) -> Set<ID<Twin>>?
  ) throws(Failure) {
    let position = search.position(of: state)
    if let last, !search.precedes(last, position) { return }
    if let matcher {
      let around = matcher.asksForPlace ? try places() : nil
      guard matcher.matches(state, places: around) else { return }
    }
    best.insert(position, state, by: search.precedes)
  }

  func page(on branch: ID<Branch>, at sequence: Int64) -> Found<State> {
    var found = best.sorted(by: search.precedes)
    var next: PageCursor?
    if found.count > search.limit {
      found.removeLast()
      if let end = found.last {
        next = PageCursor(
          of: search, on: branch, sequence: sequence, keys: end.0.keys, twin: end.0.twin)
      }
    }
    return Found(items: found.map { $0.1 }, next: next, sequence: sequence)
  }
}

/// The first few of many, kept in a list that is cut when it has doubled.
private struct Best<State> {
  private let limit: Int
  private var items: [(TwinPosition, State)] = []
  private var bound: TwinPosition?

  init(limit: Int) {
    self.limit = limit
  }

  mutating func insert(
    _ position: TwinPosition, _ state: State, by precedes: (TwinPosition, TwinPosition) -> Bool
  ) {
    if let bound, !precedes(position, bound) { return }
    items.append((position, state))
    guard items.count >= 2 * limit + 64 else { return }
    items = sorted(by: precedes)
    bound = items.last?.0
  }

  func sorted(by precedes: (TwinPosition, TwinPosition) -> Bool) -> [(TwinPosition, State)] {
    Array(items.sorted { precedes($0.0, $1.0) }.prefix(limit))
  }
}

extension JSON {
  /// An order over all values: truth values, numbers, texts by UTF-8, then the rest by its text.
  fileprivate func sorts(before other: JSON) -> Bool {
    switch (self, other) {
    case (.bool(let a), .bool(let b)): return !a && b
    case (.string(let a), .string(let b)): return a.utf8.lexicographicallyPrecedes(b.utf8)
    default: break
    }
    if let a = double, let b = other.double, !a.isNaN, !b.isNaN { return a < b }
    if kind != other.kind { return kind < other.kind }
    return bytes.lexicographicallyPrecedes(other.bytes)
  }

  private var kind: Int {
    switch self {
    case .bool: 0
    case .integer, .number: 1
    case .string: 2
    default: 3
    }
  }
}
