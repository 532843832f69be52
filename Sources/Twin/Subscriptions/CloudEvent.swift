import SalusCore

/// An event as other programs take it: CloudEvents 1.0 (CNCF 2019) in JSON.
public struct CloudEvent: Sendable {
  /// Media type of one event.
  public static let mediaType = "application/cloudevents+json"

  public let json: JSON
  /// Unique among all events of the bank's line: `<bank>/<sequence>`.
  public let id: String

  /// - Parameters:
  ///   - bank: name of the bank that keeps the event.
  ///   - withData: false leaves the payload out, as for personal events where no grant covers them.
  public init(_ event: Event, bank: String, withData: Bool) {
    id = "\(bank)/\(event.sequence)"
    // The sequences of two lines overlap; source and id together name an event.
    let line =
      event.branch == Branch.main ? "" : "/branch/\(CloudEvent.escaped(event.branch.text))"
    var members: [JSON.Member] = [
      JSON.Member("specversion", "1.0"), JSON.Member("id", .string(id)),
      JSON.Member("source", .string("/bank/\(CloudEvent.escaped(bank))\(line)")),
      JSON.Member("type", .string(event.type)),
      JSON.Member("subject", .string(event.twin.text)),
      JSON.Member("time", .string(event.valid.description)),
      // Texts, for integers of CloudEvents have 32 bits.
      JSON.Member("salusseq", .string(String(event.sequence))),
      JSON.Member("salusrev", .string(String(event.revision))),
      JSON.Member("salusbranch", .string(event.branch.text)),
    ]
    if withData {
      members.append(JSON.Member("datacontenttype", "application/json"))
      members.append(JSON.Member("data", event.payload))
    }
    json = .object(members)
  }

  /// As a segment of a path (RFC 3986 section 3.3).
  private static func escaped(_ text: String) -> String {
    let hex = Array("0123456789ABCDEF")
    var output = ""
    for byte in text.utf8 {
      let isPlain =
        (48...57).contains(byte) || (65...90).contains(byte & 0xDF) || "-._~".utf8.contains(byte)
      if isPlain {
        output.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        output += "%\(hex[Int(byte >> 4)])\(hex[Int(byte & 15)])"
      }
    }
    return output
  }
}
