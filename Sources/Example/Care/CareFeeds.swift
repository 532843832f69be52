import SalusCore
import SalusNumerics
import SalusSense
import SalusTwin

/// The tables that hospitals, depots and drivers publish, day by day.
///
/// A hospital that keeps silent sends what it held back with its next report, with the times at
/// which it was so. Like all feeds the tables of a day follow from reality alone.
struct CareFeeds {
  let world: ExampleWorld

  /// A weekend on which the eighth hospital sent nothing, and days on which the fifth was late.
  static let silent = [7: 86...87, 4: 100...100]
  /// The morning on which the second hospital swapped two digits, and put it right the day after.
  static let mistakenDay = 64
  private static let mistakenHospital = 1

  private var care: HospitalReality { world.care }
  private var network: CareNetwork { world.care.network }
  private var silence: Silence {
    Silence(world.reality.seed, .admissions, planned: CareFeeds.silent)
  }

  /// The tables published on a day that has happened.
  func files(on day: Int) -> [FeedFile] {
    let name = ExampleCalendar.date(day).description
    let due = network.hospitals.indices.map { daysDue($0, on: day) }
    let tables: [(Feed, [[String]])] = [
      (.beds, beds(due, on: day)), (.staff, staff(due, on: day)), (.stock, stock(due, on: day)),
      (.moves, moves(due, on: day)), (.receipts, receipts(on: day)),
    ]
    let admissions = Feeds.table(
      .admissions, world.admissions, on: day, places: network.hospitals.map(\.code),
      groups: Array(network.hospitals.indices), silence: silence)
    return [admissions].compactMap { $0 }
      + tables.filter { !$0.1.isEmpty }.map { Feeds.file($0.0, name: name, $0.1) }
  }

  /// The days whose reports a hospital sends on a day: none while silent, else those held back too.
  private func daysDue(_ hospital: Int, on day: Int) -> [Int] {
    guard !isSilent(hospital, on: day) else { return [] }
    var first = day
    while first > 0, isSilent(hospital, on: first - 1) { first -= 1 }
    return Array(first...day)
  }

  /// Nobody misses the first day, so that nothing starts unknown.
  private func isSilent(_ hospital: Int, on day: Int) -> Bool {
    day > 0 && silence.isSilent(hospital, on: day)
  }

  /// How the units stood at seven in the morning, which is how the day before ended.
  private func beds(_ due: [[Int]], on day: Int) -> [[String]] {
    var rows: [[String]] = []
    let known = CareFeeds.time(day, CareTimes.published)
    for (hospital, days) in due.enumerated() {
      for morning in days {
        rows += units(hospital, morning, known, isFinal: false)
      }
      if hospital == CareFeeds.mistakenHospital, day == CareFeeds.mistakenDay + 1 {
        rows += units(hospital, CareFeeds.mistakenDay, known, isFinal: true).prefix(1)
      }
    }
    return rows
  }

  private func units(_ hospital: Int, _ morning: Int, _ known: String, isFinal: Bool)
    -> [[String]]
  {
    let state = care.days[morning][hospital]
    let site = network.hospitals[hospital]
    let wards = site.units.filter { $0.kind == .ward }
    let open = zip(wards, state.wardClosed).map { $0.beds - $1 }
    let patients = state.usualWard + state.outbreakWard
    let overflow = max(0, patients - open.reduce(0, +))
    let occupied = Region.apportioned(patients - overflow, to: open.map(Double.init), least: 0)
    let ofOutbreak = CareFeeds.part(state.outbreakWard, of: occupied, whole: patients)
    let time = CareFeeds.time(morning, CareTimes.beds)
    return site.units.enumerated().map { index, unit in
      var cells: [Int]
      switch unit.kind {
      case .icu:
        let free = state.intensiveOpen - state.intensive
        let outbreak = CareFeeds.part(
          state.outbreakIntensive, of: [state.intensive], whole: state.needIntensive)
        cells = [
          state.intensiveBeds, state.intensiveBeds - state.intensiveOpen, state.intensive,
          site.isLarge && free > 3 ? 1 : 0, state.ventilated, outbreak[0],
        ]
      case .ward:
        cells = [unit.beds, state.wardClosed[index], occupied[index], 0, 0, ofOutbreak[index]]
      default:
        // Whoever waits for a bed lies here, more than there is room for if need be.
        let boarding = state.waiting + overflow
        cells = [unit.beds, 0, state.emergency + boarding, 0, 0, state.waiting]
      }
      if hospital == CareFeeds.mistakenHospital, morning == CareFeeds.mistakenDay, index == 0,
        !isFinal
      {
        cells[2] = CareFeeds.swapped(cells[2])
      }
      return [unit.id.text, time] + cells.map(String.init) + [known]
    }
  }

