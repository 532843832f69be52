import SalusCore
import SalusTwin

/// Checks of the loop: its configuration, clock, copies, last failures and feeds.
extension Doctor {
  static func loop(_ directory: String) -> [Check] {
    guard let station = try? Station(directory: directory, mode: .read) else {
      return [configuration(directory).check]
    }
    let (check, configuration) = configuration(directory)
    return [check, clock(station), copies(station, configuration), jobs(station)]
      + feeds(station, configuration)
  }

  private static func configuration(_ directory: String) -> (
    check: Check, configuration: Configuration?
  ) {
    let path = "\(directory)/config.json5"
    guard InputPath.exists(path) else {
      return (
        Check(
          name: "configuration", state: .good,
          words: "none; everything is at its default ('salus config example' prints one)"),
        Configuration()
      )
    }
    do {
      let configuration = try Configuration(path: path)
      return (
        Check(name: "configuration", state: .good, words: configuration.sentence), configuration
      )
    } catch let error as ConfigurationError {
      let first = error.faults.first.map { $0.line(in: "config.json5") } ?? ""
      let more = error.faults.count > 1 ? " (and \(error.faults.count - 1) more)" : ""
      return (Check(name: "configuration", state: .bad, words: first + more), nil)
    } catch {
      return (Check(name: "configuration", state: .bad, words: "\(error)"), nil)
    }
  }

  /// The journal's newest event cannot be of tomorrow.
  private static func clock(_ station: Station) -> Check {
    guard let head = try? station.journal.head(of: Branch.main) else {
      return Check(name: "clock", state: .warning, words: "the journal does not say its time")
    }
    let ahead = head.recorded - station.now
    guard ahead > 5 else {
      return Check(name: "clock", state: .good, words: "\(station.now)")
    }
    return Check(
      name: "clock", state: .bad,
      words: "this machine's clock is \(Int(ahead)) s behind the journal's newest event; set it")
  }

  private static func copies(_ station: Station, _ configuration: Configuration?) -> Check {
    guard let schedule = configuration?.schedule.backup else {
      return Check(name: "copies", state: .warning, words: "the journal is never copied")
    }
    guard let last = try? station.lastBackup() else {
      return Check(
        name: "copies", state: .warning, words: "none yet; 'salus up' makes one at \(schedule)")
    }
    let age = station.now - last
    return Check(
      name: "copies", state: age > 9 * 86_400 ? .warning : .good,
      words: "the newest is of \(last)")
  }

  private static func jobs(_ station: Station) -> Check {
    let query = EventQuery(types: [JobFinished.type], limit: 200, isDescending: true)
    let runs = ((try? station.journal.events(query)) ?? []).compactMap(JobFinished.run)
    // Newest first: what was done since does not count any more.
    var told: Set<Job.Key> = []
    let failed = runs.filter { told.insert($0.job.key).inserted && $0.state == .failed }
    guard let first = failed.first else {
      return Check(
        name: "jobs", state: .good,
        words: runs.isEmpty ? "none has written anything yet" : "no job's last word is a failure")
    }
    return Check(
      name: "jobs", state: .warning,
      words: "\(failed.count) failed last, such as \(first.job.title): \(first.words)")
  }

  private static func feeds(_ station: Station, _ configuration: Configuration?) -> [Check] {
    guard let configuration else { return [Check(name: "feeds", state: .good, words: "none")] }
    let courier = Courier(station: station, settings: configuration.courier).checks()
    guard !configuration.feeds.isEmpty else {
      return [Check(name: "feeds", state: .good, words: "none")] + courier
    }
    do {
      return try station.feedDesk(of: configuration).checks() + courier
    } catch {
      return [Check(name: "feeds", state: .bad, words: "\(error)")] + courier
    }
  }
}
