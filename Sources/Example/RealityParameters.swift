import Glibc

/// The constants of the example's reality. Invented, in the range of influenza-like illness.
public struct RealityParameters: Hashable, Sendable {
  /// Mean days from infection to infectiousness.
  public var latentDays = 2.0
  /// Mean days of infectiousness.
  public var infectiousDays = 3.5
  /// Secondary infections of one case among people who are all susceptible and act as usual, in
  /// the middle of spring.
  public var basicReproduction = 2.0
  /// Half the yearly swing of transmission, as a share of its mean.
  public var seasonality = 0.14
  /// Evenness of infectiousness between people of a ward; small means a few infect many
  /// (negative binomial offspring, Lloyd-Smith and others 2005).
  public var evenness = 0.4
  /// Contacts given up at the most, as a share.
  public var greatestCaution = 0.55
  /// Confirmed cases per 100 000 people and week at which half of that is given up; well below it
  /// hardly anyone changes (Hill curve of order 2).
  public var alarmingRate = 110.0
  /// Days in which caution rises, and in which it wears off.
  public var cautionRise = 12.0
  public var cautionFade = 60.0
  /// About when the infection comes into the region: a gathering in one ward.
  public var introductionDay = 76
  /// People exposed there.
  public var introduced = 24
  /// Infections brought in each day from then on.
  public var importsPerDay = 0.35
  /// Shares of infections that a laboratory confirms, and that call for help with fever.
  public var confirmedShare = 0.24
  public var callingShare = 0.11

  public init() {}

  /// Chance to leave a state within a day that lasts `days` on average in continuous time.
  static func risk(_ days: Double) -> Double { 1 - exp(-1 / days) }

  /// Chance to escape a force of infection for a day.
  static func survival(_ force: Double) -> Double { exp(-force) }

  /// Mean whole days of infectiousness in the daily chain.
  var meanInfectious: Double { 1 / RealityParameters.risk(infectiousDays) }
}
