import Glibc
import SalusCore

/// How much each agreement and disagreement says for two records being of one person: log2(m / u),
/// where m is the level's share among true pairs and u among all others (Fellegi and Sunter 1969,
/// JASA 64:1183, eq. 11–14).
public struct LinkageWeights: Hashable, Sendable {
  /// By field, in the order of its levels: shares among pairs of one person; add up to 1.
  public private(set) var matched: [LinkagePattern.Field: [Double]]
  /// The same among pairs of two persons.
  public private(set) var unmatched: [LinkagePattern.Field: [Double]]
  /// Scores from here up are the same person where an identifier agrees too.
  public var upper: Double
  /// Scores from here up are for a person to look at; below it is nobody known.
  public var lower: Double
  /// Weights in bits by field and level; 0 for missing.
  let bits: [Double]

  /// Nil unless every field has a share above 0 for each of its levels that add up to 1 within
  /// 1e-6, and the thresholds are in order.
  public init?(
    matched: [LinkagePattern.Field: [Double]], unmatched: [LinkagePattern.Field: [Double]],
    lower: Double, upper: Double
  ) {
    guard lower <= upper, lower.isFinite, upper.isFinite else { return nil }
    var bits = [Double](repeating: 0, count: LinkagePattern.Field.allCases.count * 5)
    for field in LinkagePattern.Field.allCases {
      guard let m = matched[field], let u = unmatched[field], m.count == field.levels.count,
        u.count == m.count, (m + u).allSatisfy({ $0 > 0 && $0 < 1 }),
        abs(m.reduce(0, +) - 1) < 1e-6, abs(u.reduce(0, +) - 1) < 1e-6
      else { return nil }
      for (index, level) in field.levels.enumerated() {
        bits[field.rawValue * 5 + Int(level.rawValue)] = log2(m[index] / u[index])
      }
    }
    self.init(
      unchecked: (matched, unmatched), bits: bits, lower: lower, upper: upper)
  }

  private init(
    unchecked shares: (
      m: [LinkagePattern.Field: [Double]], u: [LinkagePattern.Field: [Double]]
    ), bits: [Double], lower: Double, upper: Double
  ) {
    (matched, unmatched) = shares
    self.bits = bits
    self.lower = lower
    self.upper = upper
  }

  /// Shares assumed for a county's records until a fit to its own data replaces them. A telephone
  /// says little beyond the name: households share one.
  public static let usual: LinkageWeights = {
    let matched: [LinkagePattern.Field: [Double]] = [
      .identifier: [0.98, 0.02], .family: [0.90, 0.07, 0.03], .given: [0.90, 0.08, 0.02],
      .birth: [0.93, 0.02, 0.03, 0.02], .sex: [0.98, 0.02], .place: [0.80, 0.20],
      .phone: [0.70, 0.30],
    ]
    let unmatched: [LinkagePattern.Field: [Double]] = [
      .identifier: [0.000_001, 0.999_999], .family: [0.002, 0.003, 0.995],
      .given: [0.01, 0.01, 0.98], .birth: [0.000_04, 0.000_03, 0.014_93, 0.985],
      .sex: [0.5, 0.5], .place: [0.1, 0.9], .phone: [0.002, 0.998],
    ]
    let usual = LinkageWeights(matched: matched, unmatched: unmatched, lower: 10, upper: 20)
    guard let usual else { preconditionFailure("the usual shares are wrong") }
    return usual
  }()

  /// The score of a pattern, in bits: the sum over its fields.
  public func score(_ pattern: LinkagePattern) -> Double {
    bits.withUnsafeBufferPointer { bits in
      let levels = pattern.levels
      return bits[Int(levels.0)] + bits[5 + Int(levels.1)] + bits[10 + Int(levels.2)]
        + bits[15 + Int(levels.3)] + bits[20 + Int(levels.4)] + bits[25 + Int(levels.5)]
        + bits[30 + Int(levels.6)]
    }
  }

  /// The weight of one level, in bits.
  public func weight(_ field: LinkagePattern.Field, _ level: LinkagePattern.Level) -> Double {
    bits[field.rawValue * 5 + Int(level.rawValue)]
  }

  /// The same weights with other thresholds; nil where they are not in order.
  public func with(lower: Double, upper: Double) -> LinkageWeights? {
    LinkageWeights(matched: matched, unmatched: unmatched, lower: lower, upper: upper)
  }
}
