import Foundation
import SalusAnalyse
import Testing

/// Every reference row of the R package surveillance 1.20.3. A debug build takes every ninth row of
/// the slow methods; `swift test -c release` takes all.
@Suite struct DetectionOracleTests {
  static let outputs = "oracles/surveillance/outputs.csv"
  static let bench = "detection/r_surveillance_alarms.csv"

  static func stride(of detector: any Detector) -> Int {
    #if DEBUG
      detector is FarringtonFlexible ? 9 : 1
    #else
      1
    #endif
  }

  /// Compares bound and alarm of each reference row; returns what differs.
  static func differences(
    _ detector: any Detector, _ rows: [[String: Substring]], time: String, upper: String,
    tolerance: (Double) -> Double, series: (Substring) throws -> [Double], name: String
  ) throws -> (compared: Int, worst: Double, wrong: [String]) {
    var wrong: [String] = []
    var compared = 0
    var worst = 0.0
    let step = stride(of: detector)
    for (i, row) in rows.enumerated() where i % step == 0 {
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

  static let detectors: [(String, any Detector)] = {
    func flexible(_ change: (inout FarringtonFlexible.Settings) -> Void) -> FarringtonFlexible {
      var settings = FarringtonFlexible.Settings()
      settings.years = 4
      settings.leastYears = 4
      settings.alpha = 0.01
      change(&settings)
      return FarringtonFlexible(settings: settings)
    }
    func original(_ years: Int) -> Farrington {
      var settings = Farrington.Settings()
      settings.years = years
      return Farrington(settings: settings)
    }
    func ears(_ variant: EARS.Variant, _ alpha: Double) -> EARS {
      var settings = EARS.Settings()
      settings.alpha = alpha
      settings.flat = .mean
      return EARS(variant, settings: settings)
    }
    return [
      ("EARS_C1", ears(.c1, 0.001)), ("EARS_C2", ears(.c2, 0.001)), ("EARS_C3", ears(.c3r, 0.025)),
      ("farrington_b3_w3", original(3)), ("farrington_b4_w3", original(4)),
      (
        "farringtonFlexible_orig_b4",
        flexible {
          $0.periods = 1
          $0.excluded = 3
          $0.reweightAbove = 1
          $0.bound = .delta
          $0.alpha = 0.1
          $0.trendP = 0.05
        }
      ),
      ("farringtonFlexible_noufaily_b4", flexible { _ in }),
      ("farringtonFlexible_muan_b4", flexible { $0.bound = .muan }),
    ]
  }()

  @Test(
    .enabled(if: DetectionOracle.has(outputs), "needs ../shared/data/\(outputs)"),
    arguments: detectors.map(\.0))
  func equalsTheReference(algorithm: String) throws {
    let detector = try #require(Self.detectors.first { $0.0 == algorithm }?.1)
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

  static let benchDetectors: [(String, any Detector)] = {
    var ears = detectors.prefix(3).map { ($0.0, $0.1) }
    ears.append(("farrington", Farrington()))
    ears.append(("farringtonFlexible", FarringtonFlexible()))
    return ears
  }()

  @Test(
    .enabled(if: DetectionOracle.has(bench), "needs ../shared/data/\(bench)"),
    arguments: benchDetectors.map(\.0))
  func equalsTheBench(algorithm: String) throws {
    let detector = try #require(Self.benchDetectors.first { $0.0 == algorithm }?.1)
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
}
