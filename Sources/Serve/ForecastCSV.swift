import SalusCore

/// A forecast as a table: a line a week, a column a quantile level.
enum ForecastCSV {
  static func bytes(_ answer: JSON) -> [UInt8] {
    let forecast = answer["forecast"]
    let levels = forecast?["levels"]?.array ?? []
    let dates = forecast?["dates"]?.array ?? []
    let rows = zip(dates, forecast?["quantiles"]?.array ?? []).map { date, quantiles in
      var members: [JSON.Member] = [
        JSON.Member("reference_date", forecast?["referenceDate"] ?? .null),
        JSON.Member("target_end_date", date),
        JSON.Member("place", answer["place"]?["id"] ?? .null),
      ]
      for (level, value) in zip(levels, quantiles.array ?? []) {
        members.append(JSON.Member("q\(level)", value))
      }
      return JSON.object(members)
    }
    return CSVText.rows(.array(rows))
  }
}
