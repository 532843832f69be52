import SalusCore
import SalusSense
import SalusStore
import SalusTwin

/// Brings commands to a counterpart by POST, signed, with the command's id as `Idempotency-Key`.
///
/// Answered with a status from 200 to 299, the counterpart has it; with 4xx other than 408, 425 and
/// 429 it never will; anything else is tried again.
public struct WebhookPort: CommandPort {
  private let webhook: Webhook
  public let width: Int

  /// - Parameter width: messages on their way at once.
  public init(_ webhook: Webhook, width: Int = 8) {
    self.webhook = webhook
    self.width = width
  }

  public func send(_ command: OutgoingCommand, over line: MainLine, at now: Instant)
    -> CommandReply
  {
    do throws(TransferError) {
      try webhook.send(command.body, key: command.command.id.text, at: now)
      return .acknowledged("taken by \(webhook.shownAddress)")
    } catch {
      if case .status(let code, _) = error, (400..<500).contains(code), error.isPermanent {
        return .refused(error.description)
      }
      return .unreachable(error.description, retryAfter: error.retryAfter)
    }
  }
}

extension OutgoingCommand {
  /// What a counterpart gets.
  public var body: JSON {
    let request = command.request
    return [
      "command": .string(command.id.text), "twin": .string(command.twin.text),
      "name": .string(request.name), "arguments": request.arguments,
      "desired": .object(request.desired.map { JSON.Member($0.feature, $0.value) }),
      "purpose": .string(command.purpose), "expires": JSON(request.expires),
      "attempt": JSON(attempts + 1),
    ]
  }
}
