import SalusCore
import SalusSense

/// By which ways notices leave the house.
extension Configuration {
  /// `courier: { mail: { url: "smtps://mail.example.org:465", from: "…" }, webhookSecret: "env:…" }`.
  mutating func readCourier(_ section: ConfigurationSection) {
    if section.has("mail") {
      courier.mail = readMail(section.section("mail"))
    } else {
      _ = section.node("mail")
      section.show("mail", .null)
    }
    courier.webhookSecret = secret("webhookSecret", section)
    section.text("webhookCAFile", &courier.webhookCAFile)
    courier.webhookCAFile = courier.webhookCAFile.map { path($0) }
    section.length("webhookTimeout", &courier.webhookTimeout, unit: 1, in: 1...3600)
    section.retry("retry", &courier.retry)
    section.close()
  }

  private func readMail(_ section: ConfigurationSection) -> MailServer {
    var mail = MailServer(url: section.required("url"), from: section.required("from"))
    section.choice("security", &mail.security)
    section.text("user", &mail.user)
    mail.password = secret("password", section)
    section.text("caFile", &mail.caFile)
    mail.caFile = mail.caFile.map { path($0) }
    section.length("timeout", &mail.timeout, unit: 1, in: 1...3600)
    section.close()
    if !mail.url.isEmpty, let fault = mail.fault { section.fault("url", fault.description) }
    return mail
  }
}

extension ConfigurationSection {
  /// `{ attempts: 5, first: "2s", most: "5m", jitter: 0.25 }`.
  func retry(_ key: String, _ policy: inout RetryPolicy) {
    let own = section(key)
    own.whole("attempts", &policy.attempts, in: 1...100)
    own.length("first", &policy.first, unit: 1, in: 1...3600)
    own.length("most", &policy.most, unit: 1, in: 1...86_400)
    own.number("jitter", &policy.jitter, in: 0...1)
    own.close()
  }
}
