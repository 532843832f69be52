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
      || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "]") || byte == UInt8(ascii: "_")
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

/// The units that are known, in metres, seconds, grams, kelvins and moles.
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

  /// Longer prefixes first.
  private static let prefixes: [(String, Double)] = [
    ("da", 10), ("G", 1e9), ("M", 1e6), ("k", 1e3), ("h", 100), ("d", 0.1), ("c", 0.01),
    ("m", 1e-3), ("u", 1e-6), ("n", 1e-9), ("p", 1e-12),
  ]

  private static let pressure = UnitCode.Dimension(length: -1, time: -2, mass: 1)

  /// These take prefixes.
  private static let metric: [String: Atom] = [
    "m": (1, .init(length: 1)), "s": (1, .init(time: 1)), "g": (1, .init(mass: 1)),
    "K": (1, .init(temperature: 1)), "mol": (1, .init(amount: 1)), "eq": (1, .init(amount: 1)),
    "L": (1e-3, .init(length: 3)), "l": (1e-3, .init(length: 3)), "Pa": (1000, pressure),
    "bar": (1e8, pressure), "m[Hg]": (133_322_000, pressure), "Hz": (1, .init(time: -1)),
    "N": (1000, .init(length: 1, time: -2, mass: 1)),
    "J": (1000, .init(length: 2, time: -2, mass: 1)),
    "W": (1000, .init(length: 2, time: -3, mass: 1)),
  ]

  /// A month is a twelfth and a year 365.25 days, as UCUM has them.
  private static let plain: [String: Atom] = [
    "%": (0.01, .one), "[ppth]": (1e-3, .one), "[ppm]": (1e-6, .one),
    "min": (60, .init(time: 1)), "h": (3600, .init(time: 1)), "d": (86_400, .init(time: 1)),
    "wk": (604_800, .init(time: 1)), "mo": (2_629_800, .init(time: 1)),
    "a": (31_557_600, .init(time: 1)), "[in_i]": (0.0254, .init(length: 1)),
    "[ft_i]": (0.3048, .init(length: 1)), "[mi_i]": (1609.344, .init(length: 1)),
    "[lb_av]": (453.592_37, .init(mass: 1)), "[oz_av]": (28.349_523_125, .init(mass: 1)),
  ]
}
