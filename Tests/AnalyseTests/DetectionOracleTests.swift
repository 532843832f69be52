import Foundation
import SalusAnalyse
import Testing

/// The reference rows of the R package surveillance 1.20.3: all of `outputs.csv`, and of the bench a
/// fourteenth in a debug build and all under `swift test -c release`.
@Suite struct DetectionOracleTests {
  static let outputs = "oracles/surveillance/outputs.csv"
  static let bench = "detection/r_surveillance_alarms.csv"

  /// Compares bound and alarm of each reference row; returns what differs.
  static func differences(
    _ detector: any Detector, _ rows: [[String: Substring]], time: String, upper: String,
    tolerance: (Double) -> Double, series: (Substring) throws -> [Double], name: String
  ) throws -> (compared: Int, worst: Double, wrong: [String]) {
    var wrong: [String] = []
    var compared = 0
    var worst = 0.0
    for row in rows {
      let values = try series(row[name] ?? "")
      let t = try #require(Int(row[time] ?? ""))
      let result = try #require(detector.detect(values, rows: t - 1..<t).first)
      compared += 1
      let wanted = Double(row[upper] ?? "")
      let alarm = row["alarm"] == "1"
      var same = result.alarm == alarm
      if case .fewCases = result.reason {
        // The original method writes 0 where its rule of few cases holds.
        same = same && result.upper == nil && (wanted ?? 0) == 0
      } else if let wanted, let found = result.upper {
        same = same && abs(found - wanted) <= tolerance(wanted)
        if wanted > 0 { worst = max(worst, abs(found - wanted) / wanted) }
      } else {
        same = same && wanted == nil && result.upper == nil
      }
      if !same {
        wrong.append(
          "\(row[name] ?? "") \(t) y \(values[t - 1]): \(result) wanted \(row[upper] ?? "") \(alarm)"
        )
      }
    }
    return (compared, worst, wrong)
  }

  /// Settings of the reference, as a settings file would give them on top of the bench preset.
  static let files: [(algorithm: String, method: DetectionMethod, json5: String)] = [
    ("EARS_C1", .earsC1, "{}"), ("EARS_C2", .earsC2, "{}"), ("EARS_C3", .earsC3R, "{}"),
    ("farrington_b3_w3", .farrington, "{years: 3}"),
    ("farrington_b4_w3", .farrington, "{years: 4}"),
    (
      "farringtonFlexible_orig_b4", .farringtonFlexible,
      """
      {
        years: 4, leastYears: 4, periods: 1, excluded: 3, reweightAbove: 1, // as in 1996
        bound: 'delta', alpha: 0.1, trendP: 0.05,
      }
      """
    ),
    (
      "farringtonFlexible_noufaily_b4", .farringtonFlexible,
      "{years: 4, leastYears: 4, alpha: 0.01}"
    ),
    (
      "farringtonFlexible_muan_b4", .farringtonFlexible,
      "{years: 4, leastYears: 4, alpha: 0.01, bound: 'muan'}"
    ),
    ("bayes_b3_w3", .bayes, "{}"), ("rki_b2_w4", .rki, "{}"),
  ]

  static func detector(
    _ method: DetectionMethod, _ json5: String, preset: DetectionPreset = .bench
  ) throws -> any Detector {
    try DetectionSettings(method, preset: preset).changed(by: json5.utf8).detector(frequency: 52)
  }

  @Test(
    .enabled(if: DetectionOracle.has(outputs), "needs ../shared/data/\(outputs)"),
    arguments: files.map(\.algorithm))
  func equalsTheReference(algorithm: String) throws {
    let file = try #require(Self.files.first { $0.algorithm == algorithm })
    let detector = try Self.detector(file.method, file.json5)
    let rows = try DetectionOracle.table(Self.outputs).filter { $0["algorithm"]! == algorithm }
    var cache: [Substring: [Double]] = [:]
    let (compared, worst, wrong) = try Self.differences(
      detector, rows, time: "t", upper: "upperbound", tolerance: { 1e-6 * $0 },
      series: { name in
        if let known = cache[name] { return known }
        let table = try DetectionOracle.table("oracles/surveillance/series_\(name).csv")
        cache[name] = table.map { Double($0["observed"] ?? "") ?? .nan }
        return cache[name] ?? []
      }, name: "dataset")
    print("DETECTION \(algorithm): \(compared) rows, worst \(worst), \(wrong.count) wrong")
    #expect(wrong.isEmpty, "\(wrong.count) of \(compared): \(wrong.prefix(6))")
    #expect(compared > 20)
  }

