import SalusCore
import Testing

@testable import SalusTwin

@Suite struct DTDLUnitsTests {
  @Test(arguments: DTDLUnits.quantities(.v3))
  func everyUnitConvertsAndIsNamedBack(quantity: String) throws {
    let names = DTDLUnits.names(of: quantity)
    #expect(quantity == "SoundPressure" || !names.isEmpty)
    let units = try names.map { name in
      try #require(DTDLUnits.unit(name, of: quantity), "\(quantity) \(name)")
    }
    for (name, unit) in zip(names, units) {
      #expect(DTDLUnits.name(of: unit, of: quantity) == name)
      #expect(unit.dimension == units[0].dimension, "\(name) measures something else")
    }
  }

  /// Values of handbooks (NIST SP 811, appendix B), to the digits given there.
  static let conversions: [(String, String, String, Double)] = [
    ("Mass", "tonne", "kilogram", 1000), ("Length", "nauticalMile", "metre", 1852),
    ("Area", "hectare", "squareMetre", 10_000), ("Area", "acre", "squareMetre", 4046.873),
    ("Velocity", "knot", "metrePerSecond", 0.514_444), ("Energy", "kilowattHour", "joule", 3.6e6),
    ("Energy", "britishThermalUnit", "joule", 1054.35), ("Power", "horsepower", "watt", 745.6999),
    ("Pressure", "poundPerSquareInch", "pascal", 6894.757),
    ("Pressure", "inchesOfMercury", "millibar", 33.863_79),
    ("Pressure", "millimetresOfMercury", "pascal", 133.322),
    ("Pressure", "inchesOfWater", "pascal", 249.0889), ("Volume", "gallon", "litre", 3.785_412),
    ("Volume", "fluidOunce", "millilitre", 29.573_53), ("Force", "pound", "newton", 4.448_222),
    ("Force", "ounce", "newton", 0.278_013_9), ("DataSize", "kibibyte", "bit", 8192),
    ("Angle", "turn", "degreeOfArc", 360), ("Angle", "degreeOfArc", "minuteOfArc", 60),
    ("ElectricCharge", "ampereHour", "coulomb", 3600), ("TimeSpan", "day", "hour", 24),
    ("MagneticInduction", "tesla", "gauss", 10_000), ("Resistance", "megaohm", "ohm", 1e6),
    ("Illuminance", "footcandle", "lux", 10.763_91), ("MagneticFlux", "weber", "maxwell", 1e8),
    ("AngularVelocity", "revolutionPerMinute", "radianPerSecond", 0.104_719_8),
  ]

  @Test(arguments: conversions)
  func agreesWithHandbooks(quantity: String, from: String, to: String, factor: Double) throws {
    let source = try #require(DTDLUnits.unit(from, of: quantity))
    let target = try #require(DTDLUnits.unit(to, of: quantity))
    let value = try source.convert(1, to: target)
    #expect(abs(value - factor) <= 1e-6 * factor, "\(value)")
  }

  /// 1 ohm is 1 volt per ampere, and so on round the electrical units.
  @Test(arguments: [
    ("Ohm", "V/A"), ("F", "C/V"), ("H", "Wb/A"), ("Wb", "V.s"), ("T", "Wb/m2"), ("V.A", "W"),
    ("C", "A.s"), ("V", "J/C"), ("lx", "lm/m2"), ("Gy", "J/kg"), ("By", "8.bit"),
  ])
  func unitsOfOneSystemAgree(left: String, right: String) throws {
    let (first, second) = (try UnitCode(left), try UnitCode(right))
    #expect(abs(try first.convert(1, to: second) - 1) < 1e-12)
  }

  @Test func versionTwoKnowsOnlyItsOwn() {
    #expect(!DTDLUnits.isQuantity("Radioactivity", .v2))
    #expect(DTDLUnits.isQuantity("Radioactivity", .v3))
    #expect(DTDLUnits.quantities(.v2).count == 42)
    #expect(DTDLUnits.quantities(.v3).count == 52)
  }
}
