import SalusCore
import SalusTwin
import Testing

@testable import SalusAnalyse

@Suite struct MeetingsAreFound {
  private static let start = Instant("2020-05-01T08:00:00Z") ?? .beginning

  private static func fix(
    _ person: String, _ seconds: Double, _ latitude: Double? = 50, _ longitude: Double? = 8,
    accuracy: Double? = nil, indoors: String? = nil
  ) -> PositionFix {
    PositionFix(
      person: ID(person), time: start + seconds, latitude: latitude, longitude: longitude,
      accuracy: accuracy, indoors: indoors)
  }

  private func find(_ fixes: [PositionFix], _ settings: ProximitySettings = .init(duration: 0))
    throws -> ProximityResult
  {
    try Proximity(settings).episodes(fixes)
  }

  @Test func anEpisodeTellsItsTimesAndDistance() throws {
    // 0.00001° of latitude is 1.112 m.
    let fixes = (0...20).flatMap { minute in
      [
        MeetingsAreFound.fix("b", Double(minute) * 60, 50.00001),
        MeetingsAreFound.fix("a", Double(minute) * 60),
      ]
    }
    let result = try find(fixes, ProximitySettings(distance: 2, window: 0, duration: 1_200))
    let episode = try #require(result.episodes.first)
    #expect(result.episodes.count == 1)
    #expect(episode.one == ID("a") && episode.other == ID("b"))
    #expect(episode.minutes == 20)
    #expect(episode.meetings == 21)
    #expect(abs((episode.leastDistance ?? 0) - 1.112) < 0.001)
    let longer = try find(fixes, ProximitySettings(distance: 2, window: 0, duration: 1_201))
    #expect(longer.episodes.isEmpty && longer.counts.short == 1)
    let nearer = try find(fixes, ProximitySettings(distance: 1.1, window: 0, duration: 0))
    #expect(nearer.episodes.isEmpty)
  }

  @Test func aLongGapEndsAnEpisode() throws {
    let times: [Double] = [0, 60, 120, 720, 780]
    let fixes = times.flatMap { [MeetingsAreFound.fix("a", $0), MeetingsAreFound.fix("b", $0)] }
    let settings = ProximitySettings(distance: 2, window: 10, duration: 0, gap: 599)
    #expect(try find(fixes, settings).episodes.map(\.minutes) == [2, 1])
    #expect(
      try find(fixes, ProximitySettings(distance: 2, window: 10, duration: 0, gap: 600)).episodes
        .map(\.minutes) == [13])
  }

  @Test func wallsCount() throws {
    let fixes = [
      MeetingsAreFound.fix("a", 0, indoors: "room-1"),
      MeetingsAreFound.fix("b", 0, indoors: "room-2"),
      MeetingsAreFound.fix("c", 0, nil, nil, indoors: "room-1"), MeetingsAreFound.fix("d", 0),
    ]
    let pairs = try find(fixes).episodes.map { "\($0.one)\($0.other) \($0.indoors ?? "-")" }
    #expect(Set(pairs) == ["ac room-1", "ad -", "bd -"])
    let least = try find(fixes).episodes.map { $0.leastDistance == nil }
    #expect(least.count(where: \.self) == 1)
  }

  @Test func poorAndRepeatedFixesAreCounted() throws {
    let fixes = [
      MeetingsAreFound.fix("a", 60), MeetingsAreFound.fix("a", 0), MeetingsAreFound.fix("a", 0),
      MeetingsAreFound.fix("a", 0, 51, accuracy: 9), MeetingsAreFound.fix("b", 0, accuracy: 51),
      MeetingsAreFound.fix("b", 0, accuracy: 51, indoors: "x"), MeetingsAreFound.fix("b", 1, 91),
      MeetingsAreFound.fix("b", 2, 50, nil), MeetingsAreFound.fix("b", 3, nil, nil),
      MeetingsAreFound.fix("b", 4, .nan), MeetingsAreFound.fix("b", 5, accuracy: -1),
    ]
    let counts = try find(fixes).counts
    #expect(counts.read == 11)
    #expect(counts.invalid == 5)
    #expect(counts.inaccurate == 1)
    #expect(counts.duplicate == 1)
    #expect(counts.conflicting == 1)
    #expect(counts.outOfOrder == 3)
    #expect(counts.used == 3)
    #expect(
      counts.read
        == counts.used + counts.invalid + counts.inaccurate + counts.duplicate + counts.conflicting)
  }

  @Test func noPlaceOnEarthIsSpecial() throws {
    let pairs: [((Double, Double), (Double, Double))] = [
      ((0, 180), (0, -180)), ((0, 179.999995), (0, -179.999995)), ((90, 0), (90, 120)),
      ((-89.999999, 10), (-89.999999, -170)), ((0, 0), (0, 0.00001)),
      ((-0.000005, 0), (0.000005, 0)),
    ]
    for (one, other) in pairs {
      let result = try find([
        MeetingsAreFound.fix("a", 0, one.0, one.1), MeetingsAreFound.fix("b", 0, other.0, other.1),
      ])
      #expect(result.episodes.count == 1, "\(one) \(other)")
    }
  }

  @Test func onlyEpisodesWithSomebodyAreKept() throws {
    let fixes = ["a", "b", "c"].map { MeetingsAreFound.fix($0, 0) }
    let result = try Proximity(ProximitySettings(duration: 0)).episodes(fixes, with: [ID("c")])
    #expect(result.episodes.map { $0.one.text + $0.other.text } == ["ac", "bc"])
  }

  /// Law: the sweep finds what all pairs of fixes give, whatever the order of the fixes.
  @Test(arguments: Array(1...12) as [UInt64])
  func agreesWithAllPairs(seed: UInt64) throws {
    var state = seed &* 977
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    let base = [(50.0, 8.0), (0.0, 179.9999), (89.9999, 0.0)][Int(seed % 3)]
    let scale = seed % 3 == 2 ? 90_000.0 : 1
    let fixes = (0..<600).map { _ in
      var longitude = base.1 + Double(next(60)) * 0.000_01 * scale
      if longitude > 180 { longitude -= 360 }
      return MeetingsAreFound.fix(
        "p\(next(25))", Double(next(7_200)), base.0 - Double(next(60)) * 0.000_01, longitude,
        accuracy: next(10) == 0 ? 80 : 5,
        indoors: next(4) == 0 ? "room-\(next(3))" : nil)
    }
    let settings = ProximitySettings(
      distance: Double(2 + next(20)), window: Double(next(120)), duration: Double(next(300)),
      gap: Double(60 + next(900)))
    let result = try find(fixes, settings)
    #expect(result.episodes == AllPairs.episodes(fixes, settings))
    #expect(try find(fixes.reversed(), settings).episodes == result.episodes)
    #expect(result.counts.meetings > 0)
  }

  @Test(arguments: [
    ProximitySettings(distance: 0), ProximitySettings(distance: .nan),
    ProximitySettings(window: -1), ProximitySettings(gap: .infinity),
    ProximitySettings(worstAccuracy: 0), ProximitySettings(distance: 20_000),
  ])
  func impossibleSettingsAreRefused(settings: ProximitySettings) {
    #expect(throws: ProximityFault.self) { try Proximity(settings) }
  }

  @Test func nobodyMeetsInNoFixes() throws {
    #expect(try find([]).episodes.isEmpty)
  }
}

