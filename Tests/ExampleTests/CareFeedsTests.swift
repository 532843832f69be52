import SalusCore
import SalusNumerics
import Testing

@testable import SalusExample

@Suite struct CareFeedsTests {
  static func rows(_ feed: Feed, _ day: Int, of world: ExampleWorld = Examples.world)
    -> [[String: String]]
  {
    guard let file = world.files(on: day).first(where: { $0.feed == feed }) else { return [] }
    let lines = String(decoding: file.bytes, as: UTF8.self).split(separator: "\n")
    let header = lines[0].split(separator: ",").map(String.init)
    #expect(header == feed.header)
    #expect(lines.count == file.rowCount + 1)
    return lines.dropFirst().map { line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      #expect(cells.count == header.count)
      return Dictionary(uniqueKeysWithValues: zip(header, cells))
    }
  }

  static func number(_ row: [String: String], _ name: String) -> Int {
    Int(row[name] ?? "") ?? -1
  }

  /// Units add up to their hospital, and no unit holds more of a kind than patients.
  @Test(arguments: [0, 30, 64, 118])
  func tellsOfEveryPatientOnce(day: Int) {
    let world = Examples.world
    let morning = "\(ExampleCalendar.date(day))T07:00:00Z"
    let rows = Self.rows(.beds, day).filter { $0["at"] == morning }
    for (index, hospital) in world.network.hospitals.enumerated() {
      let own = rows.filter { $0["unit"]?.hasPrefix(hospital.id.text) ?? false }
      guard !own.isEmpty, !(day == CareFeeds.mistakenDay && index == 1) else { continue }
      let state = world.care.days[day][index]
      #expect(own.count == hospital.units.count)
      #expect(
        own.reduce(0) { $0 + Self.number($1, "occupied") } == state.hospitalised + state.emergency)
      for row in own {
        let (occupied, beds) = (Self.number(row, "occupied"), Self.number(row, "beds"))
        #expect(Self.number(row, "ventilated") <= occupied)
        #expect(Self.number(row, "outbreak") <= occupied)
        #expect(Self.number(row, "closed") <= beds)
        #expect(row.values.allSatisfy { $0 != "-1" })
        if row["unit"]?.hasSuffix("-ed") == false {
          #expect(occupied <= beds - Self.number(row, "closed"))
        }
      }
    }
    #expect(rows.count > 40)
  }

  @Test func sendsLaterWhatItHeldBack() {
    let hospital = Examples.world.network.hospitals[7].id.text
    func own(_ day: Int) -> [[String: String]] {
      Self.rows(.beds, day).filter { $0["unit"]?.hasPrefix(hospital) ?? false }
    }
    #expect(own(85).count == 5 || own(85).count == 4)
    #expect(own(86).isEmpty && own(87).isEmpty)
    #expect(Set(own(88).compactMap { $0["at"]?.prefix(10) }).count == 3)
    #expect(Self.rows(.staff, 86).allSatisfy { $0["hospital"] != hospital })
    let late = Self.rows(.moves, 88).filter { $0["from"] == hospital && $0["reason"] == "issue" }
    #expect(Set(late.compactMap { $0["at"]?.prefix(10) }).count == 3)
  }

  @Test func putsAMistakeRight() {
    let unit = Examples.world.network.hospitals[1].units[0].id.text
    func occupied(_ day: Int) -> [String: Int] {
      var found: [String: Int] = [:]
      for row in Self.rows(.beds, day) where row["unit"] == unit {
        found[row["at"] ?? ""] = Self.number(row, "occupied")
      }
      return found
    }
    let morning = "\(ExampleCalendar.date(CareFeeds.mistakenDay))T07:00:00Z"
    let first = occupied(CareFeeds.mistakenDay)[morning]
    let second = occupied(CareFeeds.mistakenDay + 1)[morning]
    #expect(first != nil && second != nil && first != second)
  }

  /// Every booking is published once, and nothing is dated after the moment at which it is told.
  @Test func booksEveryMovementOnce() {
    let world = Examples.world
    var ids: [String] = []
    for day in 0...60 {
      for feed in [Feed.beds, .staff, .stock, .moves] {
        for row in Self.rows(feed, day) {
          #expect((row["at"] ?? "~") <= (row["known"] ?? ""))
          #expect(row["known"]?.hasPrefix(ExampleCalendar.date(day).description) == true)
        }
      }
      ids += Self.rows(.moves, day).compactMap { $0["id"] }
    }
    #expect(Set(ids).count == ids.count)
    let booked = world.care.bookings[0...58].joined().map(\.id)
    #expect(Set(booked).isSubset(of: Set(ids)))
  }

  @Test func countsEveryShelfOnTheFirstDayAndOnceAWeek() {
    #expect(Set(Self.rows(.stock, 0).compactMap { $0["facility"] }).count == 15)
    var counted: [String: Int] = [:]
    for day in 1...28 {
      for facility in Set(Self.rows(.stock, day).compactMap({ $0["facility"] })) {
        counted[facility, default: 0] += 1
      }
    }
    #expect(counted.count == 15)
    #expect(counted.values.allSatisfy { (3...5).contains($0) })
  }
}
