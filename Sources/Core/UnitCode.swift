/// A unit of measure in UCUM, case-sensitive form (Schadow and McDonald, "The unified code for
/// units of measure"): `{admissions}/wk`, `%`, `mm[Hg]`, `10*3/uL`.
///
/// Knows the units that public health feeds carry, not the whole table; what it does not know is
/// refused, so a stored unit can always be converted.
public struct UnitCode: Hashable, Sendable {
  /// As it was written.
  public let text: String
  /// What is measured: exponents of the base units.
  public let dimension: Dimension
  /// One of this unit in base units: metre, second, gram, kelvin, mole, coulomb, candela, radian,
  /// bit.
  let factor: Double
  /// Added to the value before the factor; other than 0 for temperatures by degree only.
  let offset: Double

  /// Exponents of metre, second, gram, kelvin, mole, coulomb, candela, radian and bit. Bits have one
  /// of their own, so that data sizes are not taken for percentages.
  public struct Dimension: Hashable, Sendable {
    var length = 0
    var time = 0
    var mass = 0
    var temperature = 0
    var amount = 0
    var charge = 0
    var luminosity = 0
    var angle = 0
    var information = 0

    /// That of counts, shares and percentages.
    public static let one = Dimension()

    func adding(_ other: Dimension, times count: Int) -> Dimension {
      Dimension(
        length: length + other.length * count, time: time + other.time * count,
        mass: mass + other.mass * count, temperature: temperature + other.temperature * count,
        amount: amount + other.amount * count, charge: charge + other.charge * count,
        luminosity: luminosity + other.luminosity * count, angle: angle + other.angle * count,
        information: information + other.information * count)
    }
  }

  /// Reads a unit; at most 64 characters.
  public init(_ text: String) throws(UnitProblem) {
    guard (1...64).contains(text.utf8.count) else { throw .unknown(text) }
    if let (factor, offset) = UnitAtoms.degrees[text] {
      self.init(
        text: text, dimension: Dimension(temperature: 1), factor: factor, offset: offset)
      return
    }
    var reader = UnitReader(text: text)
    let (factor, dimension) = try reader.unit()
    guard factor.isFinite, factor > 0 else { throw .unknown(text) }
    self.init(text: text, dimension: dimension, factor: factor, offset: 0)
  }

  private init(text: String, dimension: Dimension, factor: Double, offset: Double) {
    self.text = text
    self.dimension = dimension
    self.factor = factor
    self.offset = offset
  }

  /// `value` of this unit in another of the same dimension. Annotations in braces say what is
  /// counted and do not take part.
  public func convert(_ value: Double, to other: UnitCode) throws(UnitProblem) -> Double {
    guard dimension == other.dimension else { throw .incommensurable(text, other.text) }
    if factor == other.factor, offset == other.offset { return value }
    return (value + offset) * factor / other.factor - other.offset
  }
}

/// Why a unit could not be used.
public enum UnitProblem: Problem, Hashable {
  case unknown(String)
  case incommensurable(String, String)

  public var kind: ProblemKind { .usage }

  public var description: String {
    switch self {
    case .unknown(let text):
      "'\(text)' is no unit that is known here; UCUM such as {cases}/wk, %, Cel or mg/dL is accepted"
    case .incommensurable(let from, let to):
      "'\(from)' cannot be converted to '\(to)': they measure different things"
    }
  }
}

extension UnitCode: CustomStringConvertible {
  public var description: String { text }
}
