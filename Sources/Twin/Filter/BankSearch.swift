import SalusCore

extension RelationBank {
  /// The page of twins that a search asks for, all as they were at the sequence of the first page.
  ///
  /// Without `sort` and `within` it reads on from the last id; otherwise it reads every twin and
  /// keeps no more than a page of them. Personal twins come sealed.
  public func search(_ search: TwinSearch, on branch: ID<Branch> = Branch.main)
    throws(JournalError) -> Found<TwinState>
  {
    let newest = try head(of: branch).sequence
    let sequence = min(search.after?.sequence ?? newest, newest)
    if search.sort.isEmpty, !(search.filter?.asksForPlace ?? false) {
      let page = try states(
        TwinQuery(
          condition: search.filter?.condition, after: search.after?.twin, limit: search.limit,
          sequence: sequence), on: branch)
      var next: PageCursor?
      if page.hasMore, let last = page.items.last {
        next = PageCursor(of: search, on: branch, sequence: sequence, keys: [], twin: last.id)
      }
      return Found(items: page.items, next: next, sequence: sequence)
    }
    var collector = PageCollector<TwinState>(search)
    let around = BankSurroundings(bank: self, branch: branch, sequence: sequence)
    var last: ID<Twin>?
    while true {
      let page = try states(
        TwinQuery(after: last, limit: 1_000, sequence: sequence), on: branch)
      for state in page.items {
        try collector.take(state) { () throws(JournalError) in try around.places(of: state.id) }
      }
      last = page.items.last?.id
      guard page.hasMore, last != nil else {
        return collector.page(on: branch, at: sequence)
      }
    }
  }
}

/// Who is next to whom at a sequence, as a bank tells it; remembers what it asked.
private final class BankSurroundings<Holder: RelationBank>: Surroundings {
  private let bank: Holder
  private let branch: ID<Branch>
  private let sequence: Int64
  private var known: [String: [ID<Twin>: [ID<Twin>]]] = [:]

  init(bank: Holder, branch: ID<Branch>, sequence: Int64) {
    self.bank = bank
    self.branch = branch
    self.sequence = sequence
  }

  func targets(of twin: ID<Twin>, name: String) throws(JournalError) -> [ID<Twin>] {
    if let targets = known[name]?[twin] { return targets }
    let targets = try bank.relations(
      RelationQuery(source: twin, names: [name]), at: .version(sequence), on: branch
    ).map(\.target).sorted()
    known[name, default: [:]][twin] = targets
    return targets
  }

  func sources(of twin: ID<Twin>, name: String) throws(JournalError) -> [ID<Twin>] {
    try bank.relations(
      RelationQuery(target: twin, names: [name]), at: .version(sequence), on: branch
    ).map(\.source).sorted()
  }
}
