import SalusCore
import Testing

@Suite struct UnitCodeTests {
  static let conversions: [(Double, String, Double, String)] = [
    (1, "wk", 7, "d"), (14, "{cases}/wk", 2, "{cases}/d"), (0.25, "1", 25, "%"),
    (37, "Cel", 98.6, "[degF]"), (0, "Cel", 273.15, "K"), (120, "mm[Hg]", 15.99864, "kPa"),
    (1, "mg/dL", 0.01, "g/L"), (5, "10*3/uL", 5, "10*9/L"), (1, "m3", 1000, "L"),
    (3, "/a", 3 / 31_557_600.0, "Hz"), (1, "[lb_av]", 0.45359237, "kg"), (2, "h", 120, "min"),
    (1, "{a}/(10*5.wk)", 10, "{a}/(10*6.wk)"), (1, "kg.m/s2", 1, "N"), (1, "mo", 30.4375, "d"),
    (1, "KiBy", 8192, "bit"), (1, "kW.h", 3.6, "MJ"), (1, "[in_i'Hg]", 25.4, "mm[Hg]"),
    (90, "'", 1.5, "deg"), (1, "A.h", 3600, "C"), (1, "circ", 360, "deg"), (1, "t", 1000, "kg"),
  ]

  @Test(arguments: conversions)
  func converts(value: Double, from: String, expected: Double, to: String) throws {
    let (source, target) = (try UnitCode(from), try UnitCode(to))
    let result = try source.convert(value, to: target)
    #expect(abs(result - expected) < 1e-9 * max(1, abs(expected)))
    let back = try target.convert(result, to: source)
    #expect(abs(back - value) < 1e-9 * max(1, abs(value)))
  }

  @Test(arguments: ["{admissions}/wk", "%", "/(10*5)", "{beds}", "mmol/L", "1", "100.{x}"])
  func keepsTheTextItRead(text: String) throws {
    #expect(try UnitCode(text).description == text)
  }

  @Test(arguments: [
    "", " ", "cases", "{cases", "cases}", "{a{b}}", "wk/", "//wk", "1/", "(wk", "wk)", "kwk",
    "m[Hg",
    "Cel/d", "mm[HG]", "M%", "0", "m99", "s-", "10*99", "é", "{é}", "()", "..",
    "((((((((((m))))))))))", String(repeating: "m.", count: 40) + "m",
  ])
  func refusesWhatItDoesNotKnow(text: String) {
    #expect(throws: UnitProblem.unknown(text)) { try UnitCode(text) }
  }

  @Test func neverConvertsBetweenDifferentThings() throws {
    let (week, share) = (try UnitCode("{cases}/wk"), try UnitCode("%"))
    #expect(throws: UnitProblem.incommensurable("{cases}/wk", "%")) {
      try week.convert(1, to: share)
    }
    // Bytes are no share, coulombs no temperature and turns no count.
    for (left, right) in [("By", "%"), ("C", "Cel"), ("circ", "1"), ("lm", "cd"), ("F", "[degF]")] {
      let (first, second) = (try UnitCode(left), try UnitCode(right))
      #expect(throws: UnitProblem.incommensurable(left, right)) {
        try first.convert(1, to: second)
      }
    }
  }
}
