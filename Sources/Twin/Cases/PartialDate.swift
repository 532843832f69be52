import SalusCore

/// A date of which the day, or day and month, may be unknown: `2020-05-06`, `2020-05`, `2020`.
public struct PartialDate: Hashable, Sendable, CustomStringConvertible {
  public let year: Int
  public let month: Int?
  public let day: Int?

  /// Nil where the calendar has no such day, or a day comes without its month.
  public init?(year: Int, month: Int? = nil, day: Int? = nil) {
    guard day == nil || month != nil,
      CivilDate(year: year, month: month ?? 1, day: day ?? 1) != nil
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  public init(_ date: CivilDate) {
    (year, month, day) = (date.year, date.month, date.day)
  }

  /// Reads `YYYY`, `YYYY-MM` and `YYYY-MM-DD` and nothing else.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard (1...3).contains(parts.count), parts[0].utf8.count == 4,
      parts.dropFirst().allSatisfy({ $0.utf8.count == 2 }),
      parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
      let year = Int(parts[0])
    else { return nil }
    self.init(
      year: year, month: parts.count > 1 ? Int(parts[1]) : nil,
      day: parts.count > 2 ? Int(parts[2]) : nil)
  }

  /// The day where it is known to the day.
  public var date: CivilDate? {
    guard let month, let day else { return nil }
    return CivilDate(year: year, month: month, day: day)
  }

  /// The first day that it can be.
  public var earliest: CivilDate {
    CivilDate(year: year, month: month ?? 1, day: day ?? 1) ?? .first
  }

  /// The last day that it can be.
  public var latest: CivilDate {
    if let date { return date }
    let next = month.map { $0 == 12 ? (year + 1, 1) : (year, $0 + 1) } ?? (year + 1, 1)
    return CivilDate(year: next.0, month: next.1, day: 1).map { $0 - 1 } ?? .last
  }

  public var description: String {
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
    var text = padded(year, 4)
    if let month { text += "-" + padded(month, 2) }
    if let day { text += "-" + padded(day, 2) }
    return text
  }
}

extension JSON {
  public init(_ date: PartialDate?) { self.init(date?.description) }
}
