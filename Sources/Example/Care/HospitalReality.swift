import Glibc
import SalusCore
import SalusNumerics
import SalusTwin

/// What truly happens in the hospitals and depots of the example region, which the twin never
/// sees: patients come, stay and leave, staff fall ill, stock is used up and brought.
///
/// A step leads from one morning to the next, so that what is reported on a morning is over. A value
/// that follows from network, seed, the infections of each day and what executed orders bring: every
/// draw is keyed by day and hospital, so day by day equals at once. It draws from streams of its own
/// and leaves the reality of infections as it is.
public struct HospitalReality: Sendable {
  public let network: CareNetwork
  public let seed: Seed
  public let severity: CareSeverity
  /// The day of the last morning; -1 before the first.
  public private(set) var day = -1
  /// By morning, then by hospital: what happened on the day before it, and how that ended.
  public private(set) var days: [[HospitalDay]] = []
  /// By morning: staff of the shifts of that day, by hospital.
  private(set) var staff: [[CareAttendance]] = []
  /// By morning: what was booked since the morning before.
  private(set) var bookings: [[StockBooking]] = []
  /// By morning: what facilities held at six in the morning, by site, then item.
  private(set) var counts: [[[StoreRoom]]] = []
  /// By site, then item.
  private(set) var stores: [[StoreRoom]]
  /// What each executed order truly brought.
  private(set) var delivered: [String: Int] = [:]

  private var tracks: PatientTracks
  /// Infected people on their way to a hospital: by days to go, then by hospital.
  private var coming: [[Int]]
  /// Residents infected on each of the last days, by ward.
  private var recent: [[Int]] = []
  private var rosters: [[Int]]
  private let residents: [Double]
  /// By hospital, then item: expected use of a quiet day.
  let usualUse: [[Double]]

  /// Days before day 0 in which the hospitals fill up.
  private static let warmUp = 60
  /// The supply chain looks at the use of so many days, which end so many days ago.
  private static let supplyWindow = 28
  private static let supplyLag = 21

  public init(network: CareNetwork, seed: Seed, severity: CareSeverity = CareSeverity()) {
    self.network = network
    self.seed = seed
    self.severity = severity
    let count = network.hospitals.count
    tracks = PatientTracks(hospitals: count, firstDay: -HospitalReality.warmUp)
    coming = Array(
      repeating: Array(repeating: 0, count: count), count: severity.toAdmission.count)
    rosters = network.hospitals.map { CareStaff.roster($0) }
    residents = network.hospitals.indices.map { network.catchment($0) }
    usualUse = network.hospitals.indices.map { hospital in
      let load = HospitalReality.usualLoad(network, hospital, severity)
      return CareItem.all.map { $0.use(of: load) }
    }
    stores = Provision(network: network, usualUse: usualUse, seed: seed).opening()
    for day in -HospitalReality.warmUp..<(-1) {
      _ = admitUsual(on: day)
      _ = admitOthers(on: day)
      _ = tracks.close(day)
    }
  }

  /// What a hospital holds on a quiet day.
  private static func usualLoad(
    _ network: CareNetwork, _ hospital: Int, _ severity: CareSeverity
  ) -> CareItem.Load {
    let site = network.hospitals[hospital]
    let others = severity.usualRate * network.catchment(hospital) / 1e5
    let intensive = 0.6 * Double(site.intensiveBeds)
    return CareItem.Load(
      ward: 0.8 * Double(site.generalBeds), intensive: intensive,
      outbreakWard: others * severity.wardDays,
      outbreakIntensive: others * severity.intensiveShare * severity.intensiveDays,
      ventilated: 0.35 * intensive, staff: Double(CareStaff.roster(site).reduce(0, +)),
      outbreakAdmissions: others)
  }

