import Glibc
import SalusCore
import SalusEpidemic
import SalusNumerics

/// Weekly admissions of one place as an SEIRH epidemic with changing transmission sees them: the
/// hidden process of the mechanistic forecaster.
///
/// People are counted as shares of those susceptible at the start of the window; the reproduction
/// number of a week is exp(level + season + holidays + deviation), the season a cosine and a sine of
/// the year's angle, and the deviation follows x' = .9 x + N(0, change).
struct AdmissionProcess: StateSpaceModel {
  /// Positions of a particle's numbers.
  enum Field {
    static let susceptible = 0
    static let exposed = 1
    static let infectious = 2
    static let waiting = 3
    static let waitingNext = 4
    static let deviation = 5
    /// Expected admissions of the newest week.
    static let expected = 6
    /// The first of the parameters, in the order of `AdmissionPrior.Parameter`.
    static let parameters = 7
    static let size = parameters + AdmissionPrior.Parameter.size.rawValue
    static let count = parameters + AdmissionPrior.Parameter.allCases.count
  }

  let fields = Field.count
  let prior: AdmissionPrior
  /// Mean of the first counts of the window, to which the start is tied.
  let firstCount: Double
  /// Admissions if everybody susceptible at the start were infected, before the parameter `pool`
  /// multiplies it.
  let pool: Double
  /// What the calendar says of each step, the forecast weeks included.
  let calendar: [CalendarWeek]
  let chances: SEIRH.Chances
  let course: SEIRH

  static let persistence = 0.9

  init(
    prior: AdmissionPrior, firstCount: Double, pool: Double, firstWeekEnding: CivilDate, weeks: Int
  ) {
    self.prior = prior
    self.firstCount = firstCount
    self.pool = pool
    course = SEIRH()
    chances = course.chances()
    calendar = (0..<weeks).map { CalendarWeek(ending: firstWeekEnding + 7 * $0) }
  }

  func start(_ particles: ParticleBlock, seed: Seed) {
    for i in particles.indices {
      var stream = Stream(seed, .filter, -1, i)
      let drawn = prior.draw(&stream)
      for (k, value) in drawn.enumerated() { particles[Field.parameters + k, i] = value }
      let whole = whole(drawn[AdmissionPrior.Parameter.pool.rawValue])
      // A steady flow that gives the first counts, with room on either side.
      let flow = min(firstCount / 7 / whole * exp(0.3 * stream.normal()), 0.01)
      let ahead = exp(0.3 * stream.normal())
      let exposed = flow * course.latentDays * ahead
      let infectious = flow * course.infectiousDays * ahead
      particles[Field.susceptible, i] = max(1 - exposed - infectious, 0)
      particles[Field.exposed, i] = exposed
      particles[Field.infectious, i] = infectious
      particles[Field.waiting, i] = flow * course.delayDays / 2
      particles[Field.waitingNext, i] = flow * course.delayDays / 2
      particles[Field.deviation, i] = 0.15 * stream.normal()
      particles[Field.expected, i] = firstCount
    }
  }

  func advance(_ particles: ParticleBlock, to step: Int, seed: Seed) {
    let week = calendar[step]
    for i in particles.indices {
      var stream = Stream(seed, .filter, step, i)
      advance(particles, i, week, noise: stream.normal())
    }
  }

  private func advance(
    _ particles: ParticleBlock, _ i: Int, _ week: CalendarWeek, noise: Double
  ) {
    func parameter(_ parameter: AdmissionPrior.Parameter) -> Double {
      particles[Field.parameters + parameter.rawValue, i]
    }
    let deviation =
      Self.persistence * particles[Field.deviation, i]
      + exp(min(parameter(.change), 0)) * noise
    var log = parameter(.level) + deviation
    log += parameter(.cosine) * week.cosine + parameter(.sine) * week.sine
    log += parameter(.holidays) * week.holidays
    let transmission = exp(min(log, 3)) / course.infectiousDays
    var people = SEIRH.Expectation(
      susceptible: particles[Field.susceptible, i], exposed: particles[Field.exposed, i],
      infectious: particles[Field.infectious, i], waiting: particles[Field.waiting, i],
      waitingNext: particles[Field.waitingNext, i])
    var left = 0.0
    for _ in 0..<7 {
      left += SEIRH.advance(&people, chances: chances, transmission: transmission, total: 1)
    }
    particles[Field.susceptible, i] = people.susceptible
    particles[Field.exposed, i] = people.exposed
    particles[Field.infectious, i] = people.infectious
    particles[Field.waiting, i] = people.waiting
    particles[Field.waitingNext, i] = people.waitingNext
    particles[Field.deviation, i] = deviation
    particles[Field.expected, i] = left * whole(parameter(.pool))
  }

  /// Admissions if everybody susceptible at the start were infected.
  private func whole(_ logRatio: Double) -> Double {
    pool * exp(min(max(logRatio, -5), 5))
  }

  func weigh(
    _ observation: Double, at step: Int, _ particles: ParticleBlock, into weights: WeightBlock
  ) {
    let whole = observation.rounded()
    let constant = logFactorial(whole)
    for i in particles.indices {
      let size = AdmissionProcess.size(
        particles[Field.parameters + AdmissionPrior.Parameter.size.rawValue, i])
      let mean = particles[Field.expected, i] + 0.1
      let gammas = logGamma(whole + size) - logGamma(size) - constant
      weights[i] = gammas - size * log1p(mean / size) + whole * log(mean / (size + mean))
    }
  }

  /// The size of the negative binomial from its logarithm, kept where doubles serve.
  static func size(_ log: Double) -> Double {
    exp(min(max(log, -3), 12))
  }
}
