import SalusCore
import SalusNumerics
import SalusTwin
import Testing

@testable import SalusDecide

@Suite struct DemandModelTests {
  @Test func isTheSameOnAnyNumberOfThreads() throws {
    let model = try DemandModel(DemandSample.settings(paths: 60))
    let input = DemandSample.input()
    let one = try model.estimate(input, seed: 9, threads: 1)
    let four = try model.estimate(input, seed: 9, threads: 4)
    #expect(one.payload.bytes == four.payload.bytes)
    let other = try model.estimate(input, seed: 10, threads: 2)
    #expect(one.payload.bytes != other.payload.bytes)
  }

  @Test func nestsAtEveryLevelAndDate() throws {
    let estimate = try DemandModel(DemandSample.settings(paths: 100))
      .estimate(DemandSample.input(growth: 0.09), seed: 4)
    for site in Set((estimate.rows + estimate.totals).map(\.site)) {
      let icu = try #require(estimate[site, "icu-beds"])
      let ventilated = try #require(estimate[site, "ventilator"])
      for (date, quantiles) in icu.need.enumerated() {
        for level in quantiles.indices {
          #expect(ventilated.need[date][level] <= quantiles[level])
        }
      }
    }
  }

  @Test func totalsAreTheSumOfPaths() throws {
    let estimate = try DemandModel(DemandSample.settings(paths: 100))
      .estimate(DemandSample.input(), seed: 4)
    for total in estimate.totals where !total.isCumulative {
      let parts = estimate.rows.filter { $0.resource == total.resource }
      for date in estimate.dates.indices {
        let sum = parts.reduce(0) { $0 + $1.mean[date] }
        #expect(abs(sum - total.mean[date]) < 0.02 * max(1, sum))
      }
    }
  }

  @Test func growingCasesFillBedsAndFallingOnesEmptyThem() throws {
    let model = try DemandModel(DemandSample.settings())
    let rising = try model.estimate(DemandSample.input(growth: 0.07), seed: 1)
    let falling = try model.estimate(DemandSample.input(growth: -0.05), seed: 1)
    let up = try #require(rising[ID("region"), "icu-beds"])
    let down = try #require(falling[ID("region"), "icu-beds"])
    #expect(up.mean[20] > 1.3 * (up.now ?? 0))
    #expect(down.mean[20] < (down.now ?? 0))
    #expect((up.breach?.probability ?? 0) > 0.9)
  }

  @Test func startsFromThePatientsWhoAreThere() throws {
    let input = DemandSample.input(growth: 0)
    let estimate = try DemandModel(DemandSample.settings()).estimate(input, seed: 2)
    for hospital in input.hospitals {
      let row = try #require(estimate[hospital.id, "ward-beds"])
      let now = try #require(hospital.ward.last)
      #expect(row.now == now)
      #expect(abs(row.mean[0] - now) < 0.15 * now)
    }
  }