  /// Lets time pass until the next morning.
  ///
  /// - Parameters:
  ///   - infections: of the day that ends meanwhile, by ward.
  ///   - arrivals: what executed orders brought on it, in order of time.
  public mutating func step(infections: [Int], arrivals: [CareArrival] = []) {
    day += 1
    var booked: [StockBooking] = []
    for arrival in arrivals { take(arrival) }
    var past = [HospitalDay](repeating: HospitalDay(), count: network.hospitals.count)
    let infectious = admitInfected(infections)
    let others = admitOthers(on: day - 1)
    let usual = admitUsual(on: day - 1)
    let gone = tracks.close(day - 1)
    for hospital in past.indices {
      past[hospital].admissions = infectious[hospital] + others[hospital]
      past[hospital].usualAdmissions = usual[hospital]
      past[hospital].left = gone.left[hospital]
      past[hospital].died = gone.died[hospital]
      fill(&past[hospital], hospital)
      use(&past[hospital], hospital, &booked)
    }
    days.append(past)
    discard(&booked)
    counts.append(stores)
    bring(&booked)
    bookings.append(booked)
    staff.append(network.hospitals.indices.map { attendance($0) })
  }

  // MARK: Patients

  /// Infected people who reach hospitals on the day that ends; those infected on it set out.
  private mutating func admitInfected(_ infections: [Int]) -> [Int] {
    for ward in infections.indices where infections[ward] > 0 {
      var draws = stream(.infectionToCare, ward)
      let ill = draws.binomial(infections[ward], severity.admittedShare)
      guard ill > 0 else { continue }
      for (hospital, patients) in draws.multinomial(ill, network.shares[ward]).enumerated()
      where patients > 0 {
        for (wait, count) in draws.multinomial(patients, severity.toAdmission).enumerated() {
          coming[wait][hospital] += count
        }
      }
    }
    recent.append(infections)
    if recent.count > 10 { recent.removeFirst() }
    let here = coming.removeFirst()
    coming.append(Array(repeating: 0, count: here.count))
    for (hospital, patients) in here.enumerated() where patients > 0 {
      var draws = stream(.outbreakStay, hospital)
      for _ in 0..<patients {
        tracks.admit(.outbreak(severity, &draws), to: hospital, on: day - 1, isOutbreak: true)
      }
    }
    return here
  }

  /// Patients with the airway infections of every year, counted with the outbreak's.
  private mutating func admitOthers(on day: Int) -> [Int] {
    network.hospitals.indices.map { hospital in
      var draws = stream(.otherAirways, hospital, day)
      let weekday = [0.8, 1.15, 1.1, 1.0, 1.0, 1.0, 0.95][ExampleCalendar.weekday(day).rawValue]
      let mean =
        residents[hospital] / 1e5 * severity.usualRate * weekday
        * ExampleCalendar.season(day, amplitude: 0.35)
      let patients = draws.negativeBinomial(mean: mean, size: 6)
      for _ in 0..<patients {
        tracks.admit(.outbreak(severity, &draws), to: hospital, on: day, isOutbreak: true)
      }
      return patients
    }
  }

  /// All other patients. Planned admissions are put off when wards fill, and a full intensive care
  /// sends its own patients to another, as long as any has room.
  private mutating func admitUsual(on day: Int) -> [Int] {
    let weekday = [0.72, 1.14, 1.12, 1.1, 1.08, 1.06, 0.78][ExampleCalendar.weekday(day).rawValue]
    var admitted = [Int](repeating: 0, count: network.hospitals.count)
    var needs = network.hospitals.indices.map {
      tracks.count(.usualIntensive, $0) + tracks.count(.outbreakIntensive, $0)
    }
    for (hospital, site) in network.hospitals.enumerated() {
      var draws = stream(.usualStay, hospital, day)
      let beds = Double(site.generalBeds)
      let inWards = Double(
        tracks.count(.usualWard, hospital) + tracks.count(.outbreakWard, hospital))
      let postponed = min(0.45, max(0, inWards / beds - 0.82) * 3)
      let mean =
        0.76 * beds / (severity.usualDays + 0.5) * weekday
        * ExampleCalendar.season(day, amplitude: 0.04) * (1 - postponed)
      for _ in 0..<draws.poisson(mean) {
        tracks.admit(.usual(severity, &draws), to: hospital, on: day, isOutbreak: false)
        admitted[hospital] += 1
      }
      let share = site.isLarge ? 0.66 : 0.45
      let patients = draws.poisson(
        share * Double(site.intensiveBeds) / (severity.usualIntensiveDays + 0.5))
      for _ in 0..<patients {
        guard let target = bed(for: hospital, needs) else { continue }
        tracks.admit(.usualIntensive(severity, &draws), to: target, on: day, isOutbreak: false)
        needs[target] += 1
        admitted[target] += 1
      }
    }
    return admitted
  }

