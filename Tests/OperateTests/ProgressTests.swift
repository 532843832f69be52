import SalusOperate
import Synchronization
import Testing

@Suite struct ProgressTests {
  /// A file that grows while it is read is more than read; the bar must not be.
  @Test(arguments: [0.0, 0.5, 1.0, 1.7, 1e12])
  func drawsNoBarLongerThanItsFrame(share: Double) {
    let line = Progress.line("Importing", share: share, count: 10, unit: "rows", elapsed: 2)
    #expect(line.hasPrefix("Importing") && line.hasSuffix("5 rows/s"))
    #expect(line.filter { $0 == "█" || $0 == "░" }.count == (share > 0 ? 20 : 0))
  }

  @Test func drawsNothingWhereNobodyWatches() {
    let written = Mutex(0)
    let console = Console(isTerminal: false, directory: "/") { _, bytes in
      written.withLock { $0 += bytes.count }
    }
    let progress = Progress("Importing", unit: "rows", on: console)
    progress.update(0.5, count: 10)
    progress.finish()
    #expect(written.withLock { $0 } == 0)
  }
}
