import SalusCore

/// A code of a code system that says what something is: heart rate is LOINC 8867-4.
///
/// Form and check digit of LOINC and SNOMED CT codes are checked, so a slip of a digit is refused.
/// That a code exists and means what it is used for nobody can check without the code system.
public struct CodeBinding: Hashable, Sendable {
  public let system: System
  public let code: String

  /// Who gives out the codes.
  public enum System: Hashable, Sendable {
    case loinc
    case snomed
    /// Any other, by its URI.
    case other(String)

    /// As FHIR names it.
    public var uri: String {
      switch self {
      case .loinc: "http://loinc.org"
      case .snomed: "http://snomed.info/sct"
      case .other(let uri): uri
      }
    }

    init?(uri: String) {
      switch uri {
      case System.loinc.uri: self = .loinc
      case System.snomed.uri: self = .snomed
      default:
        guard uri.utf8.count <= 255, uri.contains(":"), !uri.hasPrefix(":"),
          uri.utf8.allSatisfy({ (33...126).contains($0) })
        else { return nil }
        self = .other(uri)
      }
    }
  }

  public init(_ system: System, _ code: String) throws(CodeProblem) {
    switch system {
    case .loinc:
      guard LOINCCode.isValid(code) else { throw .loinc(code) }
    case .snomed:
      guard SNOMEDIdentifier.isConcept(code) else { throw .snomed(code) }
    case .other(let uri):
      guard (1...64).contains(code.utf8.count), code.utf8.allSatisfy({ (33...126).contains($0) })
      else { throw .empty(code, system: uri) }
    }
    self.system = system
    self.code = code
  }

  /// Reads `system|code`, as FHIR searches for tokens: `http://loinc.org|8867-4`.
  public init(_ text: String) throws(CodeProblem) {
    guard let bar = text.lastIndex(of: "|"), let system = System(uri: String(text[..<bar])) else {
      throw .noSystem(text)
    }
    try self.init(system, String(text[text.index(after: bar)...]))
  }
}

extension CodeBinding: CustomStringConvertible {
  /// `system|code`.
  public var description: String { "\(system.uri)|\(code)" }
}

/// The form of LOINC codes: up to seven digits, a dash, a check digit.
enum LOINCCode {
  /// The check digit is modulo 10 with doubled odd places from the right (LOINC Users' Guide,
  /// "Calculating mod 10 check digits").
  static func isValid(_ code: String) -> Bool {
    let parts = code.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, (1...7).contains(parts[0].utf8.count), parts[1].utf8.count == 1,
      parts[0].utf8.first != UInt8(ascii: "0"),
      let digits = CheckDigits.digits(parts[0]), let check = CheckDigits.digits(parts[1])?.first
    else { return false }
    var sum = 0
    for (place, digit) in digits.reversed().enumerated() {
      let weighted = place.isMultiple(of: 2) ? digit * 2 : digit
      sum += weighted / 10 + weighted % 10
    }
    return (10 - sum % 10) % 10 == check
  }
}

/// The form of SNOMED CT identifiers: item, two digits of partition, a check digit.
enum SNOMEDIdentifier {
  /// True for a concept's identifier of 6 to 18 digits, partition 00 or 10, with the check digit of
  /// Verhoeff (1969), as the SNOMED CT release file specification has it.
  static func isConcept(_ code: String) -> Bool {
    guard (6...18).contains(code.utf8.count), code.utf8.first != UInt8(ascii: "0"),
      let digits = CheckDigits.digits(code[...])
    else { return false }
    let partition = digits[digits.count - 3] * 10 + digits[digits.count - 2]
    return (partition == 0 || partition == 10) && CheckDigits.verhoeff(digits) == 0
  }
}

/// Sums that catch a mistyped digit.
enum CheckDigits {
  /// Decimal digits of an ASCII text; nil where another character is among them.
  static func digits(_ text: Substring) -> [Int]? {
    var digits: [Int] = []
    for byte in text.utf8 {
      guard (48...57).contains(byte) else { return nil }
      digits.append(Int(byte) - 48)
    }
    return digits
  }

  /// 0 for digits that end with the right check digit (Verhoeff 1969): products in the dihedral
  /// group of the pentagon, each digit permuted by its place from the right.
  static func verhoeff(_ digits: [Int]) -> Int {
    var check = 0
    for (place, digit) in digits.reversed().enumerated() {
      var value = digit
      for _ in 0..<(place % 8) { value = permutation[value] }
      check = product(check, value)
    }
    return check
  }

  private static let permutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]

  /// Rotations are 0 to 4 and reflections 5 to 9.
  private static func product(_ left: Int, _ right: Int) -> Int {
    switch (left < 5, right < 5) {
    case (true, true): (left + right) % 5
    case (true, false): 5 + (left + right - 5) % 5
    case (false, true): 5 + (left - 5 - right + 5) % 5
    case (false, false): (left - right + 5) % 5
    }
  }
}

/// Why a code cannot be used.
public enum CodeProblem: Problem, Hashable {
  case loinc(String)
  case snomed(String)
  case empty(String, system: String)
  case noSystem(String)
  case repeated(String)

  public var kind: ProblemKind { .usage }

  public var description: String {
    switch self {
    case .loinc(let code):
      "'\(code)' is no LOINC code: digits, a dash and the right check digit are accepted, as in 8867-4"
    case .snomed(let code):
      "'\(code)' is no SNOMED CT concept: 6 to 18 digits with partition 00 or 10 and the right "
        + "check digit are accepted, as in 364075005"
    case .empty(let code, let system):
      "'\(code)' is no code of \(system): 1 to 64 printable characters are accepted"
    case .repeated(let text): "'\(text)' comes twice"
    case .noSystem(let text):
      "'\(text)' names no code system; system|code is accepted, as in http://loinc.org|8867-4"
    }
  }
}
