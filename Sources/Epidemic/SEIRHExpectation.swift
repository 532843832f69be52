import Glibc

extension SEIRH {
  /// Expected people by stage, for large populations where chance in single infections is small
  /// beside what is unknown of transmission; in people or as shares of any whole.
  public struct Expectation: Hashable, Sendable {
    public var susceptible: Double
    public var exposed: Double
    public var infectious: Double
    /// Those who wait for a bed, by stage, before severity is applied.
    public var waiting: Double
    public var waitingNext: Double

    @inlinable
    public init(
      susceptible: Double, exposed: Double, infectious: Double, waiting: Double = 0,
      waitingNext: Double = 0
    ) {
      self.susceptible = susceptible
      self.exposed = exposed
      self.infectious = infectious
      self.waiting = waiting
      self.waitingNext = waitingNext
    }
  }

  /// The same step as that of `Counts` with every draw replaced by its mean; returns how many left
  /// the second waiting stage. Admissions are that times the share admitted.
  ///
  /// - Parameter total: everybody, in the unit of the expectation.
  @inlinable
  public static func advance(
    _ people: inout Expectation, chances: Chances, transmission: Double, total: Double
  ) -> Double {
    let force = transmission * people.infectious / total
    let infections = people.susceptible * -expm1(-force * chances.step)
    let onsets = people.exposed * chances.onset
    let removals = people.infectious * chances.removal
    let next = people.waiting * chances.waiting
    let leaving = people.waitingNext * chances.waiting
    people.susceptible -= infections
    people.exposed += infections - onsets
    people.infectious += onsets - removals
    people.waiting += removals - next
    people.waitingNext += next - leaving
    return leaving
  }
}
