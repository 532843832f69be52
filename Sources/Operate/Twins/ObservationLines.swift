import SalusCore
import SalusSense
import SalusTwin

/// What became of a stream of observations.
public struct ObservationCount: Hashable, Sendable {
  public var rows = 0
  public var accepted = 0
  public var duplicate = 0
  public var corrected = 0
  public var batches = 0

  public var json: JSON {
    [
      "rows": JSON(rows), "accepted": JSON(accepted), "duplicate": JSON(duplicate),
      "corrected": JSON(corrected), "batches": JSON(batches),
    ]
  }
}

extension TwinDesk {
  /// Rows in one commit.
  public static let batch = 1_000

  /// Takes observations, one JSON object a line: `twin`, `signal`, `valid`, `value`, and any of
  /// `known`, `stratum`, `quality`. Lines are kept in batches, each whole or not at all.
  ///
  /// - Throws: `TwinProblem.badLine`; nothing of the line's batch is kept then.
  public func take(
    _ lines: [UInt8], source: String, on branch: ID<Branch> = Branch.main, key: String? = nil
  ) throws -> ObservationCount {
    try checkBranch(branch)
    let signals = Set(try World(journal, asOf: .latest).signals.map(\.id))
    let now = clock()
    var count = ObservationCount()
    var rows: [Observation] = []
    rows.reserveCapacity(TwinDesk.batch)
    var number = 0
    for line in lines.split(separator: 0x0A, omittingEmptySubsequences: false) {
      number += 1
      guard line.contains(where: { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }) else { continue }
      rows.append(try TwinDesk.observation(Array(line), number, signals, now))
      if rows.count == TwinDesk.batch { try keep(&rows, source, branch, key, &count) }
    }
    if !rows.isEmpty { try keep(&rows, source, branch, key, &count) }
    return count
  }

  private func keep(
    _ rows: inout [Observation], _ source: String, _ branch: ID<Branch>, _ key: String?,
    _ count: inout ObservationCount
  ) throws {
    let draft = Draft(
      type: ImportRecord.recorded, twin: ID("source:" + source),
      payload: [
        "signal": .string(Set(rows.map(\.signal.text)).sorted().joined(separator: ", ")),
        "values": JSON(rows.count),
      ], actor: actor, source: source, key: key.map { "\($0)/\(count.batches)" },
      observations: rows)
    let receipts = try journal.append([draft], expecting: [], on: branch)
    count.batches += 1
    count.rows += rows.count
    for receipt in receipts {
      count.accepted += receipt.accepted
      count.duplicate += receipt.duplicate
      count.corrected += receipt.corrected
    }
    rows.removeAll(keepingCapacity: true)
  }

  private static func observation(
    _ line: [UInt8], _ number: Int, _ signals: Set<ID<Signal>>, _ now: Instant
  ) throws(TwinProblem) -> Observation {
    let json: JSON
    do {
      json = try JSON(parsing: line)
    } catch {
      throw .badLine(number, reason: "\(error)")
    }
    do {
      let signal = ID<Signal>(try text(json, "signal", "the id of a signal"))
      guard signals.contains(signal) else {
        throw TwinProblem.bad(
          "signal", given: signal.text, accepted: Words.list(signals.map(\.text).sorted(), most: 8))
      }
      guard let valid = try time(json, "valid") else {
        throw TwinProblem.missing("valid", accepted: "a day or a moment")
      }
      guard let member = json["value"] else {
        throw TwinProblem.missing("value", accepted: "a number, or null where it is missing")
      }
      guard member == .null || member.double != nil else {
        throw TwinProblem.bad("value", given: member.description, accepted: "a number or null")
      }
      let quality: Observation.Quality
      switch json["quality"]?.string {
      case nil, "good": quality = .good
      case "suspect": quality = .suspect
      case "estimated": quality = .estimated
      case let word?:
        throw TwinProblem.bad("quality", given: word, accepted: "good, suspect or estimated")
      }
      return Observation(
        twin: ID(try text(json, "twin", "the id of a twin")), signal: signal,
        stratum: json["stratum"]?.string ?? "", valid: valid,
        known: try time(json, "known") ?? now, value: member.double, quality: quality)
    } catch {
      throw .badLine(number, reason: "\(error)")
    }
  }
}
