/// Reads the grammar of UCUM: terms of components joined by `.` and `/`, left to right.
struct UnitReader {
  let text: String
  private let bytes: [UInt8]
  private var index = 0

  typealias Value = (factor: Double, dimension: UnitCode.Dimension)

  init(text: String) {
    self.text = text
    bytes = Array(text.utf8)
  }

  mutating func unit() throws(UnitProblem) -> Value {
    let value = try term(depth: 0)
    guard index == bytes.count else { throw .unknown(text) }
    return value
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }

  private mutating func term(depth: Int) throws(UnitProblem) -> Value {
    guard depth < 8 else { throw .unknown(text) }
    var value: Value = (1, .one)
    var sign = take("/") ? -1 : 1
    while true {
      let next = try component(depth: depth)
      value.factor = sign > 0 ? value.factor * next.factor : value.factor / next.factor
      value.dimension = value.dimension.adding(next.dimension, times: sign)
      if take(".") {
        sign = 1
      } else if take("/") {
        sign = -1
      } else {
        return value
      }
    }
  }

  private mutating func component(depth: Int) throws(UnitProblem) -> Value {
    if take("(") {
      let value = try term(depth: depth + 1)
      guard take(")") else { throw .unknown(text) }
      return value
    }
    if try annotation() { return (1, .one) }
    let start = index
    while index < bytes.count, UnitReader.isPartOfSymbol(bytes[index]) {
      // Square brackets may hold digits, as in [in_i'H2O].
      if bytes[index] == UInt8(ascii: "[") {
        while index < bytes.count, bytes[index] != UInt8(ascii: "]") { index += 1 }
        guard index < bytes.count else { throw .unknown(text) }
      }
      index += 1
    }
    let symbol = String(decoding: bytes[start..<index], as: UTF8.self)
    guard !symbol.isEmpty else { return try number() }
    guard let atom = UnitAtoms.find(symbol) else { throw .unknown(text) }
    let exponent = try exponent()
    _ = try annotation()
    var factor = 1.0
    for _ in 0..<abs(exponent) { factor *= atom.factor }
    return (
      exponent < 0 ? 1 / factor : factor,
      UnitCode.Dimension.one.adding(atom.dimension, times: exponent)
    )
  }

  private static func isPartOfSymbol(_ byte: UInt8) -> Bool {
    (65...90).contains(byte) || (97...122).contains(byte) || byte == UInt8(ascii: "%")
      || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "]")
      || byte == UInt8(ascii: "_")
  }

  /// A whole factor, or a power of ten as `10*3` or `10^3`.
  private mutating func number() throws(UnitProblem) -> Value {
    guard let whole = digits(), whole > 0 else { throw .unknown(text) }
    var factor = Double(whole)
    if whole == 10, take("*") || take("^") {
      let power = try exponent()
      factor = 1
      for _ in 0..<abs(power) { factor *= 10 }
      if power < 0 { factor = 1 / factor }
    }
    _ = try annotation()
    return (factor, .one)
  }

  private mutating func exponent() throws(UnitProblem) -> Int {
    let isNegative = take("-")
    let isSigned = isNegative || take("+")
    guard let size = digits() else {
      if isSigned { throw .unknown(text) }
      return 1
    }
    guard size <= 30 else { throw .unknown(text) }
    return isNegative ? -size : size
  }

  private mutating func digits() -> Int? {
    let start = index
    var value = 0
    while index < bytes.count, (48...57).contains(bytes[index]), index - start < 9 {
      value = value * 10 + Int(bytes[index] - 48)
      index += 1
    }
    return index > start ? value : nil
  }

  /// `{cases}`: printable ASCII between braces.
  private mutating func annotation() throws(UnitProblem) -> Bool {
    guard take("{") else { return false }
    while index < bytes.count, (33...126).contains(bytes[index]) {
      if take("}") { return true }
      guard bytes[index] != UInt8(ascii: "{") else { break }
      index += 1
    }
    throw .unknown(text)
  }
}

/// The units that are known, in metres, seconds, grams, kelvins, moles, coulombs, candelas, radians
/// and bits.
enum UnitAtoms {
  typealias Atom = (factor: Double, dimension: UnitCode.Dimension)

  static let degrees: [String: (factor: Double, offset: Double)] = [
    "Cel": (1, 273.15), "[degF]": (5.0 / 9, 459.67),
  ]

  static func find(_ symbol: String) -> Atom? {
    if let atom = metric[symbol] ?? plain[symbol] { return atom }
    for (prefix, factor) in prefixes where symbol.hasPrefix(prefix) {
      if let atom = metric[String(symbol.dropFirst(prefix.count))] {
        return (factor * atom.factor, atom.dimension)
      }
    }
    return nil
  }

