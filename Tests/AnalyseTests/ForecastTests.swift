import Foundation
import SalusAnalyse
import SalusCore
import SalusNumerics
import SalusTwin
import Testing

@Suite struct ForecastTests {
  private static let input = ForecastSample.input(weeks: 70, places: 8)
  private static let reference = input.dates[69] + 7

  @Test func statesRisingQuantilesForEveryPlaceAndWeek() throws {
    let input = ForecastTests.input
    let forecast = try ForecastSample.quick().forecast(
      input, reference: ForecastTests.reference, seed: 1)
    #expect(forecast.locations.count == 9)
    #expect(forecast.dates == (0..<4).map { ForecastTests.reference + 7 * $0 })
    #expect(forecast.caution == nil)
    #expect(forecast.sequence == 42)
    for (place, location) in forecast.locations.enumerated() {
      #expect(location.method == "mixture")
      #expect(location.quantiles.count == 4)
      let last = input.counts[place][69]
      for quantiles in location.quantiles {
        #expect(quantiles.count == 23)
        #expect(zip(quantiles, quantiles.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(quantiles[0] >= 0)
        #expect(quantiles[11] > last / 4 && quantiles[11] < 4 * last + 5)
      }
    }
  }

  @Test func givesTheSameBytesOnAnyNumberOfThreads() throws {
    let payloads = try [1, 2, 8].map { threads in
      let forecast = try ForecastSample.quick(threads: threads).forecast(
        ForecastTests.input, reference: ForecastTests.reference, seed: 9)
      return ForecastRecord(kind: .issued, forecast: forecast).payload.bytes
    }
    #expect(payloads[0] == payloads[1])
    #expect(payloads[0] == payloads[2])
  }

