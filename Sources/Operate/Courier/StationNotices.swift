import SalusAct
import SalusCore
import SalusTwin

extension Station {
  /// Queues a message that says no more than that messages arrive.
  public func queueTestNotice(_ channel: Notice.Channel, to address: String) throws -> Notice {
    let moment = loopTime()
    let notices = try Notices(journal, at: View())
    let notice = Notice(
      id: notices.nextID(), channel: channel, recipient: "test", address: address,
      subject: "Salus: a test message",
      text: "This is a test by \(actor). No action is needed.\n", key: "test/\(now)",
      queued: moment)
    _ = try journal.append(
      [NoticeEvent.queued(notice).draft(of: notice.id, actor: actor, at: moment)],
      expecting: [.revision(notice.twin, 0)], on: Branch.main)
    return notice
  }

  /// The courier of the running loop, or one of the configuration where none runs.
  public func courier(of configuration: Configuration) -> Courier {
    loop?.parts?.courier ?? Courier(station: self, settings: configuration.courier)
  }
}

extension Notice {
  public static let listHeader = [
    "notice", "channel", "recipient", "state", "failures", "next try", "subject", "words",
  ]

  /// One line of a list; the address is left out, for it can be secret.
  public func cells(at now: Instant) -> [String] {
    [
      id.text, channel.rawValue, recipient, standing(at: now), String(failures),
      nextTry?.description ?? "–", subject, words,
    ]
  }

  /// Without the address, which can be secret.
  public func listed(at now: Instant) -> JSON {
    [
      "id": .string(id.text), "channel": .string(channel.rawValue),
      "recipient": .string(recipient), "state": .string(standing(at: now)),
      "failures": JSON(failures), "nextTry": JSON(nextTry), "subject": .string(subject),
      "words": .string(words), "queued": JSON(queued), "key": .string(key),
    ]
  }
}
