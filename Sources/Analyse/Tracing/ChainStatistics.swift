import SalusCore
import SalusNumerics
import SalusTwin

/// What the accepted infections of an outbreak add up to.
public struct ChainStatistics: Hashable, Sendable {
  /// Cases that a list tells of.
  public var cases: Int
  /// Cases that only a link names.
  public var placeholders: Int
  public var infections: Int
  /// Infectors whose own infector nobody knows: where chains begin.
  public var roots: Int
  /// Cases without any link: neither infected by nor infecting anybody known.
  public var isolated: Int
  /// Links from a root to the case farthest from it; 0 for none.
  public var depth: Int
  /// Cases by generation from their root, roots first; isolated cases are not among them.
  public var generations: [Int]
  /// How many cases infected so many others: index is the number infected. Covers all cases.
  public var offspring: [Int]
  /// Those who infected most, at most ten, by number, then id.
  public var most: [Spreader]
  /// Days from infector's to infected's onset where both are known to the day, rising.
  public var serialIntervals: [Int]
  /// Links on circles, which no rule lets in but a foreign list may hold; they count for nothing
  /// else than offspring.
  public var circular: Int

  public struct Spreader: Hashable, Sendable {
    public var id: ID<Twin>
    public var infected: Int
  }

  /// Counts over the infection links of a graph; contacts do not count.
  public init(_ graph: ContactGraph) {
    let count = graph.nodes.count
    var children = [Int](repeating: 0, count: count)
    var parents = [Int32](repeating: -1, count: count)
    var intervals: [Int] = []
    var infections = 0
    for (index, link) in graph.links.enumerated() where link.kind == .infection {
      let (source, target) = (Int(graph.sources[index]), Int(graph.targets[index]))
      infections += 1
      children[source] += 1
      // Of several infectors of a foreign list, the first in order of ids leads back to the root.
      if parents[target] < 0 { parents[target] = Int32(source) }
      if let from = graph.nodes[source].onset?.date, let to = graph.nodes[target].onset?.date {
        intervals.append(to - from)
      }
    }
    let depths = ChainStatistics.depths(parents)
    self.infections = infections
    cases = graph.nodes.count { !$0.isPlaceholder }
    placeholders = count - cases
    circular = depths.count { $0 < 0 }
    roots = 0
    isolated = 0
    generations = []
    depth = 0
    for node in 0..<count {
      if parents[node] < 0, children[node] == 0 {
        isolated += 1
        continue
      }
      guard depths[node] >= 0 else { continue }
      if parents[node] < 0 { roots += 1 }
      while generations.count <= depths[node] { generations.append(0) }
      generations[depths[node]] += 1
      depth = max(depth, depths[node])
    }
    offspring = [Int](repeating: 0, count: (children.max() ?? 0) + 1)
    for number in children { offspring[number] += 1 }
    let order = (0..<count).filter { children[$0] > 0 }.sorted {
      (children[$1], $0) < (children[$0], $1)
    }
    most = order.prefix(10).map { Spreader(id: graph.nodes[$0].id, infected: children[$0]) }
    serialIntervals = intervals.sorted()
  }

  /// Nil where no pair of onsets is known.
  public var meanSerialInterval: Double? { Statistics.mean(serialIntervals.map(Double.init)) }

  /// Nil where no pair of onsets is known.
  public var medianSerialInterval: Double? {
    Statistics.quantile(serialIntervals.map(Double.init), at: 0.5)
  }

  /// The mean number infected by a case, over all cases of list and links; nil for no case.
  public var meanOffspring: Double? {
    let cases = offspring.reduce(0, +)
    return cases == 0 ? nil : Double(infections) / Double(cases)
  }

  /// Links from each node to its root; -1 on or below a circle.
  private static func depths(_ parents: [Int32]) -> [Int] {
    var depths = [Int](repeating: -2, count: parents.count)
    var path: [Int] = []
    for start in parents.indices where depths[start] == -2 {
      var node = start
      // -3 marks the nodes of this path.
      while depths[node] == -2 {
        depths[node] = -3
        path.append(node)
        guard parents[node] >= 0 else { break }
        node = Int(parents[node])
      }
      var depth: Int
      if parents[node] < 0, depths[node] == -3 {
        depth = -1
      } else {
        depth = depths[node] == -3 || depths[node] == -1 ? .min : depths[node]
      }
      while let last = path.popLast() {
        if depth == .min {
          depths[last] = -1
        } else {
          depth += 1
          depths[last] = depth
        }
      }
    }
    return depths
  }
}