  @Test func mixesInAnEpidemicWhereCasesAllow() throws {
    var input = ForecastSample.input(weeks: 24, places: 2)
    input.counts[1] = input.counts[1].map { _ in 0 }
    input.locations.removeLast()
    input.counts.removeLast()
    var settings = ForecastSettings()
    settings.boosting.trees = 2
    settings.leastRows = 10
    let payloads = try [1, 4].map { threads in
      settings.threads = threads
      let forecast = try Forecaster(settings: settings).forecast(
        input, reference: input.dates[23] + 7, seed: 3)
      #expect(
        forecast.locations[0].components.map(\.name)
          == ["trees", "analogs", "regression", "epidemic"])
      #expect(
        forecast.locations[1].components.map(\.name) == ["trees", "analogs", "regression"])
      for location in forecast.locations {
        #expect(
          location.quantiles.allSatisfy { row in zip(row, row.dropFirst()).allSatisfy { $0 <= $1 } }
        )
      }
      return ForecastRecord(kind: .hindcast, forecast: forecast).payload.bytes
    }
    #expect(payloads[0] == payloads[1])
  }

  @Test func followsItsSeed() throws {
    let forecasts = try [1, 2].map { seed in
      try ForecastSample.quick().forecast(
        ForecastTests.input, reference: ForecastTests.reference, seed: Seed(seed)
      ).locations
    }
    #expect(forecasts[0] != forecasts[1])
  }

  @Test func computesTheLagBetweenDataAndReference() throws {
    var shorter = ForecastTests.input
    shorter.dates.removeLast()
    shorter.counts = shorter.counts.map { Array($0.dropLast()) }
    let forecaster = ForecastSample.quick()
    let near = try forecaster.forecast(shorter, reference: ForecastTests.reference - 7, seed: 1)
    let far = try forecaster.forecast(shorter, reference: ForecastTests.reference, seed: 1)
    #expect(near.newestData == far.newestData)
    #expect(near.dates[1] == far.dates[0])
    let widths = zip(near.locations, far.locations).map { near, far in
      (far.quantiles[0][21] - far.quantiles[0][1]) / (near.quantiles[0][21] - near.quantiles[0][1])
    }
    #expect(widths.reduce(0, +) / Double(widths.count) > 1.05)
  }

  @Test(arguments: [1, 3, 7])
  func fallsBackToTheBaselineWithAWord(weeks: Int) throws {
    let input = ForecastSample.input(weeks: weeks, places: 3)
    let forecast = try Forecaster().forecast(
      input, reference: input.dates[weeks - 1] + 7, seed: 1)
    #expect(forecast.locations.count == 4)
    #expect(forecast.locations.allSatisfy { $0.method == "baseline" })
    #expect(forecast.caution?.contains("\(weeks) weeks") == true)
    for (location, series) in zip(forecast.locations, input.counts) {
      #expect(location.quantiles[0][11] == series[weeks - 1])
    }
  }

  @Test func forecastsAFewPlacesWithoutCodesFromAShortHistory() throws {
    let input = ForecastSample.input(weeks: 24, places: 12)
    let forecast = try ForecastSample.quick().forecast(
      input, reference: input.dates[23] + 7, seed: 1)
    #expect(forecast.locations.allSatisfy { $0.method == "mixture" })
    #expect(forecast.caution?.contains("no full year") == true)
  }

  @Test func startsFromTheWeekThatMostPlacesHaveReported() throws {
    var early = ForecastTests.input
    early.dates.append(ForecastTests.reference)
    early.counts = early.counts.enumerated().map { $1 + [$0 == 0 ? 5 : .nan] }
    let forecast = try ForecastSample.quick().forecast(
      early, reference: ForecastTests.reference, seed: 1)
    let plain = try ForecastSample.quick().forecast(
      ForecastTests.input, reference: ForecastTests.reference, seed: 1)
    #expect(forecast == plain)
  }

  @Test func livesWithGapsSilentPlacesAndZeros() throws {
    var input = ForecastTests.input
    input.counts[0] = input.counts[0].map { _ in 0 }
    input.counts[1] = input.counts[1].map { _ in .nan }
    for week in 40..<50 { input.counts[2][week] = .nan }
    for week in 60..<70 { input.counts[3][week] = .nan }
    let forecast = try ForecastSample.quick().forecast(
      input, reference: ForecastTests.reference, seed: 1)
    #expect(forecast.locations.count == 8)
    #expect(forecast[ID("p1")] == nil)
    #expect(forecast[ID("p3")]?.method == "baseline")
    #expect(forecast.caution?.contains("no values at all") == true)
    for location in forecast.locations {
      #expect(location.quantiles.allSatisfy { $0.allSatisfy { $0.isFinite && $0 >= 0 } })
    }
  }

  @Test func refusesWhatItCannotForecast() {
    let input = ForecastTests.input
    let newest = input.dates[69]
    let forecaster = ForecastSample.quick()
    #expect(throws: ForecastError.reference(newest, newest: newest)) {
      try forecaster.forecast(input, reference: newest, seed: 1)
    }
    #expect(throws: ForecastError.reference(newest + 5, newest: newest)) {
      try forecaster.forecast(input, reference: newest + 5, seed: 1)
    }
    #expect(throws: ForecastError.stale(newest + 70, newest: newest, weeks: 6)) {
      try forecaster.forecast(input, reference: newest + 70, seed: 1)
    }
    var negative = input
    negative.counts[4][3] = -1
    #expect(throws: ForecastError.negative(input.signal, input.dates[3])) {
      try forecaster.forecast(negative, reference: newest + 7, seed: 1)
    }
    var daily = input
    daily.dates = input.dates.indices.map { newest + $0 }
    #expect(throws: ForecastError.notWeekly(input.signal)) {
      try forecaster.forecast(daily, reference: newest + 700, seed: 1)
    }
    var silent = input
    silent.counts = input.counts.map { $0.map { _ in .nan } }
    #expect(throws: ForecastError.empty(input.signal)) {
      try forecaster.forecast(silent, reference: newest + 7, seed: 1)
    }
  }
}