  /// Where another patient of intensive care goes: here, or to the hospital with most room; nil
  /// where a planned operation is put off.
  private func bed(for hospital: Int, _ needs: [Int]) -> Int? {
    func room(_ site: Int) -> Int { network.hospitals[site].intensiveBeds - needs[site] }
    if room(hospital) > 1 { return hospital }
    let best = needs.indices.max { (room($0), -$0) < (room($1), -$1) }
    return best.flatMap { room($0) > 2 ? $0 : nil }
  }

  private func fill(_ past: inout HospitalDay, _ hospital: Int) {
    let site = network.hospitals[hospital]
    past.usualWard = tracks.count(.usualWard, hospital)
    past.usualIntensive = tracks.count(.usualIntensive, hospital)
    past.outbreakWard = tracks.count(.outbreakWard, hospital)
    past.outbreakIntensive = tracks.count(.outbreakIntensive, hospital)
    past.needVentilated = tracks.count(.ventilated, hospital)
    past.outbreakVentilated = tracks.count(.outbreakVentilated, hospital)
    past.ventilators = stores[hospital][CareItem.ventilator].quantity
    past.intensiveBeds = site.intensiveBeds + stores[hospital][CareItem.movableBed].quantity
    var draws = stream(.beds, hospital)
    // A bed under repair is closed only while nobody needs it.
    let isRepaired = draws.uniform() < 0.12 && past.needIntensive + 2 < past.intensiveBeds
    past.intensiveOpen = past.intensiveBeds - (isRepaired ? 1 : 0)
    let wards = site.units.filter { $0.kind == .ward }
    past.wardClosed = wards.map { draws.binomial($0.beds, 0.012) }
    let bays = site.units.first { $0.kind == .emergency }?.beds ?? 0
    past.emergency = min(max(0, bays - past.waiting), draws.poisson(0.45 * Double(bays)))
  }

  /// Who comes to work on the day of this morning: staff are infected as their neighbours are.
  private func attendance(_ hospital: Int) -> CareAttendance {
    var infected = 0.0
    for wards in recent {
      for ward in wards.indices where wards[ward] > 0 {
        infected += Double(wards[ward]) * network.shares[ward][hospital]
      }
    }
    let share = CareStaff.absence(infectedShare: infected / max(1, residents[hospital]))
    var draws = stream(.staff, hospital)
    return CareAttendance(
      rostered: rosters[hospital], absent: rosters[hospital].map { draws.binomial($0, share) })
  }

  // MARK: Stock

  private mutating func use(
    _ past: inout HospitalDay, _ hospital: Int, _ booked: inout [StockBooking]
  ) {
    let present = staff.last?[hospital].present ?? rosters[hospital].reduce(0, +)
    let load = CareItem.Load(
      ward: Double(past.usualWard), intensive: Double(past.usualIntensive),
      outbreakWard: Double(past.outbreakWard),
      outbreakIntensive: Double(past.outbreakIntensive), ventilated: Double(past.ventilated),
      staff: Double(present), outbreakAdmissions: Double(past.admissions))
    var draws = stream(.use, hospital)
    for (item, kind) in CareItem.all.enumerated() {
      let mean = kind.use(of: load)
      var wanted = 0
      if mean > 0 {
        wanted =
          mean < 60
          ? draws.poisson(mean) : max(0, Int((mean * (1 + 0.06 * draws.normal())).rounded()))
      }
      let used = stores[hospital][item].take(wanted).reduce(0) { $0 + $1.quantity }
      past.used.append(used)
      past.lacking.append(wanted - used)
      guard used > 0 else { continue }
      book(
        StockBooking(
          id: "", item: item, lot: nil, lastDay: nil, quantity: used, from: hospital, to: nil,
          reason: .issue, minute: minute(CareTimes.issue - 1440)), &booked)
    }
  }

  private mutating func discard(_ booked: inout [StockBooking]) {
    for site in stores.indices {
      for item in stores[site].indices {
        for lot in stores[site][item].discard(on: day) {
          book(
            StockBooking(
              id: "", item: item, lot: lot.name, lastDay: lot.lastDay, quantity: lot.quantity,
              from: site, to: nil, reason: .expired, minute: minute(CareTimes.discard)), &booked)
        }
      }
    }
  }

