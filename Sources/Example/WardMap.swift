import Glibc
import SalusCore
import SalusNumerics

/// The borders of the wards: cells of a relaxed Voronoi diagram, their straight edges roughened.
///
/// Pairs of sites mirrored at the river and at the outline make both of them chains of borders: no
/// ward lies on both banks, and the wards together are the region.
struct WardMap {
  /// Sites of the wards.
  let sites: [MapPoint]
  /// Every edge of a ward once.
  let borders: [Border]
  let isLeftBank: [Bool]

  struct Border {
    /// The ward to the left of the line, as an index.
    let left: Int
    /// The ward to the right; nil where the region ends.
    let right: Int?
    /// Corner indices of the two ends.
    let start: Int
    let end: Int
    /// From start to end, both included, to the metre.
    let points: [MapPoint]
    let isRiver: Bool
  }

  static let rounds = 24

  init(_ seed: Seed, wards: Int) {
    let land = Landscape(seed)
    let pins = Pins(seed, land)
    let free = WardMap.scatter(seed, land, among: pins, count: wards - pins.inside.count)
    let pinned = pins.outside + pins.inside
    var diagram = Voronoi(pinned + free, reach: Landscape.reach)
    for _ in 0..<WardMap.rounds {
      let sites = diagram.relaxed(
        pinned: pinned.count, halfWidth: Landscape.halfWidth, halfHeight: Landscape.halfHeight,
        density: land.density)
      diagram = Voronoi(sites, reach: Landscape.reach)
    }
    self.init(seed, land, diagram, Array(pins.outside.count..<diagram.sites.count))
  }

  private init(_ seed: Seed, _ land: Landscape, _ diagram: Voronoi, _ chosen: [Int]) {
    let wardBySite = Dictionary(uniqueKeysWithValues: chosen.enumerated().map { ($1, $0) })
    let left = chosen.map { land.isLeftBank(diagram.sites[$0]) }
    var borders: [Border] = []
    for (ward, site) in chosen.enumerated() {
      let cell = diagram.cells[site]
      for (slot, other) in cell.neighbours.enumerated() {
        let neighbour = wardBySite[other]
        if let neighbour, neighbour < ward { continue }
        let start = cell.corners[slot]
        let end = cell.corners[(slot + 1) % cell.corners.count]
        let isRiver = neighbour.map { left[ward] != left[$0] } ?? false
        let cap = neighbour == nil ? 0.50 : isRiver ? 0.20 : 0.42
        let across = other < diagram.sites.count ? diagram.sites[other] : nil
        let points = RoughEdge(
          from: diagram.corners[start], to: diagram.corners[end], beside: diagram.sites[site],
          across, cap: cap
        ).points(Stream(seed, .geography, min(site, other), max(site, other), layer: 1))
        borders.append(
          Border(
            left: ward, right: neighbour, start: start, end: end,
            points: points.map(\.rounded), isRiver: isRiver))
      }
    }
    sites = chosen.map { diagram.sites[$0] }
    self.borders = borders
    isLeftBank = left
  }

  /// Sites inside the region by the density of settlement, apart from each other and the pins.
  private static func scatter(_ seed: Seed, _ land: Landscape, among pins: Pins, count: Int)
    -> [MapPoint]
  {
    var draws = Stream(seed, .geography, 1)
    var free: [MapPoint] = []
    var room = 0.7
    while free.count < count {
      let point = MapPoint(
        (2 * draws.uniform() - 1) * Landscape.halfWidth,
        (2 * draws.uniform() - 1) * Landscape.halfHeight)
      guard draws.uniform() * 1.6 < land.density(point), land.remoteness(point) < 0.98 else {
        continue
      }
      // Asks for less room with every try, so that the search ends on any landscape.
      room *= 0.9999
      let gap = room * Pins.width(land, point)
      guard free.allSatisfy({ $0.distance(to: point) > gap }),
        pins.inside.allSatisfy({ $0.distance(to: point) > gap })
      else { continue }
      free.append(point)
    }
    return free
  }
}

extension WardMap {
  /// The rings around all wards for which `isInside` holds: outer ones counter-clockwise, holes
  /// clockwise. Starts at the least corner, so that equal maps give equal text.
  func rings(around isInside: (Int) -> Bool) -> [Ring] {
    var next: [Int: (to: Int, points: [MapPoint])] = [:]
    for border in borders {
      let left = isInside(border.left)
      let right = border.right.map(isInside) ?? false
      if left, !right {
        next[border.start] = (border.end, border.points)
      } else if right, !left {
        next[border.end] = (border.start, border.points.reversed())
      }
    }
    var rings: [Ring] = []
    for start in next.keys.sorted() where next[start] != nil {
      var points: [MapPoint] = []
      var corner = start
      while let step = next.removeValue(forKey: corner) {
        points.append(contentsOf: step.points.dropLast())
        corner = step.to
      }
      rings.append(Ring(WardMap.distinct(points)))
    }
    return rings.sorted { abs($0.signedArea) > abs($1.signedArea) }
  }

  /// For each ward the wards that share a border with it, ascending, and whether the river runs
  /// between them.
  var neighbours: [[(ward: Int, isAcrossRiver: Bool)]] {
    var lists: [[(ward: Int, isAcrossRiver: Bool)]] = Array(repeating: [], count: sites.count)
    for border in borders {
      guard let right = border.right else { continue }
      lists[border.left].append((right, border.isRiver))
      lists[right].append((border.left, border.isRiver))
    }
    return lists.map { $0.sorted { $0.ward < $1.ward } }
  }

  /// The line of the river through the region; its longest part, should the outline cut it.
  var river: [MapPoint] {
    var links: [Int: [(to: Int, points: [MapPoint])]] = [:]
    for border in borders where border.isRiver {
      links[border.start, default: []].append((border.end, border.points))
      links[border.end, default: []].append((border.start, border.points.reversed()))
    }
    var longest: [MapPoint] = []
    var seen: Set<Int> = []
    for source in links.keys.sorted() where links[source]?.count == 1 && !seen.contains(source) {
      var line: [MapPoint] = []
      var corner = source
      seen.insert(corner)
      while let step = links[corner]?.first(where: { !seen.contains($0.to) }) {
        line.append(contentsOf: line.isEmpty ? step.points[...] : step.points.dropFirst())
        corner = step.to
        seen.insert(corner)
      }
      if WardMap.length(line) > WardMap.length(longest) { longest = line }
    }
    return WardMap.distinct(longest)
  }

  /// Without points that equal the one before: corners less than a metre apart round to one.
  private static func distinct(_ line: [MapPoint]) -> [MapPoint] {
    var kept: [MapPoint] = []
    for point in line where point != kept.last { kept.append(point) }
    while kept.count > 1, kept.first == kept.last { kept.removeLast() }
    return kept
  }

  private static func length(_ line: [MapPoint]) -> Double {
    zip(line, line.dropFirst()).reduce(0) { $0 + $1.0.distance(to: $1.1) }
  }
}
