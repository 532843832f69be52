import FoundationEssentials
import SalusCore
import SalusGovernance

/// A plain text mail (RFC 5322) that says what a notice says. Nothing in subject, text or
/// addresses can add a header field or a recipient.
public struct MailMessage: Hashable, Sendable {
  /// At least one; each an address that `isAddress` accepts.
  public let to: [String]
  public let subject: String
  public let text: String
  /// Names the message; the same for every try, so that receivers can tell a repeat.
  public let key: String
  public let date: Instant

  /// Nil where a recipient is no mail address, or there is none.
  public init?(to: [String], subject: String, text: String, key: String, date: Instant) {
    guard !to.isEmpty, to.allSatisfy(MailMessage.isAddress) else { return nil }
    self.to = to
    self.subject = subject
    self.text = text
    self.key = key
    self.date = date
  }

  /// Whether a text is one plain address: `name@host`, no display name, no quotes, ASCII.
  public static func isAddress(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
    guard parts.count == 2, (1...64).contains(parts[0].count), (1...255).contains(parts[1].count)
    else { return false }
    let others = Set("!#$%&'*+/=?^_`{|}~-.".utf8)
    func isWord(_ byte: UInt8) -> Bool {
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }
    return parts[0].first != UInt8(ascii: "-")
      && parts[0].allSatisfy { isWord($0) || others.contains($0) }
      && parts[1].allSatisfy { isWord($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
      && parts[1].first.map(isWord) == true
  }

  /// The message as it goes over the line, lines ended by CR LF.
  public func bytes(from: String) -> [UInt8] {
    let host = from.split(separator: "@").last.map(String.init) ?? "localhost"
    let mark = Digest(of: Array("\(key)\n\(to.joined(separator: ","))".utf8)).description.prefix(24)
    var lines = [
      "From: <\(from)>",
      "To: " + to.map { "<\($0)>" }.joined(separator: ",\r\n "),
      "Date: \(MailMessage.date(date))",
      "Message-ID: <salus.\(mark)@\(host)>",
      "Subject: \(MailMessage.encoded(subject))",
      "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8",
      "Auto-Submitted: auto-generated",
    ]
    let body = MailMessage.lines(text)
    if body.allSatisfy({ $0.utf8.count <= 900 && $0.utf8.allSatisfy { $0 < 0x7F } }) {
      lines += ["Content-Transfer-Encoding: 7bit", ""] + body
    } else {
      let code = Data(body.joined(separator: "\r\n").utf8).base64EncodedString()
      lines += ["Content-Transfer-Encoding: base64", ""] + MailMessage.pieces(code, of: 76)
    }
    return Array((lines.joined(separator: "\r\n") + "\r\n").utf8)
  }

  /// Lines of a text whatever ends them, without other control characters.
  private static func lines(_ text: String) -> [String] {
    var lines: [String] = [""]
    var before: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n" where before == "\r": break
      case "\r", "\n": lines.append("")
      case "\t": lines[lines.count - 1] += "    "
      case _ where scalar.value < 0x20 || scalar.value == 0x7F: break
      default: lines[lines.count - 1].unicodeScalars.append(scalar)
      }
      before = scalar
    }
    while lines.count > 1, lines.last == "" { lines.removeLast() }
    return lines
  }

  /// A header field's text in encoded words of at most 75 bytes where it is no plain ASCII (RFC
  /// 2047); control characters become blanks.
  static func encoded(_ text: String) -> String {
    let clean = String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
    if clean.utf8.allSatisfy({ $0 < 0x7F }), clean.utf8.count <= 66, !clean.contains("=?") {
      return clean
    }
    var words: [String] = []
    var part: [UInt8] = []
    for scalar in clean.unicodeScalars.prefix(500) {
      let bytes = Array(String(scalar).utf8)
      // 39 bytes make 52 letters of base64; with frame and field name the line has 73 of 76.
      if part.count + bytes.count > 39 {
        words.append(word(part))
        part = []
      }
      part += bytes
    }
    words.append(word(part))
    return words.joined(separator: "\r\n ")
  }

  private static func word(_ bytes: [UInt8]) -> String {
    "=?utf-8?B?\(Data(bytes).base64EncodedString())?="
  }

  private static func pieces(_ text: String, of length: Int) -> [String] {
    let bytes = Array(text.utf8)
    return stride(from: 0, to: bytes.count, by: length).map {
      String(decoding: bytes[$0..<min($0 + length, bytes.count)], as: UTF8.self)
    }
  }

  /// `Fri, 20 Nov 2026 06:00:00 +0000` (RFC 5322 section 3.3).
  static func date(_ instant: Instant) -> String {
    let day = instant.date
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    let second = Int((instant - Instant(startOf: day)).rounded(.down))
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(days[day.weekday.rawValue]), \(day.day) \(months[day.month - 1]) \(day.year) "
      + "\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60)) +0000"
  }
}
