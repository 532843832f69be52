import FoundationEssentials
import SalusAct
import SalusCore
import SalusExample
import SalusNumerics
import SalusOperate
import SalusStore
import SalusTwin

/// Plays the example region with the whole loop and nobody deciding anything, and counts what people
/// on duty would have been told: warnings and plans in the quiet weeks, and how long before each
/// real shortage of intensive-care beds or ventilators a warning of grade III or graver stood. As
/// nobody answers, every warning expires; it counts until its cause is over.
enum WarningsBench {
  private static let quiet = 5...75
  private static let last = 200
  /// A shortage that lasts for fewer days is chance.
  private static let leastDays = 3

  /// - Parameter arguments: seeds of the region; then `--day N` for another last day than 200.
  static func run(_ arguments: [String]) throws {
    var seeds: [UInt64] = []
    var through = last
    var index = 0
    while index < arguments.count {
      if arguments[index] == "--day", index + 1 < arguments.count {
        through = Int(arguments[index + 1]) ?? last
        index += 1
      } else if let seed = UInt64(arguments[index]) {
        seeds.append(seed)
      }
      index += 1
    }
    for seed in seeds.isEmpty ? [1] : seeds { try play(seed, through: through) }
  }

  private static func play(_ seed: UInt64, through day: Int) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/salus-warnings-\(seed)"
    try DataDirectory.create(folder)
    let station = try Station(directory: folder, mode: .create)
    let start = ContinuousClock.now
    _ = try station.playExample(
      seed: Seed(seed), through: day,
      configuration: { try Configuration(path: folder + "/config.json5") },
      console: Console.standard())
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    print("\nSeed \(seed), days 0 to \(day), \(Format.fixed(seconds, decimals: 0)) s")
    let told = try told(station)
    count(told, try proposals(station), through: day)
    detected(told)
    shortages(told, Seed(seed), through: day)
    try work(station)
  }

  // MARK: - What was told

  /// A warning as it stood from a day on.
  private struct Told {
    var content: WarningCase
    var raised: Int
    var grade: Grade
    /// The first day on which it stood at grade III or graver.
    var grave: Int?
    var ended: Int?
    /// What it said from a day on, oldest first: a warning of one place may become the region's,
    /// and one of a single place again.
    var said: [(day: Int, content: WarningCase)]

    /// Whether it stood on a day at grade III or graver for intensive care at a hospital.
    func warns(of hospital: ID<Twin>, on day: Int) -> Bool {
      guard ended.map({ $0 > day }) ?? true,
        let now = said.last(where: { $0.day <= day })?.content
      else { return false }
      return now.what == .breach && now.group == "intensive-care" && now.grade.rawValue <= 3
        && (now.place == hospital || now.level == "region")
    }
  }

  private static func told(_ station: Station) throws -> [Told] {
    var told: [ID<Twin>: Told] = [:]
    var order: [ID<Twin>] = []
    for event in try station.journal.events(EventQuery(types: WarningEvent.types)) {
      let today = ExampleCalendar.day(event.valid.date)
      switch try WarningEvent(event) {
      case .raised(let content, _):
        order.append(event.twin)
        told[event.twin] = Told(
          content: content, raised: today, grade: content.grade,
          grave: content.grade.rawValue <= 3 ? today : nil, said: [(today, content)])
      case .updated(let content, _, _):
        guard var one = told[event.twin] else { continue }
        one.content = content
        one.said.append((today, content))
        if content.grade.isGraver(than: one.grade) { one.grade = content.grade }
        if content.grade.rawValue <= 3 { one.grave = one.grave ?? today }
        told[event.twin] = one
      case .ended: told[event.twin]?.ended = today
      default: break
      }
    }
    return order.compactMap { told[$0] }
  }

  /// Days on which a plan was proposed that was no renewal of one that waited.
  private static func proposals(_ station: Station) throws -> [Int] {
    try PlanThread.all(station.journal).map { ExampleCalendar.day($0.revisions[0].made.date) }
  }

  private static func count(_ told: [Told], _ plans: [Int], through day: Int) {
    print(
      "days       weeks  detections  shortages  other     I  II III  IV   a week  plans  a week")
    for days in [quiet, (quiet.upperBound + 1)...max(quiet.upperBound + 1, day)] {
      let raised = told.filter { days.contains($0.raised) }
      let weeks = Double(days.count) / 7
      let proposed = plans.count { days.contains($0) }
      func sort(_ kinds: [WarningCase.What]) -> String {
        "\(raised.count { kinds.contains($0.content.what) })"
      }
      let grades = Grade.allCases.map { grade in
        padded("\(raised.count { $0.grade == grade })", 4)
      }.joined()
      print(
        "\(days.lowerBound)-\(days.upperBound)".padded(to: 10)
          + padded(Format.fixed(weeks, decimals: 0), 6)
          + padded(sort([.detection]), 12) + padded(sort([.breach, .cover]), 11)
          + padded(sort([.order, .feed]), 7) + "  " + grades
          + padded(Format.fixed(Double(raised.count) / weeks, decimals: 2), 9)
          + padded("\(proposed)", 7)
          + padded(Format.fixed(Double(proposed) / weeks, decimals: 2), 8))
    }
  }

  private static func detected(_ told: [Told]) {
    let outbreak = told.filter {
      $0.content.what == .detection && ($0.grave ?? 0) > quiet.upperBound
    }
    guard let first = outbreak.min(by: { ($0.grave ?? 0) < ($1.grave ?? 0) }) else {
      print("the outbreak was not detected")
      return
    }
    print("outbreak detected on day \(first.grave ?? 0): \(first.content.headline)")
  }

  // MARK: - What was true

  private static func shortages(_ told: [Told], _ seed: Seed, through last: Int) {
    var world = ExampleWorld(region: Region(seed: seed), seed: seed)
    while world.day < last { world.step() }
    print("real shortage                   from day  warned on  days before")
    for (index, hospital) in world.network.hospitals.enumerated() {
      for what in ["icu-beds", "ventilator"] {
        let isShort = world.care.days.map { day in
          what == "icu-beds"
            ? day[index].needIntensive > day[index].intensiveBeds
            : day[index].needVentilated > day[index].ventilators
        }
        guard let first = begin(isShort) else { continue }
        // Since when some warning has stood without a break; the region's counts for all.
        let warned = (0...first).reversed()
          .prefix { day in told.contains { $0.warns(of: hospital.id, on: day) } }.last
        print(
          "\(hospital.id), \(what)".padded(to: 32) + padded("\(first)", 8)
            + padded(warned.map(String.init) ?? "never", 11)
            + padded(warned.map { "\(first - $0)" } ?? "–", 13))
      }
    }
  }

  /// The first day after the quiet weeks with which a lasting shortage begins.
  private static func begin(_ isShort: [Bool]) -> Int? {
    isShort.indices.first { day in
      day > quiet.upperBound && day + leastDays <= isShort.count
        && isShort[day..<day + leastDays].allSatisfy { $0 }
    }
  }

  // MARK: - What it took

  private static func work(_ station: Station) throws {
    var seconds: [String: Double] = [:]
    for event in try station.journal.events(EventQuery(types: ["job.finished"])) {
      guard let kind = event.payload["kind"]?.string else { continue }
      seconds[kind, default: 0] += event.payload["seconds"]?.double ?? 0
    }
    let words = seconds.sorted { $0.value > $1.value }.map {
      "\($0.key) \(Format.fixed($0.value, decimals: 1))"
    }
    print("seconds by kind of job: \(words.joined(separator: ", "))")
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
