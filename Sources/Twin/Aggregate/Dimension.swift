import SalusCore

/// One group of a table as a tree: the whole, its parts, their parts.
struct Dimension {
  var nodes: [Node] = [Node(label: AggregateTable.all, parent: nil)]
  /// The leaf in which members of a key are.
  var leaves: [String: Int] = [:]

  struct Node {
    var label: String
    /// Nil for the whole.
    var parent: Int?
    var children: [Int] = []
  }

  /// The whole and nothing else.
  init() {}

  /// A leaf for each name below the whole.
  init(names: [String]) {
    for name in names { leaves[name] = add(name, below: 0) }
  }

  /// A tree of places. Members that are in a place but in none of its parts have a leaf of their
  /// own, which is called like the place with `(elsewhere)` behind it.
  ///
  /// - Parameters:
  ///   - parents: the nearest place above each place; nil for the top.
  ///   - keys: places in which members are.
  init(places parents: [ID<Twin>: ID<Twin>?], keys: Set<String>) {
    // Ids and not names: the table says nothing that its reader may not know.
    var above: [ID<Twin>: ID<Twin>] = [:]
    for (place, parent) in parents {
      if let parent, parents[parent] != nil { above[place] = parent }
    }
    Dimension.open(&above)
    var parts: [ID<Twin>?: [ID<Twin>]] = [:]
    for place in parents.keys.sorted() { parts[above[place], default: []].append(place) }
    var open: [(place: ID<Twin>, node: Int)] = []
    for place in parts[nil] ?? [] { open.append((place, add(place.text, below: 0))) }
    var next = 0
    while next < open.count {
      let (place, node) = open[next]
      next += 1
      guard let inner = parts[place] else {
        leaves[place.text] = node
        continue
      }
      for part in inner { open.append((part, add(part.text, below: node))) }
      leaves[place.text] = add("\(place.text) (elsewhere)", below: node)
    }
    // A place that was deleted since, or that nobody listed, is not named.
    let lost = keys.subtracting(leaves.keys)
    if !lost.isEmpty {
      let node = add(Contribution.missing, below: 0)
      for key in lost { leaves[key] = node }
    }
  }

  private mutating func add(_ label: String, below parent: Int) -> Int {
    nodes.append(Node(label: label, parent: parent))
    nodes[parent].children.append(nodes.count - 1)
    return nodes.count - 1
  }

  /// The node and all above it, up to the whole.
  func chain(_ node: Int) -> [Int] {
    var chain = [node]
    while let last = chain.last, let parent = nodes[last].parent { chain.append(parent) }
    return chain
  }

  /// Cuts circles that two kinds of relations may close, at their least place.
  private static func open(_ above: inout [ID<Twin>: ID<Twin>]) {
    var isDone: Set<ID<Twin>> = []
    for start in above.keys.sorted() where !isDone.contains(start) {
      var trail: [ID<Twin>] = []
      var onTrail: Set<ID<Twin>> = []
      var place: ID<Twin>? = start
      while let here = place, !isDone.contains(here) {
        if onTrail.contains(here) {
          let circle = trail.drop { $0 != here }
          if let least = circle.min() { above[least] = nil }
          break
        }
        onTrail.insert(here)
        trail.append(here)
        place = above[here]
      }
      isDone.formUnion(trail)
    }
  }
}
