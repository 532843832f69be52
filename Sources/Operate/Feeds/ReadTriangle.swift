import SalusCore
import SalusTwin

extension Reading {
  /// How values of a signal filled up: for each date what was known so many days after it.
  ///
  /// - Parameters:
  ///   - placeName: nil for the place at the top.
  ///   - days: newest dates shown, counted in periods of the signal.
  public func triangle(signal name: String, place placeName: String?, days: Int) throws -> JSON {
    let signal = try signal(name)
    let top = world.places.all.first { $0.parent == nil }
    guard let place = try placeName.map({ try self.place($0) }) ?? top else {
      throw ReadError.noPlace(placeName ?? "")
    }
    let step = signal.period.days
    let delays = Array(stride(from: 0, through: step == 1 ? 14 : 42, by: step))
    guard let grid = try grid(signal), let newest = grid.dates.last else {
      return triangle(signal, place, [], delays, [], nil)
    }
    let dates = grid.dates.suffix(days)
    let query = ObservationQuery(signal: signal.id, from: dates.first, through: newest)
    let rows = try journal.vintages(query, at: view).map(\.observation)
    let parts = Triangle.parts(of: place, among: Set(rows.map(\.twin)), in: world.places)
    let counted = Triangle(
      rows.filter { parts.contains($0.twin) }, dates: Array(dates), delays: delays)
    let delay = try delay(signal)
    return triangle(signal, place, Array(dates), delays, counted.counts, delay)
  }

  private func triangle(
    _ signal: Signal, _ place: Place, _ dates: [CivilDate], _ delays: [Int],
    _ counts: [[Double?]], _ delay: DelayProfile?
  ) -> JSON {
    let shares = delays.map { delay?.share(after: $0) }
    var sentence = "\(signal.title), \(place.name): "
    if dates.isEmpty || counts.allSatisfy({ $0.allSatisfy { $0 == nil } }) {
      sentence += "no reports in this period."
    } else if let settled = zip(delays, shares).first(where: { ($0.1 ?? 0) >= 0.95 })?.0,
      let first = shares.first.flatMap({ $0 })
    {
      sentence +=
        "usually \(Int((first * 100).rounded())) % of a value is in on its own day and 95 % after "
        + "\(Words.plural(settled, "day"))."
    } else {
      sentence += "how late reports usually come is not known yet."
    }
    return answer([
      "signal": .string(signal.id.text),
      "place": ["id": .string(place.id.text), "name": .string(place.name)],
      "dates": .array(dates.map { JSON($0) }),
      "delays": .array(delays.map { JSON($0) }),
      "counts": .array(counts.map { .array($0.map { JSON($0) }) }),
      "share": .array(shares.map { JSON($0.map(Reading.rounded)) }),
      "sentence": .string(sentence),
    ])
  }
}

/// Values by date and delay: a reporting triangle.
struct Triangle {
  /// By date, then by delay: the sum of what was known; nil for the future and where nothing was.
  private(set) var counts: [[Double?]]

  /// - Parameter rows: vintages ordered by twin, valid, known.
  init(_ rows: [Observation], dates: [CivilDate], delays: [Int]) {
    counts = dates.map { _ in delays.map { _ in nil } }
    let indices = Dictionary(uniqueKeysWithValues: dates.enumerated().map { ($1, $0) })
    guard let newest = rows.map(\.known.date).max() else { return }
    var start = rows.startIndex
    while start < rows.endIndex {
      var end = start + 1
      while end < rows.endIndex, rows[end].twin == rows[start].twin,
        rows[end].valid == rows[start].valid
      {
        end += 1
      }
      let date = rows[start].valid.date
      if let index = indices[date] {
        var known: Double?
        var next = start
        for (column, delay) in delays.enumerated() where date + delay <= newest {
          while next < end, rows[next].known.date - date <= delay {
            known = rows[next].value
            next += 1
          }
          if let known { counts[index][column] = (counts[index][column] ?? 0) + known }
        }
      }
      start = end
    }
  }

  /// The place itself where it reports, else the nearest places below it that do.
  static func parts(of place: Place, among reporting: Set<ID<Twin>>, in places: Places)
    -> Set<ID<Twin>>
  {
    if reporting.contains(place.id) { return [place.id] }
    var parts: Set<ID<Twin>> = []
    var open = places.children(of: place.id)
    var seen: Set<ID<Twin>> = [place.id]
    while let next = open.popLast() {
      guard seen.insert(next.id).inserted else { continue }
      if reporting.contains(next.id) {
        parts.insert(next.id)
      } else {
        open += places.children(of: next.id)
      }
    }
    return parts
  }
}
