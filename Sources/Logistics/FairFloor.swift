import SalusCore

/// Shares one divisible good so that vulnerable groups get at least a floor and the least covered
/// of all is covered as well as can be.
public struct FairFloor: Hashable, Sendable {
  /// One number a group, not negative.
  public var need: [Double]
  public var supply: Double
  /// Indexes of the groups that have the floor.
  public var vulnerable: Set<Int>
  /// The least coverage of those, from 0 to 1.
  public var floor: Double

  public init(need: [Double], supply: Double, vulnerable: Set<Int>, floor: Double) {
    self.need = need
    self.supply = supply
    self.vulnerable = vulnerable
    self.floor = floor
  }

  /// What each group gets of its need.
  public struct Shares: Hashable, Sendable {
    /// One number a group, from 0 to 1; 1 for a group that needs nothing.
    public var coverage: [Double]
    /// The floor that could be held: `floor` itself, or the greatest that the supply allows.
    public var heldFloor: Double
  }

  /// The lexicographic maximum in closed form: with common = supply / Σ need, all get the common
  /// share where it reaches the floor; otherwise the vulnerable get the floor and the others
  /// (supply - floor Σ need of the vulnerable) / Σ need of the others. Where not even the floor can
  /// be paid for, the vulnerable share all that there is and the held floor says so.
  public func shares() -> Shares {
    let total = need.reduce(0, +)
    let least = vulnerable.sorted().filter(need.indices.contains).reduce(0) { $0 + need[$1] }
    guard total > 0 else {
      return Shares(coverage: need.map { _ in 1 }, heldFloor: floor)
    }
    let common = min(1, max(0, supply) / total)
    if common >= floor || least == 0 {
      return Shares(coverage: need.map { $0 > 0 ? common : 1 }, heldFloor: floor)
    }
    let held = min(floor, max(0, supply) / least)
    let rest = max(0, supply - held * least)
    let others = total - least
    let share = others > 0 ? min(1, rest / others) : 1
    return Shares(
      coverage: need.indices.map {
        need[$0] > 0 ? (vulnerable.contains($0) ? held : share) : 1
      }, heldFloor: held)
  }
}
