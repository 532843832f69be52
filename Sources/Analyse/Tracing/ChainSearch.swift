import SalusCore
import SalusTwin

/// A walk from persons or cases along their links, breadth first, to any depth.
public struct ChainSearch: Sendable {
  public var start: [ID<Twin>]
  public var direction: Direction
  /// Links that are followed.
  public var kinds: Set<ContactGraph.Kind>
  /// Steps from the start; nil for as far as it goes.
  public var depth: Int?
  /// Places of which nodes are kept; nil for all. A node that is filtered out is not walked through.
  public var places: Set<String>?
  /// Days on which an onset must be possible; nodes without an onset are kept.
  public var onsets: ClosedRange<CivilDate>?
  /// Classifications that are kept; persons who are no case are kept. Nil for all.
  public var classifications: Set<CaseRecord.Classification>?
  /// Generations that the result shows; the walk passes through the others. Nil for all.
  public var generations: ClosedRange<Int>?

  /// Which way the links are followed.
  public enum Direction: String, Sendable, CaseIterable {
    /// To whom it was passed on.
    case onward
    /// To where it came from.
    case back
    case both
  }

  public init(
    start: [ID<Twin>], direction: Direction = .onward,
    kinds: Set<ContactGraph.Kind> = Set(ContactGraph.Kind.allCases), depth: Int? = nil,
    places: Set<String>? = nil, onsets: ClosedRange<CivilDate>? = nil,
    classifications: Set<CaseRecord.Classification>? = nil, generations: ClosedRange<Int>? = nil
  ) {
    self.start = start
    self.direction = direction
    self.kinds = kinds
    self.depth = depth
    self.places = places
    self.onsets = onsets
    self.classifications = classifications
    self.generations = generations
  }

  /// The nodes reached, each once at its least depth.
  public func walk(_ graph: ContactGraph) -> Chain {
    var layer: [Int32] = []
    var depths = [Int32](repeating: -1, count: graph.nodes.count)
    var reached: [Chain.Step] = []
    var unknown: [ID<Twin>] = []
    for id in start {
      guard let number = graph.number(of: id) else {
        unknown.append(id)
        continue
      }
      guard depths[number] < 0 else { continue }
      depths[number] = 0
      layer.append(Int32(number))
      reached.append(Chain.Step(node: number, generation: 0, link: nil, from: nil))
    }
    var generation = 0
    while !layer.isEmpty, generation < depth ?? .max {
      generation += 1
      var next: [Int32] = []
      for node in layer {
        follow(graph, from: node) { other, link in
          guard depths[other] < 0, keeps(graph.nodes[other]) else { return }
          depths[other] = Int32(generation)
          next.append(Int32(other))
          reached.append(
            Chain.Step(node: other, generation: generation, link: link, from: Int(node)))
        }
      }
      layer = next
    }
    if let generations { reached.removeAll { !generations.contains($0.generation) } }
    // A key of integers for each step: comparing dates as dates would cost more than the walk.
    var keyed = reached.enumerated().map { index, step in
      (
        generation: step.generation, day: Chain.day(of: step, in: graph)?.days ?? .max,
        node: step.node, index: index
      )
    }
    keyed.sort { ($0.generation, $0.day, $0.node) < ($1.generation, $1.day, $1.node) }
    return Chain(steps: keyed.map { reached[$0.index] }, unknown: unknown)
  }

  private func follow(_ graph: ContactGraph, from node: Int32, _ body: (Int, Int) -> Void) {
    let node = Int(node)
    if direction != .back {
      for link in Int(graph.starts[node])..<Int(graph.starts[node + 1])
      where kinds.contains(graph.links[link].kind) {
        body(Int(graph.targets[link]), link)
      }
    }
    if direction != .onward {
      for place in Int(graph.inStarts[node])..<Int(graph.inStarts[node + 1]) {
        let link = Int(graph.inLinks[place])
        if kinds.contains(graph.links[link].kind) { body(Int(graph.sources[link]), link) }
      }
    }
  }

  private func keeps(_ node: ContactGraph.Node) -> Bool {
    if let places {
      guard let place = node.place, places.contains(place) else { return false }
    }
    if let onsets, let onset = node.onset,
      onset.latest < onsets.lowerBound || onset.earliest > onsets.upperBound
    {
      return false
    }
    if let classifications, let classification = node.classification {
      return classifications.contains(classification)
    }
    return true
  }
}

/// What a walk reached, in layers: by generation, then onset (else last contact), then id.
public struct Chain: Hashable, Sendable {
  public var steps: [Step]
  /// Ids to start from that are in no list.
  public var unknown: [ID<Twin>]

  /// One node and how it was reached.
  public struct Step: Hashable, Sendable {
    /// Number in the graph's nodes.
    public var node: Int
    /// Links from the start.
    public var generation: Int
    /// Number in the graph's links; nil for where the walk began.
    public var link: Int?
    /// The node that it was reached from.
    public var from: Int?
  }

  /// Nodes by generation.
  public var layers: [Int] {
    var counts: [Int] = []
    for step in steps {
      while counts.count <= step.generation { counts.append(0) }
      counts[step.generation] += 1
    }
    return counts
  }

  static func day(of step: Step, in graph: ContactGraph) -> CivilDate? {
    graph.nodes[step.node].onset?.earliest ?? step.link.flatMap { graph.links[$0].date }
  }
}
