import Glibc
import SalusCore
import SalusNumerics
import SalusTwin

/// Turns sampled paths of a resource into a row of the estimate.
struct RowSummary: Sendable {
  let site: ID<Twin>
  let day: CivilDate
  let days: Int
  let levels: [Double]

  /// The quantiles that stand for the greatest daily need.
  static let dots = 20

  /// A resource that is not used up.
  ///
  /// - Parameter paths: path-major daily needs.
  func standing(
    _ resource: String, unit: String, paths values: [Double], capacity: Double?, now: Double?
  ) -> DemandRow {
    let count = values.count / max(1, days)
    var breach: DemandBreach?
    if let capacity {
      var byDay = [Double](repeating: 0, count: days)
      var any = 0.0
      for path in 0..<count {
        var isOver = false
        for index in 0..<days where values[path * days + index] > capacity + 1e-9 {
          byDay[index] += 1
          isOver = true
        }
        if isOver { any += 1 }
      }
      let whole = Double(max(1, count))
      breach = self.breach(byDay.map { $0 / whole }, any: any / whole)
    }
    let columns = columns(values, count)
    let means = means(columns)
    return DemandRow(
      site: site, resource: resource, unit: unit, isCumulative: false,
      capacity: capacity.map(RowSummary.rounded), now: now.map(RowSummary.rounded),
      mean: means.map(RowSummary.rounded), need: quantiles(columns), peak: peaks(values, count),
      peakDate: peakDate(means), breach: breach, cover: nil)
  }

  /// An item that is used up.
  ///
  /// - Parameters:
  ///   - lots: usable stock; nil where it was never counted.
  ///   - delivery: what is counted on to come in each day.
  func used(
    _ item: String, unit: String, paths values: [Double], lots: [DemandInput.Lot]?,
    delivery: Double
  ) -> DemandRow {
    let count = values.count / max(1, days)
    // What the stock must have given by each day: the most that use was ever ahead of deliveries.
    var sums = values
    for path in 0..<count {
      var ahead = 0.0
      var most = 0.0
      for index in path * days..<(path + 1) * days {
        ahead += values[index] - delivery
        most = max(most, ahead)
        sums[index] = most
      }
    }
    var breach: DemandBreach?
    var cover: DemandCover?
    if let lots {
      var byDay = [Double](repeating: 0, count: days)
      var covers: [Double] = []
      covers.reserveCapacity(count)
      for path in 0..<count {
        let use = values[path * days..<(path + 1) * days]
        covers.append(StockWalk(lots, use: use, first: day + 1).cover)
        let walk = StockWalk(lots, use: use, first: day + 1, delivery: delivery)
        if let out = walk.out {
          for index in out..<days { byDay[index] += 1 }
        }
      }
      let whole = Double(max(1, count))
      let shares = byDay.map { $0 / whole }
      breach = self.breach(shares, any: shares.last ?? 0)
      covers.sort()
      func at(_ level: Double) -> Double {
        covers.isEmpty
          ? 0 : RowSummary.rounded(Statistics.quantile(sorted: covers, at: level))
      }
      cover = DemandCover(median: at(0.5), lower: at(0.05), upper: at(0.95))
    }
    let columns = columns(sums, count)
    let usable = lots?.reduce(0) { $0 + $1.quantity }
    return DemandRow(
      site: site, resource: item, unit: unit, isCumulative: true,
      capacity: usable.map(RowSummary.rounded), now: nil,
      mean: means(columns).map(RowSummary.rounded), need: quantiles(columns),
      peak: peaks(values, count), peakDate: peakDate(means(self.columns(values, count))),
      breach: breach, cover: cover)
  }

  /// By day, in rising order.
  private func columns(_ values: [Double], _ count: Int) -> [[Double]] {
    (0..<days).map { index in
      var column = [Double](repeating: 0, count: count)
      for path in 0..<count { column[path] = values[path * days + index] }
      column.sort()
      return column
    }
  }

  private func means(_ columns: [[Double]]) -> [Double] {
    columns.map { $0.isEmpty ? 0 : $0.reduce(0, +) / Double($0.count) }
  }

  private func quantiles(_ columns: [[Double]]) -> [[Double]] {
    columns.map { column in
      levels.map {
        column.isEmpty ? 0 : RowSummary.rounded(Statistics.quantile(sorted: column, at: $0))
      }
    }
  }

  private func peaks(_ values: [Double], _ count: Int) -> [Double] {
    var peaks = (0..<count).map { path in
      values[path * days..<(path + 1) * days].max() ?? 0
    }
    peaks.sort()
    guard !peaks.isEmpty else { return [] }
    return (0..<RowSummary.dots).map {
      RowSummary.rounded(
        Statistics.quantile(
          sorted: peaks, at: (Double($0) + 0.5) / Double(RowSummary.dots)))
    }
  }

  private func peakDate(_ means: [Double]) -> CivilDate {
    let greatest = means.max() ?? 0
    return day + 1 + (means.firstIndex { $0 == greatest } ?? 0)
  }

  private func breach(_ byDay: [Double], any: Double) -> DemandBreach {
    let greatest = byDay.max() ?? 0
    let index =
      byDay.firstIndex { $0 >= 0.5 } ?? byDay.firstIndex { $0 == greatest } ?? 0
    return DemandBreach(
      date: day + 1 + index, probability: RowSummary.rounded(any),
      byDay: byDay.map(RowSummary.rounded))
  }

  /// To four significant digits: no more is meant, and the journal keeps every digit for ever.
  static func rounded(_ value: Double) -> Double {
    guard value != 0, value.isFinite else { return 0 }
    let digits = 3 - Int(floor(log10(abs(value))))
    guard digits > 0 else { return value.rounded() }
    let scale = pow(10, Double(min(digits, 12)))
    return (value * scale).rounded() / scale
  }
}
