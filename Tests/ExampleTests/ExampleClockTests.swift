import Foundation
import SalusCore
import SalusNumerics
import SalusSense
import SalusStore
import SalusTwin
import Testing

@testable import SalusExample

@Suite struct ExecutorTests {
  static func order(
    _ number: Int, item: String = "ventilator", quantity: Double = 2, from: String = "averlyn-s1",
    to: String = "averlyn-h07", on day: Int, dueHours: Double = 10
  ) -> Order {
    let issued = ExampleCalendar.moment(day)
    return Order(
      id: ID("O-\(number)"), plan: ID("P-1"), planRevision: 1, move: "P-1/\(number)",
      item: ID(item), quantity: quantity, from: ID(from), to: ID(to), issued: issued,
      departs: issued + 3600, due: issued + dueHours * 3600)
  }

  /// One order in eight, within four standard errors, comes after it is due; the others in time.
  @Test func isLateOnceInEight() {
    let network = CareNetwork(Examples.region())
    var late = 0
    let count = 800
    for number in 1...count {
      var executor = Executor(network: network, seed: 1)
      let order = Self.order(number, on: 10)
      let steps = (11...16).flatMap { executor.steps(on: $0, orders: [order]) }
      #expect(steps.map(\.state) == [.bound, .started, .received])
      #expect(zip(steps, steps.dropFirst()).allSatisfy { $0.minute <= $1.minute })
      let isLate = steps.last.map { Executor.instant($0.minute) > order.due } ?? false
      #expect(isLate == (steps.last?.note != nil))
      if isLate { late += 1 }
    }
    let error = (Double(count) * 0.125 * 0.875).squareRoot()
    #expect(abs(Double(late) - 0.125 * Double(count)) < 4 * error)
  }

  /// A lorry is in one place at a time, whatever it is asked.
  @Test func drivesOneTripAtATime() {
    let network = CareNetwork(Examples.region())
    var executor = Executor(network: network, seed: 2)
    let orders = (1...40).map {
      Self.order($0, item: "bed-movable", to: "averlyn-h\(Region.padded(1 + $0 % 12, 2))", on: 20)
    }
    var started: [String: [(minute: Int, order: ID<Order>)]] = [:]
    for day in 21...40 {
      for step in executor.steps(on: day, orders: orders) where step.state == .started {
        started[step.executor, default: []].append((step.minute, step.order))
      }
    }
    #expect(started.values.reduce(0) { $0 + $1.count } == 40)
    for trips in started.values {
      for (one, next) in zip(trips, trips.dropFirst()) {
        let order = orders.first { $0.id == one.order }
        let site = network.sites.firstIndex { $0 == order?.to } ?? 0
        let depot = network.sites.firstIndex(of: ID("averlyn-s1")) ?? 0
        #expect(next.minute - one.minute >= Int(2 * network.minutes[depot][site]))
      }
    }
  }

  @Test func turnsRoundForACancelledOrder() throws {
    var executor = Executor(network: CareNetwork(Examples.region()), seed: 1)
    #expect(executor.steps(on: 11, orders: []).isEmpty)
    var orders = Orders()
    let journal = try Store.open(
      directory: FileManager.default.temporaryDirectory.path + "/cancel-\(UUID().uuidString)",
      mode: .create)
    let order = Self.order(5, to: "averlyn-h09", on: 12)
    _ = try journal.append(OrderIssued(order).draft(actor: "a"))
    _ = try journal.append(
      OrderStep(order: order.id, verb: .cancelled, at: order.issued).draft(actor: "a"))
    try orders.apply(journal.events(EventQuery(types: Orders.types)))
    #expect(executor.steps(on: 13, orders: orders.all).isEmpty)
  }

  @Test func passesOverWhatItCannotCarry() {
    var executor = Executor(network: CareNetwork(Examples.region()), seed: 1)
    let orders = [
      Self.order(1, item: "moonstone", on: 5), Self.order(2, from: "nowhere", on: 5),
      Self.order(3, from: "averlyn-h07", on: 5), Self.order(4, quantity: 0.4, on: 5),
    ]
    #expect((6...9).allSatisfy { executor.steps(on: $0, orders: orders).isEmpty })
  }
}

@Suite struct OrderedWorldTests {
  /// Two worlds of which one gets ventilators and nurses: what arrives is there, what left is gone.
  @Test func bringsWhatWasOrdered() throws {
    let orders = [
      ExecutorTests.order(1, quantity: 3, on: 5),
      ExecutorTests.order(
        2, item: "icu-nurse", quantity: 2, from: "averlyn-h01", to: "averlyn-h07", on: 5),
      ExecutorTests.order(3, item: "antiviral", quantity: 1e6, from: "averlyn-s2", on: 5),
    ]
    var plain = ExampleWorld(region: Examples.region(), seed: 1)
    var helped = plain
    for day in 0...9 {
      plain.step()
      helped.step(orders: day > 5 ? orders : [])
    }
    let (depot, hospital) = (12, 6)
    let item = CareItem.ventilator
    func stock(_ world: ExampleWorld, _ site: Int, _ item: Int) -> Int {
      world.care.counts[9][site][item].quantity
    }
    #expect(stock(helped, hospital, item) == stock(plain, hospital, item) + 3)
    #expect(stock(helped, depot, item) == stock(plain, depot, item) - 3)
    #expect(helped.care.staff[9][6].rostered[0] == plain.care.staff[9][6].rostered[0] + 2)
    #expect(helped.care.staff[9][0].rostered[0] == plain.care.staff[9][0].rostered[0] - 2)
    // More than there was cannot come; the receipt says what came, and that it is all.
    let receipts = (0...9).flatMap { CareFeedsTests.rows(.receipts, $0, of: helped) }
    #expect(Set(receipts.compactMap { $0["order"] }) == ["O-1", "O-2", "O-3"])
    let last = try #require(receipts.last { $0["order"] == "O-3" })
    #expect(last["state"] == "closed" && (1..<1_000_000).contains(Int(last["quantity"] ?? "") ?? 0))
    for row in receipts {
      let isReceipt = row["state"] == "received" || row["state"] == "closed"
      #expect(row["receipt"] == (isReceipt ? "R-\(row["order"] ?? "")" : ""))
    }
    // Patients are the same: nobody falls ill of an order.
    #expect(
      helped.care.days.map { $0.map(\.hospitalised) }
        == plain.care.days.map { $0.map(\.hospitalised) })
    #expect(CareFeedsTests.rows(.receipts, 5, of: helped).isEmpty)
  }
}

