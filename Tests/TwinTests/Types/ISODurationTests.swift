import Testing

@testable import SalusTwin

@Suite struct ISODurationTests {
  static let durations: [(String, Int, Double, String)] = [
    ("P1D", 0, 86_400, "P1D"), ("PT15M", 0, 900, "PT15M"), ("P2W", 0, 1_209_600, "P14D"),
    ("P1Y6M", 18, 0, "P1Y6M"), ("PT0S", 0, 0, "PT0S"), ("PT36H", 0, 129_600, "P1DT12H"),
    ("P1DT12H", 0, 129_600, "P1DT12H"), ("PT0.5S", 0, 0.5, "PT0.5S"),
    ("P1M", 1, 0, "P1M"), ("PT1M", 0, 60, "PT1M"), ("PT61.25S", 0, 61.25, "PT1M1.25S"),
  ]

  @Test(arguments: durations)
  func readsAndWrites(text: String, months: Int, seconds: Double, written: String) throws {
    let duration = try #require(ISODuration(text))
    #expect(duration.months == months)
    #expect(duration.seconds == seconds)
    #expect(duration.description == written)
    #expect(ISODuration(written) == duration)
  }

  @Test(arguments: [
    "", "P", "PT", "1D", "P1", "P1H", "PT1D", "P1DT", "P1M1Y", "PT1S1M", "P-1D", "P1.5D",
    "PT1.S", "PT.5S", "P1DT1HT1M", "P1D ", "p1d", "P9999999999D", "PT1.0000000001S", "P1D1D",
  ])
  func refusesWhatIsNone(text: String) {
    #expect(ISODuration(text) == nil)
  }
}
