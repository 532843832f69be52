import Foundation
import SalusCore
import SalusNumerics
import Testing

/// Susceptible, exposed, infectious in daily binomial steps, seen through Poisson counts.
private struct SEIRCounts: StateSpaceModel {
  let fields = 4

  func start(_ particles: ParticleBlock, seed: Seed) {
    for i in particles.indices {
      particles[0, i] = 99_980
      particles[1, i] = 10
      particles[2, i] = 10
      particles[3, i] = 0
    }
  }

  func advance(_ particles: ParticleBlock, to step: Int, seed: Seed) {
    let onset = Chance(rate: 1.0 / 3, time: 1)
    let recovery = Chance(rate: 0.2, time: 1)
    for i in particles.indices {
      var stream = Stream(seed, .filter, step, i)
      let force = 0.5 * particles[2, i] / 1e5
      let infected = Double(stream.binomial(Int(particles[0, i]), Chance(rate: force, time: 1)))
      let ill = Double(stream.binomial(Int(particles[1, i]), onset))
      let well = Double(stream.binomial(Int(particles[2, i]), recovery))
      particles[0, i] -= infected
      particles[1, i] += infected - ill
      particles[2, i] += ill - well
      particles[3, i] = ill
    }
  }

  func weigh(
    _ observation: Int, at step: Int, _ particles: ParticleBlock, into weights: WeightBlock
  ) {
    for i in particles.indices {
      let mean = 0.3 * particles[3, i] + 1e-6
      weights[i] = GoodnessOfFit.logPoissonMass(observation, mean: mean)
    }
  }
}

/// Three hidden states; the first observation is weighed without a transition.
private struct HiddenChain: StateSpaceModel {
  let fields = 1
  let moves = [[0.9, 0.1, 0], [0, 0.8, 0.2], [0, 0, 1]]
  let shows = [[0.95, 0.05], [0.4, 0.6], [0.7, 0.3]]

  func start(_ particles: ParticleBlock, seed: Seed) {
    for i in particles.indices { particles[0, i] = 0 }
  }

  func advance(_ particles: ParticleBlock, to step: Int, seed: Seed) {
    guard step > 0 else { return }
    for i in particles.indices {
      var stream = Stream(seed, .filter, step, i)
      let counts = stream.multinomial(1, moves[Int(particles[0, i])])
      particles[0, i] = Double(counts.firstIndex(of: 1) ?? 0)
    }
  }

  func weigh(
    _ observation: Int, at step: Int, _ particles: ParticleBlock, into weights: WeightBlock
  ) {
    for i in particles.indices { weights[i] = log(shows[Int(particles[0, i])][observation]) }
  }
}

/// x' = .9 x + N(0, .5), y = x + N(0, .8), x before the first step N(0, 1).
private struct LinearGaussian: StateSpaceModel {
  let fields = 1

  func start(_ particles: ParticleBlock, seed: Seed) {
    for i in particles.indices {
      var stream = Stream(seed, .filter, -1, i)
      particles[0, i] = stream.normal()
    }
  }

  func advance(_ particles: ParticleBlock, to step: Int, seed: Seed) {
    for i in particles.indices {
      var stream = Stream(seed, .filter, step, i)
      particles[0, i] = 0.9 * particles[0, i] + 0.5.squareRoot() * stream.normal()
    }
  }

  func weigh(
    _ observation: Double, at step: Int, _ particles: ParticleBlock, into weights: WeightBlock
  ) {
    for i in particles.indices {
      let miss = observation - particles[0, i]
      weights[i] = -0.5 * (log(2 * .pi * 0.8) + miss * miss / 0.8)
    }
  }

  /// Log-likelihood and last mean by the Kalman filter.
  static func exact(_ observations: [Double?]) -> (logLikelihood: Double, mean: Double) {
    var (mean, variance, sum) = (0.0, 1.0, 0.0)
    for observation in observations {
      mean *= 0.9
      variance = 0.81 * variance + 0.5
      guard let observation else { continue }
      let total = variance + 0.8
      let miss = observation - mean
      sum -= 0.5 * (log(2 * .pi * total) + miss * miss / total)
      mean += variance / total * miss
      variance *= 0.8 / total
    }
    return (sum, mean)
  }
}

/// An unknown level seen with unit noise: the parameter is the state.
private struct FixedLevel: StateSpaceModel {
  let fields = 2

  func start(_ particles: ParticleBlock, seed: Seed) {
    for i in particles.indices {
      var stream = Stream(seed, .filter, -1, i)
      particles[0, i] = 3 * stream.normal()
      particles[1, i] = 2 * particles[0, i] + stream.normal()
    }
  }

  func advance(_ particles: ParticleBlock, to step: Int, seed: Seed) {}

  func weigh(
    _ observation: Double, at step: Int, _ particles: ParticleBlock, into weights: WeightBlock
  ) {
    for i in particles.indices {
      let miss = observation - particles[0, i]
      weights[i] = -0.5 * (log(2 * .pi) + miss * miss)
    }
  }
}

@Suite struct ParticleFilterTests {
  private static let series: [Double?] = [
    0.4, 1.2, nil, 0.9, -0.3, -1.1, nil, nil, 0.2, 1.6, 2.2, 0.7,
  ]

