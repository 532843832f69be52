import Foundation
import SalusCore
import SalusNumerics
import TestSupport
import Testing

@testable import SalusDecide

@Suite struct StayTests {
  static let stays = [
    Stay(meanDays: 7, sdDays: 5), Stay(meanDays: 0.7, sdDays: 0.7), Stay(meanDays: 9, sdDays: 0),
    Stay(meanDays: 1.5, sdDays: 3), Stay(meanDays: 12.4, sdDays: 2), Stay(meanDays: 0, sdDays: 0),
    Stay(meanDays: 3.3, sdDays: 0),
  ]

  @Test(arguments: stays)
  func chancesAddUpToOne(stay: Stay) {
    let chances = stay.counts()
    #expect(abs(chances.reduce(0, +) - 1) < 1e-12)
    #expect(chances.allSatisfy { $0 >= 0 })
  }

  /// The rule of counting at the day's end with a moment of arrival at random keeps the mean.
  @Test(arguments: stays)
  func meanCountIsTheMeanStay(stay: Stay) {
    let chances = stay.counts(longest: 200)
    let mean = chances.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
    #expect(abs(mean - stay.meanDays) < 2e-3 * max(1, stay.meanDays))
  }

  @Test(arguments: [1, 7, 30])
  func constantStayIsCountedOnSoManyDays(days: Int) {
    let chances = Stay(meanDays: Double(days), sdDays: 0).counts()
    #expect(chances.count == days + 1)
    #expect(abs(chances[days] - 1) < 1e-12)
  }

  /// Little's law: at steady admissions the census is their rate times the mean stay.
  @Test func steadyCensusIsRateTimesStay() {
    let law = CourseLaw(StaySettings(), icuShare: 0.2, ventilatedShare: 0.5)
    let kernels = law.kernels(days: 250)
    let census = Convolution.census([Double](repeating: 13, count: 250), kernels.hospital)
    let stays = StaySettings()
    let inICU =
      0.5 * stays.icu.meanDays
      + 0.5
      * (stays.icuBeforeVentilator.meanDays + stays.ventilator.meanDays
        + stays.icuAfterVentilator.meanDays)
    let mean =
      0.8 * stays.ward.meanDays
      + 0.2 * (stays.wardBeforeICU.meanDays + inICU + stays.wardAfterICU.meanDays)
    #expect(abs((census.last ?? 0) - 13 * mean) < 0.01 * 13 * mean)
    let icu = Convolution.census([Double](repeating: 13, count: 250), kernels.icu)
    #expect(abs((icu.last ?? 0) - 13 * 0.2 * inICU) < 0.01 * 13 * 0.2 * inICU)
  }

  /// Convolution and drawing whole patients are two ways to one number.
  @Test func convolutionAgreesWithPatientsDrawn() {
    let law = CourseLaw(StaySettings(), icuShare: 0.3, ventilatedShare: 0.6)
    let kernels = law.kernels(days: 30)
    var bits = Stream(11, .test)
    let count = 20_000
    var hospital = [Double](repeating: 0, count: 30)
    var icu = hospital
    var ventilated = hospital
    for _ in 0..<count {
      let course = law.draw(&bits)
      for s in 0..<30 {
        switch course.place(atAge: s) {
        case .none: break
        case .ward: hospital[s] += 1
        case .icu:
          hospital[s] += 1
          icu[s] += 1
        case .ventilated:
          hospital[s] += 1
          icu[s] += 1
          ventilated[s] += 1
        }
      }
    }
    for s in 0..<30 {
      for (drawn, exact) in [
        (hospital[s], kernels.hospital[s]), (icu[s], kernels.icu[s]),
        (ventilated[s], kernels.ventilated[s]),
      ] {
        let error = (exact * (1 - exact) / Double(count)).squareRoot()
        #expect(abs(drawn / Double(count) - exact) < 4.5 * error + 1e-3)
      }
    }
  }
}

