import SalusEvaluate
import SalusOperate

/// Scores as tables: by horizon, then beside each peer.
struct ScoreTables {
  let tables: [Table]

  init(_ scores: ForecastScores) {
    var horizons = Table(
      header: [
        "horizon", "n", "WIS", "log WIS", "dispersion", "over", "under", "cov 50", "cov 80",
        "cov 95",
      ], numeric: Set(1...9))
    for (horizon, summary) in scores.byHorizon.sorted(by: { $0.key < $1.key }) {
      horizons.rows.append(ScoreTables.row(String(horizon), summary))
    }
    if let summary = scores.overall { horizons.rows.append(ScoreTables.row("all", summary)) }
    if let summary = scores.withoutNation {
      horizons.rows.append(ScoreTables.row("all but \(scores.nation)", summary))
    }
    var tables = [horizons]
    if !scores.peers.isEmpty {
      var peers = Table(
        header: ["beside", "tasks", "WIS ratio", "95 % interval", "log WIS ratio", "by horizon"],
        numeric: [1, 2, 4])
      for peer in scores.peers {
        let interval =
          if let lower = peer.lower, let upper = peer.upper {
            "\(Format.fixed(lower, decimals: 3))–\(Format.fixed(upper, decimals: 3))"
          } else { "–" }
        let horizons = peer.byHorizon.sorted { $0.key < $1.key }
          .map { Format.fixed($0.value.wis, decimals: 3) }
        peers.rows.append([
          peer.model, String(peer.all.count), Format.fixed(peer.all.wis, decimals: 3), interval,
          peer.all.wisLog.map { Format.fixed($0, decimals: 3) } ?? "–",
          horizons.joined(separator: " "),
        ])
      }
      tables.append(peers)
    }
    self.tables = tables
  }

  private static func row(_ name: String, _ summary: ScoreSummary) -> [String] {
    [
      name, String(summary.count), Format.fixed(summary.wis, decimals: 2),
      Format.fixed(summary.wisLog, decimals: 4), Format.fixed(summary.dispersion, decimals: 2),
      Format.fixed(summary.overprediction, decimals: 2),
      Format.fixed(summary.underprediction, decimals: 2),
      Format.fixed(summary.coverage50, decimals: 3), Format.fixed(summary.coverage80, decimals: 3),
      Format.fixed(summary.coverage95, decimals: 3),
    ]
  }
}