  @Test(
    .enabled(
      if: SharedData.has("epidemic/seir_pf_counts.txt"),
      "needs ../shared/data/epidemic/seir_pf_counts.txt"))
  func seirLikelihoodIsThePublishedOne() throws {
    let counts = try SharedData.text("epidemic/seir_pf_counts.txt").split(
      whereSeparator: \.isWhitespace
    )
    .compactMap { Int($0) }
    #expect(counts.count == 100)
    let values = (1...3).map { seed in
      ParticleFilter(SEIRCounts(), particles: 500, seed: Seed(UInt64(seed))).run(counts)
        .logLikelihood
    }
    // One run of 500 particles has a standard deviation of about .3.
    for value in values { #expect(abs(value + 386.877) < 1.2) }
  }

  /// -7.115693178959535 by the forward algorithm.
  @Test(arguments: [0.5, 1])
  func hiddenChainLikelihoodIsTheExactOne(threshold: Double) {
    let seen = [0, 0, 1, 1, 0, 1, 1, 0, 0, 0]
    let runs = (1...4).map { seed in
      ParticleFilter(
        HiddenChain(), particles: 4000, seed: Seed(UInt64(seed)), threshold: threshold
      ).run(seen).logLikelihood
    }
    let mean = runs.reduce(0, +) / 4
    #expect(abs(mean + 7.115_693_178_959_535) < 0.03)
  }

  @Test(arguments: [0.5, 1])
  func agreesWithTheKalmanFilter(threshold: Double) {
    let filter = ParticleFilter(LinearGaussian(), particles: 8000, seed: 5, threshold: threshold)
    let cloud = filter.run(Self.series)
    let exact = LinearGaussian.exact(Self.series)
    #expect(abs(cloud.logLikelihood - exact.logLikelihood) < 0.08)
    #expect(abs(cloud.mean(0) - exact.mean) < 0.04)
    #expect(abs(cloud.weights.reduce(0, +) - 1) < 1e-12)
  }

  @Test func anyNumberOfThreadsGivesTheSameBytes() {
    let clouds = [1, 2, 3, 8].map { threads in
      ParticleFilter(LinearGaussian(), particles: 1000, seed: 9, threads: threads).run(Self.series)
    }
    for cloud in clouds.dropFirst() {
      #expect(cloud.values == clouds[0].values)
      #expect(cloud.logLikelihood == clouds[0].logLikelihood)
      #expect(cloud.ancestors == clouds[0].ancestors)
    }
    let other = ParticleFilter(LinearGaussian(), particles: 1000, seed: 10).run(Self.series)
    #expect(other.values != clouds[0].values)
  }

  @Test func goesOnWhereItStopped() {
    let filter = ParticleFilter(LinearGaussian(), particles: 300, seed: 2, threshold: 0.5)
    var cloud = filter.run(Array(Self.series.prefix(6)))
    for observation in Self.series.dropFirst(6) { filter.advance(&cloud, observation) }
    let straight = filter.run(Self.series)
    #expect(cloud.values == straight.values && cloud.weights == straight.weights)
    #expect(cloud.logLikelihood == straight.logLikelihood)
  }

  @Test func anImpossibleObservationEndsTheLikelihoodAndNothingElse() {
    struct Never: StateSpaceModel {
      let fields = 1
      func start(_ particles: ParticleBlock, seed: Seed) {}
      func advance(_ particles: ParticleBlock, to step: Int, seed: Seed) {}
      func weigh(
        _ observation: Double, at step: Int, _ particles: ParticleBlock, into weights: WeightBlock
      ) {
        for i in particles.indices { weights[i] = i == 0 ? .nan : observation }
      }
    }
    let cloud = ParticleFilter(Never(), particles: 10, seed: 1).run([0, -.infinity, 0])
    #expect(cloud.logLikelihood == -.infinity)
    #expect(!cloud.isAlive)
    #expect(cloud.weights.allSatisfy { $0 == 0.1 })
    // One particle that answers not-a-number is impossible, the others are not.
    let partly = ParticleFilter(Never(), particles: 10, seed: 1).run([0])
    #expect(abs(partly.logLikelihood - log(0.9)) < 1e-12)
    #expect(partly.ancestors?.contains(0) == false)
  }

  /// Every particle has count x weight copies, rounded down or up.
  @Test func resamplingIsSystematic() {
    struct Rank: StateSpaceModel {
      let fields = 1
      func start(_ particles: ParticleBlock, seed: Seed) {
        for i in particles.indices { particles[0, i] = Double(i) }
      }
      func advance(_ particles: ParticleBlock, to step: Int, seed: Seed) {}
      func weigh(
        _ observation: Double, at step: Int, _ particles: ParticleBlock, into weights: WeightBlock
      ) {
        for i in particles.indices { weights[i] = log(Double(i + 1)) }
      }
    }
    let cloud = ParticleFilter(Rank(), particles: 100, seed: 3).run([0])
    for i in 0..<100 {
      let copies = cloud.column(0).filter { $0 == Double(i) }.count
      let expected = 100 * Double(i + 1) / 5050
      #expect(abs(Double(copies) - expected) < 1)
    }
    #expect(cloud.ancestors?.map(Double.init) == Array(cloud.column(0)))
  }

  /// With a conjugate prior the posterior is known; moving parameters must not widen it.
  @Test func movedParametersKeepTheirPosterior() {
    let seen = (0..<40).map { Double($0 % 5) * 0.3 + 1 }
    let kernel = ShrinkageKernel(parameters: 0..<2, discount: 0.95)
    let cloud = ParticleFilter(
      FixedLevel(), particles: 4000, seed: 4, threshold: 0.5, kernel: kernel
    ).run(seen)
    let precision = 1.0 / 9 + 40
    let mean = seen.reduce(0, +) / precision
    #expect(abs(cloud.mean(0) - mean) < 0.04)
    #expect(abs(cloud.covariance(0, 0).squareRoot() / (1 / precision).squareRoot() - 1) < 0.25)
    // The second parameter keeps its relation to the first.
    #expect(abs(cloud.mean(1) - 2 * mean) < 0.25)
    #expect(abs(cloud.covariance(1, 1).squareRoot() - 1) < 0.2)
    #expect(Set(cloud.column(0)).count > 3900)
  }
}
