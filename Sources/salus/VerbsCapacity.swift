import SalusCore
import SalusOperate
import SalusTwin

extension Verbs {
  private static let dryRun = Option(
    name: "dry-run", summary: "check everything, write nothing")
  private static let at = Option(
    name: "at", value: "TIME",
    summary: "when it was so, such as 2026-11-20T06:00:00Z (default: now)")
  private static let confirm = Option(
    name: "confirm", summary: "mean what a rule stands against, such as more patients than beds")

  static let capacity: [Verb] = [
    Verb(
      words: ["capacity"], summary: "show beds by hospital and unit, and how old each figure is",
      options: [
        Option(name: "hospital", value: "NAME", summary: "only that hospital, by unit"),
        .asOf, .data, .json, .csv,
      ],
      examples: ["salus capacity", "salus capacity --hospital averlyn-h01"],
      run: { call in try showCapacity(call) }),
    Verb(
      words: ["capacity", "beds"], summary: "report how the beds of a unit stand",
      operands: ["UNIT"],
      options: [
        Option(name: "occupied", value: "N", summary: "beds with a patient"),
        Option(name: "beds", value: "N", summary: "beds in all"),
        Option(name: "closed", value: "N", summary: "beds that cannot be used"),
        Option(name: "reserved", value: "N", summary: "empty beds that are promised"),
        Option(name: "ventilated", value: "N", summary: "patients on a ventilator"),
        Option(name: "outbreak", value: "N", summary: "patients of the outbreak"),
        at, confirm, dryRun, .data, .json,
      ],
      examples: ["salus capacity beds averlyn-h01-icu --occupied 18 --ventilated 9"],
      writes: true, run: { call in try reportBeds(call) }),
    Verb(
      words: ["capacity", "staff"], summary: "report who is on shift",
      operands: ["HOSPITAL", "GROUP"],
      options: [
        Option(name: "on-shift", value: "N", summary: "people who are there", isRequired: true),
        Option(name: "absent", value: "N", summary: "people who should be there and are not"),
        Option(
          name: "shift", value: "NAME", summary: "which shift (default: all)",
          choices: StaffReport.Shift.allCases.map(\.rawValue)), at, confirm, dryRun, .data, .json,
      ],
      examples: ["salus capacity staff averlyn-h01 icu-nurse --on-shift 14 --absent 3 --shift day"],
      writes: true, run: { call in try reportStaff(call) }),
    Verb(
      words: ["capacity", "travel"],
      summary: "assume travel times from coordinates and a speed, where nobody measured them",
      options: [
        Option(name: "speed", value: "KMH", summary: "kilometres an hour", isRequired: true),
        Option(
          name: "detour", value: "X", summary: "road over straight line (default 1.3)"),
        Option(
          name: "metres", value: "M", summary: "metres of one unit of the coordinates (default 1)"),
        dryRun, .data, .json,
      ],
      examples: ["salus capacity travel --speed 50"],
      writes: true,
      run: { call in
        guard let speed = try call.number("speed", in: 1...500) else {
          throw UsageError("'capacity travel' needs --speed", verb: "capacity travel")
        }
        let count = try call.station(.write).assumeTravel(
          speed: speed, detour: try call.number("detour", in: 1...10) ?? 1.3,
          metres: try call.number("metres", in: 0.001...1_000_000) ?? 1,
          isDryRun: call.has("dry-run"))
        call.console.print(
          call.has("json") ? "{\"pairs\":\(count)}" : "travel times of \(count) pairs assumed")
        return 0
      }),
  ]

  private static func showCapacity(_ call: Invocation) throws -> Int32 {
    let asOf = try call.asOf()
    let station = try call.settledStation(.read)
    let model = try ReadModel(station.journal)
    let reading = try model.reading(asOf)
    if call.has("json") {
      call.console.print(
        try reading.capacity(at: station.loopTime(), settings: station.capacitySettings).description
      )
      return 0
    }
    var rows = try reading.bedRows(at: station.loopTime(), settings: station.capacitySettings)
    if let name = call.text("hospital") {
      let wanted = name.lowercased()
      let known = rows
      rows = rows.filter {
        $0["hospital"]?.string?.lowercased() == wanted
          || $0["hospitalName"]?.string?.lowercased() == wanted
      }
      guard !rows.isEmpty || known.isEmpty else { throw ReadError.noPlace(name) }
    }
    guard !rows.isEmpty else {
      call.console.say(
        "No units are registered. 'salus import facilities', 'units' and 'beds' bring them in.")
      return 0
    }
    var table = Table(
      header: ["hospital", "unit", "beds", "open", "occupied", "reserved", "free", "age", ""],
      numeric: [2, 3, 4, 5, 6, 7])
    func cell(_ row: JSON, _ name: String) -> String {
      row[name]?.integer.map(String.init) ?? row[name]?.string ?? ""
    }
    for row in rows {
      let hours = row["ageHours"]?.double
      let flags = [
        row["isOver"]?.bool == true ? "over" : nil,
        hours == nil ? "never reported" : row["isStale"]?.bool == true ? "stale" : nil,
      ].compactMap { $0 }
      table.rows.append(
        ["hospital", "id", "beds", "open", "occupied", "reserved", "free"].map { cell(row, $0) } + [
          hours.map { age($0) } ?? "–", flags.joined(separator: " "),
        ])
    }
    table.print(on: call.console, csv: call.has("csv"))
    return 0
  }

