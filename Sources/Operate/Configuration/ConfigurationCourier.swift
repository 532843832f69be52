import SalusCore
import SalusSense

/// How notices leave the house, as a configuration says it.
extension Configuration {
  mutating func readCourier(_ section: ConfigurationSection) {
    if section.has("mail") {
      let own = section.section("mail")
      var mail = MailServer(url: "", from: "")
      if let node = own.node("url"), let text = node.string {
        mail.url = text
        own.show("url", .string(mail.shownAddress))
      } else {
        own.fault("url", "an address is needed: smtp://host:port or smtps://host:port")
      }
      own.choice("security", &mail.security)
      mail.from = own.required("from")
      own.text("user", &mail.user)
      mail.password = secret("password", own)
      own.text("caFile", &mail.caFile)
      mail.caFile = mail.caFile.map { path($0) }
      own.length("timeout", &mail.timeout, unit: 1, in: 1...3600)
      own.close()
      if let fault = mail.fault, !mail.url.isEmpty, !mail.from.isEmpty {
        own.fault("url", fault.description)
      }
      courier.mail = mail
    } else {
      section.show("mail", .null)
    }
    let hook = section.section("webhook")
    courier.webhookSecret = secret("secret", hook)
    hook.text("caFile", &courier.webhookCAFile)
    courier.webhookCAFile = courier.webhookCAFile.map { path($0) }
    hook.length("timeout", &courier.webhookTimeout, unit: 1, in: 1...3600)
    hook.close()
    let retry = section.section("retry")
    retry.whole("attempts", &courier.retry.attempts, in: 1...1000)
    retry.length("first", &courier.retry.first, unit: 1, in: 1...3600)
    retry.length("most", &courier.retry.most, unit: 1, in: 1...86_400)
    retry.number("jitter", &courier.retry.jitter, in: 0...1)
    retry.close()
    section.close()
  }
}