  /// The usual deliveries: from outside to depots, from depots to hospitals.
  private mutating func bring(_ booked: inout [StockBooking]) {
    let provision = Provision(network: network, usualUse: usualUse, seed: seed)
    for delivery in provision.deliveries(on: day, stores: stores, expected: expectedUse()) {
      if let from = delivery.from {
        for lot in stores[from][delivery.item].take(delivery.quantity) {
          stores[delivery.to][delivery.item].add(lot)
          book(
            StockBooking(
              id: "", item: delivery.item, lot: lot.name, lastDay: lot.lastDay,
              quantity: lot.quantity, from: from, to: delivery.to, reason: .transfer,
              minute: minute(CareTimes.delivery)), &booked)
        }
      } else if let lot = delivery.lot {
        stores[delivery.to][delivery.item].add(lot)
        book(
          StockBooking(
            id: "", item: delivery.item, lot: lot.name, lastDay: lot.lastDay,
            quantity: lot.quantity, from: nil, to: delivery.to, reason: .receipt,
            minute: minute(CareTimes.receipt)), &booked)
      }
    }
  }

  /// By hospital, then item: use of a day as the supply chain expects it, which learns of a rise
  /// only weeks later.
  private func expectedUse() -> [[Double]] {
    let past = days.dropLast(HospitalReality.supplyLag).suffix(HospitalReality.supplyWindow)
    guard !past.isEmpty else { return usualUse }
    return usualUse.indices.map { hospital in
      usualUse[hospital].indices.map { item in
        let sum = past.reduce(0) { $0 + $1[hospital].used[item] + $1[hospital].lacking[item] }
        return max(usualUse[hospital][item], Double(sum) / Double(past.count))
      }
    }
  }

  /// What an executed order brings; the receipt books it, not the facilities' own feed.
  private mutating func take(_ arrival: CareArrival) {
    if let group = CareStaff.groups.firstIndex(of: arrival.item.text) {
      guard network.hospitals.indices.contains(arrival.from),
        network.hospitals.indices.contains(arrival.to)
      else { return }
      let moved = min(arrival.quantity, rosters[arrival.from][2 * group])
      rosters[arrival.from][2 * group] -= moved
      rosters[arrival.to][2 * group] += moved
      delivered[arrival.order] = moved
    } else if let item = CareItem.index(ID(arrival.item.text)) {
      let lots = stores[arrival.from][item].take(arrival.quantity)
      for lot in lots { stores[arrival.to][item].add(lot) }
      delivered[arrival.order] = lots.reduce(0) { $0 + $1.quantity }
    }
  }

  /// A time of this morning's day in minutes since the start of day 0.
  private func minute(_ time: Int) -> Int { day * 1440 + time }

  private func book(_ booking: StockBooking, _ booked: inout [StockBooking]) {
    var booking = booking
    booking.id = "M-\(ExampleCalendar.date(day))-\(booked.count + 1)"
    booked.append(booking)
  }

  // MARK: Chance

  /// What draws are for; layers of one purpose, apart from those of the infection.
  private enum Chance: UInt16 {
    case infectionToCare = 40
    case outbreakStay, otherAirways, usualStay, beds, staff, use
  }

  private func stream(_ chance: Chance, _ minor: Int, _ major: Int? = nil) -> Stream {
    Stream(seed, .progression, major ?? day, minor, layer: chance.rawValue)
  }
}

/// What an executed order brings to a site.
public struct CareArrival: Hashable, Sendable {
  public var order: String
  /// A stock item, or a staff group.
  public var item: ID<Item>
  public var quantity: Int
  /// Indices into the network's sites.
  public var from: Int
  public var to: Int
}

/// When things happen, in minutes after midnight. A step goes from `morning` to `morning`: what
/// orders bring comes by day, use is booked in the evening, and the counts of the next day stand
/// before its deliveries. Reports are out at the end of it.
enum CareTimes {
  static let firstArrival = 9 * 60 + 30
  static let lastArrival = 21 * 60 + 30
  static let issue = 22 * 60 + 30
  static let discard = 5 * 60
  static let count = 6 * 60
  static let beds = 7 * 60
  static let receipt = 7 * 60 + 30
  static let delivery = 8 * 60
  static let published = 8 * 60 + 30
  static let morning = 9 * 60
  /// Lorries drive between these.
  static let firstDeparture = 6 * 60
  static let lastDeparture = 20 * 60
}
