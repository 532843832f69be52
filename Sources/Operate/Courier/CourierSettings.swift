import SalusSense

/// By which ways notices leave the house.
public struct CourierSettings: Hashable, Sendable {
  /// Nil sends no mail.
  public var mail: MailServer?
  /// Key of the signature of webhook messages; nil sends them unsigned.
  public var webhookSecret: Secret?
  /// Certificates (PEM) to trust for webhooks instead of the system's.
  public var webhookCAFile: String?
  /// Seconds for one try of a webhook.
  public var webhookTimeout = 20.0
  /// After the last try a notice is given up and said to be lost.
  public var retry = RetryPolicy(attempts: 20, first: 10, most: 1800)

  public init() {}
}
