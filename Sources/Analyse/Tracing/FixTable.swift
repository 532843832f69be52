import SalusCore

/// Position fixes made clean and laid out in time order, persons and rooms as numbers.
struct FixTable {
  /// One fix; 64 bytes.
  struct Row {
    var time: Int64
    var person: Int32
    /// -1 for outdoors or unknown.
    var room: Int32
    /// Metres; unused where `hasPoint` is false.
    var point: Spot
    var accuracy: Double
    var hasPoint: Bool
  }

  private(set) var rows: [Row] = []
  /// In order of ids, so that numbers compare as ids do.
  private(set) var persons: [ID<Twin>] = []
  private(set) var rooms: [String] = []
  private(set) var counts = ProximityResult.Counts()

  private static let nowhere = Spot(east: 0, north: 0)

  init(_ fixes: [PositionFix], _ settings: ProximitySettings) {
    counts.read = fixes.count
    persons = Array(Set(fixes.map(\.person))).sorted()
    rooms = Array(Set(fixes.compactMap(\.indoors))).sorted()
    let numbers = FixTable.numbers(persons)
    let roomNumbers = FixTable.numbers(rooms)
    var newest = [Int64](repeating: .min, count: persons.count)
    rows.reserveCapacity(fixes.count)
    for fix in fixes {
      guard let person = numbers[fix.person],
        let row = row(fix, person, fix.indoors.flatMap { roomNumbers[$0] } ?? -1, settings)
      else { continue }
      if row.time < newest[Int(person)] { counts.outOfOrder += 1 }
      newest[Int(person)] = max(newest[Int(person)], row.time)
      rows.append(row)
    }
    rows.sort(by: FixTable.precedes)
    dropRepeats()
    counts.used = rows.count
  }

  private mutating func row(
    _ fix: PositionFix, _ person: Int32, _ room: Int32, _ settings: ProximitySettings
  ) -> Row? {
    var point: Spot?
    if let latitude = fix.latitude, let longitude = fix.longitude {
      point = Spot(latitude: latitude, longitude: longitude)
      if point == nil {
        counts.invalid += 1
        return nil
      }
    } else if fix.latitude != nil || fix.longitude != nil {
      counts.invalid += 1
      return nil
    }
    if let accuracy = fix.accuracy, !(accuracy >= 0) {
      counts.invalid += 1
      return nil
    }
    if point != nil, let worst = settings.worstAccuracy, let accuracy = fix.accuracy,
      accuracy > worst
    {
      // The room still tells where the person was.
      guard room >= 0 else {
        counts.inaccurate += 1
        return nil
      }
      point = nil
    }
    guard point != nil || room >= 0, let spot = point ?? FixTable.nowhere else {
      counts.invalid += 1
      return nil
    }
    return Row(
      time: fix.time.microseconds, person: person, room: room, point: spot,
      accuracy: fix.accuracy ?? 0, hasPoint: point != nil)
  }

  /// By time and person; of one moment the most accurate first, so that it is the one kept.
  private static func precedes(_ a: Row, _ b: Row) -> Bool {
    if a.time != b.time { return a.time < b.time }
    if a.person != b.person { return a.person < b.person }
    if a.accuracy != b.accuracy { return a.accuracy < b.accuracy }
    if a.room != b.room { return a.room > b.room }
    if a.hasPoint != b.hasPoint { return a.hasPoint }
    return (a.point.x, a.point.y, a.point.z) < (b.point.x, b.point.y, b.point.z)
  }

  private mutating func dropRepeats() {
    var kept = 0
    for index in rows.indices {
      let row = rows[index]
      if kept > 0, rows[kept - 1].time == row.time, rows[kept - 1].person == row.person {
        let former = rows[kept - 1]
        let isSame =
          former.room == row.room && former.hasPoint == row.hasPoint && former.point == row.point
        if isSame { counts.duplicate += 1 } else { counts.conflicting += 1 }
        continue
      }
      rows[kept] = row
      kept += 1
    }
    rows.removeLast(rows.count - kept)
  }

  private static func numbers<Key: Hashable>(_ keys: [Key]) -> [Key: Int32] {
    var numbers: [Key: Int32] = [:]
    numbers.reserveCapacity(keys.count)
    for (index, key) in keys.enumerated() { numbers[key] = Int32(index) }
    return numbers
  }
}