/// The same by comparing every fix with every other.
enum AllPairs {
  static func episodes(_ fixes: [PositionFix], _ settings: ProximitySettings) -> [ContactEpisode] {
    let table = FixTable(fixes, settings)
    struct Meeting {
      var first: Int64
      var last: Int64
      var distance: Double?
      var room: String?
    }
    struct Pair: Hashable {
      var one: Int32
      var other: Int32
    }
    var meetings: [Pair: [Meeting]] = [:]
    let window = Int64((settings.window * 1e6).rounded())
    for (index, later) in table.rows.enumerated() {
      for earlier in table.rows[..<index] where earlier.person != later.person {
        guard later.time - earlier.time <= window else { continue }
        let distance =
          earlier.hasPoint && later.hasPoint ? earlier.point.distance(to: later.point) : nil
        let isSameRoom = earlier.room >= 0 && earlier.room == later.room
        let areInRooms = earlier.room >= 0 && later.room >= 0
        guard isSameRoom || (!areInRooms && distance ?? .infinity <= settings.distance) else {
          continue
        }
        let pair = Pair(
          one: min(earlier.person, later.person), other: max(earlier.person, later.person))
        meetings[pair, default: []].append(
          Meeting(
            first: earlier.time, last: later.time, distance: distance,
            room: isSameRoom ? table.rooms[Int(later.room)] : nil))
      }
    }
    var episodes: [ContactEpisode] = []
    for (pair, found) in meetings {
      var run: [Meeting] = []
      func close() {
        guard let first = run.map(\.first).min(), let last = run.map(\.last).max() else { return }
        let episode = ContactEpisode(
          one: table.persons[Int(pair.one)], other: table.persons[Int(pair.other)],
          first: Instant(microseconds: first), last: Instant(microseconds: last),
          meetings: run.count, leastDistance: run.compactMap(\.distance).min(),
          indoors: run.compactMap(\.room).first)
        if Double(last - first) >= settings.duration * 1e6 { episodes.append(episode) }
      }
      // Rows come by their later fix already.
      for meeting in found {
        if let before = run.last,
          Double(meeting.last - before.last) > settings.gap * 1e6
        {
          close()
          run = []
        }
        run.append(meeting)
      }
      close()
    }
    return episodes.sorted {
      ($0.first, $0.one, $0.other, $0.last) < ($1.first, $1.one, $1.other, $1.last)
    }
  }
}
