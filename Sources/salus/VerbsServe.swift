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
    words: ["up"], summary: "serve the command centre on this machine",
    options: [
      .data, Option(name: "port", value: "N", summary: "port on 127.0.0.1 (default 8080, 0 any)"),
      Option(name: "no-example", summary: "do not create the example region in an empty directory"),
      seed, day,
    ],
    examples: ["salus up", "salus up --data /srv/salus --port 9000"],
    run: { call in
      let port = try call.integer("port", in: 0...65_535, default: 8080)
      let (seed, day) = try example(call)
      let station = try call.station(.create)
      let program = Program(verbs: all)
      try CommandCentre.run(
        station: station, port: port, console: call.console,
        prepare: {
          guard !call.has("no-example"), try station.isEmpty() else { return }
          call.console.say("The data directory is empty: creating the example region.")
          _ = try station.installExample(seed: seed, through: day, console: call.console)
        },
        answer: { handed, console in program.answer(handed, station: station, console: console) })
    })

  static let example = Verb(
    words: ["example"], summary: "create the example region, or let it report more days",
    options: [seed, day, .data, .json],
    examples: ["salus example --day 120", "salus example --seed 7 --data seven"],
    writes: true,
    run: { call in
      let (seed, day) = try example(call)
      let station = try call.station(.create)
      let report = try station.installExample(seed: seed, through: day, console: call.console)
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