  @Test func moreStockNeverLastsLess() throws {
    var input = DemandSample.input()
    let model = try DemandModel(DemandSample.settings(paths: 60))
    let before = try #require(model.estimate(input, seed: 1)[ID("h0"), "mask"])
    input.hospitals[0].stock["mask"]?.append(DemandInput.Lot(quantity: 500))
    let after = try #require(model.estimate(input, seed: 1)[ID("h0"), "mask"])
    let (short, long) = (try #require(before.cover), try #require(after.cover))
    #expect(long.median >= short.median)
    #expect(long.lower >= short.lower)
    #expect((after.breach?.probability ?? 1) <= (before.breach?.probability ?? 0))
    #expect(after.need == before.need)
  }

  @Test func learnsTheUseOfAnItemFromTheHospital() throws {
    var input = DemandSample.input(growth: 0)
    let model = try DemandModel(DemandSample.settings(paths: 60))
    #expect(try model.estimate(input, seed: 1)[ID("h0"), "unheard-of"] == nil)
    input.hospitals[0].used = ["unheard-of": 1400]
    let row = try #require(model.estimate(input, seed: 1)[ID("h0"), "unheard-of"])
    #expect(abs(row.mean[6] - 700) < 120)
    #expect(row.breach == nil)
  }

  @Test func estimatesWithoutCases() throws {
    var input = DemandSample.input(growth: 0)
    input.cases = nil
    let estimate = try DemandModel(DemandSample.settings(paths: 60)).estimate(input, seed: 1)
    let ward = try #require(estimate[ID("region"), "ward-beds"])
    #expect(ward.mean.allSatisfy { $0 > 100 })
    #expect(estimate.method == "no cases are reported")
  }

  @Test func estimatesFromAdmissionsAlone() throws {
    var input = DemandSample.input(growth: 0.04)
    input.cases = DemandInput.Cases(
      signal: ID("admissions"), places: input.hospitals.map(\.id),
      counts: input.hospitals.map(\.admissions), areAdmissions: true)
    for index in input.hospitals.indices {
      input.hospitals[index].shares = input.hospitals.indices.map { $0 == index ? 1 : 0 }
    }
    let estimate = try DemandModel(DemandSample.settings()).estimate(input, seed: 1)
    let row = try #require(estimate[ID("region"), "admissions"])
    let recent = input.hospitals.reduce(0) { $0 + $1.admissions.suffix(7).reduce(0, +) / 7 }
    #expect(row.mean[6] > 0.9 * recent && row.mean[6] < 2.5 * recent)
  }

  @Test func estimatesWithHolesInEverySeries() throws {
    var input = DemandSample.input()
    for index in input.hospitals.indices {
      for day in stride(from: index, to: DemandSample.history, by: 3) {
        input.hospitals[index].admissions[day] = .nan
        input.hospitals[index].ward[day] = .nan
        input.hospitals[index].icu[day] = .nan
      }
      input.hospitals[index].outbreakWard = []
      input.hospitals[index].outbreakICU = []
    }
    input.hospitals[1].ward = []
    input.hospitals[1].icu = []
    input.hospitals[1].ventilated = []
    input.hospitals[1].admissions = [Double](repeating: .nan, count: DemandSample.history)
    for place in input.cases?.counts.indices ?? 0..<0 {
      input.cases?.counts[place][DemandSample.history - 1] = .nan
    }
    let estimate = try DemandModel(DemandSample.settings(paths: 60)).estimate(input, seed: 1)
    for row in estimate.rows + estimate.totals {
      #expect(row.need.allSatisfy { $0.allSatisfy { $0.isFinite && $0 >= 0 } })
    }
  }

  @Test func refusesWhatCannotBeComputed() throws {
    var settings = DemandSettings()
    settings.paths = 3
    #expect(throws: DemandError.badSetting("paths", value: "3", accepted: "20 to 20000")) {
      try DemandModel(settings)
    }
    settings = DemandSettings()
    settings.stays.icu.meanDays = -1
    #expect(throws: DemandError.self) { try DemandModel(settings) }
    settings = DemandSettings()
    settings.severity.icuShare = .nan
    #expect(throws: DemandError.self) { try DemandModel(settings) }
    var input = DemandSample.input()
    input.hospitals = []
    #expect(throws: DemandError.noHospitals) {
      try DemandModel().estimate(input, seed: 1)
    }
  }

  @Test func survivesSettingsAtTheirBounds() throws {
    var bits = Stream(8, .test)
    for _ in 0..<12 {
      var settings = DemandSample.settings(paths: 20)
      settings.horizonDays = 1 + bits.uniform(below: 40)
      settings.severity.admissionShare = bits.uniform() < 0.5 ? 0 : 1
      settings.severity.icuShare = bits.uniform() < 0.5 ? 0 : 1
      settings.severity.ventilatedShare = bits.uniform() < 0.5 ? 0 : 1
      settings.severity.admissionWeight = 0
      settings.severity.icuWeight = 0
      settings.severity.pooling = 0
      settings.severity.fitsDelay = bits.uniform() < 0.3
      settings.stays.ward = Stay(meanDays: 0, sdDays: 0)
      settings.stays.ventilator = Stay(meanDays: 365, sdDays: 365)
      settings.renewal.mixing = bits.uniform() < 0.5 ? 0 : 1
      settings.renewal.drift = 1
      settings.usual.persistence = 1
      settings.usual.levelDays = 365
      settings.renewal.windowDays = 60
      var input = DemandSample.input(growth: bits.uniform() * 0.2 - 0.1)
      if bits.uniform() < 0.3 { input.hospitals[0].wardBeds = 0 }
      let estimate = try DemandModel(settings).estimate(input, seed: 1)
      for row in estimate.rows + estimate.totals {
        #expect(row.need.allSatisfy { $0.allSatisfy { $0.isFinite && $0 >= 0 } })
      }
    }
  }
}

