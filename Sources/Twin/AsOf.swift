import SalusCore

/// The moment from which an analysis looks: nothing published later is visible to it.
public enum AsOf: Hashable, Sendable {
  case latest
  /// All that was known by the end of that UTC day.
  case date(CivilDate)
  /// The journal as it stood after that sequence.
  case version(Int64)

  /// Reads `YYYY-MM-DD`, `vSEQ` or `latest`; nil for anything else.
  public init?(_ text: some StringProtocol) {
    if text == "latest" {
      self = .latest
    } else if text.first == "v", text.dropFirst().allSatisfy(\.isNumber),
      let sequence = Int64(text.dropFirst())
    {
      self = .version(sequence)
    } else if let date = CivilDate(text) {
      self = .date(date)
    } else {
      return nil
    }
  }
}

extension AsOf: CustomStringConvertible {
  public var description: String {
    switch self {
    case .latest: "latest"
    case .date(let date): date.description
    case .version(let sequence): "v\(sequence)"
    }
  }
}

/// Bounds on what a reading of the journal sees.
public struct View: Hashable, Sendable {
  public var branch: ID<Branch>
  /// Values published later are invisible; nil for no bound.
  public var known: Instant?
  /// Events recorded later are invisible; nil for no bound.
  public var sequence: Int64?

  public init(branch: ID<Branch> = Branch.main, known: Instant? = nil, sequence: Int64? = nil) {
    self.branch = branch
    self.known = known
    self.sequence = sequence
  }

  public init(_ asOf: AsOf, branch: ID<Branch> = Branch.main) {
    switch asOf {
    case .latest: self.init(branch: branch)
    case .date(let date): self.init(branch: branch, known: Instant(endOf: date))
    case .version(let sequence): self.init(branch: branch, sequence: sequence)
    }
  }
}
