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

  /// The same with its hospitals, and nobody who orders anything.
  static let world: ExampleWorld = {
    var world = ExampleWorld(region: region(), seed: 1)
    while world.day < ExampleCalendar.shownDay { world.step() }
    return world
  }()

  /// A history in which the infection comes on one of the first days.
  static func early(_ seed: Seed, through day: Int = -1) -> Reality {
    var parameters = RealityParameters()
    parameters.introductionDay = 4
    var reality = Reality(region: region(), seed: seed, parameters: parameters)
    reality.advance(to: day)
    return reality
  }
}