@Suite struct ProjectionTests {
  @Test func renewalKeepsSteadyCasesSteady() {
    let input = DemandSample.input(growth: 0)
    let ends = Self.ends(input)
    let middle = Statistics.quantile(ends, at: 0.5) ?? 0
    #expect(middle > 50 && middle < 130)
  }

  @Test func renewalCarriesGrowthOnButNotForEver() {
    let input = DemandSample.input(growth: 0.06)
    let today = 80 * DemandSample.grown(0.06, 41)
    let ends = Self.ends(input)
    let middle = Statistics.quantile(ends, at: 0.5) ?? 0
    #expect(middle > 1.4 * today)
    #expect(middle < today * DemandSample.grown(0.06, 28) * 1.1)
  }

  /// Cases of the region on the last day of four weeks.
  static func ends(_ input: DemandInput) -> [Double] {
    guard let cases = input.cases else { return [] }
    let projection = RenewalProjection(CaseHistory(input, cases), RenewalSettings())
    return (0..<200).map { path in
      projection.path(path, horizon: 28, seed: 5).reduce(0) { $0 + ($1.last ?? 0) }
    }
  }

  @Test func pathsOfAForecastHaveItsQuantiles() throws {
    var input = DemandSample.input(growth: 0)
    let levels = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975]
    let week = [90.0, 110, 125, 140, 160, 190, 240]
    let dates = (1...4).map { DemandSample.day + 7 * $0 }
    input.forecast = DemandInput.Weekly(
      source: .init(signal: ID("weekly"), referenceDate: DemandSample.day, sequence: 1),
      dates: dates, levels: levels,
      quantiles: (0..<4).map { _ in (0..<4).map { _ in week } })
    let cases = try #require(input.cases)
    let history = CaseHistory(input, cases)
    let projection = ForecastProjection(
      history, try #require(input.forecast), CopulaSettings(),
      renewal: RenewalProjection(history, RenewalSettings()))
    let sums = (0..<1500).map { path -> Double in
      let series = projection.path(path, horizon: 28, seed: 3)[1]
      return series[84 + 7..<84 + 14].reduce(0, +)
    }.sorted()
    for (level, value) in zip(levels, week) {
      let drawn = Statistics.quantile(sorted: sums, at: level)
      #expect(abs(drawn - value) < 0.08 * value)
    }
  }

  /// Half-reported days are filled up before they are carried forward.
  @Test func completesWhatIsNotReportedYet() throws {
    var input = DemandSample.input(growth: 0)
    let whole = try #require(input.cases)
    let shares = [0.0, 0.35, 0.6, 0.8, 0.9, 1]
    var known = whole
    for place in known.counts.indices {
      for (age, share) in shares.enumerated() {
        let day = DemandSample.history - 1 - age
        known.counts[place][day] = (known.counts[place][day] * share).rounded()
      }
    }
    known.completeness = shares
    input.cases = known
    let history = CaseHistory(input, known)
    #expect(history.edge == DemandSample.history - 2)
    let expected = history.expected.reduce(0) { $0 + $1[history.edge] }
    let truth = whole.counts.reduce(0) { $0 + $1[history.edge] }
    #expect(abs(expected - truth) < 0.35 * truth)
  }

  @Test func learnsTheShareOfCasesThatIsAdmitted() throws {
    let input = DemandSample.input(growth: 0.05, share: 0.03)
    let cases = try #require(input.cases)
    let severity = Severity(
      input, cases: CaseHistory(input, cases), settings: SeveritySettings())
    let share = try #require(severity.share)
    #expect(abs(share.mean - 0.03) < 0.008)
    #expect(abs(severity.delayMean - 5) <= 2)
    #expect(severity.usual.allSatisfy { abs($0.mean - 2) < 0.8 })
  }
}

