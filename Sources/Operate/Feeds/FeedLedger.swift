import SalusCore
import SalusSense
import SalusTwin

/// What the journal says of feeds: the reports of each source and the changes of each feed. Follows
/// the journal, so that a long history is read once.
struct FeedLedger: Sendable {
  /// One report of a source.
  struct Report: Sendable, Hashable {
    var id: String
    var file: String
    var signal: String
    /// By the loop's time.
    var arrived: Instant
    var recorded: Instant
    var isFinished = false
    var isUndone = false
    var read = 0
    var accepted = 0
    var duplicate = 0
    var corrected = 0
    var quarantined = 0
    var places = 0
    /// The most frequent reason of refusal.
    var reason: String?
  }

  /// A file that was refused as a whole.
  struct Refusal: Sendable, Hashable {
    var words: String
    var file: String
    var at: Instant
  }

  private(set) var sequence: Int64 = 0
  private(set) var standings = FeedStandings()
  private var reports: [Report] = []
  private var indexByTwin: [ID<Twin>: Int] = [:]
  private var indicesBySource: [String: [Int]] = [:]
  private var refusals: [String: [Refusal]] = [:]

  static let types =
    [ImportRecord.started, ImportRecord.finished, ImportRecord.undone] + FeedChanged.types

  init() {}

  /// What a view allows.
  init(_ journal: any Journal, at view: View) throws(JournalError) {
    let query = EventQuery(branch: view.branch, types: FeedLedger.types, through: view.sequence)
    for event in try journal.events(query) {
      if let known = view.known, event.known > known { continue }
      try apply(event)
    }
  }

  /// Reads what came since.
  mutating func follow(_ journal: any Journal) throws(JournalError) {
    let query = EventQuery(types: FeedLedger.types, after: sequence)
    for event in try journal.events(query) { try apply(event) }
  }

  private mutating func apply(_ event: Event) throws(JournalError) {
    sequence = max(sequence, event.sequence)
    let body = event.payload
    switch event.type {
    case ImportRecord.started:
      guard indexByTwin[event.twin] == nil else { return }
      indexByTwin[event.twin] = reports.count
      indicesBySource[event.source, default: []].append(reports.count)
      reports.append(
        Report(
          id: body["import"]?.string ?? event.twin.text, file: body["file"]?.string ?? "",
          signal: body["signal"]?.string ?? "",
          arrived: body["known"]?.string.flatMap { Instant($0) } ?? event.known,
          recorded: event.recorded))
    case ImportRecord.finished:
      guard let index = indexByTwin[event.twin] else { return }
      func count(_ name: String) -> Int {
        body[name]?.integer.flatMap { Int(exactly: $0) } ?? 0
      }
      reports[index].isFinished = true
      reports[index].read = count("read")
      reports[index].accepted = count("accepted")
      reports[index].duplicate = count("duplicate")
      reports[index].corrected = count("corrected")
      reports[index].quarantined = count("quarantined")
      reports[index].places = count("places")
      reports[index].reason = body["reasons"]?.array?.first?["reason"]?.string
    case ImportRecord.undone:
      guard let index = indexByTwin[event.twin] else { return }
      reports[index].isUndone = true
    default:
      if event.type == FeedChanged.State.refused.type {
        let change = try FeedChanged(event)
        refusals[change.feed, default: []].append(
          Refusal(words: change.words, file: body["file"]?.string ?? "", at: event.valid))
      }
      try standings.apply(event)
    }
  }

  /// Reports of a source that count, in order of the journal.
  func reports(of source: String) -> [Report] {
    (indicesBySource[source] ?? []).map { reports[$0] }.filter { !$0.isUndone }
  }

  /// Files of a feed that were refused as a whole, oldest first.
  func refusals(of feed: String) -> [Refusal] { refusals[feed] ?? [] }

  /// Places in finished reports of a source that were not all refused, oldest first.
  func usualPlaces(of source: String) -> [Int] {
    reports(of: source).filter { $0.isFinished && $0.places > 0 }.map(\.places)
  }

  /// Moments at which reports of a source came in that hold something, in order of time.
  func arrivals(of source: String) -> [Instant] {
    reports(of: source).filter { $0.isFinished && $0.read > $0.quarantined }.map(\.arrived).sorted()
  }
}
