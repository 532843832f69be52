import FoundationEssentials
import SalusCore

/// The settings of one detection method, as a value.
public enum DetectionSettings: Hashable, Sendable {
  case ears(EARS.Variant, EARS.Settings)
  case farrington(Farrington.Settings)
  case farringtonFlexible(FarringtonFlexible.Settings)
  case bayes(BayesPredictive.Settings)
  case rki(RKI.Settings)
  case cusum(CUSUM.Settings)

  /// The settings of a preset.
  public init(_ method: DetectionMethod, preset: DetectionPreset = .product) {
    switch method {
    case .farringtonFlexible:
      var settings = FarringtonFlexible.Settings()
      if preset == .bench { settings.leastYears = settings.years }
      self = .farringtonFlexible(settings)
    case .farrington: self = .farrington(Farrington.Settings())
    case .earsC1: self = .ears(.c1, DetectionSettings.ears(preset))
    case .earsC2: self = .ears(.c2, DetectionSettings.ears(preset))
    case .earsC3: self = .ears(.c3, DetectionSettings.ears(preset))
    case .earsC3R:
      var settings = EARS.Settings()
      settings.alpha = 0.025
      settings.flat = .mean
      self = .ears(.c3r, settings)
    case .bayes: self = .bayes(BayesPredictive.Settings())
    case .rki: self = .rki(RKI.Settings())
    case .cusum:
      var settings = CUSUM.Settings()
      if preset == .bench {
        settings.reset = false
        settings.overdispersion = false
      }
      self = .cusum(settings)
    }
  }

  private static func ears(_ preset: DetectionPreset) -> EARS.Settings {
    var settings = EARS.Settings()
    if preset == .bench { settings.flat = .mean }
    return settings
  }

  public var method: DetectionMethod { detector(frequency: 52).method }

  /// The detector with these settings.
  ///
  /// - Parameter frequency: rows a year, 52 for weeks.
  public func detector(frequency: Int) -> any Detector {
    switch self {
    case .ears(let variant, let settings): EARS(variant, settings: settings)
    case .farrington(let settings): Farrington(settings: settings, frequency: frequency)
    case .farringtonFlexible(let settings):
      FarringtonFlexible(settings: settings, frequency: frequency)
    case .bayes(let settings): BayesPredictive(settings: settings, frequency: frequency)
    case .rki(let settings): RKI(settings: settings, frequency: frequency)
    case .cusum(let settings): CUSUM(settings: settings, frequency: frequency)
    }
  }

  /// These settings with the values of a JSON5 file in place of their own.
  ///
  /// - Parameter json5: an object; a key that the method does not have is refused.
  public func changed(by json5: some Sequence<UInt8>) throws(SettingsError) -> DetectionSettings {
    let decoder = JSONDecoder()
    decoder.allowsJSON5 = true
    let values: [String: SettingValue]
    do {
      values = try decoder.decode([String: SettingValue].self, from: Data(json5))
    } catch {
      throw .unreadable(method)
    }
    switch self {
    case .ears(let variant, let settings):
      let keys = EARS.Settings.keys(variant)
      return .ears(variant, try SettingKey.apply(values, keys, to: settings, method))
    case .farrington(let settings):
      return .farrington(
        try SettingKey.apply(values, Farrington.Settings.keys, to: settings, method))
    case .farringtonFlexible(let settings):
      let keys = FarringtonFlexible.Settings.keys
      return .farringtonFlexible(try SettingKey.apply(values, keys, to: settings, method))
    case .bayes(let settings):
      return .bayes(
        try SettingKey.apply(values, BayesPredictive.Settings.keys, to: settings, method))
    case .rki(let settings):
      return .rki(try SettingKey.apply(values, RKI.Settings.keys, to: settings, method))
    case .cusum(let settings):
      return .cusum(try SettingKey.apply(values, CUSUM.Settings.keys, to: settings, method))
    }
  }

  /// All values by the names of the settings file, for the record of a result.
  public var parameters: JSON {
    switch self {
    case .ears(let variant, let settings):
      SettingKey.json(EARS.Settings.keys(variant), of: settings)
    case .farrington(let settings): SettingKey.json(Farrington.Settings.keys, of: settings)
    case .farringtonFlexible(let settings):
      SettingKey.json(FarringtonFlexible.Settings.keys, of: settings)
    case .bayes(let settings): SettingKey.json(BayesPredictive.Settings.keys, of: settings)
    case .rki(let settings): SettingKey.json(RKI.Settings.keys, of: settings)
    case .cusum(let settings): SettingKey.json(CUSUM.Settings.keys, of: settings)
    }
  }
}

/// Why a settings file was refused.
public enum SettingsError: Problem, Hashable {
  case unreadable(DetectionMethod)
  case unknownKey(String, method: DetectionMethod, accepted: [String])
  case badValue(key: String, found: String, accepted: String)

  public var kind: ProblemKind { .usage }

  public var description: String {
    switch self {
    case .unreadable(let method):
      "the settings for \(method.rawValue) are no JSON5 object of numbers, words, true or false"
    case .unknownKey(let key, let method, let accepted):
      "\(method.rawValue) has no setting '\(key)'; it has \(accepted.joined(separator: ", "))"
    case .badValue(let key, let found, let accepted):
      "the setting '\(key)' is \(found); \(accepted) is accepted"
    }
  }
}
