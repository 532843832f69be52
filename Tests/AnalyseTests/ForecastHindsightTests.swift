import SalusAnalyse
import SalusCore
import SalusGovernance
import SalusTwin
import Testing

@Suite struct ForecastHindsightTests {
  /// A plain list of events and rows, read as the journal's face promises.
  private struct ListJournal: Journal {
    var events: [Event]
    var rows: [StoredObservation]

    func append(_ drafts: [Draft], expecting: [Condition], on branch: ID<Branch>)
      throws(JournalError) -> [Receipt]
    {
      throw .failed("a list for reading only")
    }

    func events(_ query: EventQuery) throws(JournalError) -> [Event] {
      events.filter { query.types.contains($0.type) }
    }

    func observations(_ query: ObservationQuery, at view: View) throws(JournalError)
      -> [StoredObservation]
    {
      var newest: [String: StoredObservation] = [:]
      for row in try vintages(query, at: view) {
        newest["\(row.observation.twin)/\(row.observation.valid)"] = row
      }
      return newest.sorted { $0.key < $1.key }.map(\.value)
    }

    func vintages(_ query: ObservationQuery, at view: View) throws(JournalError)
      -> [StoredObservation]
    {
      rows.filter { row in
        row.observation.signal == query.signal
          && view.known.map { row.observation.known <= $0 } ?? true
          && view.sequence.map { row.sequence <= $0 } ?? true
      }.sorted { $0.observation.known < $1.observation.known }
    }

    func latestSequence(of signal: ID<Signal>, at view: View) throws(JournalError) -> Int64 {
      try vintages(ObservationQuery(signal: signal), at: view).map(\.sequence).max() ?? 0
    }

    func head(of branch: ID<Branch>) throws(JournalError) -> Head {
      throw .failed("a list for reading only")
    }

    func onCommit(_ body: @escaping @Sendable (Head) -> Void) {}
  }

  private static func event(_ draft: Draft) -> Event {
    let none = Digest(of: [])
    return Event(
      sequence: 1, branch: Branch.main, twin: draft.twin, revision: 1, type: draft.type,
      version: 1, valid: .beginning, known: .beginning, recorded: .beginning,
      payload: draft.payload, actor: "test", purpose: "test", source: "test", key: nil,
      causation: nil, observations: nil, previous: none, hash: none)
  }

  /// Weekly reports known three days after the week, and later revisions of all of them.
  private static func journal(revision: Double) -> ListJournal {
    let input = ForecastSample.input(weeks: 40, places: 6)
    let signal = Signal(id: input.signal, title: "Cases", unit: "{cases}/wk", period: .week)
    var events = [event(SignalRegistered(signal).draft(actor: "test", source: "test"))]
    var rows: [StoredObservation] = []
    for (location, series) in zip(input.locations, input.counts) where !location.isAggregate {
      let place = Place(
        id: location.id, name: location.id.text, level: .district,
        population: location.population)
      events.append(event(PlaceRegistered(place).draft(actor: "test", source: "test")))
      for (date, value) in zip(input.dates, series) {
        for (known, value) in [(date + 3, value), (input.dates[29] + 4, value * revision)] {
          rows.append(
            StoredObservation(
              Observation(
                twin: location.id, signal: signal.id, valid: Instant(startOf: date),
                known: Instant(startOf: max(known, date + 3)), value: value),
              sequence: Int64(known.days)))
        }
      }
    }
    return ListJournal(events: events, rows: rows)
  }

  private static func bytes(_ journal: ListJournal, asOf: CivilDate) throws -> [UInt8] {
    let world = try World(journal, asOf: .date(asOf))
    let panel = try #require(try world.panel(ID("cases")))
    let forecast = try ForecastSample.quick().forecast(
      ForecastInput(panel, asOf: .date(asOf)), reference: asOf.onOrAfter(.saturday), seed: 1)
    return ForecastRecord(kind: .hindcast, forecast: forecast).payload.bytes
  }

  @Test func changesNothingByWhatBecameKnownLater() throws {
    // The newest week that is known ends on the 30th date; everything is revised a day later.
    let asOf = ForecastSample.start + 7 * 29 + 3
    let plain = try ForecastHindsightTests.bytes(
      ForecastHindsightTests.journal(revision: 1), asOf: asOf)
    let revised = try ForecastHindsightTests.bytes(
      ForecastHindsightTests.journal(revision: 5), asOf: asOf)
    #expect(plain == revised)
    // A day later the revisions are there to be seen, so the comparison can fail.
    #expect(
      try ForecastHindsightTests.bytes(
        ForecastHindsightTests.journal(revision: 1), asOf: asOf + 1)
        != ForecastHindsightTests.bytes(
          ForecastHindsightTests.journal(revision: 5), asOf: asOf + 1))
  }
}
