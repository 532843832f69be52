import SalusCore
import Testing

@testable import SalusSense

private func forecast(_ horizon: Int, location: String = "01") -> ForecastTask {
  ForecastTask(
    referenceDate: day("2023-10-14"), location: location, horizon: horizon,
    targetEndDate: day("2023-10-14") + 7 * horizon, levels: ForecastTask.hubLevels,
    values: ForecastTask.hubLevels.map { ($0 * 100).rounded() + Double(horizon) / 4 })
}

private func read(_ bytes: [UInt8], target: String? = nil) throws -> ForecastFile {
  try ForecastFile(bytes: bytes, name: "f.csv", target: target)
}

private let target = "wk inc flu hosp"

@Suite struct ForecastFiles {
  @Test func readBackWhatWasWritten() throws {
    let tasks = ["01", "US"].flatMap { place in (0...3).map { forecast($0, location: place) } }
    let bytes = ForecastFile.csv(tasks, target: target)
    #expect(try read(bytes).tasks == tasks)
    #expect(ForecastFile.csv(try read(bytes).tasks, target: target) == bytes)
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    #expect(
      lines[0]
        == "reference_date,location,horizon,target,target_end_date,output_type,output_type_id,value"
    )
    #expect(lines[1] == "2023-10-14,01,0,wk inc flu hosp,2023-10-14,quantile,0.01,1")
    #expect(lines.count == 1 + 8 * 23)
  }

  @Test func mayBeWrittenInManyWays() throws {
    let task = forecast(1)
    var lines = [
      "value,output_type_id,\"location\",horizon,target_end_date,target,output_type,reference_date"
    ]
    for (level, value) in zip(task.levels, task.values).reversed() {
      lines.append("\(value),\(level)0,\"1\",1.0,2023-10-21,\(target),quantile,2023-10-14")
    }
    lines.append("3,NA,1,1,2023-10-21,\(target),median,2023-10-14")
    lines.append("0.5,large_increase,1,1,2023-10-21,wk flu hosp rate change,pmf,2023-10-14")
    lines.append("0.5,0.5,1,NA,NA,\(target),quantile,2023-10-14")
    lines.append("0.5,0.5,1,1,2023-10-21,peak,quantile,2023-10-14")
    let file = try read(Array(lines.joined(separator: "\r\n").utf8))
    #expect(file.tasks == [task])
    #expect(file.refused.isEmpty)
    #expect(
      file.skipped == [
        "output type median": 1, "output type pmf": 1, "horizon NA": 1, "target peak": 1,
      ])
  }

  private func edited(_ edit: (inout [String]) -> Void) throws -> ForecastFile {
    let bytes = ForecastFile.csv([forecast(0), forecast(1)], target: target)
    var lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    edit(&lines)
    return try read(Array(lines.joined(separator: "\n").utf8))
  }

  @Test func refuseTasksWithTheRowThatIsWrong() throws {
    let missing = try edited { $0.remove(at: 12) }
    #expect(missing.tasks == [forecast(1)])
    #expect(
      missing.refused == [
        .init(
          task: "2023-10-14, 01, horizon 0", line: 2, reason: "the task has 22 of the 23 levels")
      ])
    let crossing = try edited { $0[12] = "2023-10-14,01,0,\(target),2023-10-14,quantile,0.5,3" }
    #expect(crossing.tasks == [forecast(1)])
    #expect(crossing.refused.map(\.line) == [13])
    #expect(crossing.refused[0].reason == "quantiles cross: 3.0 at 0.5 is below 45.0 at 0.45")
    let negative = try edited { $0[1] = "2023-10-14,01,0,\(target),2023-10-14,quantile,0.01,-2" }
    #expect(negative.refused.map(\.reason) == ["the value -2.0 is negative"])
    let twice = try edited { $0.append($0[3]) }
    #expect(twice.refused.map(\.reason) == ["level 0.05 is given twice"])
    let shifted = try edited { $0[30] = "2023-10-14,01,1,\(target),2023-10-28,quantile,0.2,20" }
    #expect(shifted.refused.count == 2)
    let broken = try edited { $0[30] = "2023-10-14,01" }
    #expect(broken.tasks == [forecast(0)])
    #expect(broken.refused.count == 2)
  }

  @Test func areRefusedAsAWholeWithoutTheirColumns() {
    #expect(
      throws: CSVError.columns(
        name: "f.csv", missing: ["target_end_date", "output_type_id"],
        found: ["reference_date", "location", "horizon", "output_type", "value"])
    ) { try read(Array("reference_date,location,horizon,output_type,value\n".utf8)) }
  }
}

@Suite struct TruthAndPeers {
  @Test func truthIsReadInAnyOfItsFormats() throws {
    let plain = try TruthFile(table("location,date,value\n1,2023-10-14,5\nUS,2023-10-14,NA\n"))
    #expect(plain.values == [.init(location: "01", date: day("2023-10-14")): 5])
    let series = try TruthFile(
      table(
        """
        as_of,target,target_end_date,location,observation
        2024-01-17,a,2024-01-06,01,6
        2024-01-10,a,2024-01-06,01,5
        2024-01-17,b,2024-01-06,01,0.1

        """))
    #expect(series.values == [.init(location: "01", date: day("2024-01-06")): 6])
    #expect(throws: CSVError.self) {
      try TruthFile(table("location,date,value\n1,2023-10-14,5\n01,2023-10-14,6\n"))
    }
    #expect(throws: CSVError.self) { try TruthFile(table("location,date,value\n1,today,5\n")) }
  }

  @Test func scoresOfPeersAreFoundByTask() throws {
    let peers = try PeerScores(
      table(
        """
        reference_date,location,horizon,wis|A,wis|B-1,c50|A
        2023-10-14,1,0,1.5,,1
        2023-10-14,US,1.0,2,3,0

        """))
    let first = PeerScores.Key(referenceDate: day("2023-10-14"), location: "01", horizon: 0)
    #expect(peers.models == ["A", "B-1"])
    #expect(peers.metrics == ["wis", "c50"])
    #expect(peers.score("wis", model: "A", task: first) == 1.5)
    #expect(peers.score("wis", model: "B-1", task: first) == nil)
    #expect(peers.score("wis", model: "C", task: first) == nil)
    #expect(peers.tasks.count == 2)
    #expect(throws: CSVError.self) { try PeerScores(table("reference_date,location,horizon\n")) }
  }
}
