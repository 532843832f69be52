import SalusCore
import SalusTwin

/// A profile proposed from a line list's header, to be looked at by a person.
public struct LineListSuggestion: Hashable, Sendable {
  public var profile: LineListProfile
  /// What was guessed and what must still be decided, one sentence each.
  public var notes: [String]

  /// Gives each field the first column whose name is one of its synonyms, compared without case,
  /// accents and punctuation; each column goes to one field.
  public init(header: [String], name: String, source: String, disease: String? = nil) {
    let folded = header.map { LetterFolding.words($0).joined() }
    var used: Set<Int> = []
    var columns: [LineListField: ColumnMap.Source] = [:]
    var notes: [String] = []
    // The better a synonym, the earlier it chooses: `source` is an infector only where no setting
    // has the better claim.
    let longest = LineListField.allCases.map(\.synonyms.count).max() ?? 0
    for rank in 0..<longest {
      for field in LineListField.allCases where columns[field] == nil {
        guard rank < field.synonyms.count,
          let index = folded.firstIndex(of: field.synonyms[rank]), !used.contains(index)
        else { continue }
        used.insert(index)
        columns[field] = .column(header[index])
      }
    }
    for field in LineListField.allCases {
      if case .column(let column) = columns[field] {
        notes.append("Column '\(column)' is taken for \(field.rawValue).")
      }
    }
    if columns[.family] != nil || columns[.given] != nil { columns[.name] = nil }
    if columns[.disease] == nil {
      if let disease {
        columns[.disease] = .constant(disease)
      } else {
        notes.append("No column names the disease; write disease: {constant: \"…\"}.")
      }
    }
    let isLinks =
      columns[.infector] != nil && columns[.record] != nil
      && Set(columns.keys).isSubset(of: [.record, .infector, .setting, .certainty, .disease])
    if isLinks { notes.append("The rows tell who infected whom and nothing else: kind is links.") }
    let left = header.indices.filter { !used.contains($0) }.map { "'\(header[$0])'" }
    if !left.isEmpty { notes.append("Not read: \(Words.list(left, most: 12)).") }
    profile = LineListProfile(
      name: name, kind: isLinks ? .links : .cases, source: source, columns: columns)
    self.notes = notes
    if let fault = profile.fault { self.notes.append(Words.capital(fault) + ".") }
  }
}
