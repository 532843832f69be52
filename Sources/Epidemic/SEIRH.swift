import Glibc

/// An epidemic that fills hospitals: susceptible, exposed, infectious, removed, and beside them
/// the infections that will be admitted, first waiting (two stages, so that the delay is gamma with
/// shape 2) and then in a bed.
///
/// A value without clock or randomness of its own; the step is `step` days.
public struct SEIRH: Hashable, Sendable {
  /// Mean days from infection to infectiousness.
  public var latentDays: Double
  /// Mean days of infectiousness.
  public var infectiousDays: Double
  /// Mean days from the end of infectiousness to admission.
  public var delayDays: Double
  /// Mean days in a bed.
  public var stayDays: Double
  /// Share of infections that are admitted, 0 to 1.
  public var severity: Double

  public init(
    latentDays: Double = 2, infectiousDays: Double = 3, delayDays: Double = 4,
    stayDays: Double = 5, severity: Double = 0.01
  ) {
    precondition(
      min(latentDays, infectiousDays, delayDays, stayDays) > 0, "dwell times are positive")
    precondition((0...1).contains(severity), "severity is a share")
    self.latentDays = latentDays
    self.infectiousDays = infectiousDays
    self.delayDays = delayDays
    self.stayDays = stayDays
    self.severity = severity
  }

  /// Infections per infectious day that give this basic reproduction number.
  public func transmission(reproduction: Double) -> Double {
    reproduction / infectiousDays
  }

  /// The chances of leaving each stage within `step` days, made once for many steps.
  @inlinable
  public func chances(step: Double = 1) -> Chances {
    Chances(
      onset: -expm1(-step / latentDays), removal: -expm1(-step / infectiousDays),
      waiting: -expm1(-step * 2 / delayDays), discharge: -expm1(-step / stayDays), step: step)
  }

  /// Chances of leaving within one step.
  public struct Chances: Hashable, Sendable {
    public let onset: Double
    public let removal: Double
    /// Of each of the two waiting stages.
    public let waiting: Double
    public let discharge: Double
    /// Days.
    public let step: Double

    @inlinable
    init(onset: Double, removal: Double, waiting: Double, discharge: Double, step: Double) {
      self.onset = onset
      self.removal = removal
      self.waiting = waiting
      self.discharge = discharge
      self.step = step
    }
  }
}
