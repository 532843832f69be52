import Foundation
import SalusCore
import SalusEpidemic
import SalusNumerics
import Testing

@Suite struct SEIRHTests {
  static let course = SEIRH(
    latentDays: 3, infectiousDays: 5, delayDays: 6, stayDays: 8, severity: 0.05)

  /// Runs the chain binomial and sums its flows.
  static func run(
    _ counts: SEIRH.Counts, reproduction: Double, days: Int, seed: Seed
  ) -> (end: SEIRH.Counts, infections: Int, admissions: Int) {
    var counts = counts
    let chances = course.chances()
    let transmission = course.transmission(reproduction: reproduction)
    var (infections, admissions) = (0, 0)
    for index in 0..<days {
      var stream = Stream(seed, .infection, index)
      let flows = course.advance(
        &counts, chances: chances, transmission: transmission, with: &stream)
      infections += flows.infections
      admissions += flows.admissions
    }
    return (counts, infections, admissions)
  }

  @Test(arguments: [0.5, 1.2, 2.5, 9])
  func keepsEverybodyAndNeverOverdraws(reproduction: Double) {
    let start = SEIRH.Counts(susceptible: 4_000, exposed: 30, infectious: 20, removed: 50)
    var counts = start
    let chances = Self.course.chances()
    for day in 0..<300 {
      var stream = Stream(3, .infection, day)
      _ = Self.course.advance(
        &counts, chances: chances,
        transmission: Self.course.transmission(reproduction: reproduction), with: &stream)
      let all = [
        counts.susceptible, counts.exposed, counts.infectious, counts.removed, counts.waiting,
        counts.waitingNext, counts.hospitalised,
      ]
      #expect(all.allSatisfy { $0 >= 0 })
      #expect(counts.total == start.total)
      #expect(counts.waiting + counts.waitingNext + counts.hospitalised <= counts.removed)
    }
  }

  @Test func withoutTransmissionNobodyIsInfected() {
    let start = SEIRH.Counts(susceptible: 1000, exposed: 0, infectious: 100)
    let result = Self.run(start, reproduction: 0, days: 200, seed: 1)
    #expect(result.infections == 0)
    #expect(result.end.susceptible == 1000 && result.end.infectious == 0)
  }

  @Test func importationStartsAnEpidemicInAnEmptyPlace() {
    var counts = SEIRH.Counts(susceptible: 100_000)
    let chances = Self.course.chances()
    for day in 0..<30 {
      var stream = Stream(5, .importation, day)
      _ = Self.course.advance(
        &counts, chances: chances, transmission: 0, importation: 1e-3, with: &stream)
    }
    let expected = 100_000 * exp(-0.03)
    #expect(abs(Double(counts.susceptible) - expected) < 5 * (100_000 * 0.03).squareRoot())
    var nobody = SEIRH.Counts(susceptible: 0)
    var stream = Stream(5, .importation)
    let flows = Self.course.advance(
      &nobody, chances: chances, transmission: 1, importation: 1, with: &stream)
    #expect(flows.infections == 0)
  }

  /// Final size z = 1 - exp(-R z) of Kermack and McKendrick, which no dwell time changes. In steps
  /// it stays exact when R counts the steps that a person stays infectious, 1 over their chance to
  /// leave.
  @Test(arguments: [(1.5, 0.5828116439), (2, 0.7968121300), (3, 0.9404797907)])
  func reachesTheFinalSizeOfTheory(reproduction: Double, share: Double) {
    let step = 0.5
    let chances = Self.course.chances(step: step)
    let transmission = reproduction * chances.removal / step
    var counts = SEIRH.Counts(susceptible: 1_000_000, infectious: 300)
    var (infections, admissions, discharges) = (0, 0, 0)
    for index in 0..<900 {
      var stream = Stream(7, .infection, index)
      let flows = Self.course.advance(
        &counts, chances: chances, transmission: transmission, with: &stream)
      infections += flows.infections
      admissions += flows.admissions
      discharges += flows.discharges
    }
    #expect(abs(Double(infections) / 1_000_000 - share) < 0.006)
    #expect(abs(Double(admissions) / Double(infections) - 0.05) < 0.002)
    #expect(counts.infectious == 0 && counts.hospitalised == admissions - discharges)
  }

  @Test func theMeanOfManyRunsIsTheExpectation() {
    let chances = Self.course.chances()
    let transmission = Self.course.transmission(reproduction: 1.8)
    var people = SEIRH.Expectation(susceptible: 199_000, exposed: 400, infectious: 600)
    var admissions = 0.0
    for _ in 0..<60 {
      admissions += SEIRH.advance(
        &people, chances: chances, transmission: transmission, total: 200_000)
    }
    admissions *= Self.course.severity
    var (susceptible, admitted) = ([Double](), [Double]())
    for seed in 1...40 {
      let result = Self.run(
        SEIRH.Counts(susceptible: 199_000, exposed: 400, infectious: 600), reproduction: 1.8,
        days: 60, seed: Seed(UInt64(seed)))
      susceptible.append(Double(result.end.susceptible))
      admitted.append(Double(result.admissions))
    }
    for (values, mean) in [(susceptible, people.susceptible), (admitted, admissions)] {
      let average = Statistics.mean(values) ?? .nan
      let error = (Statistics.standardDeviation(values) ?? .nan) / 40.0.squareRoot()
      #expect(abs(average - mean) < 4 * error + 0.002 * mean)
    }
  }

  /// The growth of the expectation against the solver of differential equations.
  @Test func theExpectationTendsToTheEquations() throws {
    let step = 0.01
    let chances = Self.course.chances(step: step)
    let transmission = Self.course.transmission(reproduction: 2)
    var people = SEIRH.Expectation(susceptible: 0.999, exposed: 0, infectious: 0.001)
    for _ in 0..<4000 {
      _ = SEIRH.advance(&people, chances: chances, transmission: transmission, total: 1)
    }
    let exact = try DormandPrince(relativeTolerance: 1e-9, absoluteTolerance: 1e-12).solve(
      from: 0, to: 40, initial: [0.999, 0, 0.001]
    ) { _, y, slope in
      let infection = transmission * y[0] * y[2]
      slope[0] = -infection
      slope[1] = infection - y[1] / 3
      slope[2] = y[1] / 3 - y[2] / 5
    }
    #expect(abs(people.susceptible - exact.last[0]) < 2e-3)
    #expect(abs(people.infectious / exact.last[2] - 1) < 1e-2)
  }

  @Test func equalSeedsGiveEqualEpidemics() {
    let start = SEIRH.Counts(susceptible: 9_990, infectious: 10)
    let one = Self.run(start, reproduction: 2, days: 80, seed: 11)
    let two = Self.run(start, reproduction: 2, days: 80, seed: 11)
    let other = Self.run(start, reproduction: 2, days: 80, seed: 12)
    #expect(one.end == two.end)
    #expect(one.end != other.end)
  }
}
