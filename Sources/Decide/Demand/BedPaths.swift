import SalusCore
import SalusNumerics

/// Sampled paths of one hospital's patients over the horizon; path-major, `paths * days` numbers.
struct BedPaths: Sendable {
  let paths: Int
  let days: Int
  /// Of the outbreak.
  var admissions: [Double]
  var ward: [Double]
  /// In the ICU, on a ventilator or not.
  var icu: [Double]
  var ventilated: [Double]
  /// All others.
  var usualAdmissions: [Double]
  var usualWard: [Double]
  var usualICU: [Double]
  var usualVentilated: [Double]

  /// More admissions of a hospital and day than this are drawn as so many that count for more.
  private static let most = 64
  /// The same for those who are in beds of a kind now: no hospital has so many, but a report may.
  private static let mostInBed = 2048

  init(
    _ hospital: HospitalPast, due: DuePaths, law: CourseLaw, pool: ResidualPool,
    shares: PathShares, seed: Seed
  ) {
    let count = due.paths
    let horizon = due.days
    paths = count
    days = horizon
    let nought = [Double](repeating: 0, count: count * horizon)
    var admitted = nought
    var inWard = nought
    var inICU = nought
    var onVentilator = nought
    var otherAdmitted = nought
    var otherWard = nought
    var otherICU = nought
    var otherVentilated = nought
    for path in 0..<count {
      let start = path * horizon
      var bits = Stream(seed, .progression, path, hospital.index + 1)
      var beds = Changes(days: horizon)
      let now = hospital.now.split(&bits)
      for (bed, patients) in [
        (Course.Bed.ward, now.ward), (.icu, now.icu - now.ventilated),
        (.ventilated, now.ventilated),
      ] {
        let drawn = min(max(0, patients), BedPaths.mostInBed)
        let weight = drawn > 0 ? Double(patients) / Double(drawn) : 0
        for _ in 0..<drawn {
          guard let member = pool.draw(bed, &bits) else { continue }
          beds.add(member.course, admitted: -member.age - 1, weight: weight)
        }
      }
      let factor = shares.admission[path] * hospital.factor(&bits)
      let level = hospital.usualAdmissions(&bits)
      // From the last day on, whose admissions a census of the morning has not counted yet.
      for day in 0...horizon {
        let usual = level * hospital.rhythm[day]
        let counted = hospital.isMorningCensus ? day : day - 1
        let mean = min(
          1e6, factor * due.value(path, day, hospital) + (hospital.areAlike ? usual : 0))
        let patients = bits.poisson(mean)
        if day > 0 { admitted[start + day - 1] = Double(patients) }
        if (0..<horizon).contains(counted) {
          let drawn = min(patients, BedPaths.most)
          let weight = drawn > 0 ? Double(patients) / Double(drawn) : 0
          for _ in 0..<drawn {
            let course = law.draw(
              &bits, icuShare: shares.icu[path], ventilatedShare: shares.ventilated[path])
            beds.add(course, admitted: counted, weight: weight)
          }
        }
        if !hospital.areAlike, day > 0 {
          otherAdmitted[start + day - 1] = Double(bits.poisson(min(1e6, usual)))
        }
      }
      beds.write(ward: &inWard, icu: &inICU, ventilated: &onVentilator, from: start)
      let ward = hospital.usualWard.path(from: Double(now.usualWard), days: horizon, &bits)
      let icu = hospital.usualICU.path(from: Double(now.usualICU), days: horizon, &bits)
      var off = hospital.ventilatedOff(now)
      for day in 0..<horizon {
        otherWard[start + day] = ward[day]
        otherICU[start + day] = icu[day]
        off *= hospital.usualICU.persistence
        let share = min(1, max(0, hospital.usualVentilatedShare + off))
        otherVentilated[start + day] = (icu[day] * share).rounded()
      }
    }
    admissions = admitted
    ward = inWard
    icu = inICU
    ventilated = onVentilator
    usualAdmissions = otherAdmitted
    usualWard = otherWard
    usualICU = otherICU
    usualVentilated = otherVentilated
  }
}

/// Patients who come and go, day by day; summed up at the end.
struct Changes {
  var ward: [Double]
  var icu: [Double]
  var ventilated: [Double]

  init(days: Int) {
    ward = [Double](repeating: 0, count: days + 1)
    icu = ward
    ventilated = ward
  }

  /// - Parameter admitted: index of the day of admission; negative for days before the horizon.
  mutating func add(_ course: Course, admitted: Int, weight: Double) {
    let toICU = admitted + course.before
    let outOfICU = toICU + course.icu
    Changes.add(admitted, toICU, weight, &ward)
    Changes.add(outOfICU, admitted + course.hospital, weight, &ward)
    Changes.add(toICU, outOfICU, weight, &icu)
    let on = toICU + course.icuBefore
    Changes.add(on, on + course.ventilated, weight, &ventilated)
  }

  private static func add(_ from: Int, _ to: Int, _ weight: Double, _ into: inout [Double]) {
    let last = into.count - 1
    let start = min(last, max(0, from))
    let end = min(last, max(0, to))
    guard start < end else { return }
    into[start] += weight
    into[end] -= weight
  }

  func write(
    ward wardOut: inout [Double], icu icuOut: inout [Double],
    ventilated ventilatedOut: inout [Double], from start: Int
  ) {
    var inWard = 0.0
    var inICU = 0.0
    var onVentilator = 0.0
    for day in 0..<ward.count - 1 {
      inWard += ward[day]
      inICU += icu[day]
      onVentilator += ventilated[day]
      wardOut[start + day] = max(0, inWard)
      icuOut[start + day] = max(0, inICU)
      // Weights are no whole numbers where many are drawn as few: rounding must not break nesting.
      ventilatedOut[start + day] = min(max(0, onVentilator), max(0, inICU))
    }
  }
}
