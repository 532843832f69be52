import SalusCore

/// DTDL's semantic types and unit names (DTDL v2, "Semantic Type"; QuantitativeTypes extension,
/// version 1), with the UCUM unit of each name.
enum DTDLUnits {
  /// The unit families by semantic type; true for those that came with version 3.
  private static let families: [String: (family: String, isNew: Bool)] = [
    "Acceleration": ("Acceleration", false), "Angle": ("Angle", false),
    "AngularAcceleration": ("AngularAcceleration", false),
    "AngularVelocity": ("AngularVelocity", false), "ApparentEnergy": ("ApparentEnergy", true),
    "ApparentPower": ("ApparentPower", true), "Area": ("Area", false),
    "Capacitance": ("Capacitance", false), "Concentration": ("Unitless", true),
    "Current": ("Current", false), "DataRate": ("DataRate", false),
    "DataSize": ("DataSize", false), "Density": ("Density", false),
    "Distance": ("Length", false), "ElectricCharge": ("Charge", false),
    "Energy": ("Energy", false), "EnergyRate": ("Power", true), "Force": ("Force", false),
    "Frequency": ("Frequency", false), "Humidity": ("Density", false),
    "Illuminance": ("Illuminance", false), "Inductance": ("Inductance", false),
    "IonizingRadiationDose": ("Dose", true), "Irradiance": ("Irradiance", true),
    "Latitude": ("Angle", false), "Length": ("Length", false), "Longitude": ("Angle", false),
    "Luminance": ("Luminance", false), "Luminosity": ("Power", false),
    "LuminousFlux": ("LuminousFlux", false), "LuminousIntensity": ("LuminousIntensity", false),
    "MagneticFlux": ("MagneticFlux", false), "MagneticInduction": ("MagneticInduction", false),
    "Mass": ("Mass", false), "MassFlowRate": ("MassFlowRate", false), "Power": ("Power", false),
    "Pressure": ("Pressure", false), "Radioactivity": ("Radioactivity", true),
    "ReactiveEnergy": ("ReactiveEnergy", true), "ReactivePower": ("ReactivePower", true),
    "RelativeDensity": ("Unitless", true), "RelativeHumidity": ("Unitless", false),
    "Resistance": ("Resistance", false), "SoundPressure": ("SoundPressure", false),
    "Temperature": ("Temperature", false), "Thrust": ("Force", false),
    "TimeSpan": ("Time", false), "Torque": ("Torque", false), "Velocity": ("Velocity", false),
    "Voltage": ("Voltage", false), "Volume": ("Volume", false),
    "VolumeFlowRate": ("VolumeFlowRate", false),
  ]