  /// `3 h`, or `2 d` from two days on.
  static func age(_ hours: Double) -> String {
    hours >= 48
      ? "\(Format.number((hours / 24).rounded())) d" : "\(Format.number(hours.rounded())) h"
  }

  private static func terms(_ call: Invocation) throws -> ReportTerms {
    var terms = ReportTerms(
      isConfirmed: call.has("confirm"), isDryRun: call.has("dry-run"))
    if let text = call.text("at") {
      guard let instant = Instant(text) else {
        throw call.refusal("at", text, "a time such as 2026-11-20T06:00:00Z, or a date,")
      }
      terms.at = instant
    }
    return terms
  }

  private static func count(_ call: Invocation, _ name: String) throws -> Int? {
    call.has(name) ? try call.integer(name, in: 0...1_000_000, default: 0) : nil
  }

  private static func reportBeds(_ call: Invocation) throws -> Int32 {
    let change = BedChange(
      unit: try call.operand(0), beds: try count(call, "beds"),
      closed: try count(call, "closed"), occupied: try count(call, "occupied"),
      reserved: try count(call, "reserved"), ventilated: try count(call, "ventilated"),
      ofOutbreak: try count(call, "outbreak"))
    let answer = try call.station(.write).reportBeds([change], try terms(call))
    guard let report = answer.reports.first else { return 1 }
    if call.has("json") {
      call.console.print(report.payload.description)
    } else {
      call.console.print(
        (call.has("dry-run") ? "dry run, nothing written: " : "")
          + "\(report.unit): \(report.occupied) of \(report.open) open beds occupied, "
          + "\(report.free) free")
    }
    return 0
  }

  private static func reportStaff(_ call: Invocation) throws -> Int32 {
    let shift = call.text("shift").flatMap { StaffReport.Shift(rawValue: $0) } ?? .all
    _ = try call.required("on-shift")
    let change = StaffChange(
      hospital: try call.operand(0), group: try call.operand(1), shift: shift,
      onShift: try count(call, "on-shift") ?? 0, absent: try count(call, "absent"))
    let answer = try call.station(.write).reportStaff([change], try terms(call))
    guard let report = answer.reports.first else { return 1 }
    if call.has("json") {
      call.console.print(report.payload.description)
    } else {
      call.console.print(
        (call.has("dry-run") ? "dry run, nothing written: " : "")
          + "\(report.hospital): \(report.onShift) \(report.group) on shift")
    }
    return 0
  }

  // MARK: - Stock

  static let stock: [Verb] = [
    Verb(
      words: ["stock"], summary: "show what of each item is where, and how long it lasts",
      options: [
        Option(name: "facility", value: "NAME", summary: "only that hospital or depot"),
        Option(name: "item", value: "NAME", summary: "only that item"), .asOf, .data, .json, .csv,
      ],
      examples: ["salus stock", "salus stock --item mask --csv"],
      run: { call in try showStock(call) }),
    Verb(
      words: ["stock", "count"], summary: "say what of an item was found in a facility",
      operands: ["FACILITY", "ITEM", "LOT=QUANTITY[@EXPIRES]…"],
      options: [at, dryRun, .data, .json],
      examples: [
        "salus stock count averlyn-h01 mask A17=1200@2027-03-31 B02=300",
        "salus stock count averlyn-h01 mask =0",
      ],
      writes: true, run: { call in try countStock(call) }),
    Verb(
      words: ["stock", "move"], summary: "report a receipt, a transfer, a use or a loss of stock",
      operands: ["ITEM", "QUANTITY"],
      options: [
        Option(name: "from", value: "FACILITY", summary: "where it left (none: from outside)"),
        Option(name: "to", value: "FACILITY", summary: "where it arrived (none: used up)"),
        Option(
          name: "reason", value: "NAME", summary: "why",
          choices: StockMove.Reason.allCases.map(\.rawValue)),
        Option(name: "lot", value: "LOT", summary: "which lot (default: what expires first)"),
        Option(name: "expires", value: "DATE", summary: "of what comes from outside"),
        Option(
          name: "id", value: "ID", summary: "number of the receipt; the same again changes nothing"),
        at, confirm, dryRun, .data, .json,
      ],
      examples: [
        "salus stock move mask 500 --from averlyn-s1 --to averlyn-h01 --id R-2231",
        "salus stock move antiviral 40 --from averlyn-h01 --reason issue",
      ],
      writes: true, run: { call in try moveStock(call) }),
  ]

