import SalusCore
import SalusGovernance

/// Which twins to read, in which order and how many at a time.
///
/// Every page shows the twins as they were at the sequence of the first page, so that paging
/// neither loops nor skips, whatever is written between the pages.
public struct TwinSearch: Hashable, Sendable {
  /// Nil for every twin.
  public var filter: Filter?
  /// What to show of a twin; empty for all.
  public var select: [FilterPath]
  /// Twins that are equal in all of these are ordered by id.
  public var sort: [Key]
  /// Twins on a page, 1 to 10,000.
  public var limit: Int
  /// Where the page before ended; nil for the first page.
  public var after: PageCursor?

  /// One value to sort by.
  public struct Key: Hashable, Sendable {
    public var path: FilterPath
    public var isDescending: Bool

    public init(_ path: FilterPath, isDescending: Bool = false) {
      self.path = path
      self.isDescending = isDescending
    }
  }

  /// Twins on the largest page.
  public static let most = 10_000
  /// Values that a query may sort by or select.
  public static let mostPaths = 64

  public init(
    filter: Filter? = nil, select: [FilterPath] = [], sort: [Key] = [], limit: Int = 100,
    after: PageCursor? = nil
  ) {
    self.filter = filter
    self.select = select
    self.sort = sort
    self.limit = min(max(limit, 1), TwinSearch.most)
    self.after = after
  }

  /// Reads a query as it stands in an address.
  ///
  /// - Parameters:
  ///   - filter: nil or empty for every twin.
  ///   - select: paths between commas.
  ///   - sort: paths between commas, each with `-` before it for descending order, `+` or nothing
  ///     for ascending.
  ///   - limit: 1 to 10,000.
  ///   - after: `next` of the page before.
  ///   - branch: where the query is asked; a cursor of another branch is refused.
  public init(
    parsing filter: String?, select: String? = nil, sort: String? = nil, limit: Int? = nil,
    after: String? = nil, on branch: ID<Branch> = Branch.main
  ) throws(QueryProblem) {
    do throws(FilterProblem) {
      self.init(filter: try filter.flatMap { $0.isEmpty ? nil : $0 }.map(Filter.init))
    } catch {
      throw .badFilter(error)
    }
    self.select = try TwinSearch.paths(select, "select").map(\.path)
    self.sort = try TwinSearch.paths(sort, "sort")
    if let limit {
      guard (1...TwinSearch.most).contains(limit) else { throw .badLimit(limit) }
      self.limit = limit
    }
    if let after, !after.isEmpty { self.after = try PageCursor(after, for: self, on: branch) }
  }

  private static func paths(_ text: String?, _ name: String) throws(QueryProblem) -> [Key] {
    guard let text, !text.isEmpty else { return [] }
    var keys: [Key] = []
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      let isSigned = name == "sort" && (word.first == "-" || word.first == "+" || word.first == " ")
      do throws(FilterProblem) {
        let path = try FilterPath(String(isSigned ? word.dropFirst() : word))
        keys.append(Key(path, isDescending: isSigned && word.first == "-"))
      } catch {
        throw .badPath(name, String(word), error)
      }
    }
    guard keys.count <= mostPaths else { throw .tooManyPaths(name) }
    return keys
  }

  /// What two queries share that give the same twins in the same order, whatever they show of them.
  public var digest: Digest {
    var output = CanonicalBytes()
    output.append("salus.query.1")
    output.append(filter?.text)
    output.append(UInt64(sort.count))
    for key in sort {
      output.append(key.path.text)
      output.append(byte: key.isDescending ? 1 : 0)
    }
    return Digest(of: output.bytes)
  }
}

/// Some of what a query asks for.
public struct Found<Item: Sendable>: Sendable {
  public var items: [Item]
  /// Where the next page begins; nil after the last one.
  public var next: PageCursor?
  /// The sequence at which the page was read.
  public var sequence: Int64

  public init(items: [Item], next: PageCursor?, sequence: Int64) {
    self.items = items
    self.next = next
    self.sequence = sequence
  }
}

/// Why a query was refused.
public enum QueryProblem: Problem, Hashable {
  case badFilter(FilterProblem)
  /// Name of the parameter, the path, what is wrong with it.
  case badPath(String, String, FilterProblem)
  case tooManyPaths(String)
  case badLimit(Int)
  case damagedCursor
  /// Marks of the query that the cursor was given for and of this one.
  case cursorOfAnotherQuery(String, asked: String)
  case cursorOfAnotherBranch(ID<Branch>, asked: ID<Branch>)

  public var kind: ProblemKind { .usage }

  public var description: String {
    switch self {
    case .badFilter(let problem): "the filter cannot be read: \(problem)"
    case .badPath(let name, let path, let problem):
      "'\(path)' in \(name) is no path: \(problem)"
    case .tooManyPaths(let name): "\(name) takes at most \(TwinSearch.mostPaths) paths"
    case .badLimit(let limit): "a page of \(limit) is not possible; 1 to \(TwinSearch.most) is"
    case .damagedCursor: "the cursor is not one that was given out; it was cut or changed"
    case .cursorOfAnotherQuery(let its, let asked):
      "the cursor belongs to query \(its), not to this one (\(asked)): filter or sort differ"
    case .cursorOfAnotherBranch(let its, let asked):
      "the cursor belongs to branch '\(its)', not to '\(asked)'"
    }
  }

  public var hint: String? {
    switch self {
    case .badFilter(let problem): problem.hint
    case .damagedCursor, .cursorOfAnotherQuery, .cursorOfAnotherBranch:
      "Leave the cursor out to begin with the first page."
    default: nil
    }
  }
}
