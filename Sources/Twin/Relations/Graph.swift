import SalusCore

/// What a graph query reached: each twin once, in the generation in which it was first met.
public struct Graph: Hashable, Sendable {
  /// Generation by generation; in one, in the order of the relations that led there.
  public var steps: [Step]
  /// Relations that led to a twin that had been met already.
  public var crossings: Int
  /// True where the limit was reached before the depth.
  public var isCut: Bool

  /// One twin and how it was reached.
  public struct Step: Hashable, Sendable {
    public var twin: ID<Twin>
    /// Steps from the start.
    public var generation: Int
    /// Index of the step before; nil at the start.
    public var before: Int?
    /// The relation by which it was reached first, without its properties; nil at the start.
    public var relation: Relation?

    public init(twin: ID<Twin>, generation: Int, before: Int? = nil, relation: Relation? = nil) {
      self.twin = twin
      self.generation = generation
      self.before = before
      self.relation = relation
    }
  }

  public init(steps: [Step], crossings: Int, isCut: Bool) {
    self.steps = steps
    self.crossings = crossings
    self.isCut = isCut
  }

  /// The steps from the start to the twin at that index, both included.
  public func path(to index: Int) -> [Step] {
    guard steps.indices.contains(index) else { return [] }
    var path = [steps[index]]
    while let before = path.last?.before { path.append(steps[before]) }
    return path.reversed()
  }

  /// Twins in each generation.
  public var generations: [Int] {
    var counts: [Int] = []
    for step in steps {
      while counts.count <= step.generation { counts.append(0) }
      counts[step.generation] += 1
    }
    return counts
  }
}

/// A walk over any graph, level by level; no node is visited twice, so circles end it no later.
public struct BreadthFirst<Node: Hashable, Link> {
  /// A node with the way to it.
  public struct Visit {
    public let node: Node
    public let generation: Int
    /// Index of the visit before; nil at the start.
    public let before: Int?
    public let link: Link?
  }

  public private(set) var visits: [Visit] = []
  public private(set) var crossings = 0
  public private(set) var isCut = false

  /// - Parameters:
  ///   - links: what leads away from a node, and to which; its order decides the order of the
  ///     visits and, of several ways to a node in one generation, which is named.
  public init<Failure: Error>(
    from start: [Node], depth: Int, limit: Int,
    links: (Node) throws(Failure) -> [(link: Link, to: Node)]
  ) throws(Failure) {
    var met: Set<Node> = []
    for node in start where met.insert(node).inserted {
      guard visits.count < limit else {
        isCut = true
        return
      }
      visits.append(Visit(node: node, generation: 0, before: nil, link: nil))
    }
    var next = 0
    while next < visits.count {
      let visit = visits[next]
      guard visit.generation < depth else { break }
      for (link, node) in try links(visit.node) {
        guard met.insert(node).inserted else {
          crossings += 1
          continue
        }
        guard visits.count < limit else {
          isCut = true
          return
        }
        visits.append(
          Visit(node: node, generation: visit.generation + 1, before: next, link: link))
      }
      next += 1
    }
  }
}
