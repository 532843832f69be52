import SalusCore
import SalusExample
import SalusNumerics
import SalusOperate
import SalusServe

extension Verbs {
  private static let seed = Option(
    name: "seed", value: "N", summary: "seed of the example region (default 1)")
  private static let day = Option(
    name: "day", value: "N",
    summary: "day up to which it reports (default \(ExampleCalendar.shownDay))")

  static let up = Verb(
    words: ["up"], summary: "serve the command centre on this machine and run the loop",
    options: [
      .data, Option(name: "port", value: "N", summary: "port on 127.0.0.1 (default 8080, 0 any)"),
      Option(
        name: "config", value: "FILE",
        summary: "configuration (default: config.json5 in the data directory)"),
      Option(
        name: "clock", value: "RATE",
        summary: "let the example region's days go by: 1d/10s is a day in ten seconds, or max"),
      Option(name: "no-example", summary: "do not create the example region in an empty directory"),
      Option(name: "no-loop", summary: "serve what there is; do nothing by itself"),
      Option(
        name: "log", value: "STYLE", summary: "how the log is written",
        choices: Log.Style.allCases.map(\.rawValue)),
      Option(
        name: "log-level", value: "LEVEL", summary: "from which level on (default info)",
        choices: Log.Level.allCases.map(\.rawValue)),
      Option(name: "open-metrics", summary: "let /metrics be read without the start token"),
      seed, day,
    ],
    examples: [
      "salus up", "salus up --data /srv/salus --config county.json5", "salus up --clock 1d/10s",
    ],
    run: { call in
      let port = try call.integer("port", in: 0...65_535, default: 8080)
      let (seed, day) = try example(call)
      let rate = try call.clockRate()
      // A wrong configuration is refused before anything is made.
      _ = try call.configuration()
      let station = try call.station(.create)
      let program = Program(verbs: all)
      let log = call.log()
      let loop = call.has("no-loop") ? nil : Loop(station: station, log: log)
      try CommandCentre.run(
        station: station, port: port, console: call.console,
        opensMetrics: call.has("open-metrics"),
        prepare: {
          if !call.has("no-example"), try station.isEmpty() {
            call.console.say("The data directory is empty: creating the example region.")
            _ = try station.installExample(seed: seed, through: day, console: call.console)
          }
          guard let loop else { return }
          try loop.configure(try call.configuration() ?? Configuration())
          try loop.begin()
          if let rate { try loop.play(rate) }
          try loop.start()
        },
        answer: { handed, console in program.answer(handed, station: station, console: console) })
    })

  static let example = Verb(
    words: ["example"], summary: "create the example region, or let it report more days",
    options: [
      seed, day, Option(name: "loop", summary: "run the whole loop on each further day"), .data,
      .json,
    ],
    examples: [
      "salus example --day 120", "salus example --seed 7 --data seven",
      "salus example --day 365 --loop",
    ],
    writes: true,
    run: { call in
      let (seed, day) = try example(call)
      let station = try call.station(.create)
      let report =
        call.has("loop")
        ? try station.playExample(
          seed: seed, through: day, configuration: { try call.configuration() },
          console: call.console)
        : try station.installExample(seed: seed, through: day, console: call.console)
      if call.has("json") {
        call.console.print(report.json.description)
      } else {
        call.console.print(
          "The example region reports up to day \(report.day): \(report.read) rows read, "
            + "\(report.accepted) accepted, \(report.duplicate) duplicate, "
            + "\(report.corrected) corrected, \(report.quarantined) quarantined")
      }
      return 0
    })

  private static func example(_ call: Invocation) throws(UsageError) -> (Seed, Int) {
    let seed = try call.integer("seed", in: 0...Int(Int32.max), default: 1)
    let day = try call.integer("day", in: ExampleRegion.days, default: ExampleCalendar.shownDay)
    return (Seed(UInt64(seed)), day)
  }
}

extension Invocation {
  /// The configuration that was named, or the data directory's own; nil where there is neither.
  func configuration() throws -> Configuration? {
    let path = configurationPath(text("config"))
    guard has("config") || InputPath.exists(path) else { return nil }
    return try Configuration(path: path)
  }

  func clockRate() throws(UsageError) -> ClockRate? {
    guard let text = text("clock") else { return nil }
    guard let rate = ClockRate(text) else { throw refusal("clock", text, ClockRate.accepted) }
    return rate
  }

  /// The log of a running server, on the error stream.
  func log() -> Log {
    let console = console
    let level = text("log-level").flatMap(Log.Level.init(rawValue:)) ?? .info
    let style = text("log").flatMap(Log.Style.init(rawValue:)) ?? .words
    return Log(style, from: level, now: Station.wallClock) { console.say($0) }
  }
}
