import FoundationEssentials
import SalusCore
import SalusStore
import SalusTwin

/// Follows contacts to depth 5 through a network of 200,000, beside a walk over the same network
/// in plain arrays; and appends relations and members of an aggregate.
enum BenchGraph {
  private static let start = Instant(microseconds: 1_767_225_600_000_000)

  static func run(_ arguments: [String]) throws {
    let contacts = arguments.first.flatMap { Int($0) } ?? 200_000
    let folder =
      (arguments.count > 1 ? arguments[1] : FileManager.default.temporaryDirectory.path)
      + "/salus-graph-bench"
    try? FileManager.default.removeItem(atPath: folder)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let bank = try Store.open(directory: folder, mode: .create)
    // As many cases as contacts over three: each case has been named three times on average.
    let cases = max(contacts / 3, 2)
    let links = network(cases, contacts)
    try fill(bank, cases, links)
    try follow(bank, cases, links)
  }

  /// From whom to whom; SplitMix64 (Steele, Lea, Flood 2014) with a fixed seed. A few cases have
  /// many contacts, most have few.
  private static func network(_ cases: Int, _ contacts: Int) -> [(from: Int, to: Int)] {
    var state: UInt64 = 7
    func draw() -> Double {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return Double((z ^ (z >> 31)) >> 11) / 9_007_199_254_740_992
    }
    return (0..<contacts).map { _ in
      let from = min(Int(draw() * draw() * Double(cases)), cases - 1)
      var to = min(Int(draw() * Double(cases)), cases - 1)
      if to == from { to = (to + 1) % cases }
      return (from, to)
    }
  }

  private static func fill(
    _ bank: StoredJournal, _ cases: Int, _ links: [(from: Int, to: Int)]
  ) throws {
    guard let type = TypeName("dtmi:salus:case:Case;1") else { return }
    var spent = Duration.zero
    for first in stride(from: 0, to: cases, by: 1_000) {
      let drafts = (first..<min(first + 1_000, cases)).map { index in
        TwinCreated(type: type, values: ["age": StatedValue(.integer(Int64(index % 90)))])
          .draft(ID("case-\(index)"), actor: "bench", source: "bench")
      }
      spent += try ContinuousClock().measure {
        _ = try bank.append(drafts, expecting: [], on: Branch.main)
      }
    }
    print("\(cases) cases appended: \(rate(cases, spent)) a second")
    spent = .zero
    for first in stride(from: 0, to: links.count, by: 1_000) {
      let drafts = (first..<min(first + 1_000, links.count)).map { index in
        RelationBegan(
          id: ID("contact-\(index)"), source: ID("case-\(links[index].from)"), name: "contactOf",
          target: ID("case-\(links[index].to)"), from: start + Double(index)
        ).draft(actor: "bench", source: "bench")
      }
      spent += try ContinuousClock().measure {
        _ = try bank.append(drafts, expecting: [], on: Branch.main)
      }
    }
    print("\(links.count) contacts appended: \(rate(links.count, spent)) a second")
  }

  private static func follow(
    _ bank: StoredJournal, _ cases: Int, _ links: [(from: Int, to: Int)]
  ) throws {
    var out = [[Int]](repeating: [], count: cases)
    for link in links { out[link.from].append(link.to) }
    print("depth 5 from   reached   first ms   then ms   plain arrays ms")
    // Roots by how much can be reached from them, and the whole network at once.
    for root in [cases - 1, cases / 2, cases / 10, 1] {
      let query = GraphQuery(
        start: [ID("case-\(root)")], names: ["contactOf"], direction: .out, depth: 5)
      var graph: Graph?
      let cold = try ContinuousClock().measure {
        graph = try bank.graph(query, at: .latest, on: Branch.main)
      }
      var warm: [Double] = []
      for _ in 0..<5 {
        let time = try ContinuousClock().measure {
          graph = try bank.graph(query, at: .latest, on: Branch.main)
        }
        warm.append(milliseconds(time))
      }
      var reached = 0
      let floor = ContinuousClock().measure {
        let walk = BreadthFirst<Int, Void>(from: [root], depth: 5, limit: cases) { node in
          out[node].map { ((), $0) }
        }
        reached = walk.visits.count
      }
      guard graph?.steps.count == reached else { throw BenchError.lost }
      print(
        "case-\(root)   \(reached)   \(rounded(milliseconds(cold)))   "
          + "\(rounded(warm.sorted()[2]))   \(rounded(milliseconds(floor)))")
    }
  }

  private static func rate(_ count: Int, _ time: Duration) -> Int {
    Int(Double(count) / (milliseconds(time) / 1000))
  }

  private static func milliseconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) * 1e3 + Double(duration.components.attoseconds) * 1e-15
  }

  private static func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}
