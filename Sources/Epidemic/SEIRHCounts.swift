import Glibc
import SalusNumerics

extension SEIRH {
  /// People by stage, for the stochastic form.
  public struct Counts: Hashable, Sendable {
    public var susceptible: Int
    public var exposed: Int
    public var infectious: Int
    public var removed: Int
    /// Removed people who wait for a bed, by stage; part of `removed`.
    public var waiting: Int
    public var waitingNext: Int
    /// In a bed; part of `removed`.
    public var hospitalised: Int

    public init(
      susceptible: Int, exposed: Int = 0, infectious: Int = 0, removed: Int = 0, waiting: Int = 0,
      waitingNext: Int = 0, hospitalised: Int = 0
    ) {
      self.susceptible = susceptible
      self.exposed = exposed
      self.infectious = infectious
      self.removed = removed
      self.waiting = waiting
      self.waitingNext = waitingNext
      self.hospitalised = hospitalised
    }

    /// Everybody, which no step changes.
    public var total: Int { susceptible + exposed + infectious + removed }
  }

  /// What happened in one step.
  public struct Flows: Hashable, Sendable {
    public var infections: Int
    public var onsets: Int
    public var removals: Int
    public var admissions: Int
    public var discharges: Int

    @inlinable
    init(infections: Int, onsets: Int, removals: Int, admissions: Int, discharges: Int) {
      self.infections = infections
      self.onsets = onsets
      self.removals = removals
      self.admissions = admissions
      self.discharges = discharges
    }
  }

  /// Moves people on by one step of a chain binomial: everybody leaves a stage independently with
  /// chance 1 - exp(-rate step), all from the state before the step, so nobody moves twice and no
  /// stage can be overdrawn.
  ///
  /// - Parameters:
  ///   - transmission: infections per infectious person and day among susceptibles only.
  ///   - importation: infectious contacts from outside, as a hazard per susceptible and day.
  @inlinable
  public func advance(
    _ counts: inout Counts, chances: Chances, transmission: Double, importation: Double = 0,
    with bits: inout some RandomBits
  ) -> Flows {
    let total = counts.total
    guard total > 0 else {
      return Flows(infections: 0, onsets: 0, removals: 0, admissions: 0, discharges: 0)
    }
    let force = transmission * Double(counts.infectious) / Double(total) + importation
    let infections = bits.binomial(counts.susceptible, Chance(rate: force, time: chances.step))
    let onsets = bits.binomial(counts.exposed, Chance(chances.onset))
    let removals = bits.binomial(counts.infectious, Chance(chances.removal))
    let severe = bits.binomial(removals, Chance(severity))
    let next = bits.binomial(counts.waiting, Chance(chances.waiting))
    let admissions = bits.binomial(counts.waitingNext, Chance(chances.waiting))
    let discharges = bits.binomial(counts.hospitalised, Chance(chances.discharge))
    counts.susceptible -= infections
    counts.exposed += infections - onsets
    counts.infectious += onsets - removals
    counts.removed += removals
    counts.waiting += severe - next
    counts.waitingNext += next - admissions
    counts.hospitalised += admissions - discharges
    return Flows(
      infections: infections, onsets: onsets, removals: removals, admissions: admissions,
      discharges: discharges)
  }
}