  private static func showStock(_ call: Invocation) throws -> Int32 {
    let asOf = try call.asOf()
    let station = try call.settledStation(.read)
    let reading = try ReadModel(station.journal).reading(asOf)
    var rows = try reading.stockRows(at: station.loopTime(), settings: station.capacitySettings)
    for (option, names) in [
      ("facility", ["facility", "facilityName"]), ("item", ["item", "title"]),
    ] {
      guard let wanted = call.text(option)?.lowercased() else { continue }
      rows = rows.filter { row in names.contains { row[$0]?.string?.lowercased() == wanted } }
      guard !rows.isEmpty else {
        throw CapacityProblem.unknown("there is no stock of \(option) '\(wanted)'")
      }
    }
    if call.has("json") {
      call.console.print(JSON.array(rows).description)
      return 0
    }
    guard !rows.isEmpty else {
      call.console.say("No stock is known. 'salus import items' and 'stock' bring it in.")
      return 0
    }
    var table = Table(
      header: [
        "facility", "item", "quantity", "unit", "usable", "reserved", "days of cover",
        "next expiry", "age",
      ], numeric: [2, 4, 5, 6, 8])
    for row in rows {
      func number(_ name: String) -> String { Amount(row[name]?.double ?? 0).description }
      let cover = row["coverDays"].flatMap { fan -> String? in
        guard let middle = fan["median"]?.double, let lower = fan["lower"]?.double,
          let upper = fan["upper"]?.double
        else { return nil }
        return Format.interval(middle, lower, upper)
      }
      let expiry = row["nextExpiry"].flatMap { lot -> String? in
        guard let date = lot["date"]?.string, let quantity = lot["quantity"]?.double else {
          return nil
        }
        return "\(date) (\(Amount(quantity)))"
      }
      table.rows.append([
        row["facility"]?.string ?? "", row["item"]?.string ?? "", number("quantity"),
        row["unit"]?.string ?? "", number("usable"), number("reserved"), cover ?? "–",
        expiry ?? "–", age(row["ageHours"]?.double ?? 0),
      ])
    }
    table.print(on: call.console, csv: call.has("csv"))
    return 0
  }

  private static func countStock(_ call: Invocation) throws -> Int32 {
    _ = try call.operand(2)
    var lots: [Lot] = []
    for word in call.operands.dropFirst(2) {
      guard let equals = word.lastIndex(of: "=") else { throw wrongLot(word) }
      let rest = word[word.index(after: equals)...].split(
        separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
      guard let quantity = Double(rest[0]), quantity.isFinite else { throw wrongLot(word) }
      var expires: CivilDate?
      if rest.count == 2 {
        guard let date = CivilDate(rest[1]) else { throw wrongLot(word) }
        expires = date
      }
      lots.append(Lot(lot: String(word[..<equals]), quantity: quantity, expires: expires))
    }
    let count = try call.station(.write).countStock(
      facility: try call.operand(0), item: try call.operand(1), lots: lots, try terms(call)
    ).reports
    if call.has("json") {
      call.console.print(count.payload.description)
    } else {
      let sum = count.lots.reduce(0) { $0 + $1.quantity }
      call.console.print(
        (call.has("dry-run") ? "dry run, nothing written: " : "")
          + "\(count.facility): \(Amount(sum)) of \(count.item) counted")
    }
    return 0
  }

  private static func wrongLot(_ word: String) -> UsageError {
    UsageError(
      "'\(word)' is no lot: LOT=QUANTITY or LOT=QUANTITY@YYYY-MM-DD is accepted",
      verb: "stock count")
  }

  private static func moveStock(_ call: Invocation) throws -> Int32 {
    guard let quantity = Double(try call.operand(1)), quantity.isFinite else {
      throw UsageError(
        "'\(try call.operand(1))' is no quantity; a number more than 0 is accepted",
        verb: "stock move")
    }
    let change = MoveChange(
      id: call.text("id"), item: try call.operand(0), quantity: quantity, from: call.text("from"),
      to: call.text("to"), reason: call.text("reason").flatMap { StockMove.Reason(rawValue: $0) },
      lot: call.text("lot"), expires: try call.date("expires"))
    let answer = try call.station(.write).moveStock(change, try terms(call))
    if call.has("json") {
      call.console.print(answer.move.payload.description)
    } else {
      let start =
        answer.isRepeat
        ? "known already, nothing written: "
        : call.has("dry-run") ? "dry run, nothing written: " : ""
      call.console.print(
        start + "\(answer.move.id): \(Amount(answer.move.quantity)) of \(answer.move.item) from "
          + "\(answer.move.from?.text ?? "outside") to \(answer.move.to?.text ?? "use")")
    }
    return 0
  }
}