/// Ten thousand random settings: a ventilated day is an ICU day is a hospital day.
@Suite struct NestedStayTests {
  @Test func ventilatedIsWithinICUIsWithinHospital() {
    var bits = Stream(5, .test)
    for _ in 0..<10_000 {
      func stay() -> Stay { Stay(meanDays: Double(bits.uniform(below: 9)), sdDays: 0) }
      var stays = StaySettings()
      stays.ward = stay()
      stays.wardBeforeICU = stay()
      stays.icu = stay()
      stays.icuBeforeVentilator = stay()
      stays.ventilator = stay()
      stays.icuAfterVentilator = stay()
      stays.wardAfterICU = stay()
      let law = CourseLaw(stays, icuShare: bits.uniform(), ventilatedShare: bits.uniform())
      var beds = Changes(days: 12)
      for _ in 0..<3 {
        beds.add(
          law.draw(&bits), admitted: bits.uniform(below: 20) - 10,
          weight: 1 + 3 * bits.uniform())
      }
      var ward = [Double](repeating: 0, count: 12)
      var icu = ward
      var ventilated = ward
      beds.write(ward: &ward, icu: &icu, ventilated: &ventilated, from: 0)
      for day in 0..<12 {
        #expect(ventilated[day] <= icu[day])
        #expect(icu[day] <= icu[day] + ward[day])
        #expect(ventilated[day] >= 0)
      }
    }
  }

  @Test func kernelsNestForSpreadStays() {
    var bits = Stream(6, .test)
    for _ in 0..<25 {
      func stay(_ mean: Double) -> Stay {
        Stay(meanDays: mean * bits.uniform(), sdDays: mean * bits.uniform())
      }
      var stays = StaySettings()
      stays.ward = stay(12)
      stays.wardBeforeICU = stay(5)
      stays.icu = stay(10)
      stays.icuBeforeVentilator = stay(3)
      stays.ventilator = stay(20)
      stays.icuAfterVentilator = stay(8)
      stays.wardAfterICU = stay(10)
      let kernels = CourseLaw(stays, icuShare: bits.uniform(), ventilatedShare: bits.uniform())
        .kernels(days: 60)
      for s in 0..<60 {
        #expect(kernels.ventilated[s] <= kernels.icu[s] + 1e-12)
        #expect(kernels.icu[s] <= kernels.hospital[s] + 1e-12)
        #expect(kernels.ventilated[s] >= -1e-12)
      }
    }
  }
}

/// The census of CHIME (Penn Medicine 2020), whose stays are constant: a rolling sum of admissions.
@Suite struct ConstantStayOracleTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var doubling: Double
    var columns: [String]
    var tolerance: Double
    var testDescription: String { name }
  }

  static let cases = [
    Case(
      name: "chime_by_doubling_time_census", doubling: 4,
      columns: ["census_hospitalized", "census_icu", "census_ventilated"], tolerance: 0),
    Case(
      name: "chime_by_date_first_hospitalized_census", doubling: 5.495,
      columns: ["hospitalized", "icu", "ventilated"], tolerance: 1),
  ]

  @Test(
    .enabled(
      if: cases.allSatisfy { SharedData.has("resources/\($0.name).csv") },
      "needs ../shared/data/resources/chime_*_census.csv"),
    arguments: cases)
  func constantStayGivesTheRollingSum(of oracle: Case) throws {
    let text = try String(
      contentsOfFile: SharedData.path("resources/\(oracle.name).csv"), encoding: .utf8)
    var lines = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let header = lines.removeFirst()
    let ever = Self.everInfected(doubling: oracle.doubling, days: lines.count)
    let parts: [(rate: Double, stay: Double)] = [(0.025, 7), (0.0075, 9), (0.005, 10)]
    for (column, part) in zip(oracle.columns, parts) {
      let index = try #require(header.firstIndex(of: column))
      let admissions = ever.indices.map {
        $0 == 0 ? 0 : (ever[$0] - ever[$0 - 1]) * part.rate * 0.15
      }
      let survivors = DayLaw(Stay(meanDays: part.stay, sdDays: 0)).survivors
      let census = Convolution.census(admissions, survivors)
      var compared = 0
      for (day, line) in lines.enumerated() {
        guard let said = Double(line[index]) else { continue }
        #expect(abs(census[day].rounded(.up) - said) <= oracle.tolerance, "\(column), day \(day)")
        compared += 1
      }
      #expect(compared > 50)
    }
  }

  /// The discrete epidemic of that tool with the parameters of the published run.
  static func everInfected(doubling: Double, days: Int) -> [Double] {
    let people = 4_119_405.0
    let gamma = 1.0 / 14
    var infected = 14 / (0.15 * 0.025)
    var susceptible = people - infected
    var removed = 0.0
    let beta = (pow(2, 1 / doubling) - 1 + gamma) / susceptible * 0.7
    var ever: [Double] = []
    for _ in 0..<days {
      ever.append(infected + removed)
      let new = beta * susceptible * infected
      let s = max(0, susceptible - new)
      let i = max(0, infected + new - gamma * infected)
      let r = max(0, removed + gamma * infected)
      let scale = people / (s + i + r)
      (susceptible, infected, removed) = (s * scale, i * scale, r * scale)
    }
    return ever
  }
}
