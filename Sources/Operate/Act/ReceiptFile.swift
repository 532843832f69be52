import SalusAct
import SalusCore
import SalusSense
import SalusTwin

/// A table of what field systems say of orders: `order,receipt,quantity,time,state,executor,note`.
///
/// Only `order` must be there. `state` is `bound`, `sent`, `started`, `received` (the usual one),
/// `closed` (received, and no more is to come) or `cancelled`.
struct ReceiptFile {
  struct Row {
    var line: Int
    var report: OrderReport
  }

  /// A row that was not taken, and why.
  struct Fault: Hashable, Sendable {
    var line: Int
    var reason: String
  }

  private(set) var rows: [Row] = []
  private(set) var faults: [Fault] = []

  static let states: [(word: String, action: Order.Action, isFinal: Bool)] = [
    ("bound", .bind, false), ("sent", .send, false), ("started", .start, false),
    ("received", .receive, false), ("closed", .receive, true), ("cancelled", .cancel, false),
  ]

  /// - Parameters:
  ///   - zone: of times without an offset.
  ///   - latest: a time after it is a fault.
  init(path: String, zone: TimeZoneRules, latest: Instant) throws {
    var reader = try CSVReader(path: path)
    let names = reader.header.map { $0.lowercased() }
    guard let orderColumn = names.firstIndex(of: "order") else {
      throw CSVError.columns(name: reader.name, missing: ["order"], found: reader.header)
    }
    func column(_ name: String) -> Int? { names.firstIndex(of: name) }
    let columns = (
      receipt: column("receipt"), quantity: column("quantity"), time: column("time"),
      state: column("state"), executor: column("executor"), note: column("note")
    )
    var row = CSVRow()
    while try reader.next(&row) {
      if let fault = row.fault {
        faults.append(Fault(line: row.line, reason: fault.reason))
        continue
      }
      let cells = row.texts
      func cell(_ index: Int?) -> String? {
        guard let index, index < cells.count, !cells[index].isEmpty else { return nil }
        return cells[index]
      }
      do throws(ReceiptFault) {
        guard let order = cell(orderColumn) else { throw ReceiptFault("the order is missing") }
        let word = cell(columns.state)?.lowercased() ?? "received"
        guard let state = ReceiptFile.states.first(where: { $0.word == word }) else {
          let accepted = ReceiptFile.states.map(\.word).joined(separator: ", ")
          throw ReceiptFault("'\(word)' is no state; accepted: \(accepted)")
        }
        var report = OrderReport(
          order: ID(order), action: state.action, executor: cell(columns.executor),
          isFinal: state.isFinal, note: cell(columns.note))
        if let text = cell(columns.time) {
          guard let time = ReceiptFile.time(text, zone) else {
            throw ReceiptFault(
              "'\(text)' is no time; accepted: 2026-05-08T14:30:00Z or 2026-05-08 14:30")
          }
          guard time <= latest else { throw ReceiptFault("\(text) lies in the future") }
          report.at = time
        }
        if state.action == .receive {
          guard let receipt = cell(columns.receipt) else {
            throw ReceiptFault("a receipt without an id could not be told from its repeat")
          }
          guard let text = cell(columns.quantity), let quantity = Double(text),
            quantity.isFinite, quantity > 0
          else {
            throw ReceiptFault(
              "'\(cell(columns.quantity) ?? "")' is no quantity; a number above 0 is accepted")
          }
          report.receipt = receipt
          report.quantity = quantity
        }
        rows.append(Row(line: row.line, report: report))
      } catch {
        faults.append(Fault(line: row.line, reason: error.reason))
      }
    }
  }

  /// RFC 3339, or `2026-05-08 14:30` by the clock of the zone.
  static func time(_ text: String, _ zone: TimeZoneRules) -> Instant? {
    if text.utf8.count > 10, let instant = Instant(text) { return instant }
    let parts = text.split(separator: text.contains("T") ? "T" : " ")
    guard parts.count == 2, let date = CivilDate(parts[0]) else { return nil }
    let clock = parts[1].split(separator: ":", omittingEmptySubsequences: false)
    guard clock.count == 2 || clock.count == 3, clock.allSatisfy({ $0.utf8.count == 2 }) else {
      return nil
    }
    let numbers = clock.compactMap { Int($0) }
    guard numbers.count == clock.count, (0..<24).contains(numbers[0]),
      numbers.dropFirst().allSatisfy({ (0..<60).contains($0) })
    else { return nil }
    let second = numbers[0] * 3600 + numbers[1] * 60 + (numbers.count > 2 ? numbers[2] : 0)
    return zone.instant(of: TimeZoneRules.WallTime(date: date, secondOfDay: second))
  }
}

private struct ReceiptFault: Error {
  var reason: String

  init(_ reason: String) { self.reason = reason }
}

/// What a table of receipts brought.
public struct ReceiptReport: Hashable, Sendable {
  public var read = 0
  public var accepted = 0
  /// Known already.
  public var duplicate = 0
  /// Lines that were not taken, with the reason.
  public var refused: [String] = []

  public var json: JSON {
    [
      "read": JSON(read), "accepted": JSON(accepted), "duplicate": JSON(duplicate),
      "refused": .array(refused.map { .string($0) }),
    ]
  }

  public var words: String {
    "\(read) rows read: \(accepted) accepted, \(duplicate) known already, "
      + "\(refused.count) refused"
  }
}

extension Station {
  /// Takes a table of what field systems say of orders. Each row stands for itself: a wrong one is
  /// refused with its line and the rest is taken; a row known already changes nothing.
  ///
  /// - Parameters:
  ///   - zone: of times without an offset.
  ///   - now: by the loop's clock; nil takes it from the station.
  public func importReceipts(
    _ path: String, zone: TimeZoneRules = .utc, at moment: Instant? = nil, actor: String? = nil
  ) throws -> ReceiptReport {
    let now = try moment ?? dutyTime()
    // Clocks of field systems run apart, and a day's table may be ahead of the loop's moment.
    let file = try ReceiptFile(path: path, zone: zone, latest: now + 86_400)
    var report = ReceiptReport()
    report.read = file.rows.count + file.faults.count
    var refused = file.faults
    for row in file.rows {
      let before = try dutyState().orders[row.report.order]
      if let before, Station.isKnown(row.report, of: before) {
        report.duplicate += 1
        continue
      }
      do {
        let after = try self.report(row.report, at: now, actor: actor)
        if after.revision == before?.revision {
          report.duplicate += 1
        } else {
          report.accepted += 1
        }
      } catch {
        guard let error = error as? OrderError else { throw error }
        refused.append(ReceiptFile.Fault(line: row.line, reason: error.description))
      }
    }
    report.refused = refused.sorted { $0.line < $1.line }.map { "line \($0.line): \($0.reason)" }
    return report
  }

  /// A step that the order has behind it says nothing new.
  private static func isKnown(_ report: OrderReport, of order: Order) -> Bool {
    func isPast(_ stage: Order.Stage) -> Bool {
      let stages = Order.Stage.allCases
      return (stages.firstIndex(of: order.stage) ?? 0) >= (stages.firstIndex(of: stage) ?? 0)
    }
    switch report.action {
    case .bind: return isPast(.bound) && (report.executor ?? order.executor) == order.executor
    case .send: return isPast(.sent)
    case .start: return isPast(.executing)
    case .cancel: return order.stage == .cancelled
    case .receive: return false
    }
  }
}
