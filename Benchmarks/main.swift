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
  ("types", "check values against their type", { _ in try TypesBench.run() }),
  ("capacity", "fold a year of beds and stock", { _ in try CapacityBench.run() }),
  ("governance", "seal, grant, and prove from the log: [ENTRIES]", GovernanceBench.run),
  ("journal", "append and read observations: [ROWS] [FOLDER]", JournalBench.run),
  (
    "kernel", "states, history and branches of a city: [TWINS] [FOLDER]", KernelBench.run
  ),
  (
    "postgres", "append to PostgreSQL, started by scripts/with-postgres: [ROWS]", PostgresBench.run
  ),
  (
    "durability", "kill the writer and fail the disk: kills CYCLES [ADDRESS] | faults POINTS",
    DurabilityBench.run
  ),
  (
    "warnings", "play the example region and count warnings and plans: [SEED…] [--day N]",
    WarningsBench.run
  ),
  (
    "graph", "append relations and follow contacts to depth 5: [CONTACTS] [FOLDER]", BenchGraph.run
  ),
  (
    "commands", "send commands over restarts and bring events: [COMMANDS] [FOLDER]",
    BenchCommands.run
  ),
  ("plan", "time of a plan and of an amendment, by size of the region", PlanBench.run),
  (
    "cases", "duplicates, line lists, chains and meetings: [duplicates|chains|proximity|clusters]",
    BenchCases.run
  ),
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
