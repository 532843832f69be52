import SalusCore
import SalusNumerics
import SalusTwin
import Testing

@testable import SalusAnalyse

@Suite struct ClustersAreFound {
  /// Cases scattered over a square of 10 km and 100 days, with a cluster planted at its middle.
  static func cases(_ scattered: Int, planted: Int, seed: UInt64) -> [CasePoint] {
    var stream = Stream(Seed(seed), .test)
    var cases: [CasePoint] = []
    func add(_ id: String, _ east: Double, _ north: Double, _ day: Int) {
      guard let spot = Spot(east: east, north: north) else { return }
      cases.append(CasePoint(id: ID(id), spot: spot, day: CivilDate(days: 18_000 + day)))
    }
    for number in 0..<scattered {
      add(
        "s\(number)", stream.uniform() * 10_000, stream.uniform() * 10_000,
        stream.uniform(below: 100))
    }
    for number in 0..<planted {
      add(
        "c\(number)", 5_000 + stream.uniform() * 300, 5_000 + stream.uniform() * 300,
        50 + stream.uniform(below: 5))
    }
    return cases
  }

  private func scan(_ cases: [CasePoint], threads: Int = 1, seed: Seed = 1) throws
    -> [SpaceTimeScan.Cluster]
  {
    try SpaceTimeScan(
      .init(radius: 1_000, days: 10, replicates: 199, seed: seed, threads: threads)
    ).clusters(cases)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func theScanFindsWhatWasPlanted(seed: UInt64) throws {
    let cases = ClustersAreFound.cases(120, planted: 10, seed: seed)
    let clusters = try scan(cases)
    let first = try #require(clusters.first)
    #expect(first.pValue == 1.0 / 200)
    #expect(first.members.count { $0.text.hasPrefix("c") } >= 8)
    #expect(first.members.count == first.cases)
    #expect(Double(first.cases) > first.expected)
    #expect(first.radius <= 1_000)
    #expect(first.from.days >= 18_048 && first.through.days <= 18_056)
  }

  /// Where nothing was planted, few samples give a cluster at 5 %: at most 4 of 20 (probability
  /// 0.997).
  @Test func chanceIsNoCluster() throws {
    let alarms = try (1...20).count { seed in
      try !scan(
        ClustersAreFound.cases(60, planted: 0, seed: UInt64(seed)), seed: Seed(UInt64(seed))
      )
      .isEmpty
    }
    #expect(alarms <= 4)
  }

  @Test func threadsDoNotMatter() throws {
    let cases = ClustersAreFound.cases(80, planted: 8, seed: 4)
    let one = try scan(cases)
    #expect(one == (try scan(cases, threads: 4)))
    #expect(one == (try scan(cases.reversed())))
  }

  /// The ratio of a window by the formula of the paper, counted by hand.
  @Test func theRatioIsThePapers() throws {
    // Four cases at one place on one day among ten, six elsewhere on six other days.
    let near = try #require(Spot(east: 0, north: 0))
    var cases = (0..<4).map { CasePoint(id: ID("a\($0)"), spot: near, day: CivilDate(days: 10)) }
    for number in 0..<6 {
      let far = try #require(Spot(east: 50_000, north: Double(number) * 20_000))
      cases.append(CasePoint(id: ID("b\(number)"), spot: far, day: CivilDate(days: 20 + number)))
    }
    let clusters = try SpaceTimeScan(
      .init(radius: 100, days: 3, replicates: 0)
    ).clusters(cases)
    let first = try #require(clusters.first)
    // Expected 4 × 4 / 10 = 1.6; ratio 4 ln(4/1.6) + 6 ln(6/8.4).
    #expect(first.cases == 4)
    #expect(abs(first.expected - 1.6) < 1e-12)
    #expect(abs(first.logLikelihoodRatio - 1.646_329_5) < 1e-6)
  }

  @Test func nothingAndLittleHaveNoCluster() throws {
    #expect(try scan([]).isEmpty)
    #expect(try scan(Array(ClustersAreFound.cases(1, planted: 0, seed: 1))).isEmpty)
  }

  @Test func impossibleSettingsAreRefused() throws {
    #expect(throws: ClusterFault.days(0)) { try SpaceTimeScan(.init(radius: 1, days: 0)) }
    #expect(throws: ClusterFault.share(0.6)) {
      try SpaceTimeScan(.init(radius: 1, days: 1, share: 0.6))
    }
    let mixed = [
      CasePoint(id: ID("a"), spot: try #require(Spot(east: 0, north: 0)), day: .first),
      CasePoint(id: ID("b"), spot: try #require(Spot(latitude: 0, longitude: 0)), day: .first),
    ]
    #expect(throws: ClusterFault.mixedPlaces) { try scan(mixed) }
    #expect(throws: ClusterFault.mixedPlaces) {
      try LinkedClusters.find(mixed, distance: 1, days: 1)
    }
    #expect(throws: ClusterFault.distance(-1)) {
      try LinkedClusters.find([], distance: -1, days: 1)
    }
  }

  /// Law: linked groups are the connected parts of the graph of near pairs.
  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func linkedGroupsAreConnectedParts(seed: UInt64) throws {
    let cases = ClustersAreFound.cases(150, planted: 10, seed: seed)
    let groups = try LinkedClusters.find(cases, distance: 600, days: 12, size: 1)
    #expect(groups.reduce(0) { $0 + $1.count } == cases.count)
    var labels = Array(cases.indices)
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for i in cases.indices {
        for j in cases.indices
        where abs(cases[i].day - cases[j].day) <= 12
          && cases[i].spot.distance(to: cases[j].spot) <= 600 && labels[i] > labels[j]
        {
          labels[i] = labels[j]
          hasChanged = true
        }
      }
    }
    var expected: [Int: Set<ID<Twin>>] = [:]
    for (index, label) in labels.enumerated() {
      expected[label, default: []].insert(cases[index].id)
    }
    #expect(Set(groups.map { Set($0.map(\.id)) }) == Set(expected.values))
    #expect(groups.map(\.count) == groups.map(\.count).sorted(by: >))
  }
}
