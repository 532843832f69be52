import Glibc
import SalusNumerics

/// Where residents spend their contact time: for ward p the share tau_pq in each ward q, the shares
/// of a ward adding up to 1.
///
/// Time away from home follows a gravity law in the workplaces of the target and the distance to
/// it; crossing the river halves it. Only the greatest flows are kept, the rest stays at home.
struct Commuting: Sendable {
  /// `starts[p]..<starts[p + 1]` are the entries of ward p.
  let starts: [Int]
  let targets: [Int]
  let shares: [Double]

  /// Of contact time, spent at home and in the own ward whatever the gravity.
  private static let home = 0.6
  /// Targets kept for a ward, besides itself.
  private static let kept = 28
  /// Kilometres from which distance tells, and how fast.
  private static let reach = 2.6
  private static let decay = 2.5

  init(_ region: Region) {
    let count = region.wards.count
    let work = region.wards.indices.map { ward in
      Double(region.wards[ward].population ?? 0)
        * (1 + 3.5 * exp(-region.centres[ward].length / 4))
    }
    var starts = [0]
    var targets: [Int] = []
    var shares: [Double] = []
    for p in 0..<count {
      var flows: [(ward: Int, flow: Double)] = []
      for q in 0..<count where q != p {
        let away = region.centres[p].distance(to: region.centres[q])
        let bridge = region.isLeftBank[p] == region.isLeftBank[q] ? 1 : 0.5
        flows.append((q, bridge * work[q] / (1 + pow(away / Commuting.reach, Commuting.decay))))
      }
      let total = flows.reduce(0) { $0 + $1.flow }
      flows.sort { ($1.flow, $0.ward) < ($0.flow, $1.ward) }
      var row = flows.prefix(Commuting.kept).map {
        (ward: $0.ward, share: (1 - Commuting.home) * $0.flow / total)
      }
      row.append((p, 1 - row.reduce(0) { $0 + $1.share }))
      row.sort { $0.ward < $1.ward }
      targets.append(contentsOf: row.map(\.ward))
      shares.append(contentsOf: row.map(\.share))
      starts.append(targets.count)
    }
    self.starts = starts
    self.targets = targets
    self.shares = shares
  }

  /// What residents carry to where they spend their time: sum over p of tau_pq v_p.
  func present(_ residents: [Double]) -> [Double] {
    var sums = [Double](repeating: 0, count: residents.count)
    for p in residents.indices where residents[p] != 0 {
      for entry in starts[p]..<starts[p + 1] {
        sums[targets[entry]] += shares[entry] * residents[p]
      }
    }
    return sums
  }

  /// What residents meet where they spend their time: sum over q of tau_pq v_q.
  func met(_ places: [Double]) -> [Double] {
    places.indices.map { p in
      var sum = 0.0
      for entry in starts[p]..<starts[p + 1] { sum += shares[entry] * places[targets[entry]] }
      return sum
    }
  }
}
