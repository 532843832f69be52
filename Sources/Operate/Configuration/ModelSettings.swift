import SalusAnalyse
import SalusCore

/// By which models and settings the running loop analyses.
public struct ModelSettings: Hashable, Sendable {
  /// How long one case takes to lead to the next: mean and standard deviation in days.
  public struct SerialInterval: Hashable, Sendable {
    public var mean: Double
    public var sd: Double
    /// True where nobody has said it of the disease at hand.
    public var isAssumed: Bool

    public init(mean: Double, sd: Double, isAssumed: Bool = false) {
      self.mean = mean
      self.sd = sd
      self.isAssumed = isAssumed
    }
  }

  /// How alarms are looked for; nil takes what suits the signal.
  public struct Detection: Hashable, Sendable {
    public var method: DetectionMethod?
    public var preset: DetectionPreset?
    /// False for signals that are stored and shown only.
    public var isOn = true
  }

  /// How alarms of a signal are looked for.
  public func detection(of id: ID<Signal>) -> Detection { signals[id]?.detection ?? detection }

  /// What one signal has of its own.
  public struct OfSignal: Hashable, Sendable {
    public var serialInterval: SerialInterval?
    public var detection: Detection?
    /// Nil forecasts every weekly count.
    public var isForecast: Bool?
  }

  public var serialInterval: SerialInterval
  public var detection = Detection()
  public var signals: [ID<Signal>: OfSignal] = [:]

  public init() {
    let (mean, sd) = Station.assumedSerialInterval
    serialInterval = SerialInterval(mean: mean, sd: sd, isAssumed: true)
  }

  mutating func read(_ section: ConfigurationSection) {
    serialInterval = ModelSettings.interval(section.section("serialInterval"), serialInterval)
    detection = ModelSettings.detection(section.section("detection"), detection)
    for (name, own) in section.named("signals") {
      var signal = OfSignal()
      if own.has("serialInterval") {
        signal.serialInterval = ModelSettings.interval(
          own.section("serialInterval"), serialInterval)
      } else {
        _ = own.node("serialInterval")
      }
      if own.has("detection") {
        signal.detection = ModelSettings.detection(own.section("detection"), detection)
      } else {
        _ = own.node("detection")
      }
      var isForecast = true
      own.flag("forecast", &isForecast)
      signal.isForecast = isForecast
      own.close()
      signals[ID(name)] = signal
    }
    section.close()
  }

  /// Bounds as the estimate of the reproduction number takes them (Cori 2013): the mean over one
  /// day, for a discrete interval begins at one day.
  private static func interval(_ section: ConfigurationSection, _ usual: SerialInterval)
    -> SerialInterval
  {
    var interval = usual
    section.number("mean", &interval.mean, in: 1.01...60)
    section.number("sd", &interval.sd, in: 0.05...60)
    section.close()
    if section.has("mean") || section.has("sd") { interval.isAssumed = false }
    return interval
  }

  private static func detection(_ section: ConfigurationSection, _ usual: Detection) -> Detection {
    var detection = usual
    section.choice("method", &detection.method)
    section.choice("preset", &detection.preset)
    section.flag("on", &detection.isOn)
    section.close()
    if detection.preset != nil, detection.method == nil {
      section.fault("preset", "a preset needs the method that it is of: 'method'")
    }
    return detection
  }
}
