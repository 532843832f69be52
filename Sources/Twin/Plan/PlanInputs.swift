import SalusCore

/// What a plan was made from, in figures that a person can read: the ground for saying later what
/// has changed since.
public struct PlanInputs: Hashable, Sendable {
  /// One figure.
  public struct Entry: Hashable, Sendable {
    /// What sort of figure it is.
    public enum Kind: String, Hashable, Sendable {
      /// Usable and not reserved, at the time.
      case stock
      /// The median of the greatest need within the horizon.
      case need
      /// Vehicles that are free.
      case vehicles
    }

    public var kind: Kind
    public var site: ID<Twin>
    public var name: String
    public var item: String
    public var title: String
    public var value: Double

    public init(
      kind: Kind, site: ID<Twin>, name: String, item: String, title: String, value: Double
    ) {
      self.kind = kind
      self.site = site
      self.name = name
      self.item = item
      self.title = title
      self.value = value
    }
  }

  /// The estimate of demand that it stands on, such as `d-120`.
  public var demand: String
  /// Ordered by kind, site and item.
  public var entries: [Entry]
  /// Digest over everything that the plan follows from, settings included.
  public var digest: String

  public init(demand: String, entries: [Entry], digest: String) {
    self.demand = demand
    self.entries = entries
    self.digest = digest
  }

  public init?(_ body: JSON) {
    guard let demand = body["demand"]?.string, let digest = body["digest"]?.string,
      let entries = body["entries"]?.array?.all(Entry.init)
    else { return nil }
    self.init(demand: demand, entries: entries, digest: digest)
  }

  public var json: JSON {
    [
      "demand": .string(demand), "digest": .string(digest),
      "entries": .array(entries.map(\.json)),
    ]
  }

  /// What is materially different now, one sentence each, the greatest relative change first.
  ///
  /// - Parameters:
  ///   - earlier: the inputs of the plan to be judged.
  ///   - tolerance: share by which a figure may move without mention; one unit is always allowed.
  ///   - needTolerance: the same for needs, which every new estimate moves a little.
  public func changes(
    since earlier: PlanInputs, tolerance: Double = 0.1, needTolerance: Double = 0.25
  ) -> [String] {
    struct Name: Hashable {
      let kind: Entry.Kind
      let site: ID<Twin>
      let item: String
    }
    func named(_ entries: [Entry]) -> [Name: Entry] {
      Dictionary(
        entries.map { (Name(kind: $0.kind, site: $0.site, item: $0.item), $0) },
        uniquingKeysWith: { $1 })
    }
    let before = named(earlier.entries)
    let now = named(entries)
    var found: [(size: Double, words: String)] = []
    for entry in earlier.entries
      + entries.filter({ new in
        before[Name(kind: new.kind, site: new.site, item: new.item)] == nil
      })
    {
      let name = Name(kind: entry.kind, site: entry.site, item: entry.item)
      let then = before[name]?.value ?? 0
      let current = now[name]?.value ?? 0
      let share = entry.kind == .need ? needTolerance : tolerance
      let moved = abs(current - then)
      guard moved > 1, moved > share * max(abs(then), 1) else { continue }
      found.append((moved / max(abs(then), 1), entry.sentence(then: then, now: current)))
    }
    return found.enumerated().sorted {
      ($0.element.size, $1.offset) > ($1.element.size, $0.offset)
    }.map(\.element.words)
  }
}

extension PlanInputs.Entry {
  public init?(_ body: JSON) {
    guard let kind = body["kind"]?.string.flatMap(Kind.init(rawValue:)),
      let site = body["site"]?.string, let name = body["name"]?.string,
      let item = body["item"]?.string, let title = body["title"]?.string,
      let value = body["value"]?.double
    else { return nil }
    self.init(kind: kind, site: ID(site), name: name, item: item, title: title, value: value)
  }

  public var json: JSON {
    [
      "kind": .string(kind.rawValue), "site": .string(site.text), "name": .string(name),
      "item": .string(item), "title": .string(title), "value": JSON(value),
    ]
  }

  /// `St Mary: Ventilators 12 then, 9 now`.
  func sentence(then: Double, now: Double) -> String {
    let figures = "\(PlanInputs.text(then)) then, \(PlanInputs.text(now)) now"
    return switch kind {
    case .stock: "\(name): \(title) \(figures)"
    case .need: "\(name): most \(title) needed \(figures)"
    case .vehicles: "\(name): free vehicles \(figures)"
    }
  }
}

extension PlanInputs {
  /// Whole numbers plainly, others with one decimal.
  static func text(_ value: Double) -> String {
    let tenths = (value * 10).rounded()
    guard abs(tenths) < 1e15 else { return "\(value)" }
    let whole = Int64(tenths / 10)
    let rest = Int64(abs(tenths)) % 10
    return rest == 0 ? "\(whole)" : "\(tenths < 0 && whole == 0 ? "-" : "")\(whole).\(rest)"
  }
}