  /// UCUM by family and name. Within a family no two names share a unit.
  private static let units: [String: [String: String]] = [
    "Acceleration": [
      "centimetrePerSecondSquared": "cm/s2", "gForce": "[g]", "metrePerSecondSquared": "m/s2",
    ],
    "Angle": [
      "degreeOfArc": "deg", "minuteOfArc": "'", "radian": "rad", "secondOfArc": "''",
      "turn": "circ",
    ],
    "AngularAcceleration": ["radianPerSecondSquared": "rad/s2"],
    "AngularVelocity": [
      "degreePerSecond": "deg/s", "radianPerSecond": "rad/s", "revolutionPerMinute": "circ/min",
      "revolutionPerSecond": "circ/s",
    ],
    "ApparentEnergy": [
      "gigavoltAmpereHour": "GV.A.h", "kilovoltAmpereHour": "kV.A.h",
      "megavoltAmpereHour": "MV.A.h", "voltAmpereHour": "V.A.h",
    ],
    "ApparentPower": [
      "gigavoltAmpere": "GV.A", "kilovoltAmpere": "kV.A", "megavoltAmpere": "MV.A",
      "millivoltAmpere": "mV.A", "voltAmpere": "V.A",
    ],
    "Area": [
      "acre": "[acr_us]", "hectare": "har", "squareCentimetre": "cm2", "squareFoot": "[ft_i]2",
      "squareInch": "[in_i]2", "squareKilometre": "km2", "squareMetre": "m2",
      "squareMillimetre": "mm2",
    ],
    "Capacitance": [
      "farad": "F", "microfarad": "uF", "millifarad": "mF", "nanofarad": "nF", "picofarad": "pF",
    ],
    "Charge": ["ampereHour": "A.h", "coulomb": "C", "milliampereHour": "mA.h"],
    "Current": ["ampere": "A", "kiloampere": "kA", "microampere": "uA", "milliampere": "mA"],
    "DataRate": [
      "bitPerSecond": "bit/s", "bytePerSecond": "By/s", "gibibitPerSecond": "Gibit/s",
      "gibibytePerSecond": "GiBy/s", "kibibitPerSecond": "Kibit/s",
      "kibibytePerSecond": "KiBy/s", "mebibitPerSecond": "Mibit/s",
      "mebibytePerSecond": "MiBy/s", "tebibitPerSecond": "Tibit/s",
      "tebibytePerSecond": "TiBy/s",
    ],
    "DataSize": [
      "bit": "bit", "byte": "By", "gibibit": "Gibit", "gibibyte": "GiBy", "kibibit": "Kibit",
      "kibibyte": "KiBy", "mebibit": "Mibit", "mebibyte": "MiBy", "tebibit": "Tibit",
      "tebibyte": "TiBy",
    ],
    "Density": [
      "gramPerCubicMetre": "g/m3", "kilogramPerCubicMetre": "kg/m3",
      "microgramPerCubicMetre": "ug/m3", "milligramPerCubicMetre": "mg/m3",
    ],
    "Dose": [
      "gray": "Gy", "microgray": "uGy", "microsievert": "uSv", "milligray": "mGy",
      "millisievert": "mSv", "sievert": "Sv",
    ],
    "Energy": [
      "britishThermalUnit": "[Btu]", "electronvolt": "eV", "gigajoule": "GJ",
      "gigawattHour": "GW.h", "joule": "J", "kiloBritishThermalUnit": "10*3.[Btu]",
      "kilojoule": "kJ", "kilowattHour": "kW.h", "megaelectronvolt": "MeV", "megajoule": "MJ",
      "megawattHour": "MW.h", "milliwattHour": "mW.h", "terawattHour": "TW.h", "wattHour": "W.h",
    ],
    "Force": ["newton": "N", "pound": "[lbf_av]", "ounce": "[lbf_av]/16"],
    "Frequency": [
      "gigahertz": "GHz", "hertz": "Hz", "kilohertz": "kHz", "megahertz": "MHz",
      "millihertz": "mHz",
    ],
    "Illuminance": ["footcandle": "lm/[ft_i]2", "lux": "lx"],
    "Inductance": ["henry": "H", "microhenry": "uH", "millihenry": "mH"],
    "Irradiance": ["wattPerSquareMetre": "W/m2"],
    "Length": [
      "astronomicalUnit": "AU", "centimetre": "cm", "foot": "[ft_i]", "inch": "[in_i]",
      "kilometre": "km", "metre": "m", "micrometre": "um", "mile": "[mi_i]", "millimetre": "mm",
      "nanometre": "nm", "nauticalMile": "[nmi_i]",
    ],
    "Luminance": ["candelaPerSquareMetre": "cd/m2"],
    "LuminousFlux": ["lumen": "lm"],
    "LuminousIntensity": ["candela": "cd"],
    "MagneticFlux": ["maxwell": "Mx", "weber": "Wb"],
    "MagneticInduction": ["gauss": "G", "tesla": "T"],
    "Mass": [
      "gram": "g", "kilogram": "kg", "massPound": "[lb_av]", "microgram": "ug",
      "milligram": "mg", "tonne": "t",
    ],
    "MassFlowRate": [
      "gramPerHour": "g/h", "gramPerSecond": "g/s", "kilogramPerHour": "kg/h",
      "kilogramPerSecond": "kg/s", "massPoundPerHour": "[lb_av]/h",
    ],
    "Power": [
      "britishThermalUnitPerHour": "[Btu]/h", "gigajoulePerHour": "GJ/h", "gigawatt": "GW",
      "horsepower": "[HP]", "joulePerHour": "J/h", "joulePerSecond": "J/s",
      "kiloBritishThermalUnitPerHour": "10*3.[Btu]/h", "kilojoulePerHour": "kJ/h",
      "kilojoulePerSecond": "kJ/s", "kilowatt": "kW", "kilowattHourPerYear": "kW.h/a",
      "megajoulePerHour": "MJ/h", "megawatt": "MW", "microwatt": "uW", "milliwatt": "mW",
      "watt": "W",
    ],
    "Pressure": [
      "bar": "bar", "decapascal": "daPa", "hectopascal": "hPa", "inchesOfMercury": "[in_i'Hg]",
      "inchesOfWater": "[in_i'H2O]", "kilopascal": "kPa", "millibar": "mbar",
      "millimetresOfMercury": "mm[Hg]", "pascal": "Pa", "poundPerSquareInch": "[psi]",
    ],
    "Radioactivity": [
      "becquerel": "Bq", "gigabecquerel": "GBq", "kilobecquerel": "kBq", "megabecquerel": "MBq",
    ],
    "ReactiveEnergy": [
      "gigavoltAmpereReactiveHour": "GV.A{reactive}.h",
      "kilovoltAmpereReactiveHour": "kV.A{reactive}.h",
      "megavoltAmpereReactiveHour": "MV.A{reactive}.h",
      "voltAmpereReactiveHour": "V.A{reactive}.h",
    ],
    "ReactivePower": [
      "gigavoltAmpereReactive": "GV.A{reactive}", "kilovoltAmpereReactive": "kV.A{reactive}",
      "megavoltAmpereReactive": "MV.A{reactive}", "millivoltAmpereReactive": "mV.A{reactive}",
      "voltAmpereReactive": "V.A{reactive}",
    ],
    "Resistance": ["kiloohm": "kOhm", "megaohm": "MOhm", "milliohm": "mOhm", "ohm": "Ohm"],
    "SoundPressure": [:],
    "Temperature": ["degreeCelsius": "Cel", "degreeFahrenheit": "[degF]", "kelvin": "K"],
    "Time": [
      "day": "d", "hour": "h", "microsecond": "us", "millisecond": "ms", "minute": "min",
      "nanosecond": "ns", "second": "s", "year": "a",
    ],
    "Torque": ["newtonMetre": "N.m"],
    "Unitless": [
      "partsPerBillion": "[ppb]", "partsPerMillion": "[ppm]",
      "partsPerQuadrillion": "10*-15", "partsPerTrillion": "[pptr]", "percent": "%",
      "unity": "1",
    ],
    "Velocity": [
      "centimetrePerSecond": "cm/s", "kilometrePerHour": "km/h", "kilometrePerSecond": "km/s",
      "knot": "[kn_i]", "metrePerHour": "m/h", "metrePerSecond": "m/s",
      "milePerHour": "[mi_i]/h", "milePerSecond": "[mi_i]/s",
    ],
    "Voltage": [
      "kilovolt": "kV", "megavolt": "MV", "microvolt": "uV", "millivolt": "mV", "volt": "V",
    ],
    "Volume": [
      "cubicCentimetre": "cm3", "cubicFoot": "[ft_i]3", "cubicInch": "[in_i]3",
      "cubicMetre": "m3", "fluidOunce": "[foz_us]", "gallon": "[gal_us]", "litre": "L",
      "millilitre": "mL",
    ],
    "VolumeFlowRate": [
      "cubicFootPerMinute": "[ft_i]3/min", "cubicMetrePerHour": "m3/h",
      "cubicMetrePerMinute": "m3/min", "cubicMetrePerSecond": "m3/s",
      "gallonPerHour": "[gal_us]/h", "gallonPerMinute": "[gal_us]/min", "litrePerHour": "L/h",
      "litrePerMinute": "L/min", "litrePerSecond": "L/s", "millilitrePerHour": "mL/h",
      "millilitrePerMinute": "mL/min", "millilitrePerSecond": "mL/s",
    ],
  ]