@Suite struct ForecastRecordTests {
  @Test(arguments: ForecastRecord.Kind.allCases)
  func survivesTheJournal(kind: ForecastRecord.Kind) throws {
    let input = ForecastSample.input(weeks: 9, places: 1)
    var forecast = try Forecaster().forecast(
      input, reference: input.dates[8] + 7, seed: Seed(.max))
    for index in forecast.locations.indices { forecast.locations[index].components = [] }
    let record = ForecastRecord(kind: kind, forecast: forecast)
    let draft = record.draft(actor: "test", source: "salus")
    #expect(draft.type == "forecast.\(kind.rawValue)")
    let read = try #require(try Forecast(payload: JSON(parsing: draft.payload.bytes)))
    #expect(ForecastRecord(kind: kind, forecast: read) == record)
  }

  @Test func refusesADamagedPayload() throws {
    let input = ForecastSample.input(weeks: 9, places: 1)
    let forecast = try Forecaster().forecast(input, reference: input.dates[8] + 7, seed: 1)
    let members = try #require(ForecastRecord(kind: .issued, forecast: forecast).payload.members)
    for index in members.indices where members[index].name != "caution" {
      var fewer = members
      fewer.remove(at: index)
      #expect(Forecast(payload: .object(fewer)) == nil, "without \(members[index].name)")
    }
    #expect(Forecast(payload: .null) == nil)
  }
}

@Suite struct ForecastBaselineTests {
  @Test func centresOnTheLastValueAndWidens() throws {
    let counts = [10.0, 12, 9, 14, 20, 18, 25, 24]
    let rows = try #require(
      BaselineForecaster.forecast(counts: counts, horizons: [1, 2, 3, 4], seed: 1, index: 0))
    #expect(rows.allSatisfy { $0[11] == 24 })
    let widths = rows.map { $0[16] - $0[6] }
    #expect(zip(widths, widths.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func drawsOneStepFromSymmetrisedDifferences() throws {
    // Differences 1 … 11; with their negatives the 97.5 % quantile of type 7 lies at position
    // .975 * 21 = 20.475 of the sorted 22.
    var counts = [100.0]
    for step in 1...11 { counts.append(counts[step - 1] + Double(step)) }
    let row = try #require(
      BaselineForecaster.forecast(counts: counts, horizons: [1], seed: 1, index: 0)?.first)
    #expect(abs(row[21] - (166 + 10.475)) < 1e-9)
    #expect(abs(row[1] - (166 - 10.475)) < 1e-9)
  }

  @Test func countsAMissingLastWeekAsOneMoreAhead() {
    let counts = [10.0, 12, 9, 14, 20, 18, 25, 24]
    let late = BaselineForecaster.forecast(
      counts: counts + [.nan], horizons: [1], seed: 1, index: 0)
    let early = BaselineForecaster.forecast(counts: counts, horizons: [2], seed: 1, index: 0)
    #expect(late == early)
    #expect(
      BaselineForecaster.forecast(counts: [.nan, .nan], horizons: [1], seed: 1, index: 0) == nil)
  }
}

@Suite struct ForecastInputTests {
  @Test func takesRegionsAndAggregatesFromPlaces() {
    let places = [
      Place(id: ID("us"), name: "United States", level: .nation),
      Place(
        id: ID("us-01"), name: "Alabama", level: .state, parent: ID("us"), population: 5_108_468,
        codes: ["fips": "01", "postal": "AL"]),
      Place(
        id: ID("us-02"), name: "Alaska", level: .state, parent: ID("us"),
        codes: ["fips": "02", "hhs": "X"]),
    ]
    let signal = Signal(id: ID("s"), title: "S", unit: "1", period: .week)
    let panel = Panel(
      signal: signal, places: places, dates: [ForecastSample.start], values: [6, 1, .nan],
      sequence: 7)
    let input = ForecastInput(panel)
    #expect(input.locations.map(\.isAggregate) == [true, false, false])
    #expect(input.locations.map(\.region) == [nil, "4", "X"])
    #expect(input.locations[1].population == 5_108_468)
    #expect(input.partialWeeks?.contains(CivilDate("2024-06-01") ?? .first) == true)
    #expect(input.counts[0] == [6])
    #expect(input.sequence == 7)
  }
}