  /// A part of a whole shared out as the whole is; no share exceeds what it is of.
  private static func part(_ part: Int, of counts: [Int], whole: Int) -> [Int] {
    let sum = counts.reduce(0, +)
    guard sum > 0, whole > 0 else { return counts.map { _ in 0 } }
    let kept = min(sum, (part * sum + whole / 2) / whole)
    return Region.apportioned(kept, to: counts.map(Double.init), least: 0)
  }

  /// 63 for 36: what a tired hand types.
  private static func swapped(_ count: Int) -> Int {
    guard count > 9 else { return count }
    let (high, low) = (count / 10 % 10, count % 10)
    return count / 100 * 100 + low * 10 + high
  }

  private func staff(_ due: [[Int]], on today: Int) -> [[String]] {
    var rows: [[String]] = []
    for (hospital, days) in due.enumerated() {
      for day in days {
        let state = care.staff[day][hospital]
        for (slot, absent) in state.absent.enumerated() {
          rows.append([
            network.hospitals[hospital].id.text, CareStaff.groups[slot / 2],
            slot % 2 == 0 ? "day" : "night", CareFeeds.time(day, CareTimes.beds),
            String(state.rostered[slot] - absent), String(absent),
            CareFeeds.time(today, CareTimes.published),
          ])
        }
      }
    }
    return rows
  }

  /// Each facility counts its stock once a week, depots on Sundays.
  private func stock(_ due: [[Int]], on day: Int) -> [[String]] {
    var rows: [[String]] = []
    for site in network.sites.indices {
      let days = site < due.count ? due[site] : [day]
      for morning in days where CareFeeds.counts(site, on: morning) {
        for (item, room) in care.counts[morning][site].enumerated() {
          let lots =
            room.lots.isEmpty ? [StoreRoom.Lot(name: "", quantity: 0)] : room.lots
          rows += lots.map { lot in
            [
              network.sites[site].text, CareItem.all[item].item.id.text,
              CareFeeds.time(morning, CareTimes.count), lot.name, String(lot.quantity),
              lot.lastDay.map { ExampleCalendar.date($0).description } ?? "",
              CareFeeds.time(day, CareTimes.published),
            ]
          }
        }
      }
    }
    return rows
  }

  /// The first day counts everything, so that nothing is unknown.
  private static func counts(_ site: Int, on day: Int) -> Bool {
    day == 0 || ExampleCalendar.weekday(day).rawValue == (site < 12 ? 1 + site % 6 : 0)
  }

  /// What was used, brought and thrown away; a hospital that keeps silent books it late.
  private func moves(_ due: [[Int]], on day: Int) -> [[String]] {
    var rows: [[String]] = []
    for first in (due.joined().min() ?? day)...day {
      for booking in care.bookings[first] {
        // Who books: the hospital that uses or receives, else the depot.
        let site = booking.to ?? booking.from ?? 0
        let books = site < due.count ? due[site].contains(first) : first == day
        guard books else { continue }
        let fromOutside = booking.from == nil
        rows.append([
          booking.id,
          CareItem.all[booking.item].item.id.text, booking.lot ?? "", String(booking.quantity),
          booking.from.map { network.sites[$0].text } ?? "",
          booking.to.map { network.sites[$0].text } ?? "", booking.reason.rawValue,
          Executor.instant(booking.minute).description,
          fromOutside
            ? booking.lastDay.map { ExampleCalendar.date($0).description } ?? "" : "",
          CareFeeds.time(day, CareTimes.published),
        ])
      }
    }
    return rows
  }

  private func receipts(on day: Int) -> [[String]] {
    world.steps[day].map { step in
      var (receipt, quantity, state) = ("", "", step.state.rawValue)
      var note = step.note ?? ""
      if step.state == .received {
        let brought = care.delivered[step.order.text] ?? 0
        if brought > 0 {
          receipt = "R-\(step.order)"
          quantity = String(brought)
        } else {
          note = "nothing was there to load"
        }
        // Less than ordered is all that there was.
        state = brought == 0 ? "cancelled" : brought < step.quantity ? "closed" : state
      }
      return [
        step.order.text, receipt, quantity, Executor.instant(step.minute).description, state,
        step.executor, note,
      ]
    }
  }

  /// Minutes of a day as RFC 3339 in UTC, which is the region's time.
  private static func time(_ day: Int, _ minute: Int) -> String {
    (Instant(startOf: ExampleCalendar.date(day)) + Double(minute * 60)).description
  }
}
