import Glibc
import SalusCore
import SalusEvaluate
import SalusSense

/// Scores hubverse files against truth and beside peers, without a journal.
public enum ScoreFiles {
  /// Reads every `.csv` of a folder (or one file) and scores its quantile forecasts.
  ///
  /// Tasks that break the hub's rules are refused as a whole: a score of what remains would flatter.
  public static func run(
    forecasts: String, truth: String, peers: String?, console: Console
  ) throws -> ForecastScores {
    let observed = try TruthFile(path: truth)
    let table = try peers.map { try SalusSense.PeerScores(path: $0) }
    var tasks: [TaskForecast] = []
    var seen: Set<TaskID> = []
    let files = try names(in: forecasts)
    let progress = Progress("Reading forecasts", unit: "files", on: console)
    defer { progress.finish() }
    for (index, path) in files.enumerated() {
      let file = try ForecastFile(path: path)
      if let refusal = file.refused.first {
        throw StationError.input(
          "\(file.name), line \(refusal.line): task \(refusal.task) is refused: \(refusal.reason)")
      }
      for task in file.tasks where (0...3).contains(task.horizon) {
        let id = TaskID(
          location: task.location, referenceDate: task.referenceDate, horizon: task.horizon)
        guard seen.insert(id).inserted else {
          throw StationError.input(
            "\(file.name): \(task.location), \(task.referenceDate), horizon \(task.horizon) is "
              + "forecast twice")
        }
        tasks.append(TaskForecast(id: id, quantiles: task.values))
      }
      progress.update(Double(index + 1) / Double(files.count), count: index + 1)
    }
    guard !tasks.isEmpty else {
      throw StationError.input("\(forecasts) holds no quantile forecasts")
    }
    var outcomes: [Outcome: Double] = [:]
    for (key, value) in observed.values {
      outcomes[Outcome(location: key.location, date: key.date)] = value
    }
    let scores = ForecastScores(tasks, truth: outcomes, peers: table.map(compared) ?? [])
    guard !scores.tasks.isEmpty else {
      throw StationError.input(
        "none of the \(tasks.count) forecasts is of a place and date that \(truth) holds")
    }
    return scores
  }

  private static func compared(_ table: SalusSense.PeerScores) -> [SalusEvaluate.PeerScores] {
    table.models.map { model in
      var wis: [TaskID: Double] = [:]
      var logarithmic: [TaskID: Double] = [:]
      for key in table.tasks {
        let id = TaskID(
          location: key.location, referenceDate: key.referenceDate, horizon: key.horizon)
        wis[id] = table.score("wis", model: model, task: key)
        logarithmic[id] = table.score("wis_log", model: model, task: key)
      }
      return SalusEvaluate.PeerScores(model: model, wis: wis, wisLog: logarithmic)
    }
  }

  private static func names(in path: String) throws -> [String] {
    var status = stat()
    guard stat(path, &status) == 0 else {
      let code = errno
      if code == ENOENT { throw CSVError.missing(path: path) }
      throw StationError.file(path, reason: DataDirectory.text(of: code))
    }
    guard status.st_mode & S_IFMT == S_IFDIR else { return [path] }
    guard let folder = opendir(path) else {
      throw StationError.file(path, reason: DataDirectory.text(of: errno))
    }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasSuffix(".csv"), !name.hasPrefix(".") { names.append(name) }
    }
    guard !names.isEmpty else { throw StationError.input("there is no .csv file in \(path)") }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { "\(path)/\($0)" }
  }
}
