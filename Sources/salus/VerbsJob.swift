import SalusCore
import SalusOperate

extension Verbs {
  static let job = [jobList, jobRun]

  private static let jobList = Verb(
    words: ["job", "list"], summary: "list what the loop does, will do and did",
    options: [
      Option(name: "limit", value: "N", summary: "at most so many (default 20)"), .data, .json,
      .csv,
    ],
    examples: ["salus job list", "salus job list --limit 100 --json"],
    // The running loop knows what waits; without one the journal knows what was done.
    writes: true,
    run: { call in
      let limit = try call.integer("limit", in: 1...1000, default: 20)
      let runs = try call.station(.read).jobs(limit: limit)
      if call.has("json") {
        call.console.print(JSON.array(runs.map(\.json)).description)
        return 0
      }
      var table = Table(
        header: ["job", "state", "started", "seconds", "try", "because", "what"], numeric: [3, 4])
      for run in runs {
        table.rows.append([
          run.job.subject.isEmpty
            ? run.job.kind.rawValue : "\(run.job.kind.rawValue) \(run.job.subject)",
          run.state.rawValue, run.started?.description.prefix(19).description ?? "–",
          run.seconds.map { Format.fixed($0, decimals: 2) } ?? "–", "\(run.attempt)",
          run.job.trigger, run.words,
        ])
      }
      if runs.isEmpty {
        call.console.say("No jobs are known. 'salus up' runs the loop.")
      } else {
        table.print(on: call.console, csv: call.has("csv"))
      }
      return 0
    })

  private static let jobRun = Verb(
    words: ["job", "run"], summary: "have the running loop do a job now",
    operands: ["KIND", "SUBJECT?"], options: [.data],
    examples: ["salus job run detect cases", "salus job run backup"],
    writes: true,
    run: { call in
      let word = try call.operand(0)
      guard let kind = JobKind(rawValue: word) else {
        let kinds = JobKind.allCases.map(\.rawValue)
        let near = Parser.nearest(word, kinds).map { " (did you mean '\($0)'?)" } ?? ""
        throw UsageError(
          "there is no job '\(word)'\(near): \(kinds.joined(separator: ", ")) are accepted",
          verb: "job run")
      }
      guard let station = call.shared else { throw LoopError.notRunning }
      try station.requestJob(kind, subject: call.operands.dropFirst().first)
      call.console.say("'\(word)' is asked for; 'salus job list' says how it goes.")
      return 0
    })
}
