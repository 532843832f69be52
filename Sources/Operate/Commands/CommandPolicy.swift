/// What the running bank asks of commands.
public struct CommandPolicy: Hashable, Sendable {
  /// False while nobody proves who they are: then one person may ask and approve, and the approval
  /// says so.
  public var areActorsVerified: Bool
  /// Seconds for which a port has commands for itself once it took them; longer than it needs to
  /// try them all.
  public var lease: Double
  /// Commands that a port takes in one round.
  public var round: Int

  public init(areActorsVerified: Bool = false, lease: Double = 300, round: Int = 500) {
    self.areActorsVerified = areActorsVerified
    self.lease = lease
    self.round = round
  }
}
