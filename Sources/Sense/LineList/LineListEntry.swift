import SalusCore
import SalusTwin

/// A row of a line list, understood.
struct LineListEntry: Hashable, Sendable {
  var line: Int
  /// The source's name of the case.
  var record: String?
  var person: PersonDetails
  var details: CaseRecord
  /// Fields of the case that the row says something about.
  var isStated: Set<LineListField>
  var infector: String?
  var setting: String?
  /// As the row calls it.
  var outbreakTitle: String?
  var certainty: InfectionLink.Certainty
  /// What is odd though not wrong.
  var remarks: [String] = []
}

/// Why a row is refused.
struct LineListRefusal: Error, Hashable {
  /// Empty where the row as a whole is wrong.
  var column: String
  var reason: String

  var words: String { column.isEmpty ? reason : "column '\(column)': \(reason)" }
}
