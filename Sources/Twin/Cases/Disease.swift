import SalusCore

/// What case work must know of a disease.
public struct Disease: Hashable, Sendable {
  /// SNOMED CT concept id.
  public let code: String
  public let title: String
  /// Days from infection to onset, shortest to longest that are counted with.
  public let incubation: ClosedRange<Int>
  /// Days before their own onset on which people can infect others.
  public let presymptomaticDays: Int
  /// Two onsets of one person at most so many days apart are one case.
  public let sameCaseDays: Int

  /// Nil for negative days.
  public init?(
    code: String, title: String, incubation: ClosedRange<Int>, presymptomaticDays: Int = 0,
    sameCaseDays: Int = 30
  ) {
    guard incubation.lowerBound >= 0, presymptomaticDays >= 0, sameCaseDays >= 0 else { return nil }
    self.init(code, title, incubation, presymptomaticDays, sameCaseDays)
  }

  private init(
    _ code: String, _ title: String, _ incubation: ClosedRange<Int>, _ presymptomatic: Int,
    _ sameCase: Int = 30
  ) {
    self.code = code
    self.title = title
    self.incubation = incubation
    presymptomaticDays = presymptomatic
    sameCaseDays = sameCase
  }

  /// By how many days an onset may come before the infector's: infectious before symptoms, and an
  /// incubation shorter than that.
  public var greatestLead: Int { max(0, presymptomaticDays - incubation.lowerBound) }

  /// Incubation ranges as WHO fact sheets give them, 2024; infectious days before onset as CDC's
  /// case definitions.
  public static let known: [Disease] = [
    Disease("37109004", "Ebola virus disease", 2...21, 0),
    Disease("14189004", "Measles", 7...21, 4),
    Disease("6142004", "Influenza", 1...4, 1),
    Disease("840539006", "COVID-19", 2...14, 2),
    Disease("63650001", "Cholera", 0...5, 0),
    Disease("359814004", "Mpox", 3...21, 4),
  ]

  /// A known disease by code, or by title without regard to case and accents.
  public static func find(_ word: String) -> Disease? {
    let words = LetterFolding.words(word)
    return known.first { $0.code == word || LetterFolding.words($0.title) == words }
  }
}
