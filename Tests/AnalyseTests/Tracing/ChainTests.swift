import SalusCore
import SalusTwin
import Testing

@testable import SalusAnalyse

@Suite struct ChainsAreWalked {
  typealias Node = ContactGraph.Node
  typealias Link = ContactGraph.Link

  private static func node(
    _ id: String, _ onset: String? = nil, place: String? = nil,
    _ classification: CaseRecord.Classification? = .confirmed
  ) -> Node {
    Node(
      id: ID(id), onset: onset.flatMap { PartialDate($0) }, place: place,
      classification: classification)
  }

  private static func link(
    _ source: String, _ target: String, _ kind: ContactGraph.Kind = .infection
  )
    -> Link
  {
    Link(source: ID(source), target: ID(target), kind: kind)
  }

  /// a infects b and c; b infects d; d has the contact e; c is in another place; f stands alone.
  private static let graph = ContactGraph(
    nodes: [
      node("a", "2020-01-01", place: "north"), node("b", "2020-01-09", place: "north"),
      node("c", "2020-01-05", place: "south"), node("d", "2020-01-20", place: "north", .suspect),
      node("e", nil, place: "north", nil), node("f", "2020-01-02", place: "north"),
    ],
    links: [link("a", "b"), link("a", "c"), link("b", "d"), link("d", "e", .contact)])

  private func ids(_ search: ChainSearch) -> [String] {
    search.walk(ChainsAreWalked.graph).steps.map { ChainsAreWalked.graph.nodes[$0.node].id.text }
  }

  @Test func layersAreInOrderOfOnset() {
    #expect(ids(ChainSearch(start: [ID("a")])) == ["a", "c", "b", "d", "e"])
    #expect(ChainSearch(start: [ID("a")]).walk(ChainsAreWalked.graph).layers == [1, 2, 1, 1])
    #expect(ids(ChainSearch(start: [ID("a")], depth: 1)) == ["a", "c", "b"])
    #expect(ids(ChainSearch(start: [ID("a")], depth: 0)) == ["a"])
    #expect(ids(ChainSearch(start: [ID("e")], direction: .back)) == ["e", "d", "b", "a"])
    #expect(ids(ChainSearch(start: [ID("d")], direction: .both)) == ["d", "b", "e", "a", "c"])
    #expect(ids(ChainSearch(start: [ID("d")], kinds: [.infection])) == ["d"])
  }

  @Test func filtersCutChains() throws {
    let january = try #require(CivilDate("2020-01-01"))
    let a: [ID<Twin>] = [ID("a")]
    #expect(ids(ChainSearch(start: a, places: ["north"])) == ["a", "b", "d", "e"])
    #expect(ids(ChainSearch(start: a, onsets: january...(january + 10))) == ["a", "c", "b"])
    #expect(ids(ChainSearch(start: a, classifications: [.confirmed])) == ["a", "c", "b"])
    #expect(ids(ChainSearch(start: a, generations: 2...3)) == ["d", "e"])
  }

  @Test func whoIsNotThereIsTold() {
    let chain = ChainSearch(start: [ID("z"), ID("a"), ID("a")], depth: 0).walk(
      ChainsAreWalked.graph)
    #expect(chain.unknown == [ID("z")])
    #expect(chain.steps.count == 1)
    #expect(ChainSearch(start: []).walk(ContactGraph(nodes: [], links: [])).steps.isEmpty)
  }

  @Test func endsOfLinksThatNobodyToldOfAreKept() {
    let graph = ContactGraph(
      nodes: [ChainsAreWalked.node("a")], links: [ChainsAreWalked.link("x", "a")])
    #expect(graph.placeholders == 1)
    let statistics = ChainStatistics(graph)
    #expect(statistics.cases == 1 && statistics.placeholders == 1 && statistics.roots == 1)
  }

  @Test func statisticsAddUp() {
    let statistics = ChainStatistics(ChainsAreWalked.graph)
    #expect(statistics.infections == 3)
    #expect(statistics.roots == 1)
    #expect(statistics.isolated == 2)
    #expect(statistics.generations == [1, 2, 1])
    #expect(statistics.depth == 2)
    #expect(statistics.offspring == [4, 1, 1])
    #expect(statistics.most.map(\.id) == [ID("a"), ID("b")])
    #expect(statistics.serialIntervals == [4, 8, 11])
    #expect(statistics.medianSerialInterval == 8)
    #expect(ChainStatistics(ContactGraph(nodes: [], links: [])).meanSerialInterval == nil)
  }

  /// A foreign list can hold a circle: it is counted and nothing hangs.
  @Test func circlesOfForeignListsAreCounted() {
    let graph = ContactGraph(
      nodes: [],
      links: [("a", "b"), ("b", "c"), ("c", "a"), ("c", "d"), ("r", "s")].map {
        ChainsAreWalked.link($0.0, $0.1)
      })
    let statistics = ChainStatistics(graph)
    #expect(statistics.circular == 4)
    #expect(statistics.roots == 1)
    #expect(statistics.depth == 1)
    #expect(ChainSearch(start: [ID("a")]).walk(graph).steps.count == 4)
  }

  @Test func textIsSafeForOtherPrograms() {
    let graph = ContactGraph(
      nodes: [
        Node(id: ID("=1+1"), place: "a,\"b\"\nc"),
        Node(id: ID("<&>"), onset: PartialDate("2020-05")),
      ],
      links: [Link(source: ID("=1+1"), target: ID("<&>"), kind: .contact, setting: "ward")])
    let chain = ChainSearch(start: [ID("=1+1")]).walk(graph)
    let csv = ChainText.csv(chain, of: graph)
    #expect(csv.contains("'=1+1,0,,,,,,\"a,\"\"b\"\"\nc\",,\n"))
    #expect(csv.contains("<&>,1,'=1+1,contact,ward,,2020-05,,,\n"))
    let xml = ChainText.graphML(chain, of: graph)
    #expect(xml.contains("<edge source=\"=1+1\" target=\"&lt;&amp;&gt;\">"))
    #expect(xml.contains("a,&quot;b&quot;&#10;c"))
    #expect(xml.hasSuffix("</graphml>\n"))
  }

  /// Law: the walk reaches what repeated expansion of sets reaches, at the same depths.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func walksReachWhatSetsReach(seed: UInt64) {
    var state = seed
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    let links = (0..<400).map { _ in
      Link(source: ID("n\(next(200))"), target: ID("n\(next(200))"), kind: .contact)
    }
    let graph = ContactGraph(nodes: [], links: links)
    let chain = ChainSearch(start: [links[0].source], depth: 4).walk(graph)
    var reached: [ID<Twin>: Int] = [links[0].source: 0]
    for depth in 1...4 {
      for link in links where reached[link.source] == depth - 1 && reached[link.target] == nil {
        reached[link.target] = depth
      }
    }
    #expect(
      Dictionary(uniqueKeysWithValues: chain.steps.map { (graph.nodes[$0.node].id, $0.generation) })
        == reached)
  }
}
