import Glibc
import SalusCore
import SalusStore
import SalusTwin

// journal-writer ADDRESS BATCHES ROWS [FIRST]: appends that many batches, each under its number as
// key, and says after each what was acknowledged: number, sequence, and `new` or `known`.

let words = CommandLine.arguments
guard words.count >= 4, let batches = Int(words[2]), let rows = Int(words[3]) else { exit(2) }
let first = words.count > 4 ? Int(words[4]) ?? 1 : 1
do {
  let journal = try Store.open(StoreAddress(words[1]), mode: .create, patience: 5)
  for batch in first..<first + batches {
    let observations = (0..<rows).map { row in
      Observation(
        twin: ID("place-\(row % 50)"), signal: ID("killed"),
        valid: Instant(startOf: CivilDate(days: 19_000 + row / 50)),
        known: Instant(startOf: CivilDate(days: 19_000 + batch)), value: Double(batch * 1000 + row))
    }
    let receipt = try journal.append(
      Draft(
        type: "observations.recorded", twin: ID("signal:killed"),
        payload: ["batch": JSON(batch)], actor: "journal-writer", source: "test", key: "\(batch)",
        observations: observations))
    print(batch, receipt.sequence, receipt.isReplay ? "known" : "new")
    fflush(nil)
  }
} catch {
  print("failed: \(error)")
  exit(1)
}
