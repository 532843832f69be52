import Foundation
import SalusCore
import SalusGovernance
import Testing

@testable import SalusSense

@Suite struct MailMessageTests {
  private let date = Instant("2026-11-20T06:05:04Z") ?? .beginning

  private func message(_ subject: String, _ text: String = "Text\n") throws -> String {
    let message = try #require(
      MailMessage(to: ["a@b.org"], subject: subject, text: text, key: "k", date: date))
    return String(decoding: message.bytes(from: "salus@c.org"), as: UTF8.self)
  }

  private func head(_ text: String) -> [String] {
    (text.components(separatedBy: "\r\n\r\n").first ?? "").components(separatedBy: "\r\n")
  }

  @Test func fieldsAreThoseOfTheStandard() throws {
    let lines = head(try message("Hospital beds"))
    #expect(lines.contains("From: <salus@c.org>"))
    #expect(lines.contains("To: <a@b.org>"))
    #expect(lines.contains("Date: Fri, 20 Nov 2026 06:05:04 +0000"))
    #expect(lines.contains("Subject: Hospital beds"))
    #expect(lines.contains { $0.hasPrefix("Message-ID: <salus.") && $0.hasSuffix("@c.org>") })
  }

  /// No text can add a field, a recipient or an end of the header.
  @Test(arguments: [
    "x\r\nBcc: evil@d.org", "x\nBcc: evil@d.org", "x\r\n\r\nbody", "x\rBcc: evil@d.org",
    "\u{0}\u{1F}x", String(repeating: "long ", count: 300), "Ärzte \r\nBcc: e@d.org 🚑",
    "=?utf-8?B?QmNj?=", "x\u{2028}Bcc: e@d.org",
  ])
  func nothingCanBeInjected(subject: String) throws {
    let text = try message(subject)
    let names = head(text).filter { !$0.hasPrefix(" ") }.map { $0.prefix { $0 != ":" } }
    #expect(
      names == [
        "From", "To", "Date", "Message-ID", "Subject", "MIME-Version", "Content-Type",
        "Auto-Submitted", "Content-Transfer-Encoding",
      ])
    #expect(head(text).allSatisfy { $0.utf8.count <= 76 && $0.utf8.allSatisfy { $0 < 0x7F } })
  }

  @Test func everyLineEndBecomesThatOfTheLine() throws {
    let text = try message("x", "one\ntwo\r\nthree\rfour\u{7}\n\n")
    #expect(text.hasSuffix("\r\n\r\none\r\ntwo\r\nthree\r\nfour\r\n"))
  }

  @Test func anyLanguageArrives() throws {
    let text = try message("Überlastung: 重症", "Größe ≥ 3\nzweite Zeile")
    let body = text.components(separatedBy: "\r\n\r\n")[1].replacingOccurrences(
      of: "\r\n", with: "")
    let decoded = try #require(Data(base64Encoded: body))
    #expect(String(decoding: decoded, as: UTF8.self) == "Größe ≥ 3\r\nzweite Zeile")
    #expect(text.contains("Subject: =?utf-8?B?"))
  }

  @Test(arguments: [
    "", "a", "@b", "a@", "a@b@c", "a b@c.org", "a@b c.org", "<a@b.org>", "a@b.org>", "a@b.org\n",
    "-a@b.org", "a,b@c.org", "a@b.org,c@d.org", "ä@b.org", "a@-b.org", "a@b.org;x", "\"a\"@b.org",
  ])
  func wrongAddressesAreRefused(text: String) {
    #expect(!MailMessage.isAddress(text))
    #expect(MailMessage(to: [text], subject: "", text: "", key: "", date: date) == nil)
  }

  @Test(arguments: ["a@b.org", "duty.officer+icu@health-agency.example", "x_1@localhost"])
  func plainAddressesAreAccepted(text: String) { #expect(MailMessage.isAddress(text)) }

  @Test func repeatsHaveTheSameNameAndOthersAnother() throws {
    func name(_ key: String, _ to: String) throws -> String {
      let message = try #require(
        MailMessage(to: [to], subject: "s", text: "t", key: key, date: date))
      let text = String(decoding: message.bytes(from: "a@b.org"), as: UTF8.self)
      return try #require(head(text).first { $0.hasPrefix("Message-ID") })
    }
    #expect(try name("k", "a@b.org") == name("k", "a@b.org"))
    #expect(try name("k", "a@b.org") != name("l", "a@b.org"))
    #expect(try name("k", "a@b.org") != name("k", "c@b.org"))
  }
}

@Suite struct WebhookTests {
  /// RFC 4231, test cases 1, 2 and 6.
  @Test(arguments: [
    (
      [UInt8](repeating: 0x0B, count: 20), "Hi There",
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    ),
    (
      Array("Jefe".utf8), "what do ya want for nothing?",
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    ),
    (
      [UInt8](repeating: 0xAA, count: 131),
      "Test Using Larger Than Block-Size Key - Hash Key First",
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    ),
  ])
  func codesAreThoseOfTheStandard(key: [UInt8], message: String, code: String) {
    #expect("\(Digest(authenticating: Array(message.utf8), with: key))" == code)
  }

  @Test func theSignatureCoversTimeAndBody() {
    let body = Array("{}".utf8)
    let one = Webhook.signature(of: body, key: [1], at: 5)
    #expect(one.hasPrefix("t=5,v1="))
    #expect(one != Webhook.signature(of: body, key: [2], at: 5))
    #expect(one.dropFirst(7) != Webhook.signature(of: body, key: [1], at: 6).dropFirst(7))
    #expect(one != Webhook.signature(of: Array("{ }".utf8), key: [1], at: 5))
  }

  @Test(arguments: ["http://a.org/x", "ftp://a.org/x", "https://u:p@a.org/x", "nothing"])
  func openOrOddAddressesAreFaults(url: String) { #expect(Webhook(url: url).fault != nil) }

  @Test func mailInTheOpenStaysOnThisMachine() {
    func fault(_ url: String, _ security: MailServer.Security, from: String = "a@b.org")
      -> TransferError?
    {
      MailServer(url: url, security: security, from: from).fault
    }
    #expect(fault("smtp://mail.org:25", .none) != nil)
    #expect(fault("smtp://mail.org:587", .startTLS) == nil)
    #expect(fault("smtps://mail.org", .none) == nil)
    #expect(fault("smtp://127.0.0.1:25", .none) == nil)
    #expect(fault("https://mail.org", .startTLS) != nil)
    #expect(fault("smtp://mail.org", .startTLS, from: "a@b.org\r\nX: y") != nil)
  }
}
