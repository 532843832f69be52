import SalusCore

/// A value of a settings file.
enum SettingValue: Decodable, Sendable {
  case bool(Bool)
  case number(Double)
  case word(String)

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else {
      self = .word(try container.decode(String.self))
    }
  }

  var text: String {
    switch self {
    case .bool(let value): "\(value)"
    case .number(let value): "\(value)"
    case .word(let value): "'\(value)'"
    }
  }
}

/// One thing that a settings file can say: its name, what is accepted, and where it goes.
struct SettingKey<Settings> {
  let name: String
  let accepted: String
  let read: (Settings) -> JSON
  /// False where the value is not accepted.
  let write: (inout Settings, SettingValue) -> Bool

  static func whole(
    _ name: String, _ path: WritableKeyPath<Settings, Int>, _ range: ClosedRange<Int>
  ) -> SettingKey {
    SettingKey(
      name: name, accepted: "a whole number from \(range.lowerBound) to \(range.upperBound)",
      read: { JSON(Int?.some($0[keyPath: path])) },
      write: { settings, value in
        guard case .number(let number) = value, let whole = Int(exactly: number),
          range.contains(whole)
        else { return false }
        settings[keyPath: path] = whole
        return true
      })
  }

  static func number(
    _ name: String, _ path: WritableKeyPath<Settings, Double>, _ range: ClosedRange<Double>
  ) -> SettingKey {
    SettingKey(
      name: name, accepted: "a number from \(range.lowerBound) to \(range.upperBound)",
      read: { JSON(Double?.some($0[keyPath: path])) },
      write: { settings, value in
        guard case .number(let number) = value, range.contains(number) else { return false }
        settings[keyPath: path] = number
        return true
      })
  }

  static func flag(_ name: String, _ path: WritableKeyPath<Settings, Bool>) -> SettingKey {
    SettingKey(
      name: name, accepted: "true or false",
      read: { JSON(Bool?.some($0[keyPath: path])) },
      write: { settings, value in
        guard case .bool(let flag) = value else { return false }
        settings[keyPath: path] = flag
        return true
      })
  }

  static func word<Word: RawRepresentable<String> & CaseIterable>(
    _ name: String, _ path: WritableKeyPath<Settings, Word>
  ) -> SettingKey {
    SettingKey(
      name: name,
      accepted: "one of " + Word.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", "),
      read: { JSON(String?.some($0[keyPath: path].rawValue)) },
      write: { settings, value in
        guard case .word(let text) = value, let word = Word(rawValue: text) else { return false }
        settings[keyPath: path] = word
        return true
      })
  }

  /// `settings` with `values` in place of its own; keys in order of their names.
  static func apply(
    _ values: [String: SettingValue], _ keys: [SettingKey], to settings: Settings,
    _ method: DetectionMethod
  ) throws(SettingsError) -> Settings {
    var changed = settings
    for (name, value) in values.sorted(by: { $0.key < $1.key }) {
      guard let key = keys.first(where: { $0.name == name }) else {
        throw .unknownKey(name, method: method, accepted: keys.map(\.name))
      }
      guard key.write(&changed, value) else {
        throw .badValue(key: name, found: value.text, accepted: key.accepted)
      }
    }
    return changed
  }

  static func json(_ keys: [SettingKey], of settings: Settings) -> JSON {
    .object(keys.map { JSON.Member($0.name, $0.read(settings)) })
  }
}

/// An error probability that leaves a bound on either side.
private let errorRange = 1e-9...0.5

extension EARS.Settings {
  static func keys(_ variant: EARS.Variant) -> [SettingKey<EARS.Settings>] {
    let shared: [SettingKey<EARS.Settings>] = [
      .whole("baseline", \.baseline, 3...400), .word("flat", \.flat),
    ]
    return variant == .c3
      ? [.number("threshold", \.threshold, 0...100)] + shared
      : [.number("alpha", \.alpha, errorRange)] + shared
  }
}

extension Farrington.Settings {
  static var keys: [SettingKey<Farrington.Settings>] {
    [
      .whole("years", \.years, 1...50), .whole("halfWindow", \.halfWindow, 0...25),
      .flag("reweight", \.reweight), .flag("trend", \.trend), .number("alpha", \.alpha, errorRange),
      .number("limitCases", \.limit.cases, 0...1e6), .whole("limitRows", \.limit.rows, 1...400),
    ]
  }
}

extension FarringtonFlexible.Settings {
  static var keys: [SettingKey<FarringtonFlexible.Settings>] {
    [
      .whole("years", \.years, 1...50), .whole("leastYears", \.leastYears, 1...50),
      .whole("halfWindow", \.halfWindow, 0...25), .whole("periods", \.periods, 1...60),
      .whole("excluded", \.excluded, 0...400), .flag("reweight", \.reweight),
      .number("reweightAbove", \.reweightAbove, 0...100), .flag("trend", \.trend),
      .number("trendP", \.trendP, 0...1), .number("alpha", \.alpha, errorRange),
      .word("bound", \.bound), .word("errors", \.errors),
      .number("limitCases", \.limit.cases, 0...1e6), .whole("limitRows", \.limit.rows, 1...400),
    ]
  }
}

extension BayesPredictive.Settings {
  static var keys: [SettingKey<BayesPredictive.Settings>] {
    [
      .whole("years", \.years, 0...50), .whole("halfWindow", \.halfWindow, 1...25),
      .number("alpha", \.alpha, errorRange),
    ]
  }
}

extension RKI.Settings {
  static var keys: [SettingKey<RKI.Settings>] {
    [.whole("years", \.years, 0...50), .whole("halfWindow", \.halfWindow, 1...25)]
  }
}

extension CUSUM.Settings {
  static var keys: [SettingKey<CUSUM.Settings>] {
    [
      .number("k", \.k, 0...100), .number("h", \.h, 1e-6...1000), .word("mean", \.mean),
      .flag("reset", \.reset), .flag("overdispersion", \.overdispersion),
    ]
  }
}
