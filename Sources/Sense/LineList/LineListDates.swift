import SalusCore
import SalusTwin

/// Finds out how a column writes its dates, and refuses where it could mean two things.
struct LineListDates {
  /// Forms that are tried when none is declared, in the order in which they are told.
  static let forms: [DateFormat] =
    DateFormat.undeclared
    + [
      "DD/MM/YYYY", "MM/DD/YYYY", "DD.MM.YYYY", "DD-MM-YYYY", "MM-DD-YYYY", "DD MMM YYYY",
      "DD-MMM-YYYY", "MMM DD, YYYY",
    ].compactMap { DateFormat($0) }

  /// For each pair of forms, whether some text would be read by both, and differently: the fifth of
  /// June as the first form writes it.
  private static let areConfusable: [Bool] = forms.flatMap { form in
    forms.map { other in
      let text = form.pattern.replacing("YYYY", with: "2020").replacing("MMM", with: "Jun")
        .replacing("MM", with: "06").replacing("DD", with: "05")
      guard let reading = other.date(Array(text.utf8)[...]) else { return false }
      return reading != form.date(Array(text.utf8)[...])
    }
  }

  /// Values that each form reads.
  private var counts = [Int](repeating: 0, count: forms.count)
  /// For each pair of forms, a value that both read, and differently.
  private var disputed: [Int: String] = [:]
  /// For each pair of forms, a value that the first reads and the second does not.
  private var onlyFirst: [Int: String] = [:]

  /// Looks at one cell that holds a value.
  mutating func look(at text: String) {
    if PartialDate(text) != nil, text.utf8.count < 10 { return }
    let bytes = Array(text.utf8)[...]
    let readings = LineListDates.forms.map { $0.date(bytes) }
    for (index, reading) in readings.enumerated() where reading != nil {
      counts[index] += 1
      for (other, second) in readings.enumerated() where other != index {
        let pair = index * readings.count + other
        if second == nil {
          if onlyFirst[pair] == nil { onlyFirst[pair] = text }
        } else if second != reading, disputed[pair] == nil {
          disputed[pair] = text
        }
      }
    }
  }

  /// The form of the column; nil where no cell has a date to the day.
  func form() throws(Ambiguity) -> DateFormat? {
    guard let most = counts.max(), most > 0, let best = counts.firstIndex(of: most) else {
      return nil
    }
    let count = counts.count
    for other in counts.indices where other != best && counts[other] > 0 {
      let pair = best * count + other
      guard LineListDates.areConfusable[pair] else { continue }
      let forms = [LineListDates.forms[best].pattern, LineListDates.forms[other].pattern]
      // Cells that can only be the other form, beside those that are read as this one.
      if let example = onlyFirst[other * count + best] {
        throw Ambiguity(example: example, forms: forms, isMixed: true)
      }
      // Nothing speaks for this form, and some cells would be other days in the other.
      if onlyFirst[pair] == nil, let example = disputed[pair] {
        throw Ambiguity(example: example, forms: forms, isMixed: false)
      }
    }
    return LineListDates.forms[best]
  }

  /// Why a column's form cannot be told.
  struct Ambiguity: Error, Hashable {
    var example: String
    var forms: [String]
    /// Some cells can only be the one form and some only the other.
    var isMixed: Bool
  }

  /// A date or part of one as a cell writes it; nil where it cannot be read.
  static func date(_ text: String, _ form: DateFormat) -> PartialDate? {
    if let date = form.date(Array(text.utf8)[...]) { return PartialDate(date) }
    if text.utf8.count < 10, let partial = PartialDate(text) { return partial }
    // Month and year in the order of the form: `06/2020`.
    let parts = text.utf8.split(whereSeparator: { [0x2F, 0x2E, 0x2D].contains($0) })
    guard parts.count == 2, parts[0].count <= 2, parts[1].count == 4,
      let month = Int(String(decoding: Array(parts[0]), as: UTF8.self)),
      let year = Int(String(decoding: Array(parts[1]), as: UTF8.self))
    else { return nil }
    return PartialDate(year: year, month: month)
  }
}
