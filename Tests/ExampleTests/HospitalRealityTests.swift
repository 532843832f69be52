import SalusCore
import SalusNumerics
import Testing

@testable import SalusExample

@Suite struct HospitalRealityTests {
  /// Ventilated within intensive care within hospital, whatever happens; nobody in a bed that is
  /// not there.
  @Test func nestsPatients() {
    for hospitals in Examples.world.care.days {
      for state in hospitals {
        #expect(state.ventilated <= state.intensive && state.intensive <= state.needIntensive)
        #expect(state.needVentilated <= state.needIntensive)
        #expect(state.outbreakVentilated <= state.outbreakIntensive)
        #expect(state.needIntensive <= state.hospitalised)
        #expect(state.intensive <= state.intensiveOpen)
        #expect(state.intensiveOpen <= state.intensiveBeds)
        #expect(state.ventilated <= state.ventilators)
        #expect(state.died <= state.left)
        let counts = [
          state.usualWard, state.usualIntensive, state.outbreakWard, state.outbreakIntensive,
          state.outbreakVentilated, state.emergency, state.waiting,
        ]
        #expect(counts.allSatisfy { $0 >= 0 })
      }
    }
  }

  @Test func losesAndGainsNoPatient() {
    let days = Examples.world.care.days
    for (before, after) in zip(days, days.dropFirst()) {
      for (old, new) in zip(before, after) {
        #expect(
          new.hospitalised
            == old.hospitalised + new.admissions + new.usualAdmissions - new.left)
      }
    }
  }

  /// What was there, came and went explains every count, at every site and for every item.
  @Test func losesAndGainsNoStock() {
    let care = Examples.world.care
    for day in stride(from: 1, through: care.day, by: 4) {
      for site in care.counts[day].indices {
        for item in CareItem.all.indices {
          // Counts stand at six: the deliveries of that morning come after them.
          let booked = (care.bookings[day - 1] + care.bookings[day]).filter { booking in
            booking.item == item && booking.minute >= (day - 1) * 1440 + CareTimes.count
              && booking.minute < day * 1440 + CareTimes.count
          }
          let came = booked.reduce(0) { $0 + ($1.to == site ? $1.quantity : 0) }
          let went = booked.reduce(0) { $0 + ($1.from == site ? $1.quantity : 0) }
          #expect(
            care.counts[day][site][item].quantity
              == care.counts[day - 1][site][item].quantity + came - went)
        }
      }
    }
  }

  @Test func usesNoMoreThanThereIsAndKeepsLotsInOrder() {
    let care = Examples.world.care
    for stores in care.counts {
      for room in stores.joined() {
        #expect(room.lots.allSatisfy { $0.quantity > 0 })
        let days = room.lots.map { $0.lastDay ?? .max }
        #expect(days == days.sorted())
        #expect(Set(room.lots.map(\.name)).count == room.lots.count)
      }
    }
    for (day, stores) in care.counts.enumerated() {
      #expect(
        stores.joined().allSatisfy { room in room.lots.allSatisfy { ($0.lastDay ?? .max) >= day } })
    }
    #expect(care.days.joined().allSatisfy { $0.used.allSatisfy { $0 >= 0 } })
  }

  @Test func followsFromItsSeed() {
    func files(_ seed: UInt64) -> [[UInt8]] {
      var world = ExampleWorld(region: Examples.region(), seed: Seed(seed))
      for _ in 0...8 { world.step() }
      return (0...8).flatMap { world.files(on: $0).map(\.bytes) }
    }
    #expect(files(1) == files(1))
    #expect(files(1) != files(3))
    // The tables of a day do not change when more days pass.
    let long = (0...8).flatMap { Examples.world.files(on: $0).map(\.bytes) }
    #expect(files(1) == long)
  }

  @Test func isTheSameOnManyThreads() async {
    let tables = await withTaskGroup(of: [UInt8].self) { group in
      for _ in 0..<3 {
        group.addTask {
          var world = ExampleWorld(region: Examples.region(), seed: 1)
          for _ in 0...5 { world.step() }
          return world.files(on: 5).flatMap(\.bytes) + world.care.truthTable
        }
      }
      return await group.reduce(into: [[UInt8]]()) { $0.append($1) }
    }
    #expect(Set(tables).count == 1)
  }

  /// Hospitals follow the infection and leave it as it is.
  @Test func leavesInfectionsAlone() {
    let day = Examples.world.day
    #expect(Examples.world.reality.truth[day] == Examples.reality.truth[day])
    for today in [0, 40, 118] {
      let feeds = Feeds(Examples.reality).files(on: today)
      #expect(Examples.world.files(on: today).prefix(feeds.count).elementsEqual(feeds))
    }
  }

  /// Quiet until the infection came; on the day shown more patients than before and nobody waiting
  /// for intensive care.
  @Test func tellsItsStory() {
    let days = Examples.world.care.days
    func admissions(_ range: ClosedRange<Int>) -> Int {
      days[range].joined().reduce(0) { $0 + $1.admissions }
    }
    func waiting(_ range: ClosedRange<Int>) -> Int {
      days[range].joined().reduce(0) { $0 + $1.waiting }
    }
    #expect(waiting(0...76) < 8)
    #expect(waiting(112...118) < 8)
    #expect(admissions(112...118) > admissions(77...83))
    let beds = Examples.world.network.hospitals.reduce(0) { $0 + $1.generalBeds + $1.intensiveBeds }
    for hospitals in days {
      let share = Double(hospitals.reduce(0) { $0 + $1.hospitalised }) / Double(beds)
      #expect((0.6...0.95).contains(share))
    }
  }

  /// Little's law (Little 1961): patients in hospital are admissions a day times mean stay.
  @Test func keepsLittlesLaw() {
    let severity = CareSeverity()
    var draws = Stream(5, .test)
    var total = 0
    for _ in 0..<20_000 { total += PatientPath.usual(severity, &draws).days }
    let stay = Double(total) / 20_000
    let days = Examples.world.care.days[20...75].joined()
    let wards = days.reduce(0.0) { $0 + Double($1.usualWard) } / 56
    // Those of intensive care are a few of all and lie on wards for days too.
    let admitted = days.reduce(0.0) { $0 + Double($1.usualAdmissions) } / 56
    #expect(abs(wards / (admitted * stay) - 1) < 0.08)
  }

  @Test(arguments: [1, 2, 3])
  func pathsAreNestedAndAtLeastADay(seed: UInt64) {
    var severity = CareSeverity()
    severity.intensiveShare = 0.5
    var draws = Stream(Seed(seed), .test)
    for _ in 0..<5_000 {
      for path in [
        PatientPath.outbreak(severity, &draws), .usual(severity, &draws),
        .usualIntensive(severity, &draws),
      ] {
        #expect(path.days >= 1)
        #expect(path.untilVentilated + path.ventilated <= path.intensive)
        #expect(path.ventilated >= 0 && path.before >= 0 && path.after >= 0)
        if path.dies, path.intensive > 0 { #expect(path.after == 0) }
      }
    }
  }
}
