import SalusCore
import SalusTwin

/// Persons and cases with the links between them, laid out for walks over many thousands.
///
/// A link points from who may have passed the infection on to who may have got it: from infector to
/// infected, from case to contact.
public struct ContactGraph: Sendable {
  /// A person or a case.
  public struct Node: Hashable, Sendable {
    public var id: ID<Twin>
    public var onset: PartialDate?
    public var place: String?
    /// Nil for persons who are no case.
    public var classification: CaseRecord.Classification?
    /// Named by a link and listed nowhere.
    public var isPlaceholder: Bool

    public init(
      id: ID<Twin>, onset: PartialDate? = nil, place: String? = nil,
      classification: CaseRecord.Classification? = nil, isPlaceholder: Bool = false
    ) {
      self.id = id
      self.onset = onset
      self.place = place
      self.classification = classification
      self.isPlaceholder = isPlaceholder
    }
  }

  /// A link between two of them.
  public struct Link: Hashable, Sendable {
    public var source: ID<Twin>
    public var target: ID<Twin>
    public var kind: Kind
    /// Setting or category.
    public var setting: String?
    /// Last contact, where it is known.
    public var date: CivilDate?

    public init(
      source: ID<Twin>, target: ID<Twin>, kind: Kind, setting: String? = nil,
      date: CivilDate? = nil
    ) {
      self.source = source
      self.target = target
      self.kind = kind
      self.setting = setting
      self.date = date
    }

    /// An accepted infection.
    public init(_ link: InfectionLink) {
      self.init(
        source: link.infector, target: link.infected, kind: .infection, setting: link.setting)
    }
  }

  public enum Kind: UInt8, Sendable, CaseIterable {
    case infection, contact
  }

  /// In order of their ids; placeholders for ends that no node told of are among them.
  public let nodes: [Node]
  /// In order of source, target, kind.
  public let links: [Link]
  private let numbers: [ID<Twin>: Int32]
  /// Links by source: those of node n are `starts[n] ..< starts[n + 1]` of `links`.
  let starts: [Int32]
  let targets: [Int32]
  /// Link numbers by target, in the same layout.
  let inStarts: [Int32]
  let inLinks: [Int32]
  let sources: [Int32]

  /// - Parameter nodes: of equal ids the last counts.
  public init(nodes given: [Node], links given2: [Link]) {
    var known: [ID<Twin>: Node] = [:]
    for node in given { known[node.id] = node }
    for link in given2 {
      for id in [link.source, link.target] where known[id] == nil {
        known[id] = Node(id: id, isPlaceholder: true)
      }
    }
    let nodes = known.values.sorted { $0.id < $1.id }
    var numbers: [ID<Twin>: Int32] = [:]
    numbers.reserveCapacity(nodes.count)
    for (index, node) in nodes.enumerated() { numbers[node.id] = Int32(index) }
    var keyed: [(source: Int32, target: Int32, kind: UInt8, place: Int32)] = []
    keyed.reserveCapacity(given2.count)
    for (index, link) in given2.enumerated() {
      guard let source = numbers[link.source], let target = numbers[link.target] else { continue }
      keyed.append((source, target, link.kind.rawValue, Int32(index)))
    }
    keyed.sort {
      ($0.source, $0.target, $0.kind, $0.place) < ($1.source, $1.target, $1.kind, $1.place)
    }
    var starts = [Int32](repeating: 0, count: nodes.count + 1)
    var inStarts = starts
    for link in keyed {
      starts[Int(link.source) + 1] += 1
      inStarts[Int(link.target) + 1] += 1
    }
    for index in nodes.indices {
      starts[index + 1] += starts[index]
      inStarts[index + 1] += inStarts[index]
    }
    var inLinks = [Int32](repeating: 0, count: keyed.count)
    var filled = inStarts
    for (index, link) in keyed.enumerated() {
      inLinks[Int(filled[Int(link.target)])] = Int32(index)
      filled[Int(link.target)] += 1
    }
    self.nodes = nodes
    self.numbers = numbers
    self.starts = starts
    self.inStarts = inStarts
    self.inLinks = inLinks
    links = keyed.map { given2[Int($0.place)] }
    targets = keyed.map(\.target)
    sources = keyed.map(\.source)
  }

  /// The node's number in `nodes`; nil for an id that is not there.
  public func number(of id: ID<Twin>) -> Int? { numbers[id].map { Int($0) } }

  /// Nodes that a link names and no list.
  public var placeholders: Int { nodes.count(where: \.isPlaceholder) }
}
