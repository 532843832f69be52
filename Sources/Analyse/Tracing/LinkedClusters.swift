import SalusCore
import SalusTwin

/// A case as clusters see it: where and when.
public struct CasePoint: Hashable, Sendable {
  public var id: ID<Twin>
  public var spot: Spot
  public var day: CivilDate

  public init(id: ID<Twin>, spot: Spot, day: CivilDate) {
    self.id = id
    self.spot = spot
    self.day = day
  }
}

/// Groups cases of which each is near another of the group in place and time (single linkage).
public enum LinkedClusters {
  /// Groups of at least `size` cases, the largest first, then by first day and id; cases of a group
  /// in order of day and id.
  ///
  /// - Parameters:
  ///   - distance: greatest between two linked cases, in metres.
  ///   - days: greatest difference of their days.
  public static func find(
    _ cases: [CasePoint], distance: Double, days: Int, size: Int = 2
  ) throws(ClusterFault) -> [[CasePoint]] {
    guard distance > 0, distance.isFinite else { throw .distance(distance) }
    guard days >= 0 else { throw .days(days) }
    let cases = cases.sorted { ($0.day, $0.id) < ($1.day, $1.id) }
    let isPlanar = cases.first?.spot.isPlanar ?? true
    guard cases.allSatisfy({ $0.spot.isPlanar == isPlanar }) else { throw .mixedPlaces }
    let chord = isPlanar ? distance : Spot.chord(distance)
    var grid = SpotGrid(count: cases.count, chord: chord)
    var parents = Array(0..<cases.count)
    func root(_ index: Int) -> Int {
      var index = index
      while parents[index] != index {
        parents[index] = parents[parents[index]]
        index = parents[index]
      }
      return index
    }
    for (index, point) in cases.enumerated() {
      grid.visit(point.spot) { other in
        guard point.day - cases[other].day <= days else { return false }
        if cases[other].spot.chordSquared(to: point.spot) <= chord * chord {
          let (a, b) = (root(index), root(other))
          parents[max(a, b)] = min(a, b)
        }
        return true
      }
      grid.insert(index, at: point.spot)
    }
    var groups: [Int: [CasePoint]] = [:]
    for index in cases.indices { groups[root(index), default: []].append(cases[index]) }
    return groups.values.filter { $0.count >= max(1, size) }.sorted {
      ($1.count, $0[0].day, $0[0].id) < ($0.count, $1[0].day, $1[0].id)
    }
  }
}

/// Why clusters cannot be looked for.
public enum ClusterFault: Problem, Hashable {
  case distance(Double)
  case days(Int)
  case share(Double)
  case replicates(Int)
  case mixedPlaces
  case tooMany(Int)

  public var kind: ProblemKind { .usage }

  public var description: String {
    switch self {
    case .distance(let metres): "a distance of \(metres) m is not possible; above 0 is accepted"
    case .days(let days): "\(days) days are not possible; 1 or more are accepted"
    case .share(let share):
      "a cluster of up to \(share) of all cases is not possible; above 0 and up to 0.5 is accepted"
    case .replicates(let count):
      "\(count) replicates are not possible; 0 to 99,999 are accepted"
    case .mixedPlaces: "some cases lie on the earth and some on a plane; one kind is accepted"
    case .tooMany(let count): "\(count) cases are too many for a scan; 20,000 are accepted"
    }
  }
}
