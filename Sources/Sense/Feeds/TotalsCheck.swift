import SalusCore
import SalusTwin

/// Finds totals that cannot be true: a whole with fewer events than its parts in the same file, for
/// the same date, part of the population and publication.
struct TotalsCheck {
  let places: Places

  /// Rows of larger files are not compared, to bound the memory.
  static let mostRows = 500_000

  private struct Key: Hashable {
    var valid: Instant
    var known: Instant
    var stratum: String
  }

  private struct Entry {
    var value: Double
    var line: Int
  }

  /// What is wrong, by the line of the total.
  func lies(in opened: CSVReader, _ decoder: RowDecoder) throws(CSVError) -> [Int: String] {
    var reader = opened
    var decoder = decoder
    var groups: [Key: [ID<Twin>: Entry]] = [:]
    var row = CSVRow()
    var main: [Observation] = []
    var companions: [Observation] = []
    var count = 0
    while try reader.next(&row) {
      main.removeAll(keepingCapacity: true)
      companions.removeAll(keepingCapacity: true)
      guard case .kept = decoder.decode(row, main: &main, companions: &companions) else { continue }
      count += 1
      guard count <= TotalsCheck.mostRows else { return [:] }
      for observation in main {
        guard let value = observation.value else { continue }
        let key = Key(
          valid: observation.valid, known: observation.known, stratum: observation.stratum)
        groups[key, default: [:]][observation.twin] = Entry(value: value, line: row.line)
      }
    }
    var lies: [Int: String] = [:]
    for (key, entries) in groups where entries.count > 1 {
      for (place, sum) in sums(entries) {
        // Half a unit leaves room for shares that were rounded to whole numbers.
        guard let entry = entries[place], entry.value + 0.5 < sum.value else { continue }
        let name = places[place]?.name ?? place.text
        lies[entry.line] =
          "\(name) cannot have \(TotalsCheck.text(entry.value)) on \(key.valid.date): "
          + "\(sum.parts == 1 ? "a part" : "\(sum.parts) parts") of it in the same file have "
          + "\(TotalsCheck.text(sum.value))"
      }
    }
    return lies
  }

  /// For each place that others of the group lie in: what those report, each part counted once.
  private func sums(_ entries: [ID<Twin>: Entry]) -> [ID<Twin>: (value: Double, parts: Int)] {
    var sums: [ID<Twin>: (value: Double, parts: Int)] = [:]
    for (place, entry) in entries.sorted(by: { $0.key < $1.key }) {
      // The nearest place above that reports itself holds this one as a part.
      var above = places[place]?.parent
      var steps = 0
      while let id = above, entries[id] == nil, steps < Place.Level.allCases.count {
        above = places[id]?.parent
        steps += 1
      }
      guard let id = above, id != place, entries[id] != nil else { continue }
      sums[id, default: (0, 0)].value += entry.value
      sums[id, default: (0, 0)].parts += 1
    }
    return sums
  }

  private static func text(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : String(number)
  }
}
