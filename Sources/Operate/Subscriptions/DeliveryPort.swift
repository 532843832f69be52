import SalusCore
import SalusSense
import SalusTwin

/// A way by which events reach those who subscribed.
public protocol DeliveryPort: Sendable {
  /// Brings one event; called again with the same event until it is taken or refused.
  func deliver(_ event: CloudEvent, to endpoint: Subscription.Endpoint, at now: Instant)
    -> DeliveryOutcome
}

/// Brings events by POST as CloudEvents in structured mode, signed, with the event's id as
/// `Idempotency-Key`.
public struct WebhookDelivery: DeliveryPort {
  private let caFile: String?
  private let timeout: Double

  /// - Parameters:
  ///   - caFile: certificates (PEM) to trust instead of the system's.
  ///   - timeout: seconds for one try.
  public init(caFile: String? = nil, timeout: Double = 20) {
    self.caFile = caFile
    self.timeout = timeout
  }

  public func deliver(
    _ event: CloudEvent, to endpoint: Subscription.Endpoint, at now: Instant
  ) -> DeliveryOutcome {
    do throws(TransferError) {
      try webhook(endpoint).send(
        event.json, key: event.id, at: now, mediaType: CloudEvent.mediaType)
      return .delivered
    } catch {
      if case .status(let code, let asked) = error {
        return .status(code, words: error.description, retryAfter: asked)
      }
      return .unreachable(error.description)
    }
  }

  /// What is wrong with an endpoint whatever it answers; nil for nothing.
  public func fault(of endpoint: Subscription.Endpoint) -> TransferError? {
    do throws(TransferError) { return try webhook(endpoint).fault } catch { return error }
  }

  private func webhook(_ endpoint: Subscription.Endpoint) throws(TransferError) -> Webhook {
    var address = endpoint.url
    if let secret = Secret(endpoint.url) {
      do throws(SecretError) { address = try secret.text() } catch { throw .secret(error) }
    }
    var key: Secret?
    if let text = endpoint.secret {
      key = Secret(text)
      guard key != nil else {
        throw .address("the key of a signature is named as env:NAME or file:PATH")
      }
    }
    return Webhook(url: address, secret: key, caFile: caFile, timeout: timeout)
  }
}
