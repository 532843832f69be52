import SalusCore
import SalusNumerics

@testable import SalusExample

/// Regions and histories that several suites look at, made once.
enum Examples {
  static let seeds: [UInt64] = [1, 2, 7]
  private static let regions = Dictionary(
    uniqueKeysWithValues: seeds.map { ($0, Region(seed: Seed($0))) })

  static func region(_ seed: UInt64 = 1) -> Region {
    regions[seed] ?? Region(seed: Seed(seed))
  }

  /// Seed 1 until the day that the first page shows.
  static let reality: Reality = {
    var reality = Reality(region: region(), seed: 1)
    reality.advance(to: ExampleCalendar.shownDay)
    return reality
  }()
}
