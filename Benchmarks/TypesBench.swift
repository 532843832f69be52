import SalusCore
import SalusTwin

/// Times the check of values against the shipped type of a patient, one value at a time, beside the
/// bare look-up of a content by name.
enum TypesBench {
  static func run() throws {
    let clock = ContinuousClock()
    let start = clock.now
    let count = TypeRegistry.shipped.names.count
    let load = (seconds(clock.now - start) * 1e4).rounded() / 10
    print("\(count) shipped types read and resolved: \(load) ms")
    guard let name = TypeName("dtmi:salus:person:Patient;1") else { return }
    let patient = try TypeRegistry.shipped.complete(name)

    try measure("floor: look-up by name") { _ in patient.contents["heartRate"] != nil }
    try measure("number in its own unit") { turn in
      patient.fault(in: .number(60.5 + Double(turn % 40)), unit: "/min", of: "heartRate") == nil
    }
    try measure("word of an enumeration") { _ in
      patient.fault(in: "alert", of: "consciousness") == nil
    }
    try measure("list of objects") { _ in
      patient.fault(in: [["system": "register", "value": "9"]], of: "identifiers") == nil
    }
    try measure("converted from [degF]") { turn in
      try patient.convert(98.6 + Double(turn % 4), unit: "[degF]", of: "bodyTemperature") > 30
    }
    try measure("converted from mmol/dL") { turn in
      try patient.convert(0.5 + Double(turn % 4), unit: "mmol/dL", of: "bloodGlucose") > 1
    }
  }

  private static func measure(_ what: String, _ check: (Int) throws -> Bool) throws {
    let turns = 1_000_000
    var passed = 0
    let time = try ContinuousClock().measure {
      for turn in 0..<turns where try check(turn) { passed += 1 }
    }
    let rate = Double(passed) / seconds(time) / 1e6
    print("\(what): \((rate * 10).rounded() / 10) million a second")
  }

  private static func seconds(_ duration: Duration) -> Double {
    let parts = duration.components
    return Double(parts.seconds) + Double(parts.attoseconds) / 1e18
  }
}
