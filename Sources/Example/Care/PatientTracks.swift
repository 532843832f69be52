/// Who lies where, by hospital: patients' stays laid down as changes on the days on which they
/// begin and end, so that nobody is lost between days.
struct PatientTracks: Sendable {
  /// What is followed of a hospital.
  enum Track: Int, CaseIterable, Sendable {
    case usualWard, usualIntensive, outbreakWard, outbreakIntensive, ventilated
    /// Of `ventilated`, those of the outbreak.
    case outbreakVentilated
  }

  private let hospitals: Int
  private let firstDay: Int
  /// By track, then day, then hospital.
  private var changes: [[Int]]
  private var leaving: [Int] = []
  private var dying: [Int] = []
  /// By track and hospital, at the end of the last day.
  private(set) var now: [[Int]]

  init(hospitals: Int, firstDay: Int) {
    self.hospitals = hospitals
    self.firstDay = firstDay
    changes = Array(repeating: [], count: Track.allCases.count)
    now = Array(
      repeating: Array(repeating: 0, count: hospitals), count: Track.allCases.count)
  }

  func count(_ track: Track, _ hospital: Int) -> Int { now[track.rawValue][hospital] }

  /// Lays down a stay that begins on `day`, which must not have been closed yet.
  mutating func admit(_ path: PatientPath, to hospital: Int, on day: Int, isOutbreak: Bool) {
    let inside = day + path.before
    let back = inside + path.intensive
    let end = back + path.after
    stay(isOutbreak ? .outbreakWard : .usualWard, hospital, from: day, to: inside)
    stay(isOutbreak ? .outbreakIntensive : .usualIntensive, hospital, from: inside, to: back)
    stay(isOutbreak ? .outbreakWard : .usualWard, hospital, from: back, to: end)
    let start = inside + path.untilVentilated
    stay(.ventilated, hospital, from: start, to: start + path.ventilated)
    if isOutbreak {
      stay(.outbreakVentilated, hospital, from: start, to: start + path.ventilated)
    }
    let slot = slot(end, hospital)
    while leaving.count <= slot {
      leaving.append(0)
      dying.append(0)
    }
    leaving[slot] += 1
    if path.dies { dying[slot] += 1 }
  }

  /// Ends a day: whoever stays over it is counted in `now`. Returns who left on it, by hospital,
  /// and how many of those died.
  mutating func close(_ day: Int) -> (left: [Int], died: [Int]) {
    for track in changes.indices {
      let from = slot(day, 0)
      for hospital in 0..<hospitals where from + hospital < changes[track].count {
        now[track][hospital] += changes[track][from + hospital]
      }
    }
    let slots = (0..<hospitals).map { slot(day, $0) }
    return (
      slots.map { $0 < leaving.count ? leaving[$0] : 0 },
      slots.map { $0 < dying.count ? dying[$0] : 0 }
    )
  }

  private mutating func stay(_ track: Track, _ hospital: Int, from: Int, to: Int) {
    guard to > from else { return }
    change(track.rawValue, slot(from, hospital), by: 1)
    change(track.rawValue, slot(to, hospital), by: -1)
  }

  private mutating func change(_ track: Int, _ slot: Int, by count: Int) {
    if changes[track].count <= slot {
      changes[track].append(
        contentsOf: repeatElement(0, count: slot + 1 - changes[track].count))
    }
    changes[track][slot] += count
  }

  private func slot(_ day: Int, _ hospital: Int) -> Int { (day - firstDay) * hospitals + hospital }
}
