import SalusCore

/// One pass over fixes in time order; points are found by a grid, rooms by a chain of their own.
struct ProximitySweep {
  private let table: FixTable
  private let settings: ProximitySettings
  /// Persons of whom one must take part; nil for no such rule.
  private let marked: [Bool]?
  private var episodes = EpisodeTable()
  private var meetings = 0

  init(_ table: FixTable, _ settings: ProximitySettings, _ marked: [Bool]?) {
    self.table = table
    self.settings = settings
    self.marked = marked
  }

  mutating func run() {
    let rows = table.rows
    let window = Int64((settings.window * 1e6).rounded())
    let chord = Spot.chord(settings.distance)
    let limit = chord * chord
    var grid = SpotGrid(count: rows.count, chord: chord)
    var roomHeads = [Int32](repeating: -1, count: table.rooms.count)
    var roomNext = [Int32](repeating: -1, count: rows.count)
    for index in rows.indices {
      let row = rows[index]
      let oldest = row.time - window
      if row.room >= 0 {
        var other = roomHeads[Int(row.room)]
        while other >= 0, rows[Int(other)].time >= oldest {
          meet(rows[Int(other)], row)
          other = roomNext[Int(other)]
        }
        roomNext[index] = roomHeads[Int(row.room)]
        roomHeads[Int(row.room)] = Int32(index)
      }
      guard row.hasPoint else { continue }
      grid.visit(row.point) { other in
        let neighbour = rows[other]
        if neighbour.time < oldest { return false }
        if neighbour.room < 0 || row.room < 0,
          neighbour.point.chordSquared(to: row.point) <= limit
        {
          meet(neighbour, row)
        }
        return true
      }
      grid.insert(index, at: row.point)
    }
  }

  /// - Parameter later: at the same time as `earlier`, or after it.
  private mutating func meet(_ earlier: FixTable.Row, _ later: FixTable.Row) {
    guard earlier.person != later.person else { return }
    if let marked, !marked[Int(earlier.person)], !marked[Int(later.person)] { return }
    meetings += 1
    let isMeasured = earlier.hasPoint && later.hasPoint
    let squared = isMeasured ? earlier.point.chordSquared(to: later.point) : .infinity
    episodes.add(
      EpisodeTable.Meeting(
        pair: EpisodeTable.pair(earlier.person, later.person), first: earlier.time,
        last: later.time, squared: squared,
        room: earlier.room == later.room ? earlier.room : -1),
      gap: Int64((settings.gap * 1e6).rounded()))
  }

  func result() -> ProximityResult {
    var result = ProximityResult(episodes: [], counts: table.counts)
    result.counts.meetings = meetings
    let duration = Int64((settings.duration * 1e6).rounded())
    var found = episodes.closed.filter { $0.last - $0.first >= duration }
    result.counts.short = episodes.closed.count - found.count
    found.sort { ($0.first, $0.pair, $0.last) < ($1.first, $1.pair, $1.last) }
    result.episodes = found.map { episode in
      let least = episode.squared < .infinity ? Spot.arc(episode.squared.squareRoot()) : nil
      return ContactEpisode(
        one: table.persons[Int(episode.pair >> 32)],
        other: table.persons[Int(episode.pair & 0xFFFF_FFFF)],
        first: Instant(microseconds: episode.first), last: Instant(microseconds: episode.last),
        meetings: Int(episode.meetings), leastDistance: least,
        indoors: episode.room >= 0 ? table.rooms[Int(episode.room)] : nil)
    }
    return result
  }
}