  static let benched: [(algorithm: String, method: DetectionMethod)] = [
    ("EARS_C1", .earsC1), ("EARS_C2", .earsC2), ("EARS_C3", .earsC3R),
    ("farrington", .farrington), ("farringtonFlexible", .farringtonFlexible),
    ("bayes_b3", .bayes), ("rki", .rki),
  ]

  @Test(
    .enabled(if: DetectionOracle.has(bench), "needs ../shared/data/\(bench)"),
    arguments: benched.map(\.algorithm))
  func equalsTheBench(algorithm: String) throws {
    let method = try #require(Self.benched.first { $0.algorithm == algorithm }?.method)
    let detector = try Self.detector(method, "{}")
    let columns = try DetectionOracle.columns("detection/noufaily_counts.csv")
    var rows = try DetectionOracle.table(Self.bench).filter { $0["algorithm"]! == algorithm }
    #if DEBUG
      rows = rows.enumerated().filter { $0.offset % 14 == 0 }.map(\.element)
    #endif
    let (compared, worst, wrong) = try Self.differences(
      detector, rows, time: "week", upper: "upper",
      // Printed with four decimals.
      tolerance: { 1e-5 * $0 + 5.1e-5 }, series: { columns[String($0)] ?? [] }, name: "series")
    print("DETECTION bench \(algorithm): \(compared) rows, worst \(worst), \(wrong.count) wrong")
    #expect(wrong.isEmpty, "\(wrong.count) of \(compared): \(wrong.prefix(6))")
  }

  /// The sum of CUSUM runs through a series, so whole ranges are compared.
  @Test(.enabled(if: DetectionOracle.has(outputs), "needs ../shared/data/\(outputs)"))
  func cusumEqualsTheReference() throws {
    let detector = try Self.detector(.cusum, "{mean: 'level'}")
    let rows = try DetectionOracle.table(Self.outputs).filter {
      $0["algorithm"]!.hasPrefix("cusum")
    }
    for name in Set(rows.compactMap { $0["dataset"] }) {
      let wanted = rows.filter { $0["dataset"]! == name }
      let table = try DetectionOracle.table("oracles/surveillance/series_\(name).csv")
      let series = table.map { Double($0["observed"] ?? "") ?? .nan }
      let times = wanted.compactMap { Int($0["t"] ?? "") }
      let found = detector.detect(series, rows: times[0] - 1..<times[times.count - 1])
      #expect(found.count == wanted.count)
      for (result, row) in zip(found, wanted) {
        let upper = try #require(Double(row["upperbound"] ?? ""))
        let same = abs((result.upper ?? .nan) - upper) <= 1e-6 * upper + 1e-12
        #expect(same && result.alarm == (row["alarm"] == "1"), "\(name) \(result) \(row)")
      }
    }
  }

  @Test(.enabled(if: DetectionOracle.has(bench), "needs ../shared/data/\(bench)"))
  func cusumEqualsTheBench() throws {
    let detector = try Self.detector(.cusum, "{}")
    let columns = try DetectionOracle.columns("detection/noufaily_counts.csv")
    let rows = try DetectionOracle.table(Self.bench).filter { $0["algorithm"] == "cusum_rossi" }
    let byName = Dictionary(grouping: rows) { String($0["series"] ?? "") }
    var wrong: [String] = []
    for (name, wanted) in byName {
      let found = detector.detect(columns[name] ?? [], rows: 575..<624)
      for (result, row) in zip(found, wanted) {
        let upper = try #require(Double(row["upper"] ?? ""))
        let same = abs((result.upper ?? .nan) - upper) <= 1e-5 * upper + 5.1e-5
        if !same || result.alarm != (row["alarm"] == "1") {
          wrong.append("\(name) \(result) wanted \(row)")
        }
      }
    }
    #expect(wrong.isEmpty, "\(wrong.count) of \(rows.count): \(wrong.prefix(3))")
  }
}
