import Glibc

/// The programs behind the figures of the README: `salus-bench NAME [arguments]`.
let benchmarks: [(name: String, purpose: String, run: ([String]) throws -> Void)] = [
  (
    "forecast", "back-test influenza admissions: DATA-FOLDER [SEASON]", ForecastBench.run
  ),
  (
    "mechanistic", "back-test the mechanistic component alone: DATA-FOLDER [SEASON]",
    MechanisticBench.run
  ),
  (
    "detection", "judge the detection bench, beside R's alarms: DATA-FOLDER", DetectionBench.run
  ),
  (
    "demand", "judge estimates of demand on the example region: [SEED…]",
    DemandBench.run
  ),
  ("capacity", "fold a year of beds and stock", { _ in try CapacityBench.run() }),
  ("journal", "append and read observations: [ROWS] [FOLDER]", JournalBench.run),
  (
    "warnings", "play the example region and count warnings and plans: [SEED…] [--day N]",
    WarningsBench.run
  ),
  ("plan", "time of a plan and of an amendment, by size of the region", PlanBench.run),
]

let arguments = Array(CommandLine.arguments.dropFirst())
if let name = arguments.first, let chosen = benchmarks.first(where: { $0.name == name }) {
  do {
    try chosen.run(Array(arguments.dropFirst()))
  } catch {
    print("salus-bench \(name): \(error)")
    exit(1)
  }
} else {
  print("usage: salus-bench NAME [arguments]")
  for benchmark in benchmarks { print("  \(benchmark.name)  \(benchmark.purpose)") }
  exit(2)
}
