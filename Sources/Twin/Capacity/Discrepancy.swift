import SalusCore

/// Something that was reported and cannot be so: kept as it was said, and shown.
public struct Discrepancy: Hashable, Sendable {
  public var kind: Kind
  /// The unit, hospital or facility.
  public var subject: ID<Twin>
  public var item: ID<Item>?
  /// What does not agree, with the numbers.
  public var words: String
  /// Since when: valid time of the report.
  public var at: Instant
  /// Of the event that said it.
  public var sequence: Int64

  public enum Kind: String, Sendable, CaseIterable {
    /// More patients than open beds.
    case overCapacity
    /// More closed beds than beds, or more on ventilators than patients.
    case partAboveWhole
    /// More was issued than the book held.
    case stockMissing
    /// More is promised than there is.
    case overPromised
    /// A report about a unit or facility that nobody registered.
    case unknownSubject
  }
}

extension Capacity {
  /// All that does not agree in the newest figures, ordered by subject and item.
  public var discrepancies: [Discrepancy] {
    var found: [Discrepancy] = []
    for (id, report) in beds.sorted(by: { $0.key < $1.key }) { found += faults(id, report) }
    for facility in stockedFacilities {
      for (item, state) in stock(of: facility) {
        found += faults(facility, item, state)
      }
    }
    return found
  }

  private func faults(_ id: ID<Twin>, _ report: Reported<BedReport>) -> [Discrepancy] {
    let bed = report.value
    let name = unitsByID[id]?.name ?? id.text
    var found: [Discrepancy] = []
    func say(_ kind: Discrepancy.Kind, _ words: String) {
      found.append(
        Discrepancy(
          kind: kind, subject: id, item: nil, words: words, at: report.valid,
          sequence: report.sequence))
    }
    if unitsByID[id] == nil { say(.unknownSubject, "\(id): beds of a unit that nobody registered") }
    if bed.closed > bed.beds {
      say(.partAboveWhole, "\(name): \(bed.closed) of \(bed.beds) beds are closed")
    } else if bed.isOver {
      say(.overCapacity, "\(name): \(bed.occupied) patients on \(bed.open) open beds")
    }
    if let ventilated = bed.ventilated, ventilated > bed.occupied {
      say(.partAboveWhole, "\(name): \(ventilated) on ventilators of \(bed.occupied) patients")
    }
    if let part = bed.ofOutbreak, part > bed.occupied {
      say(.partAboveWhole, "\(name): \(part) of the outbreak among \(bed.occupied) patients")
    }
    return found
  }

  private func faults(_ facility: ID<Twin>, _ item: ID<Item>, _ state: StockState)
    -> [Discrepancy]
  {
    let place = facilities[facility]?.name ?? facility.text
    let title = itemsByID[item]?.title ?? item.text
    var found: [Discrepancy] = []
    func say(_ kind: Discrepancy.Kind, _ words: String) {
      found.append(
        Discrepancy(
          kind: kind, subject: facility, item: item, words: words, at: state.changed,
          sequence: state.sequence))
    }
    if facilities[facility] == nil {
      say(.unknownSubject, "\(facility): stock of a facility that nobody registered")
    }
    if state.missing > 1e-9 {
      say(
        .stockMissing,
        "\(place): \(Amount(state.missing)) of \(title) more went out than the book held")
    }
    if state.reserved > state.quantity + 1e-9 {
      say(
        .overPromised,
        "\(place): \(Amount(state.reserved)) of \(title) promised, \(Amount(state.quantity)) there")
    }
    return found
  }
}

/// A quantity in words: whole numbers without a point, others with at most two digits after it.
public struct Amount: CustomStringConvertible, Sendable {
  public let value: Double

  public init(_ value: Double) {
    self.value = value
  }

  public var description: String {
    guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
    let hundredths = Int64((value * 100).rounded())
    let sign = hundredths < 0 ? "-" : ""
    let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
    if rest == 0 { return "\(sign)\(whole)" }
    let digits = rest < 10 ? "0\(rest)" : rest % 10 == 0 ? "\(rest / 10)" : "\(rest)"
    return "\(sign)\(whole).\(digits)"
  }
}