  /// Names that are DTDL's and have no unit here that converts: logarithms, units that UCUM does not
  /// have, and a ton that may be one of three.
  static let withoutUnit: Set<String> = [
    "bel", "decibel", "slug", "ton", "tonOfRefrigeration", "exbibit", "exbibyte", "zebibit",
    "zebibyte", "yobibit", "yobibyte", "exbibitPerSecond", "exbibytePerSecond",
    "zebibitPerSecond", "zebibytePerSecond", "yobibitPerSecond", "yobibytePerSecond",
  ]

  /// Semantic types of that language version, in order.
  static func quantities(_ dialect: TwinType.Dialect) -> [String] {
    families.filter { dialect == .v3 || !$0.value.isNew }.keys.sorted()
  }

  static func isQuantity(_ word: String, _ dialect: TwinType.Dialect) -> Bool {
    families[word].map { dialect == .v3 || !$0.isNew } ?? false
  }

  /// Names of units of a semantic type that are understood here, in order.
  static func names(of quantity: String) -> [String] {
    families[quantity].flatMap { units[$0.family] }.map { $0.keys.sorted() } ?? []
  }

  /// The UCUM unit of a name; nil where the semantic type has no such unit.
  static func unit(_ name: String, of quantity: String) -> UnitCode? {
    families[quantity].flatMap { units[$0.family]?[name] }.flatMap { try? UnitCode($0) }
  }

  /// DTDL's name of a UCUM unit among those of a semantic type; nil where it has none.
  static func name(of unit: UnitCode, of quantity: String) -> String? {
    families[quantity].flatMap { units[$0.family] }?.first { $0.value == unit.text }?.key
  }
}