@Suite struct ExampleClockTests {
  /// Day by day through watched folders, with orders on the way and a new clock in the middle,
  /// brings the same tables as one clock that never stopped.
  @Test func goesOnAfterARestart() throws {
    try InstallTests.inDirectory { path in
      let journal = try Store.open(directory: path + "/data", mode: .create)
      let files = path + "/data/example"
      _ = try ExampleRegion.install(into: journal, through: 1, directory: files)
      var clock = try ExampleClock(journal, directory: files)
      #expect(clock.day == 1 && clock.moment == ExampleCalendar.moment(1))
      _ = try clock.step()
      _ = try journal.append(OrderIssued(ExecutorTests.order(1, on: 2)).draft(actor: "a"))
      let step = try clock.step()
      #expect(clock.day == 3)
      #expect(step.contains { $0.hasSuffix("/inbox/receipts/2026-01-04.csv") })
      let continued = try ExampleClock(journal, directory: files)
      #expect(continued.day == 3)
      #expect(continued.world.files(on: 3) == clock.world.files(on: 3))
      var restarted = continued
      _ = try journal.append(OrderIssued(ExecutorTests.order(2, on: 3)).draft(actor: "a"))
      let paths = try restarted.step()
      // A third clock, which only knows what the journal holds, makes the same tables of that day.
      let third = try ExampleClock(journal, directory: files).world.files(on: 4)
      #expect(third.map(\.bytes).count == paths.count)
      for (file, path) in zip(third, paths) {
        #expect(path.hasSuffix(file.name))
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(file.bytes))
      }
      #expect(third.contains { $0.feed == .receipts })
      #expect(try ExampleRegion.day(in: journal) == 4)
    }
  }

  @Test func refusesAJournalWithoutTheExample() throws {
    try InstallTests.inDirectory { path in
      let journal = try Store.open(directory: path, mode: .create)
      #expect(throws: ExampleError.missing) { try ExampleClock(journal, directory: path + "/x") }
    }
  }

  @Test func writesAConfigurationOnceAndMapsThatCanBeRead() throws {
    try InstallTests.inDirectory { path in
      let journal = try Store.open(directory: path, mode: .create)
      _ = try ExampleRegion.install(into: journal, through: 0, directory: path + "/example")
      let file = path + "/config.json5"
      #expect(try String(contentsOfFile: file, encoding: .utf8) == ExampleRegion.configuration)
      for feed in Feed.allCases {
        if let map = feed.map {
          #expect(try ColumnMap(path: "\(path)/example/\(feed.mapName)") == map)
        }
        #expect(
          FileManager.default.fileExists(
            atPath: ExampleClock.inbox(feed, directory: path + "/example")))
      }
      try Data("{}".utf8).write(to: URL(fileURLWithPath: file))
      _ = try ExampleRegion.install(into: journal, through: 1, directory: path + "/example")
      #expect(try String(contentsOfFile: file, encoding: .utf8) == "{}")
    }
  }

  /// What the twin makes of the tables is what is true, as far as it was told.
  @Test func tellsTheTwinWhatThereIs() throws {
    try InstallTests.inDirectory { path in
      let journal = try Store.open(directory: path, mode: .create)
      _ = try ExampleRegion.install(into: journal, through: 4, directory: path + "/example")
      let capacity = try Capacity(journal)
      var world = ExampleWorld(region: Examples.region(), seed: 1)
      for _ in 0...4 { world.step() }
      #expect(capacity.hospitals.count == 12 && capacity.depots.count == 3)
      #expect(capacity.units.count == world.network.hospitals.reduce(0) { $0 + $1.units.count })
      #expect(capacity.discrepancies.isEmpty)
      #expect(capacity.vehicles.count == 5 && capacity.items.count == 10)
      for (index, hospital) in world.network.hospitals.enumerated() {
        let unit = try #require(hospital.units.first { $0.kind == .icu })
        let report = try #require(capacity.beds[unit.id])
        #expect(report.value.occupied == world.care.days[4][index].intensive)
        for (item, kind) in CareItem.all.enumerated() {
          let state = capacity.stock(hospital.id, kind.item.id)
          #expect(Int(state.quantity) == world.care.stores[index][item].quantity)
        }
      }
    }
  }
}
