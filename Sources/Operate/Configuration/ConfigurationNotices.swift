import SalusAct
import SalusCore
import SalusSense

extension NoticeSettings {
  mutating func read(_ section: ConfigurationSection) {
    var names: Set<String> = []
    for entry in section.sections("recipients") {
      let recipient = readRecipient(entry)
      if !names.insert(recipient.name).inserted {
        entry.fault("name", "a recipient '\(recipient.name)' is there already")
      }
      recipients.append(recipient)
    }
    readQuietHours(section)
    section.grade("quietGrade", &quietGrade)
    for entry in section.sections("escalation") {
      var step = Escalation(afterMinutes: 30, recipients: [])
      entry.whole("afterMinutes", &step.afterMinutes, in: 1...10_080)
      entry.grade("grade", &step.grade)
      entry.texts("recipients", &step.recipients)
      entry.close()
      for name in step.recipients where !names.contains(name) {
        let near = NearestWord.find(name, among: names.sorted())
        entry.fault(
          "recipients",
          "there is no recipient '\(name)'" + (near.map { "; did you mean '\($0)'?" } ?? ""))
      }
      escalation.append(step)
    }
    section.optionalText("timeZone", &timeZone)
    if !timeZone.isEmpty {
      do {
        _ = try TimeZoneRules(named: timeZone)
      } catch {
        section.fault("timeZone", error.description)
      }
    }
    section.close()
  }

  private func readRecipient(_ entry: ConfigurationSection) -> Recipient {
    var recipient = Recipient(
      name: entry.required("name"), channel: .mail, address: address(entry))
    entry.choice("channel", &recipient.channel)
    if !entry.has("channel") { recipient.channel = Self.channel(of: recipient.address) }
    entry.grade("grade", &recipient.grade)
    for duty in entry.sections("duty") {
      var days: [String] = []
      duty.texts("days", &days)
      let weekdays = days.compactMap(Self.weekday)
      if weekdays.count != days.count {
        duty.fault("days", "days are sun, mon, tue, wed, thu, fri and sat")
      }
      var hours = Hours(from: 0, to: 0)
      duty.hours(&hours)
      duty.close()
      recipient.duty.append(SalusAct.Duty(days: weekdays, hours: hours))
    }
    entry.close()
    return recipient
  }

  /// The way of a webhook's address is often its secret, so it is not shown.
  private func address(_ entry: ConfigurationSection) -> String {
    guard let text = entry.node("address")?.string, !text.isEmpty else {
      entry.fault(
        "address", "this is needed and missing: a mail address, https://… or \"env:NAME\"")
      return ""
    }
    let address = Address(text)
    entry.show(
      "address",
      .string(address.map { "\($0.scheme)://\($0.host)/…" } ?? text))
    if address == nil, !text.hasPrefix("env:"), !text.contains("@") {
      entry.fault("address", "this is no mail address and no https address")
    }
    return text
  }

  private static func channel(of address: String) -> Notice.Channel {
    address.hasPrefix("http") ? .webhook : .mail
  }

  private static func weekday(_ text: String) -> Weekday? {
    ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
      .firstIndex(of: String(text.lowercased().prefix(3))).flatMap(Weekday.init)
  }

  /// `quietHours: { from: "22:00", to: "06:30" }`, or null for none.
  private mutating func readQuietHours(_ section: ConfigurationSection) {
    if let node = section.node("quietHours"), case .null = node.value {
      quietHours = nil
      section.show("quietHours", .null)
      return
    }
    var hours = quietHours ?? Hours(from: 0, to: 0)
    let own = section.section("quietHours")
    own.hours(&hours)
    own.close()
    quietHours = hours
  }
}

extension ConfigurationSection {
  /// `from` and `to`, times of day.
  func hours(_ hours: inout Hours) {
    var from: Int? = hours.from
    var to: Int? = hours.to
    timeOfDay("from", &from)
    timeOfDay("to", &to)
    hours = Hours(from: from ?? hours.from, to: to ?? hours.to)
  }
}
