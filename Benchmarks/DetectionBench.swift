import FoundationEssentials
import SalusAnalyse

/// Judges the 126 simulated series of the detection bench: time, agreement with R surveillance
/// 1.20.3 row by row, false positives, outbreaks found and delay.
///
/// Reads `detection/noufaily_counts.csv`, `noufaily_outbreak.csv` and `r_surveillance_alarms.csv`
/// of the data folder.
enum DetectionBench {
  private static let compared: [(method: DetectionMethod, name: String)] = [
    (.farringtonFlexible, "farringtonFlexible"), (.farrington, "farrington"),
    (.earsC1, "EARS_C1"), (.earsC2, "EARS_C2"), (.earsC3R, "EARS_C3"), (.earsC3, ""),
    (.bayes, "bayes_b3"), (.rki, "rki"), (.cusum, "cusum_rossi"),
  ]
  /// Weeks of the evaluation, counted from 1.
  private static let weeks = 576...624

  static func run(_ arguments: [String]) throws {
    let folder = (arguments.first ?? "../shared/data") + "/detection"
    let counts = try columns("\(folder)/noufaily_counts.csv")
    let outbreaks = try columns("\(folder)/noufaily_outbreak.csv")
    let reference = try VintageReplay.rows("\(folder)/r_surveillance_alarms.csv")
    let names = counts.keys.sorted()
    print("method               us/row  rows of R  alarms differ  bounds differ  worst bound")
    var tables: [String] = []
    for (method, name) in compared {
      let settings = DetectionSettings(method, preset: .bench)
      var results: [String: [DetectionResult]] = [:]
      let clock = ContinuousClock()
      let start = clock.now
      for series in names {
        results[series] = try detect(
          series: counts[series] ?? [], first: weeks.lowerBound, last: weeks.upperBound,
          settings: settings)
      }
      let spent = (clock.now - start).components
      let micros = Double(spent.seconds) * 1e6 + Double(spent.attoseconds) * 1e-12
      let agreement = agreement(results, reference.filter { $0["algorithm"] == name })
      print(
        padded(method.rawValue, 19),
        padded(fixed(micros / Double(names.count * weeks.count), 2), 7),
        agreement)
      tables.append(padded(method.rawValue, 19) + " " + quality(results, outbreaks))
    }
    print("\nmethod                 FPR    POD   POD1  delay")
    for line in tables { print(line) }
  }

  private static func agreement(
    _ results: [String: [DetectionResult]], _ rows: [[String: String]]
  ) -> String {
    guard !rows.isEmpty else { return "(no rows of R)" }
    var (alarms, bounds, worst) = (0, 0, 0.0)
    for row in rows {
      guard let week = Int(row["week"] ?? ""), let found = results[row["series"] ?? ""] else {
        continue
      }
      let result = found[week - weeks.lowerBound]
      if result.alarm != (row["alarm"] == "1") { alarms += 1 }
      let wanted = Double(row["upper"] ?? "")
      if let upper = result.upper, let wanted {
        // R's bounds are printed with four decimals.
        if abs(upper - wanted) > 1e-4 * wanted + 5.1e-5 { bounds += 1 }
        if wanted > 1 { worst = max(worst, abs(upper - wanted) / wanted) }
      } else if case .fewCases = result.reason {
        if (wanted ?? 0) != 0 { bounds += 1 }
      } else if result.upper != nil || wanted != nil {
        bounds += 1
      }
    }
    return
      "\(padded("\(rows.count)", 10)) \(padded("\(alarms)", 14)) \(padded("\(bounds)", 14)) \(worst)"
  }

  /// Shares of false alarms and of outbreaks found, also in their first week, and the mean delay
  /// in weeks with 8 for an outbreak missed.
  private static func quality(
    _ results: [String: [DetectionResult]], _ outbreaks: [String: [Double]]
  ) -> String {
    var (quiet, falseAlarms, found, first, delay) = (0, 0, 0, 0, 0.0)
    for (series, rows) in results {
      let cases = outbreaks[series] ?? []
      guard let onset = cases.firstIndex(where: { $0 > 0 }) else { continue }
      var alarm: Int?
      for (i, row) in rows.enumerated() {
        if cases[i] > 0 {
          if row.alarm { alarm = alarm ?? i }
        } else {
          quiet += 1
          if row.alarm { falseAlarms += 1 }
        }
      }
      if let alarm {
        found += 1
        if alarm == onset { first += 1 }
        delay += Double(min(8, alarm - onset))
      } else {
        delay += 8
      }
    }
    let n = Double(results.count)
    return [
      fixed(Double(falseAlarms) / Double(max(quiet, 1)), 4), fixed(Double(found) / n, 3),
      fixed(Double(first) / n, 3), fixed(delay / n, 2),
    ].map { padded($0, 6) }.joined(separator: " ")
  }

  private static func columns(_ path: String) throws -> [String: [Double]] {
    var columns: [String: [Double]] = [:]
    for row in try VintageReplay.rows(path) {
      for (name, cell) in row { columns[name, default: []].append(Double(cell) ?? .nan) }
    }
    return columns
  }

  private static func fixed(_ value: Double, _ digits: Int) -> String {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let whole = Int((value * scale).rounded())
    let text = String(whole)
    guard digits > 0 else { return text }
    let filled = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
    return filled.dropLast(digits) + "." + filled.suffix(digits)
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
