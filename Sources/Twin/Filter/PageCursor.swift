import FoundationEssentials
import SalusCore
import SalusGovernance

/// Where a page ended: opaque to callers, good for one query on one branch.
public struct PageCursor: Hashable, Sendable {
  /// The query that it was given for, by the first hexadecimal digits of its digest.
  public let query: String
  public let branch: ID<Branch>
  /// All pages show the twins as they were then.
  public let sequence: Int64
  /// Values of the last twin on the page at the paths that the query sorts by; null for none.
  public let keys: [JSON]
  /// The last twin on the page.
  public let twin: ID<Twin>

  public init(
    of query: TwinSearch, on branch: ID<Branch>, sequence: Int64, keys: [JSON], twin: ID<Twin>
  ) {
    self.query = PageCursor.mark(of: query)
    self.branch = branch
    self.sequence = sequence
    self.keys = keys
    self.twin = twin
  }

  /// Reads a cursor that a page gave; refuses one that was given for another query or branch.
  public init(_ text: String, for asked: TwinSearch, on branch: ID<Branch>) throws(QueryProblem) {
    guard text.utf8.count <= PageCursor.longest, let bytes = PageCursor.decoded(text),
      bytes.count > PageCursor.check,
      PageCursor.checksum(bytes.dropLast(PageCursor.check))
        == Array(bytes.suffix(PageCursor.check)),
      let body = try? JSON(parsing: Array(bytes.dropLast(PageCursor.check))),
      let mark = body["query"]?.string, let name = body["branch"]?.string,
      let sequence = body["sequence"]?.integer, sequence >= 0, let keys = body["keys"]?.array,
      let twin = body["twin"]?.string
    else { throw .damagedCursor }
    let wanted = PageCursor.mark(of: asked)
    guard mark == wanted else { throw .cursorOfAnotherQuery(mark, asked: wanted) }
    guard name == branch.text else {
      throw .cursorOfAnotherBranch(ID(name), asked: branch)
    }
    guard keys.count == asked.sort.count else { throw .damagedCursor }
    query = mark
    self.branch = branch
    self.sequence = sequence
    self.keys = keys
    self.twin = ID(twin)
  }

  /// The text that a caller hands back: letters, digits, `-` and `_`.
  public var text: String {
    let body: JSON = [
      "query": .string(query), "branch": .string(branch.text), "sequence": .integer(sequence),
      "keys": .array(keys), "twin": .string(twin.text),
    ]
    let bytes = body.bytes
    let encoded = Data(bytes + PageCursor.checksum(bytes[...])).base64EncodedString()
    return String(
      decoding: encoded.utf8.compactMap { byte in
        switch byte {
        case UInt8(ascii: "+"): UInt8(ascii: "-")
        case UInt8(ascii: "/"): UInt8(ascii: "_")
        case UInt8(ascii: "="): nil
        default: byte
        }
      }, as: UTF8.self)
  }

  private static let check = 4
  private static let longest = 64 * 1024

  private static func mark(of query: TwinSearch) -> String {
    String(query.digest.description.prefix(16))
  }

  private static func checksum(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    Array(Digest(of: Array("salus.cursor.1".utf8) + bytes).bytes.prefix(check))
  }

  private static func decoded(_ text: String) -> [UInt8]? {
    var plain = text.utf8.map { byte in
      switch byte {
      case UInt8(ascii: "-"): UInt8(ascii: "+")
      case UInt8(ascii: "_"): UInt8(ascii: "/")
      default: byte
      }
    }
    while plain.count % 4 != 0 { plain.append(UInt8(ascii: "=")) }
    return Data(base64Encoded: String(decoding: plain, as: UTF8.self)).map { Array($0) }
  }
}

extension PageCursor: CustomStringConvertible {
  public var description: String { text }
}
