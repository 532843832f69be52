import SalusCore
import SalusNumerics

/// Patients as they may lie in their beds now, to draw the rest of a stay from.
///
/// Courses are drawn with days of admission as frequent as the outbreak's admissions of the last
/// weeks were; whoever is then in a bed of a kind stands for the patients who truly are. With flat
/// admissions this is the equilibrium law of the residual stay; while admissions grow, patients
/// have more of their stay before them.
struct ResidualPool: Sendable {
  struct Member: Sendable {
    let course: Course
    /// Days since the day of admission.
    let age: Int
  }

  /// By `Course.Bed`.
  private let members: [[Member]]

  static let drawn = 6000
  private static let oldest = 60

  /// - Parameter admissions: expected admissions of the outbreak by day, the last of which is today.
  init(_ law: CourseLaw, admissions: [Double], seed: Seed) {
    let recent = Array(admissions.suffix(ResidualPool.oldest).reversed())
    let sum = recent.reduce(0, +)
    let flat = Double(ResidualPool.oldest)
    // A little of everything, so that a long stay is always possible.
    let weights = (0..<ResidualPool.oldest).map { age in
      (age < recent.count && sum > 0 ? recent[age] / sum : 1 / flat) + 0.02 / flat
    }
    let whole = weights.reduce(0, +)
    let ages = DayLaw(weights.map { $0 / whole })
    var bits = Stream(seed, .progression, 0, 0, layer: 1)
    var members = [[Member]](repeating: [], count: 4)
    for _ in 0..<ResidualPool.drawn {
      let age = ages.draw(bits.uniform())
      let course = law.draw(&bits)
      members[course.place(atAge: age).rawValue].append(Member(course: course, age: age))
    }
    self.members = members
  }

  /// A patient who is in such a bed; nil where no stay can lead there.
  func draw(_ bed: Course.Bed, _ bits: inout Stream) -> Member? {
    let here = members[bed.rawValue]
    return here.isEmpty ? nil : here[bits.uniform(below: here.count)]
  }
}
