import Glibc
import SalusNumerics

/// The common scale of all places: the fourth root of the rate per 100 000, in units of the place's
/// own 95 % quantile.
///
/// The root makes errors of large and small values alike; the own scale makes seasons of places
/// alike. x = (100 000 count / population + .01)^(1/4), Z = x / scale.
struct RootScale: Sendable {
  /// Persons behind one unit of rate, population / 100 000.
  let persons: Double
  /// 95 % quantile of x over the visible history.
  let scale: Double

  static let offset = 0.01

  /// Nil where the series holds no number.
  init?(counts: [Double], population: Int?) {
    persons = Double(max(population ?? 100_000, 1)) / 100_000
    let roots = counts.filter { !$0.isNaN }.map { [persons] in
      RootScale.root(max(0, $0) / persons + RootScale.offset)
    }.sorted()
    guard let last = roots.last else { return nil }
    let position = 0.95 * Double(roots.count - 1)
    let index = Int(position)
    let next = index + 1 < roots.count ? roots[index + 1] : last
    scale = roots[index] + (position - Double(index)) * (next - roots[index])
  }

  /// The point of a count; not-a-number for a missing one, which `max` alone would turn into 0.
  func value(_ count: Double) -> Double {
    count.isNaN ? .nan : RootScale.root(max(0, count) / persons + RootScale.offset) / scale
  }

  /// The count at a point of the scale; points below that of 0 give 0.
  func count(_ value: Double) -> Double {
    let root = max(0, value) * scale
    return max(root * root * root * root - RootScale.offset, 0) * persons
  }

  private static func root(_ rate: Double) -> Double { sqrt(sqrt(rate)) }
}
