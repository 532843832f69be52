import SalusCore

extension Panel {
  /// The panel with a row for every place above its places: the sum of its parts.
  ///
  /// Only counts are summed, and only where a place has no reports of its own. A sum takes the parts
  /// that are known; it is missing on dates on which fewer than `least` of the parts (weighted by
  /// population where all parts have one) have a value. A part that never reports counts as one
  /// without a value, so that a few wards are not taken for their district. Parts on whose levels
  /// nobody reports do not count: wards are no gap in what hospitals say of their district.
  public func withSums(of hierarchy: Places, least: Double = 0.5) -> Panel {
    guard signal.measure == .count else { return self }
    var rows: [ID<Twin>: [Double]] = [:]
    for (index, place) in places.enumerated() { rows[place.id] = Array(series(index)) }
    var summed: [ID<Twin>: [Double]] = [:]
    let levels = Set(places.map(\.level))
    var speaking: [ID<Twin>: Bool] = [:]

    func canReport(_ place: Place, depth: Int) -> Bool {
      if levels.contains(place.level) { return true }
      if let known = speaking[place.id] { return known }
      guard depth < 16 else { return false }
      let answer = hierarchy.children(of: place.id).contains { canReport($0, depth: depth + 1) }
      speaking[place.id] = answer
      return answer
    }

    func row(_ id: ID<Twin>, depth: Int) -> [Double]? {
      if let own = rows[id] { return own }
      if let done = summed[id] { return done }
      // A hierarchy that bites its own tail must not run for ever.
      guard depth < 16 else { return nil }
      var parts: [(weight: Double, values: [Double])] = []
      let children = hierarchy.children(of: id).filter { canReport($0, depth: depth + 1) }
      let isWeighted = children.allSatisfy { ($0.population ?? 0) > 0 }
      var whole = 0.0
      for child in children {
        let weight = isWeighted ? Double(child.population ?? 1) : 1
        whole += weight
        guard let values = row(child.id, depth: depth + 1) else { continue }
        parts.append((weight, values))
      }
      guard !parts.isEmpty else { return nil }
      let sums = dates.indices.map { date -> Double in
        let known = parts.filter { !$0.values[date].isNaN }
        let share = known.reduce(0) { $0 + $1.weight } / whole
        return share >= least && !known.isEmpty ? known.reduce(0) { $0 + $1.values[date] } : .nan
      }
      guard sums.contains(where: { !$0.isNaN }) else { return nil }
      summed[id] = sums
      return sums
    }

    for place in hierarchy.all { _ = row(place.id, depth: 0) }
    let all = hierarchy.all.filter { rows[$0.id] != nil || summed[$0.id] != nil }
    return Panel(
      signal: signal, places: all, dates: dates,
      values: all.flatMap { rows[$0.id] ?? summed[$0.id] ?? [] }, sequence: sequence, known: known)
  }
}
