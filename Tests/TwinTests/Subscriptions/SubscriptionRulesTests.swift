import SalusCore
import SalusTwin
import Testing

@Suite struct SubscriptionRulesTests {
  static let now = CommandEvents.start

  @Test(arguments: [
    (EventFilter(), true), (EventFilter(types: ["twin.reported"]), true),
    (EventFilter(types: ["twin.desired"]), false), (EventFilter(types: ["twin.*"]), true),
    (EventFilter(types: ["tw*"]), false),
    (EventFilter(types: ["command.*", "twin.reported"]), true),
    (EventFilter(twins: ["pump-3"].map { ID($0) }), true),
    (EventFilter(twins: ["pump-4"].map { ID($0) }), false), (EventFilter(prefix: "pump-"), true),
    (EventFilter(prefix: "ward-"), false), (EventFilter(path: "flow"), true),
    (EventFilter(path: "beds"), false), (EventFilter(path: "alarm/level"), true),
    (EventFilter(path: "alarm/text"), false), (EventFilter(path: "flow/level"), false),
    (EventFilter(types: ["twin.reported"], prefix: "pump-", path: "beds"), false),
  ])
  func passesWhatAllItsPartsPass(filter: EventFilter, isPassed: Bool) throws {
    var maker = CommandEvents()
    let event = maker.event(reported(["flow": 12, "alarm": ["level": 2]]))
    #expect(filter.matches(event) == isPassed)
    #expect(try EventFilter(filter.json) == filter)
  }

  @Test(arguments: [
    "[]", #"{"type":"x"}"#, #"{"types":"x"}"#, #"{"types":[1]}"#, #"{"prefix":3}"#,
    #"{"path":""}"#,
  ])
  func refusesFiltersItCannotRead(text: String) throws {
    let json = try JSON(parsing: Array(text.utf8))
    #expect(throws: SubscriptionFault.self) { try EventFilter(json) }
  }

  @Test func knowsATypeWithOrWithoutItsVersion() {
    let filter = EventFilter(twinType: "dtmi:salus:care:Ward")
    #expect(filter.matches(twinType: "dtmi:salus:care:Ward;1.2"))
    #expect(!filter.matches(twinType: "dtmi:salus:care:WardGroup;1"))
    #expect(
      !EventFilter(twinType: "dtmi:salus:care:Ward;1").matches(twinType: "dtmi:salus:care:Ward;2"))
  }

  @Test func triesForEverWhileNobodyAnswers() {
    var cursor = DeliveryCursor(ID("s"), position: 4)
    var now = Self.now
    for _ in 0..<1_000 {
      #expect(cursor.take(.unreachable("away"), of: 5, at: now) == nil)
      #expect(cursor.position == 4)
      now = cursor.due ?? now
    }
    #expect(cursor.failures == 1_000 && cursor.words == "away")
    #expect(cursor.take(.delivered, of: 5, at: now) == nil)
    #expect(cursor == DeliveryCursor(ID("s"), position: 5))
  }

  @Test(arguments: [408, 425, 429, 500, 503, 301])
  func triesForEverWhereALaterTryCanHelp(status: Int) {
    var cursor = DeliveryCursor(ID("s"), position: 4)
    for _ in 0..<50 {
      let outcome = DeliveryOutcome.status(status, words: "later", retryAfter: nil)
      #expect(cursor.take(outcome, of: 5, at: Self.now) == nil)
    }
    #expect(cursor.position == 4)
  }

  @Test(arguments: [400, 401, 404, 410, 422])
  func laysAsideWhatIsRefusedTenTimes(status: Int) {
    var cursor = DeliveryCursor(ID("s"), position: 4)
    let outcome = DeliveryOutcome.status(status, words: "no", retryAfter: nil)
    // Nobody home counts for nothing here.
    _ = cursor.take(.unreachable("away"), of: 5, at: Self.now)
    for _ in 0..<9 { #expect(cursor.take(outcome, of: 5, at: Self.now) == nil) }
    let letter = cursor.take(outcome, of: 5, at: Self.now)
    #expect(
      letter
        == DeadLetter(subscription: ID("s"), sequence: 5, at: Self.now, status: status, words: "no")
    )
    #expect(cursor == DeliveryCursor(ID("s"), position: 5))
  }

  @Test func foldsDefinitionsAndKeepsThePlace() throws {
    let first = Subscription(id: ID("s"), filter: EventFilter(prefix: "a"), start: 7)
    let second = Subscription(
      id: ID("s"), filter: EventFilter(prefix: "b"),
      endpoint: Subscription.Endpoint(url: "https://host/x", secret: "env:KEY"), start: 90)
    var maker = CommandEvents()
    for event in [
      SubscriptionEvent.defined(second), .replayed(ID("s"), after: 3), .removed(ID("s")),
    ] {
      let read = try SubscriptionEvent(maker.event(event.draft(actor: "", at: Self.now)))
      if case .defined(var found) = read {
        found.sequence = 0
        #expect(.defined(found) == event)
      } else {
        #expect(read == event)
      }
    }
    let list = ListJournal([
      maker.event(SubscriptionEvent.defined(first).draft(actor: "ada", at: Self.now)),
      maker.event(SubscriptionEvent.defined(second).draft(actor: "ben", at: Self.now)),
    ])
    let found = try #require(try Subscriptions(list)[ID("s")])
    #expect(found.filter.prefix == "b" && found.start == 7 && found.owner == "ben")
  }

  @Test func writesCloudEvents() throws {
    var maker = CommandEvents()
    let event = maker.event(reported(["flow": 12]))
    let open = CloudEvent(event, bank: "st mary", withData: true)
    #expect(open.id == "st mary/1")
    #expect(
      open.json.description
        == #"{"specversion":"1.0","id":"st mary/1","source":"/bank/st%20mary","#
        + #""type":"twin.reported","subject":"pump-3","time":"2023-11-14T22:13:21Z","#
        + #""salusseq":"1","salusrev":"1","salusbranch":"main","#
        + #""datacontenttype":"application/json","data":{"values":{"flow":12}}}"#)
    let sealed = CloudEvent(event, bank: "b", withData: false)
    #expect(sealed.json["data"] == nil && !sealed.json.description.contains("flow"))
    var branch = CommandEvents(on: ID("what-if/1"))
    let other = CloudEvent(branch.event(reported([:])), bank: "b", withData: true)
    #expect(other.json["source"]?.string == "/bank/b/branch/what-if%2F1")
  }
}

/// A journal that holds a list of events and nothing else.
struct ListJournal: Journal {
  var list: [Event]

  init(_ list: [Event]) { self.list = list }

  func append(_ drafts: [Draft], expecting: [Condition], on branch: ID<Branch>)
    throws(JournalError) -> [Receipt]
  {
    throw .readOnly(path: "a list")
  }

  func events(_ query: EventQuery) throws(JournalError) -> [Event] {
    list.filter {
      $0.sequence > query.after && (query.types.isEmpty || query.types.contains($0.type))
    }
  }

  func observations(_ query: ObservationQuery, at view: View)
    throws(JournalError) -> [StoredObservation]
  { [] }

  func vintages(_ query: ObservationQuery, at view: View)
    throws(JournalError) -> [StoredObservation]
  { [] }

  func latestSequence(of signal: ID<Signal>, at view: View) throws(JournalError) -> Int64 { 0 }

  func head(of branch: ID<Branch>) throws(JournalError) -> Head {
    Head(sequence: list.last?.sequence ?? 0, hash: .zero, recorded: .beginning)
  }

  func onCommit(_ body: @escaping @Sendable (Head) -> Void) {}
}