@Suite struct StockWalkTests {
  let first = CivilDate(days: 20_000)

  @Test func countsPartsOfADay() {
    let walk = StockWalk(
      [DemandInput.Lot(quantity: 25)], use: [10, 10, 10, 10], first: first)
    #expect(walk.out == 2)
    #expect(abs(walk.cover - 2.5) < 1e-12)
  }

  @Test func usesFirstWhatExpiresFirstAndNothingExpired() {
    let lots = [
      DemandInput.Lot(quantity: 20), DemandInput.Lot(quantity: 15, lastDay: first),
    ]
    // Ten of the old lot are used on its last day, five are lost.
    let walk = StockWalk(lots, use: [10, 10, 10, 10], first: first)
    #expect(walk.out == 3)
    #expect(walk.cover == 3)
  }

  @Test func lastsBeyondTheHorizonAtTheUseOfItsLastWeek() {
    let walk = StockWalk([DemandInput.Lot(quantity: 100)], use: [5, 5, 5, 5][...], first: first)
    #expect(walk.out == nil)
    #expect(walk.cover == 20)
    #expect(StockWalk([DemandInput.Lot(quantity: 1)], use: [0, 0], first: first).cover == 365)
  }

  @Test func nothingInStockIsOutAtOnce() {
    let walk = StockWalk([], use: [3, 3], first: first)
    #expect(walk.out == 0)
    #expect(walk.cover == 0)
    #expect(StockWalk([], use: [0, 0], first: first).out == nil)
  }
}

@Suite struct ResidualPoolTests {
  /// With flat admissions and a constant stay every age is as likely as any other.
  @Test func flatAdmissionsGiveTheEquilibriumResidual() throws {
    var stays = StaySettings()
    stays.ward = Stay(meanDays: 9, sdDays: 0)
    let law = CourseLaw(stays, icuShare: 0, ventilatedShare: 0)
    let pool = ResidualPool(law, admissions: [Double](repeating: 4, count: 80), seed: 2)
    var bits = Stream(1, .test)
    var sum = 0.0
    for _ in 0..<4000 {
      let member = try #require(pool.draw(.ward, &bits))
      sum += Double(member.course.hospital - 1 - member.age)
    }
    #expect(abs(sum / 4000 - 4) < 0.2)
  }

  @Test func growthLeavesMoreOfTheStayToCome() throws {
    let law = CourseLaw(StaySettings(), icuShare: 0, ventilatedShare: 0)
    func residual(_ admissions: [Double]) throws -> Double {
      let pool = ResidualPool(law, admissions: admissions, seed: 2)
      var bits = Stream(1, .test)
      var sum = 0.0
      for _ in 0..<2000 {
        let member = try #require(pool.draw(.ward, &bits))
        sum += Double(member.age)
      }
      return sum / 2000
    }
    let flat = try residual([Double](repeating: 4, count: 80))
    let growing = try residual((0..<80).map { DemandSample.grown(0.1, Double($0)) })
    #expect(growing < flat - 0.5)
  }
}

@Suite struct DeliveryTests {
  @Test func usualDeliveriesKeepStockFromRunningOut() throws {
    var input = DemandSample.input(growth: 0)
    let model = try DemandModel(DemandSample.settings(paths: 60))
    let without = try #require(model.estimate(input, seed: 1)[ID("h0"), "mask"])
    let daily = (without.need.last?[3] ?? 0) / 28
    input.hospitals[0].deliveries = ["mask": 1.5 * daily]
    let with = try #require(model.estimate(input, seed: 1)[ID("h0"), "mask"])
    #expect((without.breach?.probability ?? 0) > 0.9)
    #expect((with.breach?.probability ?? 1) < 0.2)
    // Cover says how long the stock lasts if nothing comes.
    #expect(with.cover == without.cover)
    for (one, other) in zip(with.need, with.need.dropFirst()) {
      #expect(zip(one, other).allSatisfy { $0 <= $1 })
    }
  }
}
