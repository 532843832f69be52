import Foundation
import SalusNumerics
import Testing

@Suite struct DormandPrinceTests {
  static let tight = DormandPrince(relativeTolerance: 1e-11, absoluteTolerance: 1e-11)

  @Test func followsTheExponentialAtEveryTime() throws {
    let run = try Self.tight.solve(from: 0, to: 10, initial: [1]) { _, y, slope in
      slope[0] = -0.7 * y[0]
    }
    for tenth in 0...100 {
      let t = Double(tenth) / 10
      #expect(abs(run.state(at: t)[0] - exp(-0.7 * t)) < 1e-9)
    }
    #expect(run.state(at: -1) == [1])
    #expect(run.state(at: 99) == run.last)
    #expect(run.end == 10)
  }

  @Test func followsAnOscillatorForManyTurns() throws {
    let run = try Self.tight.solve(from: 0, to: 200, initial: [1, 0]) { _, y, slope in
      slope[0] = y[1]
      slope[1] = -y[0]
    }
    #expect(abs(run.last[0] - cos(200)) < 1e-7)
    #expect(abs(run.last[1] + sin(200)) < 1e-7)
  }

  @Test func takesTimeIntoAccount() throws {
    let run = try Self.tight.solve(from: 1, to: 3, initial: [1]) { t, _, slope in
      slope[0] = 3 * t * t
    }
    #expect(abs(run.last[0] - 27) < 1e-9)
  }

  /// The logistic curve is the closed form of an SI epidemic.
  @Test func followsTheLogisticCurve() throws {
    let run = try Self.tight.solve(from: 0, to: 30, initial: [0.001]) { _, y, slope in
      slope[0] = 0.6 * y[0] * (1 - y[0])
    }
    for t in [3.3, 11.5, 17, 29] {
      let exact = 1 / (1 + 999 * exp(-0.6 * t))
      #expect(abs(run.state(at: t)[0] - exact) < 1e-9)
    }
  }

  /// Error falls about as the tolerance does, at the cost that order 5 has.
  @Test func errorFollowsTheTolerance() throws {
    var errors: [Double] = []
    var costs: [Double] = []
    for tolerance in [1e-4, 1e-6, 1e-8, 1e-10] {
      let solver = DormandPrince(relativeTolerance: tolerance, absoluteTolerance: tolerance)
      let run = try solver.solve(from: 0, to: 20, initial: [1, 0]) { _, y, slope in
        slope[0] = y[1]
        slope[1] = -y[0]
      }
      errors.append(abs(run.last[0] - cos(20)) + abs(run.last[1] + sin(20)))
      costs.append(Double(run.evaluations))
    }
    for (coarse, fine) in zip(errors, errors.dropFirst()) {
      #expect(coarse / fine > 20 && coarse / fine < 1000)
    }
    // A hundredth of the error costs 100^(1/5) = 2.5 times the work.
    let growth = try #require(costs.last) / costs[2]
    #expect(growth > 2 && growth < 3.2)
  }

  @Test func breaksItsStepsWhereTheEquationsJump() throws {
    let jump: DormandPrince.Equations = { t, _, slope in slope[0] = t < 1 ? 1 : -2 }
    let run = try Self.tight.solve(from: 0, to: 3, initial: [0], stops: [1, 1, 7, -4], jump)
    #expect(abs(run.state(at: 1)[0] - 1) < 1e-14)
    #expect(abs(run.last[0] + 3) < 1e-13)
    #expect(run.rejections == 0)
    #expect(run.times.contains(1))
    // Left alone, the solver has to feel its way to the jump.
    let blind = try Self.tight.solve(from: 0, to: 3, initial: [0], jump)
    #expect(blind.rejections > 5)
  }

  @Test func saysWhatWentWrong() {
    let solver = DormandPrince(stepLimit: 50)
    #expect(throws: SolverProblem.self) {
      try DormandPrince().solve(from: 0, to: 2, initial: [1]) { _, y, slope in
        slope[0] = y[0] * y[0]
      }
    }
    #expect(throws: SolverProblem.notFinite(time: 0)) {
      try solver.solve(from: 0, to: 2, initial: [1]) { _, _, slope in slope[0] = .nan }
    }
    #expect(throws: SolverProblem.self) {
      try solver.solve(from: 0, to: 1000, initial: [1, 0]) { _, y, slope in
        slope[0] = y[1]
        slope[1] = -y[0]
      }
    }
  }

  @Test func anEmptySpanGivesTheStartBack() throws {
    let run = try Self.tight.solve(from: 2, to: 2, initial: [4]) { _, _, slope in slope[0] = 1 }
    #expect(run.last == [4])
  }
}

@Suite struct SEIREquationsTests {
  struct Oracle: Decodable {
    struct Path: Decodable {
      let day: [String: [Double]]
      let peakI: Double
      let peakDay: Double

      enum CodingKeys: String, CodingKey {
        case day, peakI
        case peakDay = "peak_day"
      }
    }
    let equations: Path

    enum CodingKeys: String, CodingKey {
      case equations = "seir_ode"
    }
  }

  static func solve() throws -> Trajectory {
    let solver = DormandPrince(relativeTolerance: 1e-12, absoluteTolerance: 1e-10)
    return try solver.solve(from: 0, to: 300, initial: [999_990, 0, 10, 0]) { _, y, slope in
      let infection = 0.5 * y[0] * y[2] / 1e6
      let onset = y[1] / 3
      let recovery = y[2] / 5
      slope[0] = -infection
      slope[1] = infection - onset
      slope[2] = onset - recovery
      slope[3] = recovery
    }
  }

  @Test(
    .enabled(
      if: SharedData.has("epidemic/oracles.json"), "needs ../shared/data/epidemic/oracles.json"))
  func agreesWithTheHighPrecisionSolution() throws {
    let data = Data(try SharedData.text("epidemic/oracles.json").utf8)
    let oracle = try JSONDecoder().decode(Oracle.self, from: data).equations
    let run = try Self.solve()
    for (day, expected) in oracle.day {
      let state = run.state(at: try #require(Double(day)))
      for (value, wanted) in zip(state, expected) {
        let tolerated = wanted > 1 ? 1e-8 * wanted : 1e-8
        #expect(abs(value - wanted) < tolerated)
      }
    }
    let grid = (79_000...80_000).map { run.state(at: Double($0) / 1000)[2] }
    let peak = try #require(grid.max())
    #expect(abs(peak - oracle.peakI) < 1e-8 * peak)
    #expect(abs(run.state(at: oracle.peakDay)[2] - peak) < 1e-3)
  }

  @Test func losesNobody() throws {
    let run = try Self.solve()
    for day in 0...300 {
      #expect(abs(run.state(at: Double(day)).reduce(0, +) - 1e6) < 1e-3)
    }
  }

  @Test func growsAtTheRateThatTheoryGives() throws {
    let run = try Self.solve()
    // r solves (r + sigma)(r + gamma) = sigma beta.
    let growth = log(run.state(at: 30)[2] / run.state(at: 25)[2]) / 5
    #expect(abs(growth - 0.14698912153) < 5e-4)
  }
}