  /// Longer prefixes first. Those of two letters with an i are powers of 1024.
  private static let prefixes: [(String, Double)] = [
    ("da", 10), ("Ki", 1024), ("Mi", 1_048_576), ("Gi", 1_073_741_824),
    ("Ti", 1_099_511_627_776), ("T", 1e12), ("G", 1e9), ("M", 1e6), ("k", 1e3), ("h", 100),
    ("d", 0.1), ("c", 0.01), ("m", 1e-3), ("u", 1e-6), ("n", 1e-9), ("p", 1e-12),
  ]

  private static let force = UnitCode.Dimension(length: 1, time: -2, mass: 1)
  private static let energy = UnitCode.Dimension(length: 2, time: -2, mass: 1)
  private static let pressure = UnitCode.Dimension(length: -1, time: -2, mass: 1)
  private static let power = UnitCode.Dimension(length: 2, time: -3, mass: 1)
  private static let dose = UnitCode.Dimension(length: 2, time: -2)
  private static let flux = UnitCode.Dimension(length: 2, time: -1, mass: 1, charge: -1)
  private static let induction = UnitCode.Dimension(time: -1, mass: 1, charge: -1)

  /// These take prefixes.
  private static let metric: [String: Atom] = [
    "m": (1, .init(length: 1)), "s": (1, .init(time: 1)), "g": (1, .init(mass: 1)),
    "K": (1, .init(temperature: 1)), "mol": (1, .init(amount: 1)), "eq": (1, .init(amount: 1)),
    "L": (1e-3, .init(length: 3)), "l": (1e-3, .init(length: 3)), "Pa": (1000, pressure),
    "bar": (1e8, pressure), "m[Hg]": (133_322_000, pressure),
    "m[H2O]": (9_806_650, pressure), "Hz": (1, .init(time: -1)),
    "N": (1000, force), "J": (1000, energy), "W": (1000, power), "t": (1e6, .init(mass: 1)),
    "ar": (100, .init(length: 2)), "[g]": (9.80665, .init(length: 1, time: -2)),
    "eV": (1.602_176_634e-16, energy), "Bq": (1, .init(time: -1)), "Gy": (1, dose),
    "Sv": (1, dose), "C": (1, .init(charge: 1)), "A": (1, .init(time: -1, charge: 1)),
    "V": (1000, .init(length: 2, time: -2, mass: 1, charge: -1)),
    "F": (1e-3, .init(length: -2, time: 2, mass: -1, charge: 2)),
    "Ohm": (1000, .init(length: 2, time: -1, mass: 1, charge: -2)),
    "H": (1000, .init(length: 2, mass: 1, charge: -2)), "Wb": (1000, flux),
    "Mx": (1e-5, flux), "T": (1000, induction), "G": (0.1, induction),
    "cd": (1, .init(luminosity: 1)), "lm": (1, .init(luminosity: 1, angle: 2)),
    "lx": (1, .init(length: -2, luminosity: 1, angle: 2)), "rad": (1, .init(angle: 1)),
    "bit": (1, .init(information: 1)), "By": (8, .init(information: 1)),
  ]

  private static let turn = 2 * Double.pi

  /// A month is a twelfth and a year 365.25 days, as UCUM has them.
  private static let plain: [String: Atom] = [
    "%": (0.01, .one), "[ppth]": (1e-3, .one), "[ppm]": (1e-6, .one), "[ppb]": (1e-9, .one),
    "[pptr]": (1e-12, .one), "min": (60, .init(time: 1)), "h": (3600, .init(time: 1)),
    "d": (86_400, .init(time: 1)), "wk": (604_800, .init(time: 1)),
    "mo": (2_629_800, .init(time: 1)), "a": (31_557_600, .init(time: 1)),
    "[in_i]": (0.0254, .init(length: 1)), "[ft_i]": (0.3048, .init(length: 1)),
    "[mi_i]": (1609.344, .init(length: 1)), "[nmi_i]": (1852, .init(length: 1)),
    "AU": (149_597_870_691, .init(length: 1)),
    "[kn_i]": (1852.0 / 3600, .init(length: 1, time: -1)),
    "[acr_us]": (4046.872_609_874_252, .init(length: 2)),
    "[gal_us]": (3.785_411_784e-3, .init(length: 3)),
    "[foz_us]": (2.957_352_956_25e-5, .init(length: 3)),
    "[lb_av]": (453.592_37, .init(mass: 1)), "[oz_av]": (28.349_523_125, .init(mass: 1)),
    "[lbf_av]": (4448.221_615_260_5, force), "[psi]": (6_894_757.293_168_36, pressure),
    "[in_i'Hg]": (3_386_378.8, pressure), "[in_i'H2O]": (249_088.91, pressure),
    "[HP]": (745_699.871_582_27, power), "[Btu]": (1_054_350, energy),
    "deg": (turn / 360, .init(angle: 1)), "'": (turn / 21_600, .init(angle: 1)),
    "''": (turn / 1_296_000, .init(angle: 1)), "circ": (turn, .init(angle: 1)),
  ]
}
