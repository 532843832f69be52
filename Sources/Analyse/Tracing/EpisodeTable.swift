/// Gathers meetings, which come in order of their later fix, into episodes of each pair.
struct EpisodeTable {
  /// Two fixes that met, times in microseconds.
  struct Meeting {
    var pair: UInt64
    var first: Int64
    var last: Int64
    /// Of the straight line between them in metres; infinite where it is not known.
    var squared: Double
    /// -1 for none.
    var room: Int32
  }

  /// Meetings of one pair without a long gap.
  struct Episode {
    var pair: UInt64
    var first: Int64
    var last: Int64
    var squared: Double
    var room: Int32
    var meetings: Int32
  }

  /// Every episode that was ever begun; the newest of each pair may still grow.
  private(set) var closed: [Episode] = []
  /// Open addressing: the pair's newest episode, -1 for a free place.
  private var places: [Int32] = [Int32](repeating: -1, count: 1 << 10)
  private var pairs = 0

  /// The lesser number first.
  static func pair(_ one: Int32, _ other: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: min(one, other))) << 32 | UInt64(UInt32(bitPattern: max(one, other)))
  }

  mutating func add(_ meeting: Meeting, gap: Int64) {
    let place = place(of: meeting.pair)
    let newest = Int(places[place])
    if newest >= 0, meeting.last - closed[newest].last <= gap {
      closed[newest].first = min(closed[newest].first, meeting.first)
      closed[newest].last = meeting.last
      closed[newest].squared = min(closed[newest].squared, meeting.squared)
      closed[newest].meetings &+= 1
      if closed[newest].room < 0 { closed[newest].room = meeting.room }
      return
    }
    closed.append(
      Episode(
        pair: meeting.pair, first: meeting.first, last: meeting.last, squared: meeting.squared,
        room: meeting.room, meetings: 1))
    places[place] = Int32(closed.count - 1)
    if newest < 0 {
      pairs += 1
      if pairs * 2 > places.count { grow() }
    }
  }

  private func place(of pair: UInt64) -> Int {
    let mask = places.count - 1
    var place = EpisodeTable.hash(pair) & mask
    while places[place] >= 0, closed[Int(places[place])].pair != pair { place = (place + 1) & mask }
    return place
  }

  private mutating func grow() {
    let former = places
    places = [Int32](repeating: -1, count: former.count * 2)
    for episode in former where episode >= 0 {
      places[place(of: closed[Int(episode)].pair)] = episode
    }
  }

  private static func hash(_ pair: UInt64) -> Int {
    var hash = pair &* 0x9E37_79B9_7F4A_7C15
    hash ^= hash >> 29
    hash &*= 0xC2B2_AE3D_27D4_EB4F
    return Int(truncatingIfNeeded: hash >> 32)
  }
}
