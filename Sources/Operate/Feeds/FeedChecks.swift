import Glibc
import SalusCore
import SalusSense

extension FeedDesk {
  /// Looks at one feed without taking anything in: secrets, folder or server, map, and what the
  /// newest report would bring.
  public func check(_ name: String) throws -> [Doctor.Check] {
    let runner = try runner(name)
    return runner.checks(fetches: true)
  }

  /// A short look at every feed, for `salus doctor`: nothing is fetched but a server's answer.
  public func checks() -> [Doctor.Check] {
    runners.flatMap { runner in
      runner.checks(fetches: false).map { check in
        var check = check
        check.name = "feed \(runner.settings.name): \(check.name)"
        return check
      }
    }
  }
}

extension FeedRunner {
  func checks(fetches: Bool) -> [Doctor.Check] {
    var checks = settings.secrets.map { Doctor.Check(of: $0.use, $0.secret) }
    if let map = settings.map, settings.reports == nil {
      do {
        _ = try ColumnMap(path: map)
        checks.append(Doctor.Check(name: "column map", state: .good, words: map))
      } catch {
        checks.append(Doctor.Check(name: "column map", state: .bad, words: "\(error)"))
      }
    }
    switch settings.link {
    case .watch(let watch): checks += look(watch, fetches: fetches)
    case .pull(let pull): checks += ask(pull, fetches: fetches)
    }
    return checks
  }

  private func look(_ watch: WatchSettings, fetches: Bool) -> [Doctor.Check] {
    let folder = watch.folder
    guard let entries = try? FeedFolders.files(in: folder) else {
      return [
        Doctor.Check(
          name: "folder", state: .bad, words: "\(folder) is not there or cannot be read")
      ]
    }
    let waiting = entries.filter { watch.filePattern.matches($0.name) }
    let finished = Set(memory().finished)
    let new = waiting.filter { !finished.contains($0) }.sorted { $0.name < $1.name }
    let isWritable = access(folder, W_OK) == 0
    var checks = [
      Doctor.Check(
        name: "folder", state: isWritable || watch.keep == .inPlace ? .good : .warning,
        words: "\(folder), \(new.count) files wait"
          + (isWritable ? "" : "; it cannot be written, so files stay where they are"))
    ]
    if fetches, let newest = new.last {
      checks.append(trial("\(folder)/\(newest.name)"))
    }
    return checks
  }

  private func ask(_ pull: PullSettings, fetches: Bool) -> [Doctor.Check] {
    if let fault = Fetch(pull).fault {
      return [Doctor.Check(name: "address", state: .bad, words: fault.description)]
    }
    guard fetches else {
      return [
        Doctor.Check(of: "server", good: "\(pull.shownAddress) answers") {
          () throws(TransferError) in
          try Fetch(pull).probe()
        }
      ]
    }
    let path = "\(DataDirectory.environment("TMPDIR") ?? "/tmp")/salus-check-\(getpid())"
    guard mkdir(path, 0o700) == 0 else {
      return [Doctor.Check(name: "server", state: .bad, words: "\(path) cannot be made")]
    }
    let file = "\(path)/\(FeedRunner.name(of: pull))"
    defer {
      unlink(file)
      rmdir(path)
    }
    do throws(TransferError) {
      guard case .document(let bytes, _) = try Fetch(pull).run(into: file) else {
        return [Doctor.Check(name: "server", state: .good, words: "it has nothing newer")]
      }
      return [
        Doctor.Check(
          name: "server", state: .good, words: "\(pull.shownAddress): \(bytes) bytes came"),
        trial(file),
      ]
    } catch {
      return [Doctor.Check(name: "server", state: .bad, words: error.description)]
    }
  }

  /// What a table would bring, without writing anything.
  private func trial(_ path: String) -> Doctor.Check {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    do {
      guard let report = try trialReport(path) else {
        return Doctor.Check(
          name: "newest report", state: .good,
          words: "\(file) is a table of \(settings.reportWords)")
      }
      let isBad = report.read > 0 && report.quarantined == report.read
      var words = "\(file): \(report.accepted) of \(report.read) rows would be accepted"
      if let reason = report.reasons.first { words += "; \(reason.count) × \(reason.text)" }
      return Doctor.Check(
        name: "newest report", state: isBad ? .bad : report.quarantined > 0 ? .warning : .good,
        words: words)
    } catch {
      let words = (error as? any Problem)?.description ?? "it cannot be read"
      return Doctor.Check(name: "newest report", state: .bad, words: "\(file): \(words)")
    }
  }
}
