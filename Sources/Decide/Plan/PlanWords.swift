import SalusCore
import SalusTwin

/// The words in which plans give their reasons.
enum PlanWords {
  /// What shortages of a good are counted in: `ventilator-days`, `{mask}`.
  static func shortUnit(_ good: PlanQuestion.Good) -> String {
    var word = good.unit
    if let open = word.firstIndex(of: "{"), let close = word.firstIndex(of: "}"), open < close {
      word = String(word[word.index(after: open)..<close])
    }
    return good.isConsumed ? good.unit : "\(word)-days"
  }

  /// `saves 42 ventilator-days`, `covers 300 that would lack`.
  static func saving(_ amount: Double, _ good: PlanQuestion.Good) -> String {
    good.isConsumed
      ? "covers \(Words.amount(amount, good.unit)) that would lack"
      : "saves \(Words.number(amount)) \(shortUnit(good))"
  }
}
